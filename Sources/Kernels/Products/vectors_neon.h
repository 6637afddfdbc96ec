#pragma once
// Vectors of four: ARM's NEON with its byte products.

enum { LANES = 4 };
#define WIDE_TILES 0
#define OWN_BYTES 0
#define AHEAD(kind) 2048
#define FLOATS_AHEAD 2048
/// The products are of signed bytes, so codes above 127 are taken around their offset.
#define SIGNED_CODES(top) ((top) > 127)
#define SETTLE(x) (void)(x)
#define ACCUMULATE(total, x, y) total = multiply_add(x, y, total)
#define ACCUMULATE_BY(total, x, value) total = vfmaq_n_f32(total, x, value)

#define UNROLL _Pragma("clang loop unroll(full)")
#define NO_UNROLL _Pragma("clang loop unroll(disable)")

typedef uint8x16_t codes;
typedef int32x4_t ints;
typedef float32x4_t floats;

INLINE codes codes_load(const uint8_t *from) { return vld1q_u8(from); }
INLINE codes codes_low(codes x, int mask) { return vandq_u8(x, vdupq_n_u8((uint8_t)mask)); }
INLINE codes codes_right(codes x, int by, int mask) { return codes_low(vshlq_u8(x, vdupq_n_s8((int8_t)-by)), mask); }
INLINE codes codes_join(codes low, codes x, int from, int mask, int to) {
    return vorrq_u8(low, vshlq_u8(codes_right(x, from, mask), vdupq_n_s8((int8_t)to)));
}
INLINE codes codes_lookup(codes x, const uint8_t table[16]) { return vqtbl1q_u8(vld1q_u8(table), x); }

INLINE ints ints_zero(void) { return vdupq_n_s32(0); }
INLINE ints ints_shifted(const int32_t *value, int by) { return vdupq_n_s32(*value * (1 << by)); }
INLINE ints dot(ints start, const codes *weights, const int8_t *input, int steps, int top) {
    UNROLL for (int s = 0; s < steps; s += 4) {
        const int8x16_t columns = vld1q_s8(input + 4 * s);
        int8x16_t w[4];
        UNROLL for (int i = 0; i < 4; i++) {
            w[i] = vreinterpretq_s8_u8(top > 127 ? veorq_u8(weights[s + i], vdupq_n_u8(0x80)) : weights[s + i]);
        }
        start = vdotq_laneq_s32(start, w[0], columns, 0);
        start = vdotq_laneq_s32(start, w[1], columns, 1);
        start = vdotq_laneq_s32(start, w[2], columns, 2);
        start = vdotq_laneq_s32(start, w[3], columns, 3);
    }
    return start;
}

INLINE floats floats_zero(void) { return vdupq_n_f32(0); }
INLINE floats floats_all(float value) { return vdupq_n_f32(value); }
INLINE floats floats_of(ints x) { return vcvtq_f32_s32(x); }
INLINE floats floats_load(const float *from) { return vld1q_f32(from); }
INLINE void floats_store(float *to, floats x) { vst1q_f32(to, x); }
INLINE floats floats_halves(const uint16_t *from) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from))); }
/// Of each four bytes the lower half, and the upper one.
INLINE floats floats_low_bfloats(const uint8_t *from) {
    return vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_u8(vld1q_u8(from)), 16));
}
INLINE floats floats_high_bfloats(const uint8_t *from) {
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_u8(vld1q_u8(from)), vdupq_n_u32(0xffff0000)));
}
INLINE ints ints_bytes(const uint8_t *from) {
    uint32_t four;
    memcpy(&four, from, 4);
    const uint16x4_t wide = vget_low_u16(vmovl_u8(vcreate_u8(four)));
    return vreinterpretq_s32_u32(vmovl_u16(wide));
}
INLINE floats floats_bytes(const uint8_t *from) { return floats_of(ints_bytes(from)); }
INLINE floats floats_negative_bytes(const uint8_t *from) { return floats_of(vnegq_s32(ints_bytes(from))); }
INLINE floats floats_signed_bytes(const int8_t *from) {
    const ints bytes = ints_bytes((const uint8_t *)from);
    return floats_of(vshrq_n_s32(vshlq_n_s32(bytes, 24), 24));
}
INLINE floats floats_nibbles(const uint8_t *from) { return floats_of(vandq_s32(ints_bytes(from), vdupq_n_s32(15))); }
INLINE floats floats_negative_nibbles(const uint8_t *from) {
    return floats_of(vnegq_s32(vshrq_n_s32(ints_bytes(from), 4)));
}
/// Half of 2^(byte - 127).
INLINE floats floats_exponents(const uint8_t *from) {
    const ints exponents = ints_bytes(from), one = vdupq_n_s32(1);
    const ints normal = vshlq_n_s32(vsubq_s32(exponents, one), 23);
    const ints tiny = vshlq_s32(vdupq_n_s32(0x200000), exponents);
    return vreinterpretq_f32_s32(vbslq_s32(vcgtq_s32(exponents, one), normal, tiny));
}
INLINE floats add(floats x, floats y) { return vaddq_f32(x, y); }
INLINE floats multiply(floats x, floats y) { return vmulq_f32(x, y); }
INLINE floats multiply_add(floats x, floats y, floats z) { return vfmaq_f32(z, x, y); }
