// Attention over a cache, as its units: see ../attention.h for how a call is cut up.
//
// A row is one query's head; a unit's rows share a key-value head. Block after block of 64 positions, all rows' scores
// are one product (rows x head_size by head_size x 64), their weights e^(score - largest) follow, and the weights times
// the values are another product (rows x 64 by 64 x value_width), added to what the rows had, scaled down where a row's
// largest score has grown.

#include "../attention.h"

// MARK: products

/// c[r, t] = c[r, t] * factors[r] (zero without factors) + sum over i of a[r, i] * b[i, t], for R rows and T tiles of
/// 16: each number's sum goes up with i, whatever R and T. The cache is asked for 128 bytes a step from `next` on, if
/// not NULL.
INLINE void product(const int R, const int T, const bool halves, int32_t depth, const float *a, int64_t a_stride,
                    const void *b, int64_t b_stride, float *c, int64_t c_stride, const float *factors,
                    const char *next) {
    x16 sums[6][4];
    _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {
        _Pragma("clang loop unroll(full)") for (int t = 0; t < T; t++) {
            sums[r][t] = factors == NULL ? splat(0.0f) : load(c + r * c_stride + 16 * t) * factors[r];
        }
    }
    for (int32_t i = 0; i < depth; i++) {
        x16 row[4];
        if (next != NULL) {
            __builtin_prefetch(next + 128 * i);
            __builtin_prefetch(next + 128 * i + 64);
        }
        _Pragma("clang loop unroll(full)") for (int t = 0; t < T; t++) {
            const int64_t at = i * b_stride + 16 * t;
            row[t] = halves ? load_halves((const uint16_t *)b + at) : load((const float *)b + at);
        }
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {
            const x16 factor = splat(a[r * a_stride + i]);
            _Pragma("clang loop unroll(full)") for (int t = 0; t < T; t++) sums[r][t] = factor * row[t] + sums[r][t];
        }
    }
    _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {
        _Pragma("clang loop unroll(full)") for (int t = 0; t < T; t++) store(c + r * c_stride + 16 * t, sums[r][t]);
    }
}

/// All rows, by as many at once as fit the registers.
INLINE void product_of_rows(const int T, const bool halves, int32_t rows, int32_t depth, const float *a,
                            int64_t a_stride, const void *b, int64_t b_stride, float *c, int64_t c_stride,
                            const float *factors, const char *next) {
    for (int32_t r = 0; r < rows; next = NULL) {
        const float *const f = factors == NULL ? NULL : factors + r;
        const float *const from = a + r * a_stride;
        float *const into = c + r * c_stride;
        const int32_t left = rows - r;
        if (ROWS >= 6 && left >= 6) {
            product(6, T, halves, depth, from, a_stride, b, b_stride, into, c_stride, f, next);
            r += 6;
        } else if (ROWS >= 4 && left >= 4) {
            product(4, T, halves, depth, from, a_stride, b, b_stride, into, c_stride, f, next);
            r += 4;
        } else if (left >= 2) {
            product(2, T, halves, depth, from, a_stride, b, b_stride, into, c_stride, f, next);
            r += 2;
        } else {
            product(1, T, halves, depth, from, a_stride, b, b_stride, into, c_stride, f, next);
            r += 1;
        }
    }
}

INLINE void product_of_all(const bool halves, int32_t rows, int32_t tiles, int32_t depth, const float *a,
                           int64_t a_stride, const void *b, int64_t b_stride, float *c, int64_t c_stride,
                           const float *factors, const char *next) {
    for (int32_t t = 0; t < tiles; next = next == NULL ? NULL : next + 128 * depth) {
        const void *const from = (const char *)b + 16 * t * (halves ? 2 : 4);
        float *const into = c + 16 * t;
        if (TILES >= 4 && tiles - t >= 4) {
            product_of_rows(4, halves, rows, depth, a, a_stride, from, b_stride, into, c_stride, factors, next);
            t += 4;
        } else if (TILES >= 2 && tiles - t >= 2) {
            product_of_rows(2, halves, rows, depth, a, a_stride, from, b_stride, into, c_stride, factors, next);
            t += 2;
        } else {
            product_of_rows(1, halves, rows, depth, a, a_stride, from, b_stride, into, c_stride, factors, next);
            t += 1;
        }
    }
}

static void product_of_floats(int32_t rows, int32_t tiles, int32_t depth, const float *a, int64_t a_stride,
                              const float *b, int64_t b_stride, float *c, int64_t c_stride, const float *factors) {
    product_of_all(false, rows, tiles, depth, a, a_stride, b, b_stride, c, c_stride, factors, NULL);
}

static void product_of_halves(int32_t rows, int32_t tiles, int32_t depth, const float *a, int64_t a_stride,
                              const uint16_t *b, int64_t b_stride, float *c, int64_t c_stride, const float *factors,
                              const void *next) {
    product_of_all(true, rows, tiles, depth, a, a_stride, b, b_stride, c, c_stride, factors, next);
}

// MARK: a unit

typedef struct {
    const mk_attention *call;
    attention_plan plan;
    attention_scratch at;
    int32_t kv_head, first_query, rows;
} attention_unit;

INLINE float exp_of_one(float x) { return exp_of(splat(x))[0]; }

INLINE int32_t query_of(const attention_unit *unit, int32_t row) { return unit->first_query + row / unit->plan.group; }
INLINE int32_t head_of(const attention_unit *unit, int32_t row) {
    return unit->kv_head * unit->plan.group + row % unit->plan.group;
}

static void take_queries(const attention_unit *unit) {
    const mk_attention *call = unit->call;
    const int32_t size = call->cache->head_size;
    for (int32_t row = 0; row < unit->rows; row++) {
        const float *query =
            call->queries + query_of(unit, row) * call->query_stride + (int64_t)head_of(unit, row) * size;
        float *const into = unit->at.queries + (int64_t)row * size;
        for (int32_t i = 0; i < size; i += 16)
            store_part(into + i, size - i, load_part(query + i, size - i) * call->scale);
    }
}

/// Scores of the tiles `tiles` of a block become weights, for the positions `seen` of the block; the others' are zero.
static void weigh(const attention_unit *unit, int32_t row, span tiles, span seen) {
    float *const scores = unit->at.scores + (int64_t)row * BLOCK;
    const bool masked = seen.first > tiles.first * 16 || seen.end < tiles.end * 16;
    x16 most_so_far = splat(-INFINITY);
    for (int32_t t = tiles.first; t < tiles.end; t++) {
        x16 s = load(scores + 16 * t);
        if (unit->call->softcap > 0.0f) s = softcap_of(s, unit->call->softcap);
        if (masked) {
            const i16x place = lane_numbers() + 16 * t;
            s = choose((place >= seen.first) & (place < seen.end), s, splat(-INFINITY));
        }
        store(scores + 16 * t, s);
        most_so_far = larger(s, most_so_far);
    }
    const float before = unit->at.largest[row];
    const float here = largest_of(most_so_far);
    const float largest = here > before ? here : before;
    const float factor = before == largest ? 1.0f : exp_of_one(before - largest);
    // Without any score above -infinity, the weights are e^-infinity, and not the exponential of a difference of
    // infinities.
    const float base = largest == -INFINITY ? 0.0f : largest;
    x16 sums = load(unit->at.sums + 16 * row) * factor;
    for (int32_t t = tiles.first; t < tiles.end; t++) {
        const x16 weight = exp_falling(load(scores + 16 * t) - base);
        store(scores + 16 * t, weight);
        sums = sums + weight;
    }
    store(unit->at.sums + 16 * row, sums);
    unit->at.largest[row] = largest;
    unit->at.factors[row] = factor;
}

/// A block's keys and values, as they lie in the cache or as floats.
typedef struct {
    int32_t base;
    bool halves;
    const void *keys, *values;
    /// What comes after the keys in the cache.
    const void *next;
} attention_block;

/// The rows `first ..< first + count`, which all see about the same.
static void attend_rows(const attention_unit *unit, const attention_block *block, int32_t first, int32_t count) {
    const mk_attention *call = unit->call;
    const attention_scratch *at = &unit->at;
    const int32_t base = block->base, size = call->cache->head_size, width = value_width(call->cache);
    const span seen = {
        most(seen_by(call, query_of(unit, first)).first - base, 0),
        least(seen_by(call, query_of(unit, first + count - 1)).end - base, BLOCK),
    };
    if (seen.first >= seen.end) return;
    const span tiles = {seen.first / 16, (seen.end + 15) / 16};

    const float *const queries = at->queries + (int64_t)first * size;
    float *const scores = at->scores + (int64_t)first * BLOCK;
    const int64_t column = 16 * tiles.first;
    const int32_t wide = tiles.end - tiles.first;
    if (block->halves) {
        product_of_halves(count, wide, size, queries, size, (const uint16_t *)block->keys + column, BLOCK,
                          scores + column, BLOCK, NULL, block->values);
    } else {
        product_of_floats(count, wide, size, queries, size, (const float *)block->keys + column, BLOCK, scores + column,
                          BLOCK, NULL);
    }

    for (int32_t row = first; row < first + count; row++) {
        const span own = seen_by(call, query_of(unit, row));
        weigh(unit, row, tiles, (span){most(own.first - base, 0), least(own.end - base, BLOCK)});
    }

    float *const values = at->values + (int64_t)first * width;
    const int64_t skipped = (int64_t)seen.first * width;
    const int32_t depth = seen.end - seen.first;
    if (block->halves) {
        product_of_halves(count, width / 16, depth, scores + seen.first, BLOCK,
                          (const uint16_t *)block->values + skipped, width, values, width, at->factors + first,
                          block->next);
    } else {
        product_of_floats(count, width / 16, depth, scores + seen.first, BLOCK, (const float *)block->values + skipped,
                          width, values, width, at->factors + first);
    }
}

static void attend_block(const attention_unit *unit, int32_t base, span seen) {
    const mk_cache *cache = unit->call->cache;
    const int64_t key_count = (int64_t)cache->head_size * BLOCK;
    attention_block block = {
        .base = base,
        .halves = cache->type != MK_F32,
        .keys = key_block(cache, unit->kv_head, base),
        .values = value_block(cache, unit->kv_head, base),
    };
    // Few rows wait for memory: while they meet a block's keys its values are fetched, and then the next block's keys.
    block.next = (const char *)block.keys + key_count * element_bytes(cache);
    if (block.halves && unit->rows > DIRECT_ROWS) {
        const int64_t width = value_width(cache), first = most(seen.first - base, 0);
        const int64_t end = least(seen.end - base, BLOCK);
        from_half(block.keys, key_count, unit->at.key_block);
        from_half((const uint16_t *)block.values + first * width, (end - first) * width,
                  unit->at.value_block + first * width);
        block = (attention_block){base, false, unit->at.key_block, unit->at.value_block, NULL};
    }
    for (int32_t row = 0; row < unit->rows; row += CLOSE_ROWS) {
        attend_rows(unit, &block, row, least(CLOSE_ROWS, unit->rows - row));
    }
}

/// The rows' values, largest scores and sums over the positions `seen`, which are of one slice.
static void attend_slice(const attention_unit *unit, span seen) {
    const attention_scratch *at = &unit->at;
    memset(at->values, 0, (size_t)unit->rows * (size_t)value_width(unit->call->cache) * sizeof(float));
    memset(at->sums, 0, (size_t)unit->rows * 16 * sizeof(float));
    for (int32_t row = 0; row < unit->rows; row++) at->largest[row] = -INFINITY;
    for (int32_t base = seen.first / BLOCK * BLOCK; base < seen.end; base += BLOCK) attend_block(unit, base, seen);
}

// MARK: putting slices together

/// A row's numbers over some positions: its values weighed by e^(score - largest), and the weights' sum.
typedef struct {
    float *values;
    float largest, sum;
} row_part;

static row_part join(row_part a, row_part b, int32_t width) {
    const float largest = b.largest > a.largest ? b.largest : a.largest;
    const float fa = a.largest == largest ? 1.0f : exp_of_one(a.largest - largest);
    const float fb = b.largest == largest ? 1.0f : exp_of_one(b.largest - largest);
    for (int32_t i = 0; i < width; i += 16) store(a.values + i, load(a.values + i) * fa + load(b.values + i) * fb);
    return (row_part){a.values, largest, a.sum * fa + b.sum * fb};
}

static void finish(const attention_unit *unit, int32_t row, row_part part) {
    const mk_attention *call = unit->call;
    const int32_t size = call->cache->value_size, head = head_of(unit, row);
    float factor = 1.0f;
    const float sink = call->sinks == NULL ? -INFINITY : call->sinks[head];
    if (sink > -INFINITY) {
        const float largest = sink > part.largest ? sink : part.largest;
        factor = part.largest == largest ? 1.0f : exp_of_one(part.largest - largest);
        part.sum = part.sum * factor + exp_of_one(sink - largest);
    }
    factor = part.sum == 0.0f ? 0.0f : factor / part.sum;
    float *const into = call->outputs + query_of(unit, row) * call->output_stride + (int64_t)head * size;
    for (int32_t i = 0; i < size; i += 16) store_part(into + i, size - i, load(part.values + i) * factor);
}

INLINE bool sees_slice(const attention_unit *unit, int32_t row, int32_t slice) {
    const span slices = slices_of(seen_by(unit->call, query_of(unit, row)));
    return slice >= slices.first && slice < slices.end;
}

/// A row's part of `slice` in the memory that units share.
INLINE float *shared_part(const attention_unit *unit, int32_t slice, int32_t row) {
    const mk_attention *call = unit->call;
    const int64_t index =
        ((int64_t)(slice - unit->plan.slices.first) * call->tokens + query_of(unit, row)) * call->heads +
        head_of(unit, row);
    return (float *)((char *)call->shared + COUNTERS_BYTES) + index * partial_floats(call->cache);
}

/// Leaves a slice's numbers for the last of the unit's slices, and is it, perhaps.
static void share_slice(const attention_unit *unit, int32_t slice, int32_t counter) {
    const attention_scratch *at = &unit->at;
    const int32_t width = value_width(unit->call->cache);
    for (int32_t row = 0; row < unit->rows; row++) {
        if (!sees_slice(unit, row, slice)) continue;
        float *const part = shared_part(unit, slice, row);
        memcpy(part, at->values + (int64_t)row * width, (size_t)width * sizeof(float));
        part[width] = at->largest[row];
        part[width + 1] = sum_of(load(at->sums + 16 * row));
    }
    _Atomic uint32_t *const done = (_Atomic uint32_t *)unit->call->shared + counter;
    const span slices = unit->plan.slices;
    if (atomic_fetch_add_explicit(done, 1, memory_order_acq_rel) + 1 < (uint32_t)(slices.end - slices.first)) return;
    atomic_store_explicit(done, 0, memory_order_relaxed);
    for (int32_t row = 0; row < unit->rows; row++) {
        row_part whole = {at->values, -INFINITY, 0.0f};
        memset(at->values, 0, (size_t)width * sizeof(float));
        bool any = false;
        for (int32_t s = slices.first; s < slices.end; s++) {
            if (!sees_slice(unit, row, s)) continue;
            float *const values = shared_part(unit, s, row);
            const row_part part = {values, values[width], values[width + 1]};
            whole = any ? join(whole, part, width) : part;
            any = true;
        }
        finish(unit, row, whole);
    }
}

/// All slices in turn, each put together with those before.
static void attend_whole(const attention_unit *unit, span seen) {
    const attention_scratch *at = &unit->at;
    const int32_t width = value_width(unit->call->cache);
    const span slices = slices_of(seen);
    for (int32_t row = 0; row < unit->rows; row++) at->total_largest[row] = -INFINITY, at->total_sum[row] = 0.0f;
    memset(at->total, 0, (size_t)unit->rows * (size_t)width * sizeof(float));
    for (int32_t slice = slices.first; slice < slices.end; slice++) {
        attend_slice(unit, (span){most(seen.first, slice * SLICE), least(seen.end, (slice + 1) * SLICE)});
        for (int32_t row = 0; row < unit->rows; row++) {
            const span own = slices_of(seen_by(unit->call, query_of(unit, row)));
            if (slice < own.first || slice >= own.end) continue;
            float *const values = at->values + (int64_t)row * width, *const total = at->total + (int64_t)row * width;
            row_part part = {values, at->largest[row], sum_of(load(at->sums + 16 * row))};
            if (slice == own.first) {
                memcpy(total, values, (size_t)width * sizeof(float));
                part.values = total;
            } else {
                part = join((row_part){total, at->total_largest[row], at->total_sum[row]}, part, width);
            }
            at->total_largest[row] = part.largest;
            at->total_sum[row] = part.sum;
        }
    }
    for (int32_t row = 0; row < unit->rows; row++) {
        finish(unit, row, (row_part){at->total + (int64_t)row * width, at->total_largest[row], at->total_sum[row]});
    }
}

static void attend(const mk_attention *call, int32_t index, float *scratch) {
    attention_unit unit = {.call = call, .plan = plan_of(call)};
    lay_out_scratch(call, &unit.plan, scratch, &unit.at);
    const int32_t slices = unit.plan.split ? unit.plan.slices.end - unit.plan.slices.first : 1;
    const int32_t whole = index / slices;
    unit.kv_head = whole / unit.plan.query_blocks;
    unit.first_query = whole % unit.plan.query_blocks * unit.plan.queries;
    const int32_t queries = least(unit.plan.queries, call->tokens - unit.first_query);
    unit.rows = queries * unit.plan.group;
    take_queries(&unit);
    const span seen = {seen_by(call, unit.first_query).first, seen_by(call, unit.first_query + queries - 1).end};
    if (!unit.plan.split) return attend_whole(&unit, seen);
    const int32_t slice = unit.plan.slices.first + index % slices;
    attend_slice(&unit, (span){most(seen.first, slice * SLICE), least(seen.end, (slice + 1) * SLICE)});
    share_slice(&unit, slice, whole);
}
