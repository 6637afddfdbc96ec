// Products of matrices and inputs, block by block: which kernel, in which order.

#include "products.h"
#include "layout.h"
#include "pack.h"

#include <string.h>

static const product_kernels *kernels(void) {
    switch (mk_current_isa()) {
#if defined(__x86_64__)
    case MK_AVX512_VNNI: return &products_avx512;
    case MK_AVX2_VNNI: return &products_avx2_vnni;
    case MK_AVX2: return &products_avx2;
#elif defined(__aarch64__)
    case MK_NEON_DOT: return &products_neon;
#endif
    default: return &products_portable;
    }
}

/// The place of a quantised type in the tables, or -1.
static int table_index(mk_type type) {
#define PLACE(type) MK_##type,
    static const mk_type types[] = {EACH_QUANTISED_TYPE(PLACE)};
#undef PLACE
    for (int i = 0; i < QUANTISED_TYPES; i++) {
        if (types[i] == type) return i;
    }
    return -1;
}

static int float_index(mk_type type) { return type == MK_F32 ? 0 : type == MK_F16 ? 1 : type == MK_BF16 ? 2 : -1; }

// MARK: inputs

enum { FORM_FLOATS, FORM_BYTES };

int mk_input_form(mk_type weights) { return table_index(weights) >= 0 ? FORM_BYTES : FORM_FLOATS; }

size_t mk_input_bytes(mk_type weights, int32_t columns, int32_t tokens) {
    const bool bytes = mk_input_form(weights) == FORM_BYTES;
    const size_t token = bytes ? input_token_bytes(columns) : (size_t)input_row_floats(columns) * sizeof(float);
    return (token * (size_t)tokens + 63) / 64 * 64;
}

void mk_prepare(mk_type weights, const float *values, int64_t stride, int32_t columns, int32_t tokens, int32_t first,
                int32_t last, void *out) {
    if (mk_input_form(weights) == FORM_BYTES) {
        kernels()->prepare(values, stride, columns, tokens, first, last, out);
        return;
    }
    const int64_t row = input_row_floats(columns);
    for (int32_t t = first; t < last; t++) {
        float *to = (float *)out + t * row;
        memcpy(to, values + t * stride, (size_t)columns * sizeof(float));
        memset(to + columns, 0, (size_t)(row - columns) * sizeof(float));
    }
}

// MARK: products

/// Runs `count` units of a row group over the tokens of an input block, in the widest tiles there are. `skip` is
/// where the units' first block lies in a tile of one token.
static void run(const tile_function tiles[TILE_SIZES], const uint8_t *units, int count, const uint8_t *input,
                size_t token_bytes, size_t skip, int tokens, put how, float *outputs, int64_t stride) {
    for (int tile = 0; tile < tokens; tile += TILE) {
        const int width = tokens - tile < TILE ? tokens - tile : TILE;
        const uint8_t *from = input + (size_t)tile * token_bytes + skip * (size_t)width;
        for (int size = TILE_SIZES - 1, t = 0; t < width; size--) {
            for (; tiles[size] != NULL && t + (1 << size) <= width; t += 1 << size) {
                tiles[size](units, count, from, width, t, how, outputs + (tile + t) * stride, stride);
            }
        }
    }
}

/// Copies the sums of some of a group's rows to where they belong.
static void put_rows(const float *sums, int tokens, int rows, bool add, float *outputs, int64_t stride) {
    for (int t = 0; t < tokens; t++, sums += ROWS, outputs += stride) {
        for (int r = 0; r < rows; r++) outputs[r] = add ? outputs[r] + sums[r] : sums[r];
    }
}

enum { MOST_TOKENS = 256, SCRATCH = 32 << 10 };

/// A row group that is not whole, or not packed: its sums are made beside the outputs.
static void odd_group(const mk_matrix *weights, const tile_function tiles[TILE_SIZES], const uint8_t *packed,
                      const uint8_t *input, int tokens, int row, int rows, bool add, float *outputs, int64_t stride) {
    const product_type kind = product_type_of(weights->type);
    const int units = units_a_row(kind, weights->columns);
    const size_t token_bytes = input_token_bytes(weights->columns);
    // What is not packed is packed here, as many units at a time as the scratch holds.
    const int step = packed != NULL ? units : SCRATCH / kind.bytes;
    _Alignas(64) uint8_t scratch[SCRATCH];
    _Alignas(64) float sums[MOST_TOKENS * ROWS];
    for (int u = 0; u < units; u += step) {
        const int count = units - u < step ? units - u : step;
        if (packed == NULL) {
            pack_units(weights->type, weights->data, weights->rows, weights->columns, row, u, count, scratch);
        }
        const size_t skip = (size_t)(u * kind.blocks) * INPUT_BLOCK;
        run(tiles, packed != NULL ? packed : scratch, count, input, token_bytes, skip, tokens,
            u == 0 ? PUT_NEW : PUT_ON, sums, ROWS);
    }
    put_rows(sums, tokens, rows, add, outputs, stride);
}

static void quantised_product(const mk_matrix *weights, int index, const uint8_t *input, int tokens, int first,
                              int last, bool add, float *outputs, int64_t stride) {
    const product_type kind = product_type_of(weights->type);
    const tile_function *tiles = kernels()->tiles[index];
    const int units = units_a_row(kind, weights->columns);
    const size_t token_bytes = input_token_bytes(weights->columns), group_bytes = (size_t)units * (size_t)kind.bytes;
    const int fit = tokens_a_block(token_bytes, TILE), block = fit < MOST_TOKENS ? fit : MOST_TOKENS;
    for (int t = 0; t < tokens; t += block) {
        const int some = tokens - t < block ? tokens - t : block;
        const uint8_t *from = input + (size_t)t * token_bytes;
        for (int row = first; row < last; row += ROWS) {
            const int rows = last - row < ROWS ? last - row : ROWS;
            const uint8_t *group = NULL;
            if (weights->packed) group = (const uint8_t *)weights->data + (size_t)(row / ROWS) * group_bytes;
            float *to = outputs + t * stride + row;
            if (group != NULL && rows == ROWS) {
                run(tiles, group, units, from, token_bytes, 0, some, add ? PUT_SUM : PUT_NEW, to, stride);
            } else {
                odd_group(weights, tiles, group, from, some, row, rows, add, to, stride);
            }
        }
    }
}

void mk_matmul(const mk_matrix *weights, const void *prepared, int32_t tokens, int32_t first, int32_t last, bool add,
               float *outputs, int64_t stride) {
    const int quantised = table_index(weights->type), plain = float_index(weights->type);
    if (last > weights->rows) last = weights->rows;
    if (quantised >= 0) {
        quantised_product(weights, quantised, prepared, tokens, first, last, add, outputs, stride);
    } else if (plain >= 0) {
        kernels()->floats[plain](weights, prepared, tokens, first, last, add, outputs, stride);
    }
}
