// AVX2 with FMA and F16C: sixteen floats are two registers of sixteen.

#if defined(__x86_64__)

#include "table.h"

#include <immintrin.h>
#include <math.h>
#include <stdatomic.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi2"))), apply_to = function)

#include "x16.h"

enum { ROWS = 6, TILES = 1 };

INLINE x16 load_halves(const uint16_t *from) {
    x16 both;
    both.lo = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
    both.hi = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from + 1));
    return both;
}
INLINE void store_halves(uint16_t *into, x16 value) {
    _mm_storeu_si128((__m128i *)into, _mm256_cvtps_ph(value.lo, _MM_FROUND_TO_NEAREST_INT));
    _mm_storeu_si128((__m128i *)into + 1, _mm256_cvtps_ph(value.hi, _MM_FROUND_TO_NEAREST_INT));
}

#include "functions.h"
#include "layer.h"
#include "attention.h"
#include "fill.h"

TABLE(mk_vectors_avx2);

#pragma clang attribute pop

#endif
