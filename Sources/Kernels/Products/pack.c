// Stored blocks into the layout of `layout.h`: four bytes of sixteen rows at a time.

#include "pack.h"

#include "../Stored/blocks.h"
#include "layout.h"

#include <stdatomic.h>
#include <string.h>

/// One block (or run of blocks) of each of a group's rows.
typedef const uint8_t *row_blocks[ROWS];

/// Four bytes each of four rows: half of a line's quarter, in any machine's vectors.
typedef uint32_t fours __attribute__((vector_size(16)));

/// `count` lines, a multiple of four: line i holds the four bytes at `offset + 4 * i` of each row's block, turned
/// over by `flip`. Squares of four rows by sixteen bytes are transposed in registers.
static inline __attribute__((always_inline)) void transpose(row_blocks from, size_t offset, int count, uint32_t flip,
                                                            line *out) {
    const fours turned = {flip, flip, flip, flip};
    for (int i = 0; i < count; i += 4) {
        for (int r = 0; r < ROWS; r += 4) {
            fours a, b, c, d;
            memcpy(&a, from[r] + offset + 4 * i, 16);
            memcpy(&b, from[r + 1] + offset + 4 * i, 16);
            memcpy(&c, from[r + 2] + offset + 4 * i, 16);
            memcpy(&d, from[r + 3] + offset + 4 * i, 16);
            const fours ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            const fours cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            const fours ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            const fours cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            const fours lines[4] = {
                __builtin_shufflevector(ab, cd, 0, 1, 4, 5) ^ turned,
                __builtin_shufflevector(ab, cd, 2, 3, 6, 7) ^ turned,
                __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5) ^ turned,
                __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7) ^ turned};
            for (int k = 0; k < 4; k++) memcpy(out[i + k] + 4 * r, &lines[k], 16);
        }
    }
}

static void lines(row_blocks from, size_t offset, int count, line *out) { transpose(from, offset, count, 0, out); }

static void halves(row_blocks from, size_t offset, row_halves out) {
    for (int r = 0; r < ROWS; r++) memcpy(out + r, from[r] + offset, 2);
}

/// Swaps the bits of `mask` with those `by` places higher.
static inline uint32_t swap(uint32_t word, uint32_t mask, int by) {
    const uint32_t differ = (word >> by ^ word) & mask;
    return word ^ differ ^ differ << by;
}

/// Bit 4 * i + c of each row's word becomes bit i of its byte c: the word's bits dealt out to two halves, twice.
static void fifth_bits(row_blocks from, size_t offset, line out) {
    uint32_t words[ROWS];
    for (int r = 0; r < ROWS; r++) memcpy(words + r, from[r] + offset, 4);
    for (int r = 0; r < ROWS; r++) {
        uint32_t word = words[r];
        for (int deal = 0; deal < 2; deal++) {
            word = swap(word, 0x22222222, 1);
            word = swap(word, 0x0c0c0c0c, 2);
            word = swap(word, 0x00f000f0, 4);
            word = swap(word, 0x0000ff00, 8);
        }
        words[r] = word;
    }
    memcpy(out, words, sizeof words);
}

// MARK: the types, one unit each. `b` is the block in the unit.

static void q8_0(row_blocks from, int b, packed_q8_0 *out) {
    transpose(from, offsetof(stored_q8_0, codes), STEPS, 0x80808080, out->codes[b]);  // signed to unsigned
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

// MARK: floats: units of 32 columns, of which the last may have fewer

typedef uint16_t eights __attribute__((vector_size(16)));

/// Rows' pairs of halves become their first halves, then their second ones.
static void part_halves(line pairs) {
    eights first[2], second[2];
    for (int i = 0; i < 2; i++) {
        eights a, b;
        memcpy(&a, pairs + 32 * i, 16);
        memcpy(&b, pairs + 32 * i + 16, 16);
        first[i] = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
        second[i] = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
    }
    memcpy(pairs, first, sizeof first);
    memcpy(pairs + sizeof first, second, sizeof second);
}

static void floats_unit(mk_type type, row_blocks from, void *unit) {
    if (type == MK_F32) {
        lines(from, 0, BLOCK, unit);
        return;
    }
    lines(from, 0, BLOCK / 2, unit);
    for (int i = 0; i < BLOCK / 2 && type == MK_F16; i++) part_halves(((line *)unit)[i]);
}

// MARK: matrices

enum { AHEAD = 640 };

static void pack_floats(mk_type type, const void *stored, int rows, int columns, int row, int first, int count,
                        uint8_t *out) {
    static const uint8_t nothing[BLOCK * sizeof(float)];
    const size_t size = (size_t)mk_block_bytes(type), unit_bytes = (size_t)product_type_of(type).bytes;
    for (int u = first; u < first + count; u++, out += unit_bytes) {
        const int there = columns - u * BLOCK < BLOCK ? columns - u * BLOCK : BLOCK;
        uint8_t ends[ROWS][sizeof nothing];
        row_blocks from;
        for (int r = 0; r < ROWS; r++) {
            if (row + r >= rows) {
                from[r] = nothing;
                continue;
            }
            from[r] = (const uint8_t *)stored + ((size_t)(row + r) * (size_t)columns + (size_t)u * BLOCK) * size;
            if (there == BLOCK) {
                __builtin_prefetch(from[r] + AHEAD);
            } else {
                memset(ends[r], 0, sizeof ends[r]);
                memcpy(ends[r], from[r], (size_t)there * size);
                from[r] = ends[r];
            }
        }
        floats_unit(type, from, out);
    }
}

void pack_units(mk_type type, const void *stored, int rows, int columns, int row, int first, int count, uint8_t *out) {
    if (mk_block_weights(type) == 1) {
        pack_floats(type, stored, rows, columns, row, first, count, out);
        return;
    }
    static const uint8_t nothing[sizeof(stored_q6_k)];
    const product_type kind = product_type_of(type);
    const size_t block_bytes = (size_t)mk_block_bytes(type);
    const int blocks = columns / mk_block_weights(type), a_unit = kind.blocks == 2 ? 2 : 1;
    const size_t row_bytes = (size_t)blocks * block_bytes;
    row_blocks starts;
    for (int r = 0; r < ROWS; r++) {
        starts[r] = (const uint8_t *)stored + (size_t)(row + r < rows ? row + r : row) * row_bytes;
    }
    const int there = rows - row < ROWS ? rows - row : ROWS;
    for (int u = first; u < first + count; u++, out += kind.bytes) {
        for (int b = 0; b < a_unit; b++) {
            const int block = u * a_unit + b;
            row_blocks from;
            for (int r = 0; r < ROWS; r++) from[r] = starts[r] + (size_t)block * block_bytes;
            if (block >= blocks || there < ROWS) {
                for (int r = block < blocks ? there : 0; r < ROWS; r++) from[r] = nothing;
            } else {
                // Sixteen rows are more streams than a processor follows by itself.
                for (int r = 0; r < ROWS; r++) __builtin_prefetch(from[r] + AHEAD);
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

void mk_pack(mk_type type, const void *stored, int32_t rows, int32_t columns, int32_t first, int32_t last,
             void *packed) {
    const product_type kind = product_type_of(type);
    if (kind.bytes == 0) return;
    const int units = units_a_row(kind, columns);
    uint8_t *out = (uint8_t *)packed + (size_t)(first / ROWS) * (size_t)units * (size_t)kind.bytes;
    // Written past the caches: what is packed is more than they hold, and reading it first would cost as much again.
    _Alignas(64) uint8_t unit[sizeof(packed_q6_k)];
    for (int row = first; row < last; row += ROWS) {
        for (int u = 0; u < units; u++, out += kind.bytes) {
            pack_units(type, stored, rows, columns, row, u, 1, unit);
            for (int i = 0; i < kind.bytes; i += 16) {
                fours bytes;
                memcpy(&bytes, unit + i, 16);
                __builtin_nontemporal_store(bytes, (fours *)(out + i));
            }
        }
    }
    atomic_thread_fence(memory_order_seq_cst);
}
