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

/// Tiles come in sizes of 1, 2, 4, 8 and 16 tokens, those of floats in 1, 2, 3, 6 and 12; NULL where an instruction set has
/// too few registers.
enum { TILE_SIZES = 5, TYPES = 14 };

typedef struct {
    /// The quantised types, then the floats.
    tile_function tiles[TYPES][TILE_SIZES];
    /// Makes packed halves packed floats; NULL where products make them floats themselves as fast.
    void (*widen)(mk_type type, const uint8_t *units, int count, uint8_t *out);
    /// Makes inputs of floats bytes.
    void (*prepare)(const float *values, int64_t stride, int columns, int tokens, int first, int last, uint8_t *out);
} product_kernels;

extern const product_kernels products_portable, products_neon, products_avx2, products_avx2_vnni, products_avx512;
