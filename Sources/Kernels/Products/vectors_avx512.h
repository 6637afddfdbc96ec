#pragma once
// Vectors of sixteen: AVX-512 with VNNI.

enum { LANES = 16 };
#define WIDE_TILES 1
#define OWN_BYTES 1
#define SIGNED_CODES(top) false
/// How many bytes ahead memory is asked for when few tokens pass.
#define AHEAD(kind) ((kind).blocks == 8 ? 8192 : 5120)
#define FLOATS_AHEAD 4096
/// One line after the other: a compiler left free here loads all eight first, and runs out of registers.
#define SETTLE(x) __asm__ volatile("" : "+v"(x) : : "memory")
/// total += x * y, in the same register, and one token after the other: a compiler left free here mixes the tokens of
/// a tile and runs out of registers.
#define ACCUMULATE(total, x, y) \
    __asm__ volatile("vfmadd231ps %2, %1, %0" : "+v"(total) : "v"(x), "v"(y) : "memory")
/// The same with one value for all lanes.
#define ACCUMULATE_BY(total, x, value) \
    __asm__ volatile("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(total) : "v"(x), "m"(value) : "memory")

#define UNROLL _Pragma("clang loop unroll(full)")
#define NO_UNROLL _Pragma("clang loop unroll(disable)")

typedef __m512i codes;
typedef __m512i ints;
typedef __m512 floats;

INLINE codes codes_load(const uint8_t *from) { return _mm512_loadu_si512(from); }
INLINE codes codes_low(codes x, int mask) { return _mm512_and_si512(x, _mm512_set1_epi8((char)mask)); }
INLINE codes codes_right(codes x, int by, int mask) { return codes_low(_mm512_srli_epi16(x, (unsigned)by), mask); }
INLINE codes codes_join(codes low, codes x, int from, int mask, int to) {
    const codes moved = _mm512_slli_epi16(_mm512_srli_epi16(x, (unsigned)from), (unsigned)to);
    return _mm512_ternarylogic_epi32(low, moved, _mm512_set1_epi8((char)(mask << to)), 0xf8);  // low | (moved & mask)
}
INLINE codes codes_lookup(codes x, const uint8_t table[16]) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table)), x);
}

/// In one instruction, which compilers make three of.
#define SHIFTED(by) case by: __asm__("vpslld $" #by ", %1%{1to16%}, %0" : "=v"(shifted) : "m"(*value)); break;
INLINE ints ints_shifted(const int32_t *value, int by) {
    ints shifted;
    switch (by) {
    SHIFTED(2)
    SHIFTED(3)
    SHIFTED(4)
    SHIFTED(5)
    SHIFTED(7)
    default: shifted = _mm512_slli_epi32(_mm512_set1_epi32(*value), (unsigned)by);
    }
    return shifted;
}
#undef SHIFTED
INLINE ints ints_zero(void) { return _mm512_setzero_si512(); }
INLINE ints four_columns(const int8_t *from) {
    int32_t four;
    memcpy(&four, from, 4);
    return _mm512_set1_epi32(four);
}
INLINE ints dot(ints start, const codes *weights, const int8_t *input, int steps, int top) {
    (void)top;
    // Two chains of four, so that fewer steps wait for the one before.
    ints other = _mm512_setzero_si512();
    UNROLL for (int s = 0; s < 4; s++) {
        start = _mm512_dpbusd_epi32(start, weights[s], four_columns(input + 4 * s));
        if (steps == 8) other = _mm512_dpbusd_epi32(other, weights[s + 4], four_columns(input + 16 + 4 * s));
    }
    return steps == 8 ? _mm512_add_epi32(start, other) : start;
}

INLINE floats floats_zero(void) { return _mm512_setzero_ps(); }
INLINE floats floats_all(float value) { return _mm512_set1_ps(value); }
INLINE floats floats_of(ints x) { return _mm512_cvtepi32_ps(x); }
INLINE floats floats_load(const float *from) { return _mm512_loadu_ps(from); }
INLINE void floats_store(float *to, floats x) { _mm512_storeu_ps(to, x); }
INLINE floats floats_halves(const uint16_t *from) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from)); }
/// Of each four bytes the lower half, and the upper one.
INLINE floats floats_low_bfloats(const uint8_t *from) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_loadu_si512(from), 16));
}
INLINE floats floats_high_bfloats(const uint8_t *from) {
    const __m512i mask = _mm512_set1_epi32((int32_t)0xffff0000);
    return _mm512_castsi512_ps(_mm512_and_si512(_mm512_loadu_si512(from), mask));
}
INLINE ints ints_bytes(const uint8_t *from) { return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)from)); }
INLINE floats floats_bytes(const uint8_t *from) { return floats_of(ints_bytes(from)); }
INLINE floats floats_negative_bytes(const uint8_t *from) {
    return floats_of(_mm512_sub_epi32(_mm512_setzero_si512(), ints_bytes(from)));
}
INLINE floats floats_signed_bytes(const int8_t *from) {
    return floats_of(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)from)));
}
INLINE floats floats_nibbles(const uint8_t *from) {
    return floats_of(_mm512_and_si512(ints_bytes(from), _mm512_set1_epi32(15)));
}
INLINE floats floats_negative_nibbles(const uint8_t *from) {
    return floats_of(_mm512_sub_epi32(_mm512_setzero_si512(), _mm512_srli_epi32(ints_bytes(from), 4)));
}
INLINE floats floats_exponents(const uint8_t *from) {
    const ints exponents = ints_bytes(from), one = _mm512_set1_epi32(1);
    const ints normal = _mm512_slli_epi32(_mm512_sub_epi32(exponents, one), 23);
    const ints tiny = _mm512_sllv_epi32(_mm512_set1_epi32(0x200000), exponents);
    return _mm512_castsi512_ps(_mm512_mask_mov_epi32(normal, _mm512_cmple_epi32_mask(exponents, one), tiny));
}
INLINE floats add(floats x, floats y) { return _mm512_add_ps(x, y); }
INLINE floats multiply(floats x, floats y) { return _mm512_mul_ps(x, y); }
INLINE floats multiply_add(floats x, floats y, floats z) { return _mm512_fmadd_ps(x, y, z); }

// Inputs as bytes (`tile.h` says what these are).

INLINE int32_t largest_bits(const float values[32]) {
    const __m512i sign = _mm512_set1_epi32(0x7fffffff);
    const __m512i one = _mm512_and_si512(_mm512_loadu_si512(values), sign);
    const __m512i two = _mm512_and_si512(_mm512_loadu_si512(values + 16), sign);
    return _mm512_reduce_max_epi32(_mm512_max_epi32(one, two));
}
INLINE void bytes_of(const float values[32], float times, bool finite, int8_t *bytes, int32_t *one, int32_t *two) {
    const __mmask16 kept = finite ? 0xffff : 0;
    const __m512 all_times = _mm512_set1_ps(times);
    const __m512i first = _mm512_maskz_cvtps_epi32(kept, _mm512_mul_ps(_mm512_loadu_ps(values), all_times));
    const __m512i second = _mm512_maskz_cvtps_epi32(kept, _mm512_mul_ps(_mm512_loadu_ps(values + 16), all_times));
    _mm_storeu_si128((__m128i *)bytes, _mm512_cvtepi32_epi8(first));
    _mm_storeu_si128((__m128i *)(bytes + 16), _mm512_cvtepi32_epi8(second));
    *one = _mm512_reduce_add_epi32(first);
    *two = _mm512_reduce_add_epi32(second);
}
