#pragma once
// Vectors of four, in the compiler's own notation: for any machine, and what the others are checked against.

#include "../Stored/blocks.h"
#include "../half.h"

#include <string.h>

enum { LANES = 4 };
#define WIDE_TILES 0
#define OWN_BYTES 0
/// Loops as they are: speed is elsewhere, and unrolling costs a minute of compiling.
#define UNROLL
#define NO_UNROLL
/// Whether `dot` takes codes of this range with their offset already subtracted.
#define SIGNED_CODES(top) false
#define AHEAD(kind) 2048
#define FLOATS_AHEAD 2048
#define SETTLE(x) (void)(x)
#define ACCUMULATE(total, x, y) total = multiply_add(x, y, total)
#define ACCUMULATE_BY(total, x, value) total = multiply_add(x, floats_all(value), total)

/// Four rows by four columns of codes.
typedef uint8_t codes __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(16)));

INLINE codes codes_load(const uint8_t *from) {
    codes loaded;
    memcpy(&loaded, from, sizeof loaded);
    return loaded;
}
INLINE codes codes_low(codes x, int mask) { return x & (uint8_t)mask; }
/// (x >> by) & mask.
INLINE codes codes_right(codes x, int by, int mask) { return x >> (uint8_t)by & (uint8_t)mask; }
/// low | ((x >> from) & mask) << to.
INLINE codes codes_join(codes low, codes x, int from, int mask, int to) {
    return low | (x >> (uint8_t)from & (uint8_t)mask) << (uint8_t)to;
}
INLINE codes codes_lookup(codes x, const uint8_t table[16]) {
    codes found;
    for (int i = 0; i < 16; i++) found[i] = table[x[i]];
    return found;
}

/// *value << by, in all lanes.
INLINE ints ints_shifted(const int32_t *value, int by) {
    const int32_t shifted = *value * (1 << by);
    return (ints){shifted, shifted, shifted, shifted};
}
INLINE ints ints_zero(void) { return (ints){0, 0, 0, 0}; }
/// start + the sum over `steps` lines of four columns each.
INLINE ints dot(ints start, const codes *weights, const int8_t *input, int steps, int top) {
    (void)top;
    for (int s = 0; s < steps; s++) {
        for (int lane = 0; lane < LANES; lane++) {
            for (int c = 0; c < 4; c++) start[lane] += weights[s][4 * lane + c] * input[4 * s + c];
        }
    }
    return start;
}

INLINE floats floats_zero(void) { return (floats){0, 0, 0, 0}; }
INLINE floats floats_all(float value) { return (floats){value, value, value, value}; }
INLINE floats floats_of(ints x) { return __builtin_convertvector(x, floats); }
INLINE floats floats_load(const float *from) {
    floats loaded;
    memcpy(&loaded, from, sizeof loaded);
    return loaded;
}
INLINE void floats_store(float *to, floats x) { memcpy(to, &x, sizeof x); }
INLINE floats floats_halves(const uint16_t *from) {
    return (floats){half_to_float(from[0]), half_to_float(from[1]), half_to_float(from[2]), half_to_float(from[3])};
}
/// Of each four bytes the lower half, and the upper one.
INLINE floats floats_low_bfloats(const uint8_t *from) {
    uint32_t pairs[LANES];
    memcpy(pairs, from, sizeof pairs);
    return (floats){bits_float(pairs[0] << 16), bits_float(pairs[1] << 16), bits_float(pairs[2] << 16),
                    bits_float(pairs[3] << 16)};
}
INLINE floats floats_high_bfloats(const uint8_t *from) {
    uint32_t pairs[LANES];
    memcpy(pairs, from, sizeof pairs);
    const uint32_t high = 0xffff0000u;
    return (floats){bits_float(pairs[0] & high), bits_float(pairs[1] & high), bits_float(pairs[2] & high),
                    bits_float(pairs[3] & high)};
}
INLINE floats floats_bytes(const uint8_t *from) { return (floats){from[0], from[1], from[2], from[3]}; }
INLINE floats floats_signed_bytes(const int8_t *from) { return (floats){from[0], from[1], from[2], from[3]}; }
INLINE floats floats_negative_bytes(const uint8_t *from) { return -floats_bytes(from); }
INLINE floats floats_nibbles(const uint8_t *from) {
    return (floats){from[0] & 15, from[1] & 15, from[2] & 15, from[3] & 15};
}
INLINE floats floats_negative_nibbles(const uint8_t *from) {
    return -(floats){from[0] >> 4, from[1] >> 4, from[2] >> 4, from[3] >> 4};
}
/// Half of 2^(byte - 127).
INLINE floats floats_exponents(const uint8_t *from) {
    return (floats){bits_float(mxfp4_half_scale_bits(from[0])), bits_float(mxfp4_half_scale_bits(from[1])),
                    bits_float(mxfp4_half_scale_bits(from[2])), bits_float(mxfp4_half_scale_bits(from[3]))};
}
INLINE floats add(floats x, floats y) { return x + y; }
INLINE floats multiply(floats x, floats y) { return x * y; }
INLINE floats multiply_add(floats x, floats y, floats z) { return x * y + z; }
