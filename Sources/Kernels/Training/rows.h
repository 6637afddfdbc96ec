// What stands between a layer's products, a row at a time. Widths are multiples of 16, but for the vocabulary's.

static void to_elements(const float *from, int64_t count, void *into) {
    element *const out = into;
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) store_elements(out + i, load(from + i));
    if (i == count) return;
    element part[16];
    store_elements(part, load_part(from + i, count - i));
    memcpy(out + i, part, (size_t)(count - i) * sizeof(element));
}

static void from_elements(const void *from, int64_t count, float *into) {
    const element *const in = from;
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) store(into + i, load_elements(in + i));
    if (i == count) return;
    element part[16] = {0};
    memcpy(part, in + i, (size_t)(count - i) * sizeof(element));
    store_part(into + i, count - i, load_elements(part));
}

INLINE float dot_of(const float *x, const float *y, int32_t n) {
    x16 sums[2] = {splat(0.0f), splat(0.0f)};
    for (int32_t i = 0, j = 0; i < n; i += 16, j ^= 1) sums[j] = load(x + i) * load(y + i) + sums[j];
    return sum_of(sums[0] + sums[1]);
}

static void norm(const float *x, const float *weight, int32_t width, float epsilon, int32_t first, int32_t last,
                 void *out, float *factors) {
    for (int32_t row = first; row < last; row++) {
        const float *const from = x + (int64_t)row * width;
        element *const into = (element *)out + (int64_t)row * width;
        const float factor = 1.0f / sqrtf(dot_of(from, from, width) / (float)width + epsilon);
        factors[row] = factor;
        for (int32_t i = 0; i < width; i += 16) store_elements(into + i, load(from + i) * factor * load(weight + i));
    }
}

static void norm_back(const float *x, const float *weight, const float *factors, const float *dy, int32_t width,
                      int32_t first, int32_t last, float *dx, float *dweight) {
    for (int32_t row = first; row < last; row++) {
        const float *const from = x + (int64_t)row * width;
        const float *const back = dy + (int64_t)row * width;
        float *const into = dx + (int64_t)row * width;
        const float factor = factors[row];
        x16 sum = splat(0.0f);
        for (int32_t i = 0; i < width; i += 16) {
            const x16 part = load(from + i) * load(back + i);
            store(dweight + i, part * factor + load(dweight + i));
            sum = part * load(weight + i) + sum;
        }
        const float share = sum_of(sum) * factor * factor * factor / (float)width;
        for (int32_t i = 0; i < width; i += 16) {
            const x16 direct = load(back + i) * load(weight + i) * factor;
            store(into + i, load(into + i) + (direct - load(from + i) * share));
        }
    }
}

static void turn(const float *x, int32_t width, int32_t heads, int32_t head_size, const float *turns,
                 const int32_t *positions, bool halves, bool back, int32_t first, int32_t last, void *out) {
    float turned[256];
    const float sign = back ? -1.0f : 1.0f;
    const int32_t half = head_size / 2;
    for (int32_t row = first; row < last; row++) {
        const float *const turn = turns + (int64_t)positions[row] * head_size;
        const float *from = x + (int64_t)row * width;
        element *into = (element *)out + (int64_t)row * width;
        for (int32_t head = 0; head < heads; head++, from += head_size, into += head_size) {
            for (int32_t i = 0; i < half; i++) {
                const int32_t one = halves ? i : 2 * i, other = halves ? i + half : 2 * i + 1;
                const float cosine = turn[2 * i], sine = turn[2 * i + 1] * sign;
                turned[one] = from[one] * cosine - from[other] * sine;
                turned[other] = from[one] * sine + from[other] * cosine;
            }
            for (int32_t i = 0; i < head_size; i += 16) store_elements(into + i, load(turned + i));
        }
        for (int32_t i = 0; i < width - heads * head_size; i += 16) store_elements(into + i, load(from + i));
    }
}

static void swiglu(const void *gate_up, int32_t hidden, int32_t first, int32_t last, void *out) {
    for (int32_t row = first; row < last; row++) {
        const element *const gate = (const element *)gate_up + (int64_t)row * hidden * 2;
        element *const into = (element *)out + (int64_t)row * hidden;
        for (int32_t i = 0; i < hidden; i += 16) {
            const x16 g = load_elements(gate + i);
            store_elements(into + i, g * sigmoid_of(g) * load_elements(gate + hidden + i));
        }
    }
}

static void swiglu_back(const void *gate_up, const void *dy, int32_t hidden, int32_t first, int32_t last, void *dx) {
    for (int32_t row = first; row < last; row++) {
        const element *const gate = (const element *)gate_up + (int64_t)row * hidden * 2;
        const element *const back = (const element *)dy + (int64_t)row * hidden;
        element *const into = (element *)dx + (int64_t)row * hidden * 2;
        for (int32_t i = 0; i < hidden; i += 16) {
            const x16 g = load_elements(gate + i), up = load_elements(gate + hidden + i), d = load_elements(back + i);
            const x16 s = sigmoid_of(g);
            store_elements(into + i, d * up * s * (g * (1.0f - s) + 1.0f));
            store_elements(into + hidden + i, d * g * s);
        }
    }
}

static void cross_entropy(const float *logits, int32_t vocabulary, const int32_t *targets, const float *weights,
                          float scale, int32_t first, int32_t last, float *losses, uint8_t *hits,
                          void *dlogits) {
    for (int32_t row = first; row < last; row++) {
        const float *const from = logits + (int64_t)row * vocabulary;
        x16 best = splat(-INFINITY);
        int32_t i = 0;
        for (; i + 16 <= vocabulary; i += 16) best = larger(load(from + i), best);
        float largest = largest_of(best);
        for (; i < vocabulary; i++) largest = from[i] > largest ? from[i] : largest;
        x16 sums = splat(0.0f);
        for (i = 0; i < vocabulary; i += 16) {
            const x16 e = exp_of(load_part(from + i, vocabulary - i) - largest);
            sums += vocabulary - i < 16 ? choose(lane_numbers() < vocabulary - i, e, splat(0.0f)) : e;
        }
        const float logarithm = largest + logf(sum_of(sums));
        losses[row] = weights[row] * (logarithm - from[targets[row]]);
        hits[row] = from[targets[row]] >= largest;
        if (dlogits == NULL) continue;
        element *const into = (element *)dlogits + (int64_t)row * whole_sixteens(vocabulary);
        const float weight = weights[row] * scale;
        for (i = 0; i < vocabulary; i += 16) {
            x16 d = exp_of(load_part(from + i, vocabulary - i) - logarithm) * weight;
            const int32_t target = targets[row] - i;
            if (target >= 0 && target < 16) d = choose(lane_numbers() == target, d - weight, d);
            if (vocabulary - i < 16) d = choose(lane_numbers() < vocabulary - i, d, splat(0.0f));
            store_elements(into + i, d);
        }
    }
}
