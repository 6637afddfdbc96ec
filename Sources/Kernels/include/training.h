#pragma once
// The arithmetic of learning: products in their three forms, and what stands between them, forwards and backwards.
//
// Numbers that go into products are elements: BF16 where the processor multiplies these (sums stay floats), floats elsewhere.
// Sums, the stream of a model's layers, weights and gradients are floats. Everything here is pure, allocates nothing and takes ranges,
// so that the caller splits it among threads; what a function computes for a row does not depend on the range it came in.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Best last.
typedef enum { MK_TRAINING_PORTABLE, MK_TRAINING_AVX2, MK_TRAINING_AVX512, MK_TRAINING_AVX512_BF16 } mk_training_set;

/// C = A B (+ added). What B is made of was packed: see `pack_across` and `pack_along`.
typedef struct {
    /// Rows by reduction: rows of elements `left_stride` apart; or packed by `pack_rows`, and `left_stride` is 0.
    const void *left;
    int64_t left_stride;
    const void *right;
    int32_t rows, columns, reduction;
    /// Floats or elements, rows `stride` apart.
    void *out;
    int64_t stride;
    bool out_is_elements;
    /// NULL, or what is added: floats, rows `added_stride` apart. May be `out` itself.
    const float *added;
    int64_t added_stride;
} mk_product;

/// The attention of texts that lie one behind the other, each of which sees itself alone, and of it nothing that comes later.
typedef struct {
    /// Rows of elements, `stride` apart: the heads of queries, then those of keys, then those of values.
    const void *inputs;
    int64_t stride;
    int32_t heads, kv_heads, head_size;
    float scale;
    /// Rows of elements, heads * head_size wide: what comes of it.
    void *outputs;
    int64_t output_stride;
    /// The logarithm of each softmax's sum, `total_rows` a head: written forwards, read backwards.
    float *sums;
    int64_t total_rows;
    /// Backwards: the outputs' gradients as elements (as wide as the outputs), and the inputs' as floats (as wide as the inputs).
    const void *output_gradients;
    float *input_gradients;
} mk_training_attention;

/// How one step of AdamW goes.
typedef struct {
    float rate, beta1, beta2, epsilon, decay;
    /// 1 - beta^step, for both.
    float correction1, correction2;
    /// What gradients are multiplied by first.
    float scale;
} mk_adamw;

/// What an instruction set has.
typedef struct {
    const char *name;
    /// 2: BF16; 4: floats.
    int32_t element_bytes;
    /// Ranges of rows given to `multiply`, and of `pack_rows`, start at a multiple of `row_group`; those of packed columns at a multiple of
    /// `column_group`.
    int32_t row_group, column_group;

    void (*to_elements)(const float *from, int64_t count, void *into);
    void (*from_elements)(const void *from, int64_t count, float *into);

    /// Elements that a packed right side takes, and a packed left side.
    int64_t (*right_elements)(int32_t reduction, int32_t columns);
    int64_t (*left_elements)(int32_t reduction, int32_t rows);
    /// The right side of a product from rows of elements that are the reduction's steps: `source[step][column]`.
    void (*pack_across)(const void *source, int64_t stride, int32_t reduction, int32_t columns, int32_t first,
                        int32_t last, void *out);
    /// The same from rows that are its columns: `source[column][step]`.
    void (*pack_along)(const void *source, int64_t stride, int32_t reduction, int32_t columns, int32_t first,
                       int32_t last, void *out);
    /// The left side from rows that are the reduction's steps: `source[step][row]`.
    void (*pack_rows)(const void *source, int64_t stride, int32_t reduction, int32_t rows, int32_t first, int32_t last,
                      void *out);
    /// The rows `first ..< last` of a product.
    void (*multiply)(const mk_product *call, int32_t first, int32_t last);

    /// Rows of `width`: out = x * weight / sqrt(mean(x^2) + epsilon); `factors` keeps what x was multiplied by.
    void (*norm)(const float *x, const float *weight, int32_t width, float epsilon, int32_t first, int32_t last,
                 void *out, float *factors);
    /// Adds to `dx`, and to the weight's gradient.
    void (*norm_back)(const float *x, const float *weight, const float *factors, const float *dy, int32_t width,
                      int32_t first, int32_t last, float *dx, float *dweight);
    /// Turns pairs of the first `heads` heads of each row by its position (back, where `back`), and makes elements of all `width` numbers.
    /// Pairs are neighbours (2i, 2i+1), or `halves` (i, i + head_size / 2). `turns` holds head_size / 2 pairs cos, sin a position.
    void (*turn)(const float *x, int32_t width, int32_t heads, int32_t head_size, const float *turns,
                 const int32_t *positions, bool halves, bool back, int32_t first, int32_t last, void *out);
    /// Rows of elements: gate and up, `hidden` numbers each, one behind the other; out = silu(gate) * up.
    void (*swiglu)(const void *gate_up, int32_t hidden, int32_t first, int32_t last, void *out);
    void (*swiglu_back)(const void *gate_up, const void *dy, int32_t hidden, int32_t first, int32_t last, void *dx);
    /// Rows of `vocabulary` logits: `losses` gets weight * -log(softmax of the target), and `dlogits` (elements) the gradient of
    /// scale * that, in rows of `vocabulary` rounded up to a multiple of 16, zeros at their ends. May be NULL: then only losses. `hits` gets 1 where no logit is above the target's.
    void (*cross_entropy)(const float *logits, int32_t vocabulary, const int32_t *targets, const float *weights,
                          float scale, int32_t first, int32_t last, float *losses, uint8_t *hits, void *dlogits);

    /// Bytes of scratch, aligned to 64, for texts of at most `longest` rows.
    int64_t (*attention_scratch)(const mk_training_attention *call, int32_t longest);
    /// One text (`length` rows from `first` on) and one head of keys and values: the heads of queries that read it.
    void (*attend)(const mk_training_attention *call, int32_t first, int32_t length, int32_t kv_head, void *scratch);
    void (*attend_back)(const mk_training_attention *call, int32_t first, int32_t length, int32_t kv_head,
                        void *scratch);

    void (*adamw)(const mk_adamw *call, int64_t count, const float *gradients, float *weights, float *means,
                  float *squares);
    double (*sum_of_squares)(const float *x, int64_t count);
    void (*add_scaled)(const float *x, float factor, int64_t count, float *into);
} mk_training;

/// NULL where this machine lacks it.
const mk_training *mk_training_kernels(mk_training_set set);
/// The best that this machine has; with `floats`, of those whose elements are floats.
mk_training_set mk_training_best(bool floats);
