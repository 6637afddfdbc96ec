#pragma once
// How an attention is cut up, and how a cache lies in memory. What decides the order of sums (blocks and slices)
// depends on positions alone: so a token's output depends neither on its company nor on the threads.

#include "include/kernels.h"

enum {
    /// Positions that are scored and weighed together; also what lies together in a cache.
    BLOCK = 64,
    /// Positions whose softmax is made on its own, and then put together with the others'.
    SLICE = 1024,
    /// Rows (a query's head each) of a unit: so many that turning a block of halves into floats costs little beside
    /// them.
    UNIT_ROWS = 96,
    /// Rows of a unit that see about the same, so that they go through a block together: little of what they do not see
    /// is worked out and thrown away.
    CLOSE_ROWS = 24,
    /// Up to so many rows halves are turned into floats on the way, each time they are used.
    DIRECT_ROWS = 12,
    /// Up to so many tokens, units are slices.
    FEW_TOKENS = 16,
    /// So many units need not be cut into slices.
    MANY_UNITS = 64,
};

static inline int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }
static inline int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

// MARK: the cache
// Blocks of 64 positions, head after head. A key block is head_size rows of 64 positions; a value block 64 rows of
// `value_width` numbers, the last of which may be padding.

static inline int32_t value_width(const mk_cache *cache) { return (int32_t)rounded_up(cache->value_size, 16); }
static inline int64_t element_bytes(const mk_cache *cache) { return cache->type == MK_F32 ? 4 : 2; }

/// The block of this head that holds `position`, counted from the cache's first.
static inline int64_t cache_block(const mk_cache *cache, int32_t kv_head, int32_t position) {
    return kv_head * (rounded_up(cache->capacity, BLOCK) / BLOCK) + position / BLOCK;
}
static inline char *key_block(const mk_cache *cache, int32_t kv_head, int32_t position) {
    return (char *)cache->keys +
           cache_block(cache, kv_head, position) * BLOCK * cache->head_size * element_bytes(cache);
}
static inline char *value_block(const mk_cache *cache, int32_t kv_head, int32_t position) {
    return (char *)cache->values +
           cache_block(cache, kv_head, position) * BLOCK * value_width(cache) * element_bytes(cache);
}

// MARK: the units

/// Positions `first ..< end`.
typedef struct {
    int32_t first, end;
} span;

/// What query `token` sees; neither end goes down from one query to the next.
static inline span seen_by(const mk_attention *call, int32_t token) {
    const int32_t position = call->first_position + token;
    const int32_t end = call->causal ? least(call->positions, position + 1) : call->positions;
    const int32_t first = call->window > 0 ? most(0, position - call->window + 1) : 0;
    return (span){least(first, end), end};
}

/// The slices that hold the positions of `seen`.
static inline span slices_of(span seen) {
    if (seen.first >= seen.end) return (span){0, 0};
    return (span){seen.first / SLICE, (seen.end - 1) / SLICE + 1};
}

typedef struct {
    /// Query heads that share a key-value head.
    int32_t group;
    /// Queries of a unit, and how many such blocks of queries there are.
    int32_t queries, query_blocks;
    /// The slices that any of the queries sees; a unit is one of them if `split`, else all.
    span slices;
    bool split;
    int32_t units;
} attention_plan;

static inline attention_plan plan_of(const mk_attention *call) {
    attention_plan plan;
    plan.group = call->heads / call->cache->kv_heads;
    plan.queries = least(most(UNIT_ROWS / plan.group, 1), most(call->tokens, 1));
    plan.query_blocks = (call->tokens + plan.queries - 1) / plan.queries;
    plan.units = plan.query_blocks * call->cache->kv_heads;
    const span seen = {seen_by(call, 0).first, seen_by(call, call->tokens - 1).end};
    plan.slices = slices_of(seen);
    plan.split = call->tokens <= FEW_TOKENS && plan.units < MANY_UNITS && plan.slices.end - plan.slices.first > 1;
    if (plan.split) plan.units *= plan.slices.end - plan.slices.first;
    return plan;
}

/// Of a slice, a row's part in the shared memory: the weighted values, then the largest score, then the sum of weights.
static inline int64_t partial_floats(const mk_cache *cache) { return value_width(cache) + 16; }

/// Bytes before the parts: a counter for each (key-value head, block of queries).
enum { COUNTERS_BYTES = MANY_UNITS * 4 };

// MARK: scratch

/// A worker's memory: for each row its query (scaled), scores of a block, values so far of a slice and of the slices
/// before; a block's keys and values as floats; and each row's numbers.
typedef struct {
    float *queries, *scores, *values, *total, *key_block, *value_block;
    /// Each row's largest score, sum of weights (sixteen lanes), and what its values are scaled by as the largest
    /// grows; the first two also of the slices before.
    float *largest, *sums, *factors, *total_largest, *total_sum;
} attention_scratch;

/// Lays it out at `base`, and returns its size in floats.
static inline size_t lay_out_scratch(const mk_attention *call, const attention_plan *plan, float *base,
                                     attention_scratch *into) {
    const int64_t rows = (int64_t)plan->queries * plan->group, width = value_width(call->cache);
    const int64_t row_floats = rounded_up(rows, 16);
    size_t used = 0;
    float **const places[] = {
        &into->queries, &into->scores, &into->values,  &into->total,         &into->key_block, &into->value_block,
        &into->largest, &into->sums,   &into->factors, &into->total_largest, &into->total_sum,
    };
    const int64_t sizes[] = {
        rows * call->cache->head_size,
        rows * BLOCK,
        rows * width,
        rows * width,
        (int64_t)BLOCK * call->cache->head_size,
        BLOCK * width,
        row_floats,
        rows * 16,
        row_floats,
        row_floats,
        row_floats,
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        *places[i] = base == NULL ? NULL : base + used;
        used += (size_t)rounded_up(sizes[i], 16);
    }
    return used;
}
