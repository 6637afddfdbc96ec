#pragma once
// Halves (F16) and BF16 to floats and back, one at a time, on any machine: exact one way, nearest even the other.

#include <stdint.h>
#include <string.h>

static inline uint32_t float_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return bits;
}

static inline float bits_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

static inline float half_to_float(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    const uint32_t rest = (uint32_t)(half & 0x7fff) << 13;
    if (rest >= 0x7c00u << 13) {
        // infinite, or a quiet NaN
        return bits_float(sign | rest | 0x7f800000u | (rest > 0x7c00u << 13 ? 0x400000u : 0));
    }
    // Below the smallest normal half the bits count units of 2^-24; above, only the exponent's bias differs.
    if (rest < 0x400u << 13) return bits_float(sign | float_bits((float)(half & 0x7fff) * 0x1p-24f));
    return bits_float(sign | (rest + (112u << 23)));
}

static inline uint16_t float_to_half(float value) {
    const uint32_t bits = float_bits(value);
    const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    const uint32_t size = bits & 0x7fffffff;
    if (size > 0x7f800000u) return (uint16_t)(sign | 0x7e00 | (size >> 13 & 0x1ff));
    if (size >= 0x477ff000u) return (uint16_t)(sign | 0x7c00);
    if (size < 0x38800000u) {
        // Adding 0.5 shifts the value to units of 2^-24 at the bottom of the word, rounded to even by the addition.
        return (uint16_t)(sign | (float_bits(bits_float(size) + 0.5f) - 0x3f000000u));
    }
    return (uint16_t)(sign | ((size - (112u << 23) + 0xfff + (size >> 13 & 1)) >> 13));
}

static inline float bfloat_to_float(uint16_t value) { return bits_float((uint32_t)value << 16); }

static inline uint16_t float_to_bfloat(float value) {
    const uint32_t bits = float_bits(value);
    if ((bits & 0x7fffffff) > 0x7f800000u) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}
