#pragma once
// Vectors of eight: AVX2, with the byte products of AVX-VNNI where VNNI is 1.

enum { LANES = 8 };
#define WIDE_TILES 0
#define OWN_BYTES 0
#define AHEAD(kind) 4096
#define FLOATS_AHEAD 4096
/// Without VNNI, products of codes above 127 would overflow: these are taken as signed, around their offset.
#define SIGNED_CODES(top) (!VNNI && (top) > 127)
#define SETTLE(x) (void)(x)
#define ACCUMULATE(total, x, y) total = multiply_add(x, y, total)
#define ACCUMULATE_BY(total, x, value) total = multiply_add(x, floats_all(value), total)

#define UNROLL _Pragma("clang loop unroll(full)")
#define NO_UNROLL _Pragma("clang loop unroll(disable)")

typedef __m256i codes;
typedef __m256i ints;
typedef __m256 floats;

INLINE codes codes_load(const uint8_t *from) { return _mm256_loadu_si256((const __m256i *)from); }
INLINE codes codes_low(codes x, int mask) { return _mm256_and_si256(x, _mm256_set1_epi8((char)mask)); }
INLINE codes codes_right(codes x, int by, int mask) { return codes_low(_mm256_srli_epi16(x, by), mask); }
INLINE codes codes_join(codes low, codes x, int from, int mask, int to) {
    return _mm256_or_si256(low, _mm256_slli_epi16(codes_right(x, from, mask), to));
}
INLINE codes codes_lookup(codes x, const uint8_t table[16]) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table)), x);
}

INLINE ints ints_zero(void) { return _mm256_setzero_si256(); }
INLINE ints ints_shifted(const int32_t *value, int by) { return _mm256_slli_epi32(_mm256_set1_epi32(*value), by); }
INLINE ints four_columns(const int8_t *from) {
    int32_t four;
    memcpy(&four, from, 4);
    return _mm256_set1_epi32(four);
}

#if VNNI
INLINE ints dot(ints start, const codes *weights, const int8_t *input, int steps, int top) {
    (void)top;
    UNROLL for (int s = 0; s < steps; s++) {
        start = _mm256_dpbusd_avx_epi32(start, weights[s], four_columns(input + 4 * s));
    }
    return start;
}
#else
/// Sums of two products of 16 bits: as many are added up before they are widened as cannot overflow.
INLINE ints dot(ints start, const codes *weights, const int8_t *input, int steps, int top) {
    const int together = top <= 15 ? 8 : top <= 31 ? 4 : top <= 63 ? 2 : 1;
    const __m256i ones = _mm256_set1_epi16(1);
    UNROLL for (int s = 0; s < steps; s += together) {
        __m256i pairs = _mm256_setzero_si256();
        UNROLL for (int i = s; i < (s + together < steps ? s + together : steps); i++) {
            const ints four = four_columns(input + 4 * i);
            if (top > 127) {
                const codes signed_codes = _mm256_xor_si256(weights[i], _mm256_set1_epi8((char)0x80));
                const ints turned = _mm256_sign_epi8(four, signed_codes);
                pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(_mm256_abs_epi8(signed_codes), turned));
            } else {
                pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(weights[i], four));
            }
        }
        start = _mm256_add_epi32(start, _mm256_madd_epi16(pairs, ones));
    }
    return start;
}
#endif

INLINE floats floats_zero(void) { return _mm256_setzero_ps(); }
INLINE floats floats_all(float value) { return _mm256_set1_ps(value); }
INLINE floats floats_of(ints x) { return _mm256_cvtepi32_ps(x); }
INLINE floats floats_load(const float *from) { return _mm256_loadu_ps(from); }
INLINE void floats_store(float *to, floats x) { _mm256_storeu_ps(to, x); }
INLINE floats floats_halves(const uint16_t *from) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from)); }
/// Of each four bytes the lower half, and the upper one.
INLINE floats floats_low_bfloats(const uint8_t *from) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(codes_load(from), 16));
}
INLINE floats floats_high_bfloats(const uint8_t *from) {
    return _mm256_castsi256_ps(_mm256_and_si256(codes_load(from), _mm256_set1_epi32((int32_t)0xffff0000)));
}
INLINE ints ints_bytes(const uint8_t *from) { return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)from)); }
INLINE floats floats_bytes(const uint8_t *from) { return floats_of(ints_bytes(from)); }
INLINE floats floats_negative_bytes(const uint8_t *from) {
    return floats_of(_mm256_sub_epi32(ints_zero(), ints_bytes(from)));
}
INLINE floats floats_signed_bytes(const int8_t *from) {
    return floats_of(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)from)));
}
INLINE floats floats_nibbles(const uint8_t *from) {
    return floats_of(_mm256_and_si256(ints_bytes(from), _mm256_set1_epi32(15)));
}
INLINE floats floats_negative_nibbles(const uint8_t *from) {
    return floats_of(_mm256_sub_epi32(ints_zero(), _mm256_srli_epi32(ints_bytes(from), 4)));
}
/// Half of 2^(byte - 127).
INLINE floats floats_exponents(const uint8_t *from) {
    const ints exponents = ints_bytes(from), one = _mm256_set1_epi32(1);
    const ints normal = _mm256_slli_epi32(_mm256_sub_epi32(exponents, one), 23);
    const ints tiny = _mm256_sllv_epi32(_mm256_set1_epi32(0x200000), exponents);
    return _mm256_castsi256_ps(_mm256_blendv_epi8(tiny, normal, _mm256_cmpgt_epi32(exponents, one)));
}
INLINE floats add(floats x, floats y) { return _mm256_add_ps(x, y); }
INLINE floats multiply(floats x, floats y) { return _mm256_mul_ps(x, y); }
INLINE floats multiply_add(floats x, floats y, floats z) { return _mm256_fmadd_ps(x, y, z); }
