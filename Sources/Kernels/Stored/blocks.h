#pragma once
// The blocks of a file, byte for byte (GGUF's formats). Packed: a mapped file promises no alignment.

#include <stdint.h>

#define STORED typedef struct __attribute__((packed))

STORED { uint16_t scale; uint8_t nibbles[16]; } stored_q4_0;
STORED { uint16_t scale, least; uint8_t nibbles[16]; } stored_q4_1;
STORED { uint16_t scale; uint32_t high; uint8_t nibbles[16]; } stored_q5_0;
STORED { uint16_t scale, least; uint32_t high; uint8_t nibbles[16]; } stored_q5_1;
STORED { uint16_t scale; int8_t codes[32]; } stored_q8_0;
STORED { uint8_t exponent; uint8_t nibbles[16]; } stored_mxfp4;

/// Blocks of 256: a scale for all, and small scales (and mins) for each 16 or 32. In `quarters`, `high` and `nibbles` a
/// byte holds the same column of several runs of 32.
STORED { uint8_t scales[16]; uint8_t quarters[64]; uint16_t scale, least; } stored_q2_k;
STORED { uint8_t high[32]; uint8_t quarters[64]; uint8_t scales[12]; uint16_t scale; } stored_q3_k;
STORED { uint16_t scale, least; uint8_t scales[12]; uint8_t nibbles[128]; } stored_q4_k;
STORED { uint16_t scale, least; uint8_t scales[12]; uint8_t high[32]; uint8_t nibbles[128]; } stored_q5_k;
STORED { uint8_t nibbles[128]; uint8_t quarters[64]; int8_t scales[16]; uint16_t scale; } stored_q6_k;

#undef STORED

_Static_assert(sizeof(stored_q4_0) == 18 && sizeof(stored_q4_1) == 20 && sizeof(stored_q5_0) == 22, "as in the file");
_Static_assert(sizeof(stored_q5_1) == 24 && sizeof(stored_q8_0) == 34 && sizeof(stored_mxfp4) == 17, "as in the file");
_Static_assert(sizeof(stored_q2_k) == 84 && sizeof(stored_q3_k) == 110 && sizeof(stored_q4_k) == 144, "as in the file");
_Static_assert(sizeof(stored_q5_k) == 176 && sizeof(stored_q6_k) == 210, "as in the file");

/// Twice the sixteen values of an MXFP4 code: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives.
static const int8_t mxfp4_doubled[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

/// The bits of half of 2^(exponent - 127).
static inline uint32_t mxfp4_half_scale_bits(uint8_t exponent) {
    return exponent < 2 ? 0x200000u << exponent : (uint32_t)(exponent - 1) << 23;
}

/// The eight 6-bit scales and mins of Q4_K and Q5_K.
static inline void scales_and_mins(const uint8_t packed[12], uint8_t scales[8], uint8_t mins[8]) {
    for (int i = 0; i < 4; i++) {
        scales[i] = packed[i] & 63;
        mins[i] = packed[i + 4] & 63;
        scales[i + 4] = (uint8_t)((packed[i + 8] & 15) | (packed[i] >> 6) << 4);
        mins[i + 4] = (uint8_t)(packed[i + 8] >> 4 | (packed[i + 4] >> 6) << 4);
    }
}

/// The sixteen 6-bit scales of Q3_K, -32 ... 31.
static inline void q3_k_scales(const uint8_t packed[12], int8_t scales[16]) {
    for (int i = 0; i < 8; i++) {
        const int low = packed[i], top = packed[8 + (i & 3)] >> (i < 4 ? 0 : 2);
        scales[i] = (int8_t)(((low & 15) | (top & 3) << 4) - 32);
        scales[i + 8] = (int8_t)((low >> 4 | (top >> 4 & 3) << 4) - 32);
    }
}
