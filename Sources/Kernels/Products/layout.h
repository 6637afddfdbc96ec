#pragma once
// How packed weights and prepared inputs lie in memory: the same for every instruction set.
//
// Sixteen rows are packed together, unit after unit along the columns. A 64-byte line of codes holds four columns of
// the sixteen rows: byte 4 * row + column. One step of a product multiplies such a line by four input bytes. Blocks
// of 32 columns are eight steps. Types of 32-column blocks have two blocks a unit (the last may be padding: codes and
// scales of zero), the K types one block of 256. Codes are unsigned; what they are too large by is in `product_type`.
// Weights that are floats lie in units of 32 columns, two columns after the other.

#include "kernels.h"

enum { ROWS = MK_ROW_GROUP, LINE = 4 * ROWS, BLOCK = 32, STEPS = 8, TILE = 16 };

/// Halves, one a row.
typedef uint16_t row_halves[ROWS];
/// Codes of 8 bits, or one bit (or two, or four) of as many codes a byte as fit.
typedef uint8_t line[LINE];

typedef struct { line codes[2][STEPS]; row_halves scale[2]; } packed_q8_0;
/// Line i: step i in the low nibbles, step i + 4 in the high ones.
typedef struct { line nibbles[2][4]; row_halves scale[2]; } packed_q4_0;
typedef struct { line nibbles[2][4]; row_halves scale[2], least[2]; } packed_q4_1;
/// Bit i of `high` is the fifth of step i.
typedef struct { line nibbles[2][4], high[2]; row_halves scale[2]; } packed_q5_0;
typedef struct { line nibbles[2][4], high[2]; row_halves scale[2], least[2]; } packed_q5_1;
typedef struct { line nibbles[2][4]; uint8_t exponent[2][ROWS]; } packed_mxfp4;

/// The blocks of 256 keep the file's bytes, only transposed: a byte holds one column of several blocks of 32.
typedef struct { line quarters[2][STEPS]; uint8_t scales[16][ROWS]; row_halves scale, least; } packed_q2_k;
typedef struct { line quarters[2][STEPS], high[STEPS]; int8_t scales[16][ROWS]; row_halves scale; } packed_q3_k;
typedef struct { line nibbles[4][STEPS]; uint8_t scales[8][ROWS], mins[8][ROWS]; row_halves scale, least; } packed_q4_k;
typedef struct {
    line nibbles[4][STEPS], high[STEPS];
    uint8_t scales[8][ROWS], mins[8][ROWS];
    row_halves scale, least;
} packed_q5_k;
typedef struct {
    line nibbles[4][STEPS], quarters[2][STEPS];
    int8_t scales[16][ROWS];
    row_halves scale;
    uint8_t unused[32];
} packed_q6_k;

/// A line a column.
typedef struct { float columns[BLOCK][ROWS]; } packed_f32;
typedef struct { row_halves columns[BLOCK]; } packed_f16;
/// Two columns a line, side by side in each row's four bytes: floats come of them by a shift, or a mask.
typedef struct { line pairs[BLOCK / 2]; } packed_bf16;

/// What the products must know of a type.
typedef struct {
    /// Bytes a unit, and blocks of 32 columns a unit.
    int bytes, blocks;
    /// Weight = scale * (code - 2^middle), or with `mins` scale * code + shift.
    int middle;
    bool mins;
    /// Scales (and mins) are for 16 columns, not 32.
    bool halves;
    /// The largest code.
    int top;
} product_type;

/// The types, in the order of the tables of kernels.
#define EACH_FLOAT_TYPE(DO) DO(F32) DO(F16) DO(BF16)
#define EACH_QUANTISED_TYPE(DO) \
    DO(Q4_0) DO(Q4_1) DO(Q5_0) DO(Q5_1) DO(Q8_0) DO(Q2_K) DO(Q3_K) DO(Q4_K) DO(Q5_K) DO(Q6_K) DO(MXFP4)

static inline __attribute__((always_inline)) product_type product_type_of(mk_type type) {
    switch (type) {
    case MK_Q4_0: return (product_type){sizeof(packed_q4_0), 2, .middle = 3, .top = 15};
    case MK_Q4_1: return (product_type){sizeof(packed_q4_1), 2, .mins = true, .top = 15};
    case MK_Q5_0: return (product_type){sizeof(packed_q5_0), 2, .middle = 4, .top = 31};
    case MK_Q5_1: return (product_type){sizeof(packed_q5_1), 2, .mins = true, .top = 31};
    case MK_Q8_0: return (product_type){sizeof(packed_q8_0), 2, .middle = 7, .top = 255};
    case MK_Q2_K: return (product_type){sizeof(packed_q2_k), 8, .mins = true, .halves = true, .top = 3};
    case MK_Q3_K: return (product_type){sizeof(packed_q3_k), 8, .middle = 2, .halves = true, .top = 7};
    case MK_Q4_K: return (product_type){sizeof(packed_q4_k), 8, .mins = true, .top = 15};
    case MK_Q5_K: return (product_type){sizeof(packed_q5_k), 8, .mins = true, .top = 31};
    case MK_Q6_K: return (product_type){sizeof(packed_q6_k), 8, .middle = 5, .halves = true, .top = 63};
    case MK_MXFP4: return (product_type){sizeof(packed_mxfp4), 2, .middle = 4, .top = 28};
    case MK_F32: return (product_type){sizeof(packed_f32), 1, .middle = 0};
    case MK_F16: return (product_type){sizeof(packed_f16), 1, .middle = 0};
    case MK_BF16: return (product_type){sizeof(packed_bf16), 1, .middle = 0};
    default: return (product_type){0};
    }
}

static inline int units_a_row(product_type type, int columns) {
    const int width = type.blocks * BLOCK;
    return (int)(((int64_t)columns + width - 1) / width);
}

// A prepared input of bytes lies in tiles of 16 tokens (the last as wide as what is left), block after block of 32
// columns. A block of a tile of w tokens: w * 32 bytes (-127 ... 127), then w numbers of four bytes each of
//   by       what a byte counts, a float
//   less     minus the sum of the bytes
//   weight   the sum of the bytes, as they count, a float
//   first    minus the sum of the bytes 0 ..< 16
//   second   minus the sum of the bytes 16 ..< 32
// There are as many blocks as fill a unit of 256 columns; what lies beyond the columns is zero.

typedef struct {
    int8_t *bytes;
    float *by;
    int32_t *less;
    float *weight;
    int32_t *first, *second;
} input_block;

static inline __attribute__((always_inline)) input_block input_block_at(const uint8_t *block, int width) {
    const uint8_t *numbers = block + width * BLOCK;
    return (input_block){(int8_t *)block, (float *)numbers, (int32_t *)numbers + width, (float *)numbers + 2 * width,
                         (int32_t *)numbers + 3 * width, (int32_t *)numbers + 4 * width};
}

enum { INPUT_BLOCK = BLOCK + 5 * 4 };

static inline int input_blocks(int columns) { return (int)(((int64_t)columns + 255) / 256 * 8); }

static inline size_t input_token_bytes(int columns) { return (size_t)input_blocks(columns) * INPUT_BLOCK; }

// A prepared input of floats lies in tiles of 12 tokens (the last as wide as what is left), column after column: what one
// step of a product multiplies lies together. Columns fill whole units; what lies beyond the columns is zero.

enum {
    FLOAT_TILE = 12,
    FLOAT_BLOCK = BLOCK * 4,
    /// Units whose sums are made in two chains, of the even columns and of the odd ones; then the chains are added up.
    /// So a product may be left off and taken up again after so many, and comes to the same bits.
    FLOAT_RUN = 16,
};

static inline size_t float_token_bytes(int columns) {
    return (size_t)(((int64_t)columns + BLOCK - 1) / BLOCK) * FLOAT_BLOCK;
}
