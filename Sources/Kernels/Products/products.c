// Products of matrices and inputs, block by block: which kernel, in which order.

#include "products.h"
#include "layout.h"
#include "pack.h"

#include <string.h>

enum {
    /// So few pass at the memory's speed: a row group's units are then read one behind the other.
    FEW_TOKENS = 3,
    MOST_TOKENS = 256,
    SCRATCH = 32 << 10,
};

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

/// The place of a type in the tables, or -1.
static int table_index(mk_type type) {
#define PLACE(type) MK_##type,
    static const mk_type types[] = {EACH_QUANTISED_TYPE(PLACE) EACH_FLOAT_TYPE(PLACE)};
#undef PLACE
    for (int i = 0; i < TYPES; i++) {
        if (types[i] == type) return i;
    }
    return -1;
}

// MARK: inputs

enum { FORM_FLOATS, FORM_BYTES };

int mk_input_form(mk_type weights) {
    return weights == MK_F32 || weights == MK_F16 || weights == MK_BF16 ? FORM_FLOATS : FORM_BYTES;
}

static size_t token_bytes(int form, int columns) {
    return form == FORM_BYTES ? input_token_bytes(columns) : float_token_bytes(columns);
}

size_t mk_input_bytes(mk_type weights, int32_t columns, int32_t tokens) {
    return (token_bytes(mk_input_form(weights), columns) * (size_t)tokens + 63) / 64 * 64;
}

/// Some tokens of one tile `width` wide, the first of them at `at`.
static void prepare_floats(const float *values, int64_t stride, int columns, int count, int width, int at, float *out) {
    const int filled = (int)(float_token_bytes(columns) / sizeof(float));
    if (width == 1) {
        memcpy(out, values, (size_t)columns * sizeof(float));
    } else {
        for (int c = 0; c < columns; c++) {
            for (int t = 0; t < count; t++) out[c * width + at + t] = values[t * stride + c];
        }
    }
    for (int c = columns; c < filled; c++) {
        for (int t = 0; t < count; t++) out[c * width + at + t] = 0;
    }
}

void mk_prepare(mk_type weights, const float *values, int64_t stride, int32_t columns, int32_t tokens, int32_t first,
                int32_t last, void *out) {
    if (mk_input_form(weights) == FORM_BYTES) {
        kernels()->prepare(values, stride, columns, tokens, first, last, out);
        return;
    }
    for (int32_t t = first; t < last;) {
        const int tile = t / FLOAT_TILE * FLOAT_TILE;
        const int width = tokens - tile < FLOAT_TILE ? tokens - tile : FLOAT_TILE;
        const int end = tile + width < last ? tile + width : last;
        float *to = (float *)((char *)out + (size_t)tile * float_token_bytes(columns));
        prepare_floats(values + t * stride, stride, columns, end - t, width, t - tile, to);
        t = end;
    }
}

// MARK: products

/// What is the same for all of a product's tiles.
typedef struct {
    const mk_matrix *weights;
    const tile_function *tiles;
    /// Tokens of each of `tiles`, and of the widest tile of an input.
    const uint8_t *widths;
    int widest;
    /// A packed unit's bytes; a row's units; what a token's input takes for each unit, and in all.
    int unit_bytes, units;
    size_t unit_input, token_bytes;
    /// Units a row that are multiplied before the next row group's, where there are many tokens.
    int run;
    /// Whether those are made floats first, and by which tiles these are then multiplied.
    bool widens;
    const tile_function *wide_tiles;
} product;

static product product_of(const mk_matrix *weights, int index) {
    static const uint8_t bytes[TILE_SIZES] = {1, 2, 4, 8, 16}, floats[TILE_SIZES] = {1, 2, 3, 6, 12};
    const product_type kind = product_type_of(weights->type);
    const int form = mk_input_form(weights->type), units = units_a_row(kind, weights->columns);
    const bool whole = form == FORM_BYTES;
    return (product){
        .weights = weights,
        .tiles = kernels()->tiles[index],
        .widths = whole ? bytes : floats,
        .widest = whole ? TILE : FLOAT_TILE,
        .unit_bytes = kind.bytes,
        .units = units,
        .unit_input = (size_t)kind.blocks * (whole ? INPUT_BLOCK : FLOAT_BLOCK),
        .token_bytes = token_bytes(form, weights->columns),
        .run = whole || units < FLOAT_RUN ? units : FLOAT_RUN,
        .widens = !whole && weights->type != MK_F32 && kernels()->widen != NULL,
        .wide_tiles = kernels()->tiles[table_index(MK_F32)],
    };
}

/// A part of a row group's units, and the input from its first token on.
typedef struct {
    const uint8_t *units;
    int first, count;
    const uint8_t *input;
    int tokens;
} part;

/// Runs some units of a row group over the tokens of an input, in the widest tiles there are.
static void run(const product *p, part of, put how, float *outputs, int64_t stride) {
    const tile_function *tiles = p->tiles;
    _Alignas(64) uint8_t scratch[FLOAT_RUN * sizeof(packed_f32)];
    if (p->widens && of.tokens > FEW_TOKENS && of.count <= FLOAT_RUN) {
        kernels()->widen(p->weights->type, of.units, of.count, scratch);
        of.units = scratch;
        tiles = p->wide_tiles;
    }
    for (int tile = 0; tile < of.tokens; tile += p->widest) {
        const int width = of.tokens - tile < p->widest ? of.tokens - tile : p->widest;
        const uint8_t *from = of.input + (size_t)tile * p->token_bytes;
        from += (size_t)of.first * p->unit_input * (size_t)width;
        for (int size = TILE_SIZES - 1, t = 0; t < width; size--) {
            for (; tiles[size] != NULL && t + p->widths[size] <= width; t += p->widths[size]) {
                tiles[size](of.units, of.count, from, width, t, how, outputs + (tile + t) * stride, stride);
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

/// The packed units of the row group that starts at `row`; NULL where it is not packed.
static const uint8_t *group_at(const product *p, int row) {
    if (!p->weights->packed) return NULL;
    return (const uint8_t *)p->weights->data + (size_t)(row / ROWS) * (size_t)p->units * (size_t)p->unit_bytes;
}

/// A row group that is not whole, or not packed: its sums are made beside the outputs.
static void odd_group(const product *p, const uint8_t *input, int tokens, int row, int rows, bool add, float *outputs,
                      int64_t stride) {
    const mk_matrix *weights = p->weights;
    const uint8_t *packed = group_at(p, row);
    // What is not packed is packed here, as many units at a time as the scratch holds.
    const int fit = p->run < p->units ? p->run : SCRATCH / p->unit_bytes;
    const int step = packed == NULL ? fit : tokens > FEW_TOKENS ? p->run : p->units;
    _Alignas(64) uint8_t scratch[SCRATCH];
    _Alignas(64) float sums[MOST_TOKENS * ROWS];
    for (int u = 0; u < p->units; u += step) {
        const int count = p->units - u < step ? p->units - u : step;
        const uint8_t *from = packed != NULL ? packed + (size_t)u * (size_t)p->unit_bytes : scratch;
        if (packed == NULL) {
            pack_units(weights->type, weights->data, weights->rows, weights->columns, row, u, count, scratch);
        }
        run(p, (part){from, u, count, input, tokens}, u == 0 ? PUT_NEW : PUT_ON, sums, ROWS);
    }
    put_rows(sums, tokens, rows, add, outputs, stride);
}

/// Tokens whose inputs stay in the second cache while the rows of a call pass: whole tiles.
static int tokens_a_block(const product *p) {
    const size_t bytes = (size_t)p->run * p->unit_input + 1;
    const int fit = (int)((384 << 10) / bytes), block = fit < MOST_TOKENS ? fit : MOST_TOKENS;
    return block < p->widest ? p->widest : block / p->widest * p->widest;
}

/// The whole groups among the rows `first ..< last`, with the tokens of one block.
static void whole_groups(const product *p, const uint8_t *input, int tokens, int first, int last, bool add,
                         float *outputs, int64_t stride) {
    const int step = tokens > FEW_TOKENS ? p->run : p->units;
    for (int u = 0; u < p->units; u += step) {
        const int count = p->units - u < step ? p->units - u : step;
        for (int row = first; row + ROWS <= last; row += ROWS) {
            const uint8_t *units = group_at(p, row) + (size_t)u * (size_t)p->unit_bytes;
            const put how = add ? PUT_SUM : u == 0 ? PUT_NEW : PUT_ON;
            run(p, (part){units, u, count, input, tokens}, how, outputs + row, stride);
        }
    }
}

void mk_matmul(const mk_matrix *weights, const void *prepared, int32_t tokens, int32_t first, int32_t last, bool add,
               float *outputs, int64_t stride) {
    const int index = table_index(weights->type);
    if (index < 0) return;
    if (last > weights->rows) last = weights->rows;
    const product p = product_of(weights, index);
    const int block = tokens_a_block(&p);
    for (int t = 0; t < tokens; t += block) {
        const int some = tokens - t < block ? tokens - t : block;
        const uint8_t *from = (const uint8_t *)prepared + (size_t)t * p.token_bytes;
        float *to = outputs + t * stride;
        int row = first;
        // Sums that are put where outputs belong before they are whole cannot be added to these.
        if (weights->packed && !(add && p.run < p.units)) {
            whole_groups(&p, from, some, first, last, add, to, stride);
            row = first + (last - first) / ROWS * ROWS;
        }
        for (; row < last; row += ROWS) {
            odd_group(&p, from, some, row, last - row < ROWS ? last - row : ROWS, add, to + row, stride);
        }
    }
}
