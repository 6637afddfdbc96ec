// Stored weights as floats: what the formats mean. Every product is checked against this.

#include "../half.h"
#include "blocks.h"
#include "kernels.h"

#pragma STDC FP_CONTRACT OFF

static void q4_0(const stored_q4_0 *block, float *out) {
    const float scale = half_to_float(block->scale);
    for (int i = 0; i < 16; i++) {
        out[i] = (float)((block->nibbles[i] & 15) - 8) * scale;
        out[i + 16] = (float)((block->nibbles[i] >> 4) - 8) * scale;
    }
}

static void q4_1(const stored_q4_1 *block, float *out) {
    const float scale = half_to_float(block->scale), least = half_to_float(block->least);
    for (int i = 0; i < 16; i++) {
        out[i] = (float)(block->nibbles[i] & 15) * scale + least;
        out[i + 16] = (float)(block->nibbles[i] >> 4) * scale + least;
    }
}

/// Code `i` of a block of 32 whose fifth bits are in a word.
static int five_bits(const uint8_t nibbles[16], uint32_t high, int i) {
    return (i < 16 ? nibbles[i] & 15 : nibbles[i - 16] >> 4) | (int)(high >> i & 1) << 4;
}

static void q5_0(const stored_q5_0 *block, float *out) {
    const float scale = half_to_float(block->scale);
    for (int i = 0; i < 32; i++) out[i] = (float)(five_bits(block->nibbles, block->high, i) - 16) * scale;
}

static void q5_1(const stored_q5_1 *block, float *out) {
    const float scale = half_to_float(block->scale), least = half_to_float(block->least);
    for (int i = 0; i < 32; i++) out[i] = (float)five_bits(block->nibbles, block->high, i) * scale + least;
}

static void q8_0(const stored_q8_0 *block, float *out) {
    const float scale = half_to_float(block->scale);
    for (int i = 0; i < 32; i++) out[i] = (float)block->codes[i] * scale;
}

static void mxfp4(const stored_mxfp4 *block, float *out) {
    const float scale = bits_float(mxfp4_half_scale_bits(block->exponent));
    for (int i = 0; i < 16; i++) {
        out[i] = (float)mxfp4_doubled[block->nibbles[i] & 15] * scale;
        out[i + 16] = (float)mxfp4_doubled[block->nibbles[i] >> 4] * scale;
    }
}

// In a block of 256, column c is column c % 32 of run c / 32.

static int two_bits(const uint8_t *quarters, int column) {
    const int run = column / 32;
    return quarters[run / 4 * 32 + column % 32] >> (run % 4 * 2) & 3;
}

static int four_bits(const uint8_t *nibbles, int column) {
    const int run = column / 32;
    return nibbles[run / 2 * 32 + column % 32] >> (run % 2 * 4) & 15;
}

static void q2_k(const stored_q2_k *block, float *out) {
    const float scale = half_to_float(block->scale), least = half_to_float(block->least);
    for (int i = 0; i < 256; i++) {
        const uint8_t small = block->scales[i / 16];
        out[i] = scale * (float)(small & 15) * (float)two_bits(block->quarters, i) - least * (float)(small >> 4);
    }
}

static void q3_k(const stored_q3_k *block, float *out) {
    const float scale = half_to_float(block->scale);
    int8_t small[16];
    q3_k_scales(block->scales, small);
    for (int i = 0; i < 256; i++) {
        const int high = block->high[i % 32] >> (i / 32) & 1;
        out[i] = scale * (float)small[i / 16] * (float)((two_bits(block->quarters, i) | high << 2) - 4);
    }
}

static void q4_k(const stored_q4_k *block, float *out) {
    const float scale = half_to_float(block->scale), least = half_to_float(block->least);
    uint8_t scales[8], mins[8];
    scales_and_mins(block->scales, scales, mins);
    for (int i = 0; i < 256; i++) {
        const int code = four_bits(block->nibbles, i);
        out[i] = scale * (float)scales[i / 32] * (float)code - least * (float)mins[i / 32];
    }
}

static void q5_k(const stored_q5_k *block, float *out) {
    const float scale = half_to_float(block->scale), least = half_to_float(block->least);
    uint8_t scales[8], mins[8];
    scales_and_mins(block->scales, scales, mins);
    for (int i = 0; i < 256; i++) {
        const int code = four_bits(block->nibbles, i) | (block->high[i % 32] >> (i / 32) & 1) << 4;
        out[i] = scale * (float)scales[i / 32] * (float)code - least * (float)mins[i / 32];
    }
}

static void q6_k(const stored_q6_k *block, float *out) {
    const float scale = half_to_float(block->scale);
    for (int i = 0; i < 256; i++) {
        // Here a byte of nibbles holds runs that are two apart.
        const int run = i / 32, byte = run / 4 * 64 + run % 2 * 32 + i % 32;
        const int code = (block->nibbles[byte] >> (run % 4 / 2 * 4) & 15) | two_bits(block->quarters, i) << 4;
        out[i] = scale * (float)block->scales[i / 16] * (float)(code - 32);
    }
}

#define EACH(type)                                                                                                     \
    for (const stored_##type *block = stored, *end = block + blocks; block < end; block++, out += weights)             \
    type(block, out)

void mk_dequantise(mk_type type, const void *stored, int64_t count, float *out) {
    const int weights = mk_block_weights(type);
    if (weights == 0) return;
    const int64_t blocks = count / weights;
    const uint8_t *bytes = stored;
    uint16_t half;
    switch (type) {
    case MK_F32: memcpy(out, stored, (size_t)count * 4); break;
    case MK_F16:
        for (int64_t i = 0; i < count; i++) memcpy(&half, bytes + 2 * i, 2), out[i] = half_to_float(half);
        break;
    case MK_BF16:
        for (int64_t i = 0; i < count; i++) memcpy(&half, bytes + 2 * i, 2), out[i] = bfloat_to_float(half);
        break;
    case MK_Q4_0: EACH(q4_0); break;
    case MK_Q4_1: EACH(q4_1); break;
    case MK_Q5_0: EACH(q5_0); break;
    case MK_Q5_1: EACH(q5_1); break;
    case MK_Q8_0: EACH(q8_0); break;
    case MK_Q2_K: EACH(q2_k); break;
    case MK_Q3_K: EACH(q3_k); break;
    case MK_Q4_K: EACH(q4_k); break;
    case MK_Q5_K: EACH(q5_k); break;
    case MK_Q6_K: EACH(q6_k); break;
    case MK_MXFP4: EACH(mxfp4); break;
    }
}
