// Floats as stored weights, for the types of one scale a block. Codes are rounded so that the formats' own tools,
// given the same floats, write the same bytes.

#include "../half.h"
#include "blocks.h"
#include "kernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// `value` without its fraction, within 0 ... most; NaN is 0.
static int code(float value, int most) { return value > 0 ? (value < (float)most ? (int)value : most) : 0; }

static float inverse(float scale) { return scale != 0 ? 1 / scale : 0; }

/// The value farthest from zero.
static float extreme(const float *values) {
    float most = 0;
    for (int i = 0; i < 32; i++) {
        if (fabsf(values[i]) > fabsf(most)) most = values[i];
    }
    return most;
}

static void range(const float *values, float *least, float *most) {
    *least = *most = values[0];
    for (int i = 1; i < 32; i++) {
        if (values[i] < *least) *least = values[i];
        if (values[i] > *most) *most = values[i];
    }
}

/// Lays 32 codes of 4 or 5 bits out as nibbles, and returns their fifth bits.
static uint32_t lay(const int codes[32], uint8_t nibbles[16]) {
    uint32_t high = 0;
    for (int i = 0; i < 16; i++) {
        nibbles[i] = (uint8_t)((codes[i] & 15) | (codes[i + 16] & 15) << 4);
        high |= (uint32_t)(codes[i] >> 4 & 1) << i | (uint32_t)(codes[i + 16] >> 4 & 1) << (i + 16);
    }
    return high;
}

/// Codes around a middle: the extreme value gets the lowest code.
static float centred(const float *values, int middle, int codes[32]) {
    const float scale = extreme(values) / (float)-middle, by = inverse(scale);
    for (int i = 0; i < 32; i++) codes[i] = code(values[i] * by + ((float)middle + 0.5f), 2 * middle - 1);
    return scale;
}

/// Codes from the least value to the most.
static float ranged(const float *values, int top, int codes[32], float *least) {
    float most;
    range(values, least, &most);
    const float scale = (most - *least) / (float)top, by = inverse(scale);
    for (int i = 0; i < 32; i++) codes[i] = code((values[i] - *least) * by + 0.5f, top);
    return scale;
}

static void q8_0(const float *values, stored_q8_0 *block) {
    const float scale = fabsf(extreme(values)) / 127, by = inverse(scale);
    block->scale = float_to_half(scale);
    for (int i = 0; i < 32; i++) {
        const float rounded = roundf(values[i] * by);
        block->codes[i] = (int8_t)(rounded >= -127 ? (rounded <= 127 ? rounded : 127) : rounded < 0 ? -127 : 0);
    }
}

static void q4_0(const float *values, stored_q4_0 *block) {
    int codes[32];
    block->scale = float_to_half(centred(values, 8, codes));
    lay(codes, block->nibbles);
}

static void q5_0(const float *values, stored_q5_0 *block) {
    int codes[32];
    block->scale = float_to_half(centred(values, 16, codes));
    block->high = lay(codes, block->nibbles);
}

static void q4_1(const float *values, stored_q4_1 *block) {
    int codes[32];
    float least;
    block->scale = float_to_half(ranged(values, 15, codes, &least));
    block->least = float_to_half(least);
    lay(codes, block->nibbles);
}

static void q5_1(const float *values, stored_q5_1 *block) {
    int codes[32];
    float least;
    block->scale = float_to_half(ranged(values, 31, codes, &least));
    block->least = float_to_half(least);
    block->high = lay(codes, block->nibbles);
}

#define EACH(type)                                                                                                     \
    for (stored_##type *block = out, *end = block + blocks; block < end; block++, values += 32) type(values, block)

bool mk_quantise(mk_type type, const float *values, int64_t count, void *out) {
    const int64_t blocks = count / 32;
    uint8_t *bytes = out;
    uint16_t half;
    switch (type) {
    case MK_F32: memcpy(out, values, (size_t)count * 4); return true;
    case MK_F16:
        for (int64_t i = 0; i < count; i++) half = float_to_half(values[i]), memcpy(bytes + 2 * i, &half, 2);
        return true;
    case MK_BF16:
        for (int64_t i = 0; i < count; i++) half = float_to_bfloat(values[i]), memcpy(bytes + 2 * i, &half, 2);
        return true;
    case MK_Q4_0: EACH(q4_0); return true;
    case MK_Q4_1: EACH(q4_1); return true;
    case MK_Q5_0: EACH(q5_0); return true;
    case MK_Q5_1: EACH(q5_1); return true;
    case MK_Q8_0: EACH(q8_0); return true;
    default: return false;
    }
}
