// AVX-512: sixteen floats are one register, of which there are 32.

#if defined(__x86_64__)

#include "table.h"

#include <immintrin.h>
#include <math.h>
#include <stdatomic.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi2"))), \
                             apply_to = function)

#include "x16.h"

enum { ROWS = 6, TILES = 4 };

INLINE x16 load_halves(const uint16_t *from) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from)); }
INLINE void store_halves(uint16_t *into, x16 value) {
    _mm256_storeu_si256((__m256i *)into, _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

#include "functions.h"
#include "layer.h"
#include "attention.h"
#include "fill.h"

TABLE(mk_vectors_avx512);

#pragma clang attribute pop

#endif
