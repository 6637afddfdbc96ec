#pragma once
// What each instruction set provides, and what they share.

#include "kernels.h"

#define INLINE static inline __attribute__((always_inline))

/// What a tile does with its sums: write them, go on from those that are there, or add them to what is there when done.
typedef enum { PUT_NEW, PUT_ON, PUT_SUM } put;

/// The products of `count` packed units of a row group with the tokens from `from` of an input tile `width` wide; a
/// token's sixteen outputs are `stride` after the one's before.
typedef void (*tile_function)(const uint8_t *units, int count, const uint8_t *input, int width, int from, put how,
                              float *outputs, int64_t stride);

/// Tiles come in sizes of 1, 2, 4, 8 and 16 tokens; NULL where an instruction set has too few registers.
enum { TILE_SIZES = 5, QUANTISED_TYPES = 11 };

typedef struct {
    tile_function tiles[QUANTISED_TYPES][TILE_SIZES];
    /// F32, F16, BF16.
    void (*floats[3])(const mk_matrix *weights, const float *input, int tokens, int first, int last, bool add,
                      float *outputs, int64_t stride);
    void (*prepare)(const float *values, int64_t stride, int columns, int tokens, int first, int last, uint8_t *out);
} product_kernels;

extern const product_kernels products_portable, products_neon, products_avx2, products_avx2_vnni, products_avx512;

/// Tokens whose inputs stay in the second cache while the rows of a call pass: a multiple of `tile`.
INLINE int tokens_a_block(size_t token_bytes, int tile) {
    const int fit = (int)((384 << 10) / (token_bytes + 1)) / tile * tile;
    return fit < tile ? tile : fit;
}
