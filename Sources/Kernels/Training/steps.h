// What is done with the gradients: their size, and AdamW.

static double sum_of_squares(const float *x, int64_t count) {
    double sum = 0;
    for (int64_t start = 0; start < count; start += 4096) {
        const int64_t end = start + 4096 < count ? start + 4096 : count;
        x16 sums[4] = {splat(0.0f), splat(0.0f), splat(0.0f), splat(0.0f)};
        for (int64_t i = start, j = 0; i < end; i += 16, j = (j + 1) & 3) {
            const x16 v = load_part(x + i, end - i);
            sums[j] = v * v + sums[j];
        }
        sum += (double)sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }
    return sum;
}

static void add_scaled(const float *x, float factor, int64_t count, float *into) {
    for (int64_t i = 0; i < count; i += 16) {
        store_part(into + i, count - i, load_part(x + i, count - i) * factor + load_part(into + i, count - i));
    }
}

static void adamw(const mk_adamw *call, int64_t count, const float *gradients, float *weights, float *means,
                  float *squares) {
    const float keep = 1.0f - call->rate * call->decay;
    const float rate = call->rate / call->correction1;
    const float correction = 1.0f / call->correction2;
    for (int64_t i = 0; i < count; i += 16) {
        const int64_t left = count - i;
        const x16 g = load_part(gradients + i, left) * call->scale;
        const x16 m = load_part(means + i, left) * call->beta1 + g * (1.0f - call->beta1);
        const x16 v = load_part(squares + i, left) * call->beta2 + g * g * (1.0f - call->beta2);
        store_part(means + i, left, m);
        store_part(squares + i, left, v);
        const x16 size = __builtin_elementwise_sqrt(v * correction) + call->epsilon;
        store_part(weights + i, left, load_part(weights + i, left) * keep - m * rate / size);
    }
}
