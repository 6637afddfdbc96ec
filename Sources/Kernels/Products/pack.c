// Stored blocks into the layout of `layout.h`: four bytes of sixteen rows at a time.

#include "pack.h"

#include "../Stored/blocks.h"
#include "layout.h"

#include <string.h>

/// One block (or run of blocks) of each of a group's rows.
typedef const uint8_t *row_blocks[ROWS];

/// `count` lines: line i holds the four bytes at `offset + 4 * i` of each row's block.
static void lines(row_blocks from, size_t offset, int count, line *out) {
    for (int i = 0; i < count; i++) {
        for (int r = 0; r < ROWS; r++) memcpy(out[i] + 4 * r, from[r] + offset + 4 * i, 4);
    }
}

static void halves(row_blocks from, size_t offset, row_halves out) {
    for (int r = 0; r < ROWS; r++) memcpy(out + r, from[r] + offset, 2);
}

/// Bit 4 * i + c of each row's word becomes bit i of its byte c.
static void fifth_bits(row_blocks from, size_t offset, line out) {
    for (int r = 0; r < ROWS; r++) {
        uint32_t word, spread = 0;
        memcpy(&word, from[r] + offset, 4);
        for (int i = 0; i < STEPS; i++) {
            const uint32_t four = word >> (4 * i) & 15;
            spread |= (four & 1) << i | (four >> 1 & 1) << (8 + i) | (four >> 2 & 1) << (16 + i) | (four >> 3) << (24 + i);
        }
        memcpy(out + 4 * r, &spread, 4);
    }
}

// MARK: the types, one unit each. `b` is the block in the unit.

static void q8_0(row_blocks from, int b, packed_q8_0 *out) {
    lines(from, offsetof(stored_q8_0, codes), STEPS, out->codes[b]);
    for (int i = 0; i < STEPS; i++) {
        for (int j = 0; j < LINE; j++) out->codes[b][i][j] ^= 0x80;
    }
    halves(from, offsetof(stored_q8_0, scale), out->scale[b]);
}

static void q4_0(row_blocks from, int b, packed_q4_0 *out) {
    lines(from, offsetof(stored_q4_0, nibbles), 4, out->nibbles[b]);
    halves(from, offsetof(stored_q4_0, scale), out->scale[b]);
}

static void q4_1(row_blocks from, int b, packed_q4_1 *out) {
    lines(from, offsetof(stored_q4_1, nibbles), 4, out->nibbles[b]);
    halves(from, offsetof(stored_q4_1, scale), out->scale[b]);
    halves(from, offsetof(stored_q4_1, least), out->least[b]);
}

static void q5_0(row_blocks from, int b, packed_q5_0 *out) {
    lines(from, offsetof(stored_q5_0, nibbles), 4, out->nibbles[b]);
    fifth_bits(from, offsetof(stored_q5_0, high), out->high[b]);
    halves(from, offsetof(stored_q5_0, scale), out->scale[b]);
}

static void q5_1(row_blocks from, int b, packed_q5_1 *out) {
    lines(from, offsetof(stored_q5_1, nibbles), 4, out->nibbles[b]);
    fifth_bits(from, offsetof(stored_q5_1, high), out->high[b]);
    halves(from, offsetof(stored_q5_1, scale), out->scale[b]);
    halves(from, offsetof(stored_q5_1, least), out->least[b]);
}

static void mxfp4(row_blocks from, int b, packed_mxfp4 *out) {
    lines(from, offsetof(stored_mxfp4, nibbles), 4, out->nibbles[b]);
    for (int r = 0; r < ROWS; r++) out->exponent[b][r] = from[r][offsetof(stored_mxfp4, exponent)];
}

static void q2_k(row_blocks from, packed_q2_k *out) {
    lines(from, offsetof(stored_q2_k, quarters), 2 * STEPS, out->quarters[0]);
    halves(from, offsetof(stored_q2_k, scale), out->scale);
    halves(from, offsetof(stored_q2_k, least), out->least);
    for (int r = 0; r < ROWS; r++) {
        for (int i = 0; i < 16; i++) out->scales[i][r] = from[r][offsetof(stored_q2_k, scales) + i];
    }
}

static void q3_k(row_blocks from, packed_q3_k *out) {
    lines(from, offsetof(stored_q3_k, quarters), 2 * STEPS, out->quarters[0]);
    lines(from, offsetof(stored_q3_k, high), STEPS, out->high);
    halves(from, offsetof(stored_q3_k, scale), out->scale);
    for (int r = 0; r < ROWS; r++) {
        int8_t scales[16];
        q3_k_scales(from[r] + offsetof(stored_q3_k, scales), scales);
        for (int i = 0; i < 16; i++) out->scales[i][r] = scales[i];
    }
}

static void small_scales(row_blocks from, size_t offset, uint8_t scales[8][ROWS], uint8_t mins[8][ROWS]) {
    for (int r = 0; r < ROWS; r++) {
        uint8_t of_row[8], mins_of_row[8];
        scales_and_mins(from[r] + offset, of_row, mins_of_row);
        for (int i = 0; i < 8; i++) scales[i][r] = of_row[i], mins[i][r] = mins_of_row[i];
    }
}

static void q4_k(row_blocks from, packed_q4_k *out) {
    lines(from, offsetof(stored_q4_k, nibbles), 4 * STEPS, out->nibbles[0]);
    small_scales(from, offsetof(stored_q4_k, scales), out->scales, out->mins);
    halves(from, offsetof(stored_q4_k, scale), out->scale);
    halves(from, offsetof(stored_q4_k, least), out->least);
}

static void q5_k(row_blocks from, packed_q5_k *out) {
    lines(from, offsetof(stored_q5_k, nibbles), 4 * STEPS, out->nibbles[0]);
    lines(from, offsetof(stored_q5_k, high), STEPS, out->high);
    small_scales(from, offsetof(stored_q5_k, scales), out->scales, out->mins);
    halves(from, offsetof(stored_q5_k, scale), out->scale);
    halves(from, offsetof(stored_q5_k, least), out->least);
}

static void q6_k(row_blocks from, packed_q6_k *out) {
    lines(from, offsetof(stored_q6_k, nibbles), 4 * STEPS, out->nibbles[0]);
    lines(from, offsetof(stored_q6_k, quarters), 2 * STEPS, out->quarters[0]);
    halves(from, offsetof(stored_q6_k, scale), out->scale);
    for (int r = 0; r < ROWS; r++) {
        for (int i = 0; i < 16; i++) out->scales[i][r] = from[r][offsetof(stored_q6_k, scales) + i];
    }
    memset(out->unused, 0, sizeof out->unused);
}

static void pack_block(mk_type type, row_blocks from, int b, void *unit) {
    switch (type) {
    case MK_Q8_0: q8_0(from, b, unit); break;
    case MK_Q4_0: q4_0(from, b, unit); break;
    case MK_Q4_1: q4_1(from, b, unit); break;
    case MK_Q5_0: q5_0(from, b, unit); break;
    case MK_Q5_1: q5_1(from, b, unit); break;
    case MK_MXFP4: mxfp4(from, b, unit); break;
    case MK_Q2_K: q2_k(from, unit); break;
    case MK_Q3_K: q3_k(from, unit); break;
    case MK_Q4_K: q4_k(from, unit); break;
    case MK_Q5_K: q5_k(from, unit); break;
    case MK_Q6_K: q6_k(from, unit); break;
    default: break;
    }
}

// MARK: matrices

void pack_units(mk_type type, const void *stored, int rows, int columns, int row, int first, int count, uint8_t *out) {
    static const uint8_t nothing[sizeof(stored_q6_k)];
    const product_type kind = product_type_of(type);
    const size_t block_bytes = (size_t)mk_block_bytes(type);
    const int blocks = columns / mk_block_weights(type), a_unit = kind.blocks == 2 ? 2 : 1;
    const size_t row_bytes = (size_t)blocks * block_bytes;
    for (int u = first; u < first + count; u++, out += kind.bytes) {
        for (int b = 0; b < a_unit; b++) {
            row_blocks from;
            for (int r = 0; r < ROWS; r++) {
                const bool there = row + r < rows && u * a_unit + b < blocks;
                from[r] = there ? (const uint8_t *)stored + (size_t)(row + r) * row_bytes + (size_t)(u * a_unit + b) * block_bytes
                                : nothing;
            }
            pack_block(type, from, b, out);
        }
    }
}

size_t mk_packed_bytes(mk_type type, int32_t rows, int32_t columns) {
    const product_type kind = product_type_of(type);
    if (kind.bytes == 0) return 0;
    return ((size_t)rows + ROWS - 1) / ROWS * (size_t)units_a_row(kind, columns) * (size_t)kind.bytes;
}

void mk_pack(mk_type type, const void *stored, int32_t rows, int32_t columns, int32_t first, int32_t last, void *packed) {
    const product_type kind = product_type_of(type);
    if (kind.bytes == 0) return;
    const int units = units_a_row(kind, columns);
    const size_t group_bytes = (size_t)units * (size_t)kind.bytes;
    for (int row = first; row < last; row += ROWS) {
        pack_units(type, stored, rows, columns, row, 0, units, (uint8_t *)packed + (size_t)(row / ROWS) * group_bytes);
    }
}
