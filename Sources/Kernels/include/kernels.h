#pragma once
// The engine's arithmetic. Everything here is pure: it allocates nothing, keeps no state but the choice of instruction
// set, and may be called from any thread. What can be split among threads takes a range, so that the caller splits it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "training.h"

// MARK: the instruction set

/// Best last. Chosen once, when it is first asked for; `mk_use` overrides it (for tests and comparisons).
typedef enum { MK_PORTABLE, MK_NEON_DOT, MK_AVX2, MK_AVX2_VNNI, MK_AVX512_VNNI } mk_isa;

mk_isa mk_current_isa(void);
/// False, and nothing changes, where this machine lacks it.
bool mk_use(mk_isa isa);
bool mk_supports(mk_isa isa);
const char *mk_isa_name(mk_isa isa);

// MARK: weights

/// How weights are stored in a file: the numbers are GGUF's.
typedef enum {
    MK_F32 = 0,
    MK_F16 = 1,
    MK_Q4_0 = 2,
    MK_Q4_1 = 3,
    MK_Q5_0 = 6,
    MK_Q5_1 = 7,
    MK_Q8_0 = 8,
    MK_Q2_K = 10,
    MK_Q3_K = 11,
    MK_Q4_K = 12,
    MK_Q5_K = 13,
    MK_Q6_K = 14,
    MK_BF16 = 30,
    MK_MXFP4 = 39,
} mk_type;

/// Weights a block, and bytes a block, as stored; 0 for a type that is not known.
int mk_block_weights(mk_type type);
int mk_block_bytes(mk_type type);

/// Writes `count` weights (whole blocks) as floats. Any bits are legal input; what comes of NaN scales is NaN.
void mk_dequantise(mk_type type, const void *stored, int64_t count, float *out);
/// The nearest stored form of `count` floats, for the types of one scale a block: F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0,
/// Q5_1. False for others.
bool mk_quantise(mk_type type, const float *values, int64_t count, void *out);

/// A matrix of `rows` outputs by `columns` inputs, ready for products: in the layout that the kernels want (`packed`),
/// or as stored in the file.
typedef struct {
    mk_type type;
    bool packed;
    int32_t rows;
    int32_t columns;
    const void *data;
} mk_matrix;

/// Rows that are packed together: ranges given to `mk_pack` and `mk_matmul` start at a multiple of this.
enum { MK_ROW_GROUP = 16 };

/// Bytes of the packed form, at most a few per cent more than stored; 0 for a type that is not known.
size_t mk_packed_bytes(mk_type type, int32_t rows, int32_t columns);
/// Packs the rows `first ..< last`. `stored` and `packed` are the whole matrix's (`packed` aligned to 64 bytes).
/// Threads may pack different ranges of one matrix.
void mk_pack(mk_type type, const void *stored, int32_t rows, int32_t columns, int32_t first, int32_t last, void *packed);

// MARK: products

/// The inputs of a product, for `tokens` rows of `columns` floats: as they are but in the order of the product, and as what
/// quantised weights are multiplied by (made once, used by every matrix that takes this input).
size_t mk_input_bytes(mk_type weights, int32_t columns, int32_t tokens);
/// Prepares the tokens `first ..< last` of an input for weights of this type; `out` is the whole input's, aligned to 64.
/// Different types may need different forms: `mk_input_form` says which share one.
void mk_prepare(mk_type weights, const float *values, int64_t stride, int32_t columns, int32_t tokens, int32_t first,
                int32_t last, void *out);
int mk_input_form(mk_type weights);

/// outputs[t * stride + r] (+)= sum over c of W[r, c] * input[t, c], for the rows `first ..< last` and all tokens.
/// `prepared` was made by `mk_prepare` for this type's form and the same `columns` and `tokens`.
/// One token's outputs do not depend on how many tokens go with it, bit for bit.
void mk_matmul(const mk_matrix *weights, const void *prepared, int32_t tokens, int32_t first, int32_t last, bool add,
               float *outputs, int64_t stride);

// MARK: the cache of keys and values

/// One layer's keys and values of one sequence. A block of positions lies together, its keys turned on their side so that
/// one vector holds one number of many keys: how, is nobody's business but `mk_cache_store`'s and `mk_attend`'s.
typedef struct {
    /// MK_F16, or MK_F32 where exactness counts more than memory.
    mk_type type;
    int32_t kv_heads;
    int32_t head_size;
    int32_t value_size;
    /// Positions there is room for.
    int32_t capacity;
    /// Aligned to 64; need not be zeroed, and what lies beyond the stored positions is never used.
    void *keys;
    void *values;
} mk_cache;

/// Bytes of `keys` and of `values` for this type, shape and capacity.
size_t mk_cache_key_bytes(const mk_cache *cache);
size_t mk_cache_value_bytes(const mk_cache *cache);
/// Stores one key-value head of `tokens` positions from `position` on: of each token `head_size` floats of `keys` and
/// `value_size` of `values`. Threads may store different heads, or different positions.
void mk_cache_store(const mk_cache *cache, int32_t kv_head, int32_t position, int32_t tokens, const float *keys,
                    int64_t key_stride, const float *values, int64_t value_stride);
/// What `mk_cache_store` stored, as rounded to the cache's type: `tokens` rows without gaps.
void mk_cache_load(const mk_cache *cache, int32_t kv_head, int32_t position, int32_t tokens, float *keys,
                   float *values);
/// Copies one key-value head's first `positions` from another cache, which differs in its capacity at most.
void mk_cache_copy(const mk_cache *from, const mk_cache *to, int32_t kv_head, int32_t positions);

// MARK: attention

/// One layer's attention of `tokens` queries of one sequence over its cache.
/// One token's output does not depend on how many tokens go with it, nor on how the units are spread over threads, bit
/// for bit.
typedef struct {
    /// tokens x heads x head_size, a token's row `query_stride` floats after the one before.
    const float *queries;
    int64_t query_stride;
    const mk_cache *cache;
    int32_t tokens;
    /// A multiple of the cache's `kv_heads`: query head h reads key-value head h / (heads / kv_heads).
    int32_t heads;
    /// Position of the first query; query i sees positions ..<= first_position + i (all `positions` if not causal).
    int32_t first_position;
    int32_t positions;
    bool causal;
    /// How many positions a query sees back, itself included; 0 is all.
    int32_t window;
    float scale;
    /// Scores become softcap * tanh(score / softcap); 0 is off.
    float softcap;
    /// A logit a head that joins the softmax's sum and nothing else (gpt-oss); NULL is none.
    const float *sinks;
    /// tokens x heads x value_size. A query that sees no position gets zeros.
    float *outputs;
    int64_t output_stride;
    /// Where units that are slices of one query's positions meet: `mk_attention_shared` bytes, aligned to 64, zero
    /// before the first use and afterwards left alone by others than `mk_attend`. One call at a time. May be NULL where
    /// that is 0.
    void *shared;
} mk_attention;

/// Floats of scratch, aligned to 64 bytes, that a worker needs for this call, whatever its units.
size_t mk_attention_scratch(const mk_attention *call);
/// Bytes that the call's workers share. No call of at most these tokens and positions needs more.
size_t mk_attention_shared(const mk_attention *call);
/// Units may be done in any order and at the same time; when all are done, so is the call. A unit is a key-value head's
/// part of some queries, or where these are few a slice of their positions: the last of a head's slices puts them
/// together.
int32_t mk_attention_units(const mk_attention *call);
void mk_attend(const mk_attention *call, int32_t unit, float *scratch);

// MARK: the rest of a layer
// Vectors of `n` floats; an output may be an input. Against the exact value of their inputs: silu, softcap and
// softmax's exponential within 5e-7, gelu within 1e-6, the tanh forms of gelu within 1e-6 where the result is above a
// millionth of x (farther down the rounding of the exponent counts: 2e-5). NaN stays NaN.

/// x / sqrt(mean(x^2) + epsilon) * weight; a `weight` of NULL is ones.
void mk_rms_norm(const float *x, const float *weight, int32_t n, float epsilon, float *out);
/// A `bias` of NULL is zeros.
void mk_layer_norm(const float *x, const float *weight, const float *bias, int32_t n, float epsilon, float *out);
/// Turns pairs of `x` (one head, in place): neighbours (2i, 2i+1) or halves (i, i + n/2). `turns` holds n/2 pairs cos,
/// sin.
void mk_rope(float *x, const float *turns, int32_t n, bool halves);
/// out = silu(gate) * up, and its kin.
void mk_silu_mul(const float *gate, const float *up, int32_t n, float *out);
void mk_gelu_tanh_mul(const float *gate, const float *up, int32_t n, float *out);
void mk_gelu(const float *x, int32_t n, float *out);
void mk_gelu_tanh(const float *x, int32_t n, float *out);
/// gpt-oss: (min(gate, limit) * sigmoid(alpha * min(gate, limit))) * (clamp(up, -limit, limit) + 1).
void mk_swiglu_clamped(const float *gate, const float *up, float alpha, float limit, int32_t n, float *out);
void mk_add(const float *x, int32_t n, float *into);
void mk_add_scaled(const float *x, float factor, int32_t n, float *into);
void mk_scale(float factor, int32_t n, float *x);
void mk_softcap(float cap, int32_t n, float *x);
/// In place; returns the sum's logarithm plus the largest: log(sum(exp(x))).
float mk_softmax(float *x, int32_t n);
float mk_dot(const float *x, const float *y, int32_t n);
/// The largest of every 64 numbers, of which the last may be fewer. False where one is NaN or plus infinity; then `maxima`
/// says nothing.
bool mk_block_maxima(const float *x, int32_t n, float *maxima);
/// Rounds to nearest even, and what is too large to infinity.
void mk_to_half(const float *x, int64_t n, uint16_t *out);
void mk_from_half(const uint16_t *x, int64_t n, float *out);

// MARK: threads

/// A pool of threads that run one function together, spin briefly between calls and then park. The caller is worker 0.
typedef struct mk_pool mk_pool;

/// NULL if threads cannot be had. `workers` counts the caller. The threads take no signals.
mk_pool *mk_pool_create(int workers);
void mk_pool_destroy(mk_pool *pool);
int mk_pool_workers(const mk_pool *pool);
/// Runs body(context, worker) on every worker, and returns when all are done. One call at a time. With one worker it is
/// a plain call.
void mk_pool_run(mk_pool *pool, void (*body)(void *context, int worker), void *context);
/// Within `mk_pool_run`: waits until every worker is here. What was written before is seen by all after.
void mk_pool_barrier(mk_pool *pool, int worker);
/// Within `mk_pool_run`: the next of `count` pieces of the work numbered `phase`, or -1 when all are taken. A worker
/// that the system has put aside thus holds up one piece, not its share. `phase` rises by one from one use to the next
/// within a run, the same on each worker; a run may start with any. No barrier is needed between two phases for the
/// pieces' sake.
int32_t mk_pool_next(mk_pool *pool, uint32_t phase, int32_t count);
