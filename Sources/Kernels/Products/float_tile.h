// Products of weights that are floats: part of `tile.h`.

/// Two columns of the rows that start at lane `row`.
INLINE void float_columns(mk_type type, const uint8_t *unit, int column, int row, floats out[2]) {
    switch (type) {
    case MK_F32: {
        const packed_f32 *p = (const packed_f32 *)unit;
        out[0] = floats_load(p->columns[column] + row);
        out[1] = floats_load(p->columns[column + 1] + row);
        break;
    }
    case MK_F16: {
        const packed_f16 *p = (const packed_f16 *)unit;
        out[0] = floats_halves(p->columns[column] + row);
        out[1] = floats_halves(p->columns[column + 1] + row);
        break;
    }
    default: {
        const uint8_t *pairs = ((const packed_bf16 *)unit)->pairs[column / 2] + 4 * row;
        out[0] = floats_low_bfloats(pairs);
        out[1] = floats_high_bfloats(pairs);
    }
    }
}

/// The products of a row group's `count` units with the tokens `from ..< from + tokens` of an input tile `width` wide.
INLINE void float_tile(mk_type type, const int tokens, const uint8_t *units, int count, const uint8_t *input, int width,
                       int from, put how, float *outputs, int64_t stride) {
    enum { PARTS = ROWS / LANES };
    const int bytes = product_type_of(type).bytes;
    if (tokens == FLOAT_TILE) width = FLOAT_TILE, from = 0;
    const float *in = (const float *)input + from;
    floats even[PARTS][FLOAT_TILE];
    UNROLL for (int part = 0; part < PARTS; part++) {
        UNROLL for (int t = 0; t < tokens; t++) {
            even[part][t] = how == PUT_ON ? floats_load(outputs + t * stride + part * LANES) : floats_zero();
        }
    }
    NO_UNROLL for (int u = 0; u < count; u += FLOAT_RUN) {
        floats odd[PARTS][FLOAT_TILE];
        UNROLL for (int part = 0; part < PARTS; part++) {
            UNROLL for (int t = 0; t < tokens; t++) odd[part][t] = floats_zero();
        }
        const uint8_t *end = units + (int64_t)(count - u < FLOAT_RUN ? count - u : FLOAT_RUN) * bytes;
        NO_UNROLL for (; units < end; units += bytes) {
            NO_UNROLL for (int quarter = 0; quarter < 4; quarter++) {
                // Few tokens pass at the memory's speed, if it is asked in time.
                if (tokens <= 3) {
                    UNROLL for (int i = 0; i < bytes / 4; i += 64) {
                        __builtin_prefetch(units + FLOATS_AHEAD + quarter * (bytes / 4) + i);
                    }
                }
                UNROLL for (int c = 0; c < BLOCK / 4; c += 2, in += 2 * width) {
                    UNROLL for (int part = 0; part < PARTS; part++) {
                        floats columns[2];
                        float_columns(type, units + quarter * (bytes / 4), c, part * LANES, columns);
                        UNROLL for (int t = 0; t < tokens; t++) ACCUMULATE_BY(even[part][t], columns[0], in[t]);
                        UNROLL for (int t = 0; t < tokens; t++) ACCUMULATE_BY(odd[part][t], columns[1], in[width + t]);
                    }
                }
            }
        }
        UNROLL for (int part = 0; part < PARTS; part++) {
            UNROLL for (int t = 0; t < tokens; t++) even[part][t] = add(even[part][t], odd[part][t]);
        }
    }
    UNROLL for (int part = 0; part < PARTS; part++) {
        UNROLL for (int t = 0; t < tokens; t++) {
            float *out = outputs + t * stride + part * LANES;
            floats_store(out, how == PUT_SUM ? add(floats_load(out), even[part][t]) : even[part][t]);
        }
    }
}

#define FLOAT_TILE_OF(type, tokens)                                                                                    \
    static void tile_##type##_##tokens(const uint8_t *units, int count, const uint8_t *input, int width, int from,     \
                                       put how, float *outputs, int64_t stride) {                                      \
        float_tile(MK_##type, tokens, units, count, input, width, from, how, outputs, stride);                         \
    }
#if WIDE_TILES
#define FLOAT_TILES(type)                                                                                              \
    FLOAT_TILE_OF(type, 1)                                                                                             \
    FLOAT_TILE_OF(type, 2)                                                                                             \
    FLOAT_TILE_OF(type, 3)                                                                                             \
    FLOAT_TILE_OF(type, 6)                                                                                             \
    FLOAT_TILE_OF(type, 12)
#define FLOAT_TILES_OF(type) {tile_##type##_1, tile_##type##_2, tile_##type##_3, tile_##type##_6, tile_##type##_12},
#else
#define FLOAT_TILES(type)                                                                                              \
    FLOAT_TILE_OF(type, 1)                                                                                             \
    FLOAT_TILE_OF(type, 2)                                                                                             \
    FLOAT_TILE_OF(type, 3)
#define FLOAT_TILES_OF(type) {tile_##type##_1, tile_##type##_2, tile_##type##_3, NULL, NULL},
#endif

EACH_FLOAT_TYPE(FLOAT_TILES)

// MARK: for many tokens

#if WIDE_TILES
#define WIDEN NULL
#else
INLINE void widen_units(mk_type type, const uint8_t *units, int count, uint8_t *out) {
    packed_f32 *to = (packed_f32 *)out;
    for (int u = 0; u < count; u++, units += product_type_of(type).bytes, to++) {
        for (int c = 0; c < BLOCK; c += 2) {
            for (int row = 0; row < ROWS; row += LANES) {
                floats columns[2];
                float_columns(type, units, c, row, columns);
                floats_store(to->columns[c] + row, columns[0]);
                floats_store(to->columns[c + 1] + row, columns[1]);
            }
        }
    }
}

static void widen(mk_type type, const uint8_t *units, int count, uint8_t *out) {
    if (type == MK_F16) widen_units(MK_F16, units, count, out);
    if (type == MK_BF16) widen_units(MK_BF16, units, count, out);
}
#define WIDEN widen
#endif
