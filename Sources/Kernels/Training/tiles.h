// Products: tiles of ROWS rows by TILES x 16 columns, whose sums stay in registers while the reduction goes by.

/// Where the sides of a product lie, in steps.
typedef struct {
    const step *left;
    /// From one row to the next, one step to the next, and one group of ROWS to the next.
    int64_t left_row, left_step, left_group;
    const step *right;
    /// How many columns and steps were packed on the right, and the first of those steps that counts.
    int32_t right_columns, right_depth, right_first;
    int32_t columns, depth;
    void *out;
    int64_t stride;
    bool out_is_elements;
    const float *added;
    int64_t added_stride;
} product;

/// Sixteen columns of a row, or fewer at the right end.
INLINE void put(const product *p, int32_t row, int32_t column, x16 sum) {
    const int32_t count = p->columns - column;
    if (p->added != NULL) sum += load_part(p->added + row * p->added_stride + column, count);
    const int64_t place = row * p->stride + column;
    if (!p->out_is_elements) return store_part((float *)p->out + place, count, sum);
    if (count >= 16) return store_elements((element *)p->out + place, sum);
    element part[16];
    store_elements(part, sum);
    memcpy((element *)p->out + place, part, (size_t)count * sizeof(element));
}

/// A whole tile: what it is, and whether something is added, is asked once. (All loops are unrolled: a sum that is found by an index that is
/// not a constant would lie in memory, and not in a register, all the time.)
INLINE void put_tile(const int rows, const int tiles, const product *p, int32_t row, int32_t column,
                     x16 sums[ROWS][TILES]) {
    if (p->columns - column < 16 * tiles) {
#pragma unroll
        for (int r = 0; r < rows; r++) {
#pragma unroll
            for (int t = 0; t < tiles; t++) put(p, row + r, column + 16 * t, sums[r][t]);
        }
        return;
    }
    if (p->added != NULL) {
        const float *added = p->added + row * p->added_stride + column;
#pragma unroll
        for (int r = 0; r < rows; r++, added += p->added_stride) {
#pragma unroll
            for (int t = 0; t < tiles; t++) sums[r][t] += load(added + 16 * t);
        }
    }
    const int64_t place = row * p->stride + column;
    if (p->out_is_elements) {
        element *out = (element *)p->out + place;
#pragma unroll
        for (int r = 0; r < rows; r++, out += p->stride) {
#pragma unroll
            for (int t = 0; t < tiles; t++) store_elements(out + 16 * t, sums[r][t]);
        }
    } else {
        float *out = (float *)p->out + place;
#pragma unroll
        for (int r = 0; r < rows; r++, out += p->stride) {
#pragma unroll
            for (int t = 0; t < tiles; t++) store(out + 16 * t, sums[r][t]);
        }
    }
}

INLINE void tile(const int rows, const int tiles, const product *p, int32_t row, int32_t column) {
    const int32_t width = panel_width(p->right_columns, column);
    const step *left = p->left + row / ROWS * p->left_group;
    const step *right = p->right + (int64_t)column * p->right_depth + (int64_t)p->right_first * width;
    const int64_t left_row = p->left_row, left_step = p->left_step;
    x16 sums[ROWS][TILES];
#pragma unroll
    for (int r = 0; r < rows; r++) {
#pragma unroll
        for (int t = 0; t < tiles; t++) sums[r][t] = splat(0.0f);
    }
    for (int32_t d = 0; d < p->depth; d++, right += width, left += left_step) {
        lanes columns[TILES];
#pragma unroll
        for (int t = 0; t < tiles; t++) columns[t] = load_lanes(right + 16 * t);
#pragma unroll
        for (int r = 0; r < rows; r++) {
            const step value = left[r * left_row];
#pragma unroll
            for (int t = 0; t < tiles; t++) sums[r][t] = accumulate(sums[r][t], value, columns[t]);
        }
    }
    put_tile(rows, tiles, p, row, column, sums);
}

#define TILE_OF(rows)                                              \
    static void tile_of_##rows(const product *p, int32_t row, int32_t column, int tiles) { \
        switch (tiles) {                                           \
        case 1: return tile(rows, 1, p, row, column);              \
        case 2: return tile(rows, TILES < 2 ? 1 : 2, p, row, column); \
        case 3: return tile(rows, TILES < 3 ? 1 : 3, p, row, column); \
        default: return tile(rows, TILES, p, row, column);         \
        }                                                          \
    }
TILE_OF(1)
TILE_OF(2)
#if ROWS > 2
TILE_OF(3)
TILE_OF(4)
TILE_OF(5)
TILE_OF(6)
#endif

/// The rows `first ..< last`; `first` is a multiple of ROWS.
static void run_product(const product *p, int32_t first, int32_t last) {
    for (int32_t column = 0; column < p->columns; column += PANEL) {
        const int tiles = (least(PANEL, p->columns - column) + 15) / 16;
        for (int32_t row = first; row < last; row += ROWS) {
            switch (last - row) {
            case 1: tile_of_1(p, row, column, tiles); break;
#if ROWS > 2
            case 2: tile_of_2(p, row, column, tiles); break;
            case 3: tile_of_3(p, row, column, tiles); break;
            case 4: tile_of_4(p, row, column, tiles); break;
            case 5: tile_of_5(p, row, column, tiles); break;
            default: tile_of_6(p, row, column, tiles); break;
#else
            default: tile_of_2(p, row, column, tiles); break;
#endif
            }
        }
    }
}

static void multiply(const mk_product *call, int32_t first, int32_t last) {
    const int32_t depth = steps_of(call->reduction);
    const bool packed = call->left_stride == 0;
    const int64_t row = call->left_stride / DEPTH;
    const product p = {
        .left = call->left,
        .left_row = packed ? 1 : row,
        .left_step = packed ? ROWS : 1,
        .left_group = packed ? (int64_t)ROWS * depth : ROWS * row,
        .right = call->right,
        .right_columns = call->columns,
        .right_depth = depth,
        .columns = call->columns,
        .depth = depth,
        .out = call->out,
        .stride = call->stride,
        .out_is_elements = call->out_is_elements,
        .added = call->added,
        .added_stride = call->added_stride,
    };
    run_product(&p, first, last);
}
