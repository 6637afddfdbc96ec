// The products of one instruction set, written once: included by a file that has defined its vectors (`vectors_*.h`). A
// vector of LANES lanes holds LANES of a group's sixteen rows.
//
// Every float operation of one token and row is done in the same order whatever goes with it in a tile: that is what
// makes a token's outputs independent of its company.

#include "../Stored/blocks.h"
#include "kernels.h"
#include "layout.h"
#include "products.h"

// MARK: codes of one block of 32 columns

/// Fills `out` with the eight lines of block `b` of a unit, of the rows that start at lane `row`.
INLINE void unpack(mk_type type, const uint8_t *unit, int b, int row, codes out[STEPS]) {
    const int at = 4 * row;
    switch (type) {
    case MK_Q8_0: {
        const packed_q8_0 *p = (const packed_q8_0 *)unit;
        for (int i = 0; i < STEPS; i++) out[i] = codes_load(p->codes[b][i] + at);
        break;
    }
    case MK_Q4_0:
    case MK_Q4_1:
    case MK_Q5_0:
    case MK_Q5_1:
    case MK_MXFP4: {
        // The nibbles lie first in each of these.
        const packed_q4_0 *p = (const packed_q4_0 *)unit;
        for (int i = 0; i < 4; i++) {
            const codes both = codes_load(p->nibbles[b][i] + at);
            out[i] = codes_low(both, 15);
            out[i + 4] = codes_right(both, 4, 15);
        }
        if (type == MK_Q5_0 || type == MK_Q5_1) {
            const codes high = codes_load(((const packed_q5_0 *)unit)->high[b] + at);
            for (int i = 0; i < STEPS; i++) out[i] = codes_join(out[i], high, i, 1, 4);
        }
        if (type == MK_MXFP4) {
            static const uint8_t shifted[16] = {16, 17, 18, 19, 20, 22, 24, 28, 16, 15, 14, 13, 12, 10, 8, 4};
            for (int i = 0; i < STEPS; i++) out[i] = codes_lookup(out[i], shifted);
        }
        break;
    }
    case MK_Q2_K: {
        const packed_q2_k *p = (const packed_q2_k *)unit;
        for (int i = 0; i < STEPS; i++) out[i] = codes_right(codes_load(p->quarters[b / 4][i] + at), b % 4 * 2, 3);
        break;
    }
    case MK_Q3_K: {
        const packed_q3_k *p = (const packed_q3_k *)unit;
        for (int i = 0; i < STEPS; i++) {
            const codes low = codes_right(codes_load(p->quarters[b / 4][i] + at), b % 4 * 2, 3);
            out[i] = codes_join(low, codes_load(p->high[i] + at), b, 1, 2);
            SETTLE(out[i]);
        }
        break;
    }
    case MK_Q4_K:
    case MK_Q5_K: {
        const packed_q4_k *p = (const packed_q4_k *)unit;
        for (int i = 0; i < STEPS; i++) {
            out[i] = codes_right(codes_load(p->nibbles[b / 2][i] + at), b % 2 * 4, 15);
            if (type == MK_Q4_K) continue;
            out[i] = codes_join(out[i], codes_load(((const packed_q5_k *)unit)->high[i] + at), b, 1, 4);
        }
        break;
    }
    case MK_Q6_K: {
        const packed_q6_k *p = (const packed_q6_k *)unit;
        for (int i = 0; i < STEPS; i++) {
            const codes low = codes_right(codes_load(p->nibbles[b / 4 * 2 + b % 2][i] + at), b % 4 / 2 * 4, 15);
            out[i] = codes_join(low, codes_load(p->quarters[b / 4][i] + at), b % 4 * 2, 3, 4);
            SETTLE(out[i]);
        }
        break;
    }
    default: break;
    }
}

// MARK: scales

/// Of the columns of block `b`, or of its half `half` where scales are for 16: weight = scale * (code - offset) +
/// shift.
typedef struct {
    floats scale, shift;
} scales;

INLINE scales scales_of(mk_type type, const uint8_t *unit, int b, int half, int row) {
    scales s = {floats_zero(), floats_zero()};
    switch (type) {
    case MK_Q8_0: s.scale = floats_halves(((const packed_q8_0 *)unit)->scale[b] + row); break;
    case MK_Q4_0: s.scale = floats_halves(((const packed_q4_0 *)unit)->scale[b] + row); break;
    case MK_Q5_0: s.scale = floats_halves(((const packed_q5_0 *)unit)->scale[b] + row); break;
    case MK_Q4_1:
        s.scale = floats_halves(((const packed_q4_1 *)unit)->scale[b] + row);
        s.shift = floats_halves(((const packed_q4_1 *)unit)->least[b] + row);
        break;
    case MK_Q5_1:
        s.scale = floats_halves(((const packed_q5_1 *)unit)->scale[b] + row);
        s.shift = floats_halves(((const packed_q5_1 *)unit)->least[b] + row);
        break;
    case MK_MXFP4: s.scale = floats_exponents(((const packed_mxfp4 *)unit)->exponent[b] + row); break;
    case MK_Q2_K: {
        const packed_q2_k *p = (const packed_q2_k *)unit;
        const uint8_t *both = p->scales[2 * b + half] + row;
        s.scale = multiply(floats_halves(p->scale + row), floats_nibbles(both));
        s.shift = multiply(floats_halves(p->least + row), floats_negative_nibbles(both));
        break;
    }
    case MK_Q3_K: {
        const packed_q3_k *p = (const packed_q3_k *)unit;
        s.scale = multiply(floats_halves(p->scale + row), floats_signed_bytes(p->scales[2 * b + half] + row));
        break;
    }
    case MK_Q4_K: {
        const packed_q4_k *p = (const packed_q4_k *)unit;
        s.scale = multiply(floats_halves(p->scale + row), floats_bytes(p->scales[b] + row));
        s.shift = multiply(floats_halves(p->least + row), floats_negative_bytes(p->mins[b] + row));
        break;
    }
    case MK_Q5_K: {
        const packed_q5_k *p = (const packed_q5_k *)unit;
        s.scale = multiply(floats_halves(p->scale + row), floats_bytes(p->scales[b] + row));
        s.shift = multiply(floats_halves(p->least + row), floats_negative_bytes(p->mins[b] + row));
        break;
    }
    case MK_Q6_K: {
        const packed_q6_k *p = (const packed_q6_k *)unit;
        s.scale = multiply(floats_halves(p->scale + row), floats_signed_bytes(p->scales[2 * b + half] + row));
        break;
    }
    default: break;
    }
    return s;
}

// MARK: a tile of tokens

/// Adds one block of 32 columns to a tile's totals: the block is unpacked once and passes over all the tokens.
INLINE void add_block(mk_type type, const int tokens, const uint8_t *unit, int b, const uint8_t *input, int width,
                      int from, floats totals[ROWS / LANES][TILE]) {
    const product_type kind = product_type_of(type);
    const bool offset = !kind.mins && !SIGNED_CODES(kind.top);
    // Few tokens pass at the memory's speed, if it is asked in time.
    if (tokens <= 4) {
        const int share = kind.bytes / kind.blocks;
        UNROLL for (int i = 0; i < (share + 63) / 64; i++) __builtin_prefetch(unit + AHEAD(kind) + b * share + 64 * i);
    }
    const input_block in = input_block_at(input, width);
    // What mins for 16 columns are multiplied by.
    float weights[2][TILE];
    if (kind.mins && kind.halves) {
        for (int t = 0; t < tokens; t++) {
            weights[0][t] = -in.by[from + t] * (float)in.first[from + t];
            weights[1][t] = -in.by[from + t] * (float)in.second[from + t];
        }
    }
    UNROLL for (int part = 0; part < ROWS / LANES; part++) {
        codes lines[STEPS];
        unpack(type, unit, b, part * LANES, lines);
        const scales first = scales_of(type, unit, b, 0, part * LANES);
        const scales second = kind.halves ? scales_of(type, unit, b, 1, part * LANES) : first;
        UNROLL for (int t = 0; t < tokens; t++) {
            const int8_t *bytes = in.bytes + (from + t) * BLOCK;
            floats total = totals[part][t];
            if (kind.halves) {
                const ints at_one = offset ? ints_shifted(in.first + from + t, kind.middle) : ints_zero();
                const ints at_two = offset ? ints_shifted(in.second + from + t, kind.middle) : ints_zero();
                const floats one = floats_of(dot(at_one, lines, bytes, STEPS / 2, kind.top));
                const floats two = floats_of(dot(at_two, lines + 4, bytes + 16, STEPS / 2, kind.top));
                const floats both = multiply_add(two, second.scale, multiply(one, first.scale));
                ACCUMULATE_BY(total, both, in.by[from + t]);
                if (kind.mins) ACCUMULATE_BY(total, first.shift, weights[0][t]);
                if (kind.mins) ACCUMULATE_BY(total, second.shift, weights[1][t]);
            } else {
                const ints at = offset ? ints_shifted(in.less + from + t, kind.middle) : ints_zero();
                const floats all = floats_of(dot(at, lines, bytes, STEPS, kind.top));
                ACCUMULATE(total, first.scale, multiply(all, floats_all(in.by[from + t])));
                if (kind.mins) ACCUMULATE_BY(total, first.shift, in.weight[from + t]);
            }
            totals[part][t] = total;
        }
    }
}

/// The products of a row group's `count` units with the tokens `from ..< from + tokens` of an input tile `width` wide.
INLINE void quantised_tile(mk_type type, const int tokens, const uint8_t *units, int count, const uint8_t *input,
                           int width, int from, put how, float *outputs, int64_t stride) {
    enum { PARTS = ROWS / LANES };
    const product_type kind = product_type_of(type);
    if (tokens == TILE) width = TILE, from = 0;
    floats totals[PARTS][TILE];
    UNROLL for (int part = 0; part < PARTS; part++) {
        UNROLL for (int t = 0; t < tokens; t++) {
            if (tokens > 1 && part == 0) __builtin_prefetch(outputs + t * stride, 1);
            totals[part][t] = how == PUT_ON ? floats_load(outputs + t * stride + part * LANES) : floats_zero();
        }
    }
    const int64_t block_bytes = (int64_t)width * INPUT_BLOCK;
    for (int u = 0; u < count; u++, units += kind.bytes) {
        // Two at a time, so that wide tiles stay within the instruction cache.
        NO_UNROLL for (int b = 0; b < kind.blocks; b += 2, input += 2 * block_bytes) {
            add_block(type, tokens, units, b, input, width, from, totals);
            add_block(type, tokens, units, b + 1, input + block_bytes, width, from, totals);
        }
    }
    UNROLL for (int part = 0; part < PARTS; part++) {
        UNROLL for (int t = 0; t < tokens; t++) {
            float *out = outputs + t * stride + part * LANES;
            floats_store(out, how == PUT_SUM ? add(floats_load(out), totals[part][t]) : totals[part][t]);
        }
    }
}

#define QUANTISED_TILE(type, tokens)                                                                                   \
    static void tile_##type##_##tokens(const uint8_t *units, int count, const uint8_t *input, int width, int from,     \
                                       put how, float *outputs, int64_t stride) {                                      \
        quantised_tile(MK_##type, tokens, units, count, input, width, from, how, outputs, stride);                     \
    }
#if WIDE_TILES
#define QUANTISED_TILES(type)                                                                                          \
    QUANTISED_TILE(type, 1)                                                                                            \
    QUANTISED_TILE(type, 2)                                                                                            \
    QUANTISED_TILE(type, 4)                                                                                            \
    QUANTISED_TILE(type, 8)                                                                                            \
    QUANTISED_TILE(type, 16)
#define TILES_OF(type) {tile_##type##_1, tile_##type##_2, tile_##type##_4, tile_##type##_8, tile_##type##_16},
#else
#define QUANTISED_TILES(type)                                                                                          \
    QUANTISED_TILE(type, 1)                                                                                            \
    QUANTISED_TILE(type, 2)                                                                                            \
    QUANTISED_TILE(type, 4)
#define TILES_OF(type) {tile_##type##_1, tile_##type##_2, tile_##type##_4, NULL, NULL},
#endif

EACH_QUANTISED_TYPE(QUANTISED_TILES)

#include "float_tile.h"

// MARK: inputs

#if !OWN_BYTES
/// The nearest whole multiples of 1 / times, as bytes (none where `finite` is false), and the sums of each half.
INLINE void bytes_of(const float values[BLOCK], float times, bool finite, int8_t *bytes, int32_t *one, int32_t *two) {
    int32_t whole[BLOCK];
    // Adding 1.5 * 2^23 leaves the nearest whole number, to even, in the low bits.
    for (int i = 0; i < BLOCK; i++) whole[i] = (int32_t)float_bits(values[i] * times + 12582912.0f) - 0x4b400000;
    if (!finite) memset(whole, 0, sizeof whole);
    *one = *two = 0;
    for (int i = 0; i < BLOCK / 2; i++) *one += whole[i];
    for (int i = BLOCK / 2; i < BLOCK; i++) *two += whole[i];
    for (int i = 0; i < BLOCK; i++) bytes[i] = (int8_t)whole[i];
}

/// The bits of the largest size: as integers they are in the order of the floats, with infinity and what is not a
/// number last.
INLINE int32_t largest_bits(const float values[BLOCK]) {
    int32_t most = 0;
    for (int i = 0; i < BLOCK; i++) {
        const int32_t size = (int32_t)(float_bits(values[i]) & 0x7fffffff);
        most = size > most ? size : most;
    }
    return most;
}
#endif

/// 32 floats as bytes with one scale: the nearest whole multiples of a 127th of the largest. Where one is not finite,
/// the scale is NaN.
INLINE void prepare_block(const float values[BLOCK], input_block out, int at) {
    const int32_t most = largest_bits(values);
    const float largest = bits_float((uint32_t)most);
    const bool finite = most < 0x7f800000, zero = largest < 1e-30f;
    const float times = finite && !zero ? 127.0f / largest : 0;
    const float by = !finite ? bits_float(0x7fc00000) : zero ? 0 : largest / 127.0f;
    int32_t one, two;
    bytes_of(values, times, finite, out.bytes + at * BLOCK, &one, &two);
    out.by[at] = by;
    out.less[at] = -one - two;
    out.weight[at] = by * (float)(one + two);
    out.first[at] = -one;
    out.second[at] = -two;
}

static void prepare(const float *values, int64_t stride, int columns, int tokens, int first, int last, uint8_t *out) {
    const int blocks = input_blocks(columns);
    for (int t = first; t < last; t++) {
        const int tile = t / TILE;
        const int width = tokens - tile * TILE < TILE ? tokens - tile * TILE : TILE;
        uint8_t *block = out + (size_t)tile * TILE * input_token_bytes(columns);
        const float *row = values + t * stride;
        for (int b = 0; b < blocks; b++, block += width * INPUT_BLOCK) {
            const int left = columns - b * BLOCK;
            if (left >= BLOCK) {
                prepare_block(row + b * BLOCK, input_block_at(block, width), t % TILE);
            } else {
                float some[BLOCK] = {0};
                if (left > 0) memcpy(some, row + b * BLOCK, (size_t)left * sizeof(float));
                prepare_block(some, input_block_at(block, width), t % TILE);
            }
        }
    }
}

const product_kernels KERNELS = {
    .tiles = {EACH_QUANTISED_TYPE(TILES_OF) EACH_FLOAT_TYPE(FLOAT_TILES_OF)},
    .widen = WIDEN,
    .prepare = prepare,
};
