// The two sides of a product, laid out as the tiles read them.
//
// Right: panels of PANEL columns, one behind the other; in a panel step after step of the reduction, in a step its columns
// (a multiple of sixteen of them, of which the last panel has as many as it needs).
// Left: groups of ROWS rows; in a group step after step, in a step its rows. What is missing at the ends is zero.

enum { PANEL = 16 * TILES };

INLINE int32_t steps_of(int32_t reduction) { return (reduction + DEPTH - 1) / DEPTH; }
INLINE int32_t whole_sixteens(int32_t count) { return (count + 15) / 16 * 16; }
INLINE int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
/// Columns that a panel holds, of so many altogether.
INLINE int32_t panel_width(int32_t columns, int32_t first) { return least(PANEL, whole_sixteens(columns - first)); }

static int64_t right_elements(int32_t reduction, int32_t columns) {
    return (int64_t)steps_of(reduction) * DEPTH * whole_sixteens(columns);
}
static int64_t left_elements(int32_t reduction, int32_t rows) {
    return (int64_t)steps_of(reduction) * DEPTH * ((rows + ROWS - 1) / ROWS * ROWS);
}

/// One step of sixteen columns (or fewer) from `column` on.
INLINE lanes gather_step(const element *source, int64_t stride, int32_t d, int32_t reduction, int32_t column,
                         int32_t columns) {
    static const element nothing[16];
    element part[DEPTH][16];
    const element *rows[DEPTH];
    const int32_t count = columns - column;
    for (int i = 0; i < DEPTH; i++) {
        rows[i] = nothing;
        if (d * DEPTH + i >= reduction) continue;
        rows[i] = source + (int64_t)(d * DEPTH + i) * stride + column;
        if (count >= 16) continue;
        memset(part[i], 0, sizeof part[i]);
        memcpy(part[i], rows[i], (size_t)count * sizeof(element));
        rows[i] = part[i];
    }
    return lanes_of(rows);
}

static void pack_across(const void *source, int64_t stride, int32_t reduction, int32_t columns, int32_t first,
                        int32_t last, void *out) {
    const int32_t depth = steps_of(reduction);
    for (int32_t start = first; start < last; start += PANEL) {
        const int32_t width = panel_width(columns, start);
        step *into = (step *)out + (int64_t)start * depth;
        for (int32_t d = 0; d < depth; d++, into += width) {
            for (int32_t c = 0; c < width; c += 16) {
                store_lanes(into + c, gather_step(source, stride, d, reduction, start + c, columns));
            }
        }
    }
}

/// Step d of a row that is contiguous.
INLINE step row_step(const element *row, int32_t d, int32_t reduction) {
    step value = 0;
    const int32_t count = least(DEPTH, reduction - d * DEPTH);
    if (count == DEPTH) {
        memcpy(&value, row + (int64_t)d * DEPTH, sizeof value);
    } else {
        memcpy(&value, row + (int64_t)d * DEPTH, (size_t)count * sizeof(element));
    }
    return value;
}

static void pack_along(const void *source, int64_t stride, int32_t reduction, int32_t columns, int32_t first,
                       int32_t last, void *out) {
    const int32_t depth = steps_of(reduction);
    for (int32_t start = first; start < last; start += PANEL) {
        const int32_t width = panel_width(columns, start);
        step *const panel = (step *)out + (int64_t)start * depth;
        for (int32_t c = 0; c < width; c += 16) {
            const element *const rows = (const element *)source + (int64_t)(start + c) * stride;
            const int32_t count = least(16, columns - start - c);
            for (int32_t d = 0; d < depth; d++) {
                step column[16] = {0};
                if (count == 16) {
                    for (int i = 0; i < 16; i++) column[i] = row_step(rows + i * stride, d, reduction);
                } else {
                    for (int i = 0; i < count; i++) column[i] = row_step(rows + i * stride, d, reduction);
                }
                memcpy(panel + (int64_t)d * width + c, column, sizeof column);
            }
        }
    }
}

static void pack_rows(const void *source, int64_t stride, int32_t reduction, int32_t rows, int32_t first, int32_t last,
                      void *out) {
    enum { AT_ONCE = 32 };
    const int32_t depth = steps_of(reduction);
    // Some steps of all groups, and then some more: a line of the source is wanted by several groups.
    for (int32_t begin = 0; begin < depth; begin += AT_ONCE) {
        const int32_t end = least(depth, begin + AT_ONCE);
        for (int32_t start = first; start < last; start += ROWS) {
            step *into = (step *)out + (int64_t)start * depth + (int64_t)begin * ROWS;
            for (int32_t d = begin; d < end; d++, into += ROWS) {
                const lanes values = gather_step(source, stride, d, reduction, start, rows);
                memcpy(into, &values, ROWS * sizeof(step));
            }
        }
    }
}
