// Attention of one text, forwards and backwards, by blocks that stay in the second cache: all of it is products of tiles.

enum {
    /// Queries at a time forwards, with all keys that they see; backwards queries and keys of a block.
    QUERIES = 4 * ROWS,
    QUERIES_BACK = 96,
    KEYS_BACK = 256,
};

/// Pieces of the scratch, each at a multiple of 64 bytes.
INLINE void *cut(uintptr_t *scratch, int64_t bytes) {
    void *const piece = (void *)*scratch;
    *scratch += (uintptr_t)(bytes + 63) / 64 * 64;
    return piece;
}

typedef struct {
    element *keys_along, *keys_across, *values_along, *values_across;
    float *scores, *score_gradients;
    element *weights, *weight_gradients, *weight_rows, *gradient_rows, *queries, *outputs;
    float *products;
} attention_scratch_parts;

static attention_scratch_parts cut_scratch(const mk_training_attention *call, int32_t length, uintptr_t *scratch) {
    const int32_t size = call->head_size, along = whole_sixteens(length);
    const int64_t side = right_elements(size, along) > right_elements(length, size) ? right_elements(size, along)
                                                                                     : right_elements(length, size);
    const int64_t forwards = (int64_t)QUERIES * (along > size ? along : size), back = (int64_t)QUERIES_BACK * KEYS_BACK;
    const int64_t block = forwards > back ? forwards : back;
    const int64_t bytes = sizeof(element);
    attention_scratch_parts parts;
    parts.keys_along = cut(scratch, side * bytes);
    parts.keys_across = cut(scratch, side * bytes);
    parts.values_along = cut(scratch, side * bytes);
    parts.values_across = cut(scratch, side * bytes);
    parts.scores = cut(scratch, block * 4);
    parts.score_gradients = cut(scratch, back * 4);
    parts.weights = cut(scratch, block * bytes);
    parts.weight_gradients = cut(scratch, back * bytes);
    parts.weight_rows = cut(scratch, left_elements(QUERIES_BACK, KEYS_BACK) * bytes);
    parts.gradient_rows = cut(scratch, left_elements(QUERIES_BACK, KEYS_BACK) * bytes);
    parts.queries = cut(scratch, right_elements(QUERIES_BACK, size) * bytes);
    parts.outputs = cut(scratch, right_elements(QUERIES_BACK, size) * bytes);
    parts.products = cut(scratch, QUERIES_BACK * 4);
    return parts;
}

static int64_t attention_scratch(const mk_training_attention *call, int32_t longest) {
    uintptr_t end = 0;
    cut_scratch(call, longest, &end);
    return (int64_t)end;
}

/// A product whose left side is rows of elements.
INLINE product of_rows(const element *left, int64_t stride, const element *right, int32_t right_columns,
                       int32_t right_reduction, int32_t columns, int32_t reduction, float *out, int64_t out_stride) {
    return (product){
        .left = (const step *)left,
        .left_row = stride / DEPTH,
        .left_step = 1,
        .left_group = ROWS * (stride / DEPTH),
        .right = (const step *)right,
        .right_columns = right_columns,
        .right_depth = steps_of(right_reduction),
        .columns = columns,
        .depth = steps_of(reduction),
        .out = out,
        .stride = out_stride,
    };
}

/// A row of scores becomes weights that are not yet divided by their sum: those of the first `seen`, zeros up to `count` (multiples of
/// 16 are written). Returns the sum's logarithm, and in `share` its reciprocal.
INLINE float soften(const float *scores, int32_t seen, int32_t count, float scale, element *weights, float *share) {
    const int32_t whole = seen / 16 * 16;
    x16 best = splat(-INFINITY);
    for (int32_t i = 0; i < whole; i += 16) best = larger(load(scores + i), best);
    if (whole < seen) best = larger(choose(lane_numbers() < seen - whole, load(scores + whole), splat(-INFINITY)), best);
    const float largest = largest_of(best) * scale;
    x16 sums[2] = {splat(0.0f), splat(0.0f)};
    int32_t i = 0;
    for (; i < whole; i += 16) {
        const x16 e = exp_falling(load(scores + i) * scale - largest);
        sums[i / 16 & 1] += e;
        store_elements(weights + i, e);
    }
    if (i < seen) {
        const x16 e = choose(lane_numbers() < seen - i, exp_falling(load(scores + i) * scale - largest), splat(0.0f));
        sums[0] += e;
        store_elements(weights + i, e);
        i += 16;
    }
    for (; i < count; i += 16) store_elements(weights + i, splat(0.0f));
    const float sum = sum_of(sums[0] + sums[1]);
    *share = 1.0f / sum;
    return largest + logf(sum);
}

static void attend(const mk_training_attention *call, int32_t first, int32_t length, int32_t kv_head, void *scratch) {
    const int32_t size = call->head_size, group = call->heads / call->kv_heads;
    const int64_t stride = call->stride, along = whole_sixteens(length);
    const element *const rows = (const element *)call->inputs + first * stride;
    const element *const keys = rows + (int64_t)(call->heads + kv_head) * size;
    const element *const values = keys + (int64_t)call->kv_heads * size;
    uintptr_t space = (uintptr_t)scratch;
    const attention_scratch_parts parts = cut_scratch(call, length, &space);
    pack_along(keys, stride, size, length, 0, length, parts.keys_along);
    pack_across(values, stride, length, size, 0, size, parts.values_across);
    for (int32_t head = kv_head * group; head < (kv_head + 1) * group; head++) {
        float *const sums = call->sums + head * call->total_rows + first;
        for (int32_t start = 0; start < length; start += QUERIES) {
            const int32_t count = least(QUERIES, length - start), seen = start + count;
            const product scores = of_rows(rows + start * stride + (int64_t)head * size, stride, parts.keys_along,
                                           length, size, seen, size, parts.scores, along);
            run_product(&scores, 0, count);
            float shares[QUERIES];
            for (int32_t i = 0; i < count; i++) {
                sums[start + i] = soften(parts.scores + i * along, start + i + 1, whole_sixteens(seen), call->scale,
                                         parts.weights + i * along, shares + i);
            }
            // The scores are done with: their place takes what comes of the values.
            const product mixed = of_rows(parts.weights, along, parts.values_across, size, length, size, seen,
                                          parts.scores, size);
            run_product(&mixed, 0, count);
            element *const out =
                (element *)call->outputs + (first + start) * call->output_stride + (int64_t)head * size;
            for (int32_t i = 0; i < count; i++) {
                for (int32_t j = 0; j < size; j += 16) {
                    store_elements(out + i * call->output_stride + j, load(parts.scores + i * size + j) * shares[i]);
                }
            }
        }
    }
}

/// The sum over a head of outputs times their gradients, row by row.
INLINE void output_products(const element *outputs, const element *gradients, int64_t stride, int32_t count,
                            int32_t size, float *products) {
    for (int32_t i = 0; i < count; i++) {
        x16 sum = splat(0.0f);
        for (int32_t j = 0; j < size; j += 16) {
            sum = load_elements(outputs + i * stride + j) * load_elements(gradients + i * stride + j) + sum;
        }
        products[i] = sum_of(sum);
    }
}

/// A block's scores and the gradients of its weights become weights, and gradients of scores.
INLINE void weigh_back(const attention_scratch_parts *parts, const float *sums, float scale, int32_t count,
                       int32_t before, int32_t keys) {
    for (int32_t i = 0; i < count; i++) {
        const int32_t seen = before + i + 1;
        for (int32_t j = 0; j < keys; j += 16) {
            const int64_t place = (int64_t)i * KEYS_BACK + j;
            x16 weight = exp_falling(load(parts->scores + place) * scale - sums[i]);
            if (seen - j < 16) weight = choose(lane_numbers() < seen - j, weight, splat(0.0f));
            x16 gradient = weight * (load(parts->score_gradients + place) - parts->products[i]) * scale;
            if (seen - j < 16) gradient = choose(lane_numbers() < seen - j, gradient, splat(0.0f));
            store_elements(parts->weights + place, weight);
            store_elements(parts->weight_gradients + place, gradient);
        }
    }
}

/// into[key] += sum over the block's queries of left[query][key] * right[query].
INLINE void add_over_queries(const element *left, int32_t queries, int32_t keys, element *packed, const element *right,
                             int32_t size, float *into, int64_t stride) {
    pack_rows(left, KEYS_BACK, queries, keys, 0, keys, packed);
    const int32_t depth = steps_of(queries);
    const product sum = {
        .left = (const step *)packed,
        .left_row = 1,
        .left_step = ROWS,
        .left_group = (int64_t)ROWS * depth,
        .right = (const step *)right,
        .right_columns = size,
        .right_depth = depth,
        .columns = size,
        .depth = depth,
        .out = into,
        .stride = stride,
        .added = into,
        .added_stride = stride,
    };
    run_product(&sum, 0, keys);
}

static void attend_back(const mk_training_attention *call, int32_t first, int32_t length, int32_t kv_head,
                        void *scratch) {
    const int32_t size = call->head_size, group = call->heads / call->kv_heads;
    const int64_t stride = call->stride, out_stride = call->output_stride;
    const int64_t key_place = (int64_t)(call->heads + kv_head) * size;
    const int64_t value_place = key_place + (int64_t)call->kv_heads * size;
    const element *const rows = (const element *)call->inputs + first * stride;
    float *const gradients = call->input_gradients + first * stride;
    uintptr_t space = (uintptr_t)scratch;
    const attention_scratch_parts parts = cut_scratch(call, length, &space);
    pack_along(rows + key_place, stride, size, length, 0, length, parts.keys_along);
    pack_across(rows + key_place, stride, length, size, 0, size, parts.keys_across);
    pack_along(rows + value_place, stride, size, length, 0, length, parts.values_along);
    for (int32_t i = 0; i < length; i++) {
        memset(gradients + i * stride + key_place, 0, (size_t)size * sizeof(float));
        memset(gradients + i * stride + value_place, 0, (size_t)size * sizeof(float));
    }
    for (int32_t head = kv_head * group; head < (kv_head + 1) * group; head++) {
        const float *const sums = call->sums + head * call->total_rows + first;
        for (int32_t start = 0; start < length; start += QUERIES_BACK) {
            const int32_t count = least(QUERIES_BACK, length - start);
            const element *const queries = rows + start * stride + (int64_t)head * size;
            const int64_t out_place = (first + start) * out_stride + (int64_t)head * size;
            const element *const out_gradients = (const element *)call->output_gradients + out_place;
            float *const query_gradients = gradients + start * stride + (int64_t)head * size;
            output_products((const element *)call->outputs + out_place, out_gradients, out_stride, count, size,
                            parts.products);
            pack_across(queries, stride, count, size, 0, size, parts.queries);
            pack_across(out_gradients, out_stride, count, size, 0, size, parts.outputs);
            for (int32_t key = 0; key < start + count; key += KEYS_BACK) {
                const int32_t keys = least(KEYS_BACK, start + count - key);
                // The panels of keys from `key` on: it is a multiple of a panel's width.
                const int64_t offset = (int64_t)key * steps_of(size) * DEPTH;
                product p = of_rows(queries, stride, parts.keys_along + offset, length - key, size, keys, size,
                                    parts.scores, KEYS_BACK);
                run_product(&p, 0, count);
                p = of_rows(out_gradients, out_stride, parts.values_along + offset, length - key, size, keys, size,
                            parts.score_gradients, KEYS_BACK);
                run_product(&p, 0, count);
                weigh_back(&parts, sums + start, call->scale, count, start - key, keys);
                p = of_rows(parts.weight_gradients, KEYS_BACK, parts.keys_across, size, length, size, keys,
                            query_gradients, stride);
                p.right_first = key / DEPTH;
                p.added = key > 0 ? query_gradients : NULL;
                p.added_stride = stride;
                run_product(&p, 0, count);
                add_over_queries(parts.weights, count, keys, parts.weight_rows, parts.outputs, size,
                                 gradients + key * stride + value_place, stride);
                add_over_queries(parts.weight_gradients, count, keys, parts.gradient_rows, parts.queries, size,
                                 gradients + key * stride + key_place, stride);
            }
        }
    }
}
