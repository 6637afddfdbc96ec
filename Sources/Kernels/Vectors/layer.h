// The loops of a layer beside its products and attention: see kernels.h for what they compute.

INLINE float sum_of_four(const x16 sums[4]) { return sum_of((sums[0] + sums[1]) + (sums[2] + sums[3])); }

static float dot(const float *x, const float *y, int32_t n) {
    x16 sums[4] = {0};
    int32_t i = 0;
    for (; i + 64 <= n; i += 64) {
        for (int j = 0; j < 4; j++) sums[j] = load(x + i + 16 * j) * load(y + i + 16 * j) + sums[j];
    }
    for (; i < n; i += 16) sums[0] = load_part(x + i, n - i) * load_part(y + i, n - i) + sums[0];
    return sum_of_four(sums);
}

static void rms_norm(const float *x, const float *weight, int32_t n, float epsilon, float *out) {
    const float factor = 1.0f / sqrtf(dot(x, x, n) / (float)n + epsilon);
    for (int32_t i = 0; i < n; i += 16) {
        x16 y = load_part(x + i, n - i) * factor;
        if (weight != NULL) y = y * load_part(weight + i, n - i);
        store_part(out + i, n - i, y);
    }
}

static void layer_norm(const float *x, const float *weight, const float *bias, int32_t n, float epsilon, float *out) {
    x16 sums[4] = {0};
    for (int32_t i = 0, j = 0; i < n; i += 16, j = (j + 1) & 3) sums[j] = sums[j] + load_part(x + i, n - i);
    const float mean = sum_of_four(sums) / (float)n;
    x16 squares[4] = {0};
    for (int32_t i = 0, j = 0; i < n; i += 16, j = (j + 1) & 3) {
        x16 d = load_part(x + i, n - i) - mean;
        if (n - i < 16) d = choose(lane_numbers() < n - i, d, splat(0.0f));
        squares[j] = d * d + squares[j];
    }
    const float factor = 1.0f / sqrtf(sum_of_four(squares) / (float)n + epsilon);
    for (int32_t i = 0; i < n; i += 16) {
        x16 y = (load_part(x + i, n - i) - mean) * factor;
        if (weight != NULL) y = y * load_part(weight + i, n - i);
        if (bias != NULL) y = y + load_part(bias + i, n - i);
        store_part(out + i, n - i, y);
    }
}

#define EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define INTERLEAVED_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVED_HIGH(a, b) \
    __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

static void rope(float *x, const float *turns, int32_t n, bool halves) {
    const int32_t pairs = n / 2;
    for (int32_t i = 0; i < pairs; i += 16) {
        const int32_t count = pairs - i;
        const x16 t0 = load_part(turns + 2 * i, 2 * count);
        const x16 t1 = count > 8 ? load_part(turns + 2 * i + 16, 2 * count - 16) : splat(0.0f);
        const x16 cosines = EVEN(t0, t1), sines = ODD(t0, t1);
        if (halves) {
            const x16 a = load_part(x + i, count), b = load_part(x + pairs + i, count);
            store_part(x + i, count, a * cosines - b * sines);
            store_part(x + pairs + i, count, a * sines + b * cosines);
        } else {
            const x16 x0 = load_part(x + 2 * i, 2 * count);
            const x16 x1 = count > 8 ? load_part(x + 2 * i + 16, 2 * count - 16) : splat(0.0f);
            const x16 a = EVEN(x0, x1), b = ODD(x0, x1);
            const x16 c = a * cosines - b * sines, d = a * sines + b * cosines;
            store_part(x + 2 * i, 2 * count, INTERLEAVED_LOW(c, d));
            if (count > 8) store_part(x + 2 * i + 16, 2 * count - 16, INTERLEAVED_HIGH(c, d));
        }
    }
}

INLINE x16 gelu_of(x16 x) { return x * normal_integral(x); }
/// x (1 + tanh u) / 2 = x sigmoid(2u).
INLINE x16 gelu_tanh_of(x16 x) {
    const x16 u = (x * x * 0.044715f + 1.0f) * x;
    return x * sigmoid_of(u * 1.5957691216057308f);
}

static void silu_mul(const float *gate, const float *up, int32_t n, float *out) {
    for (int32_t i = 0; i < n; i += 16) {
        const x16 g = load_part(gate + i, n - i);
        store_part(out + i, n - i, g * sigmoid_of(g) * load_part(up + i, n - i));
    }
}

static void gelu_tanh_mul(const float *gate, const float *up, int32_t n, float *out) {
    for (int32_t i = 0; i < n; i += 16) {
        store_part(out + i, n - i, gelu_tanh_of(load_part(gate + i, n - i)) * load_part(up + i, n - i));
    }
}

static void gelu(const float *x, int32_t n, float *out) {
    for (int32_t i = 0; i < n; i += 16) store_part(out + i, n - i, gelu_of(load_part(x + i, n - i)));
}

static void gelu_tanh(const float *x, int32_t n, float *out) {
    for (int32_t i = 0; i < n; i += 16) store_part(out + i, n - i, gelu_tanh_of(load_part(x + i, n - i)));
}

static void swiglu_clamped(const float *gate, const float *up, float alpha, float limit, int32_t n, float *out) {
    for (int32_t i = 0; i < n; i += 16) {
        const x16 g = smaller(splat(limit), load_part(gate + i, n - i));
        const x16 u = larger(splat(-limit), smaller(splat(limit), load_part(up + i, n - i)));
        store_part(out + i, n - i, g * sigmoid_of(g * alpha) * (u + 1.0f));
    }
}

static void add(const float *x, int32_t n, float *into) {
    for (int32_t i = 0; i < n; i += 16)
        store_part(into + i, n - i, load_part(into + i, n - i) + load_part(x + i, n - i));
}

static void add_scaled(const float *x, float factor, int32_t n, float *into) {
    for (int32_t i = 0; i < n; i += 16) {
        store_part(into + i, n - i, load_part(x + i, n - i) * factor + load_part(into + i, n - i));
    }
}

static void scale(float factor, int32_t n, float *x) {
    for (int32_t i = 0; i < n; i += 16) store_part(x + i, n - i, load_part(x + i, n - i) * factor);
}

INLINE x16 softcap_of(x16 x, float cap) { return tanh_of(x / cap) * cap; }

static void softcap(float cap, int32_t n, float *x) {
    for (int32_t i = 0; i < n; i += 16) store_part(x + i, n - i, softcap_of(load_part(x + i, n - i), cap));
}

/// -infinity where there is none; NaN does not count.
INLINE float largest_in(const float *x, int32_t n) {
    x16 best[4] = {splat(-INFINITY), splat(-INFINITY), splat(-INFINITY), splat(-INFINITY)};
    int32_t i = 0;
    for (; i + 64 <= n; i += 64) {
        for (int j = 0; j < 4; j++) best[j] = larger(load(x + i + 16 * j), best[j]);
    }
    for (; i + 16 <= n; i += 16) best[0] = larger(load(x + i), best[0]);
    float largest = largest_of(larger(larger(best[0], best[1]), larger(best[2], best[3])));
    for (; i < n; i++) largest = x[i] > largest ? x[i] : largest;
    return largest;
}

static float softmax(float *x, int32_t n) {
    const float largest = largest_in(x, n);
    x16 sums[4] = {0};
    for (int32_t i = 0, j = 0; i < n; i += 16, j = (j + 1) & 3) {
        x16 e = exp_of(load_part(x + i, n - i) - largest);
        if (n - i < 16) e = choose(lane_numbers() < n - i, e, splat(0.0f));
        store_part(x + i, n - i, e);
        sums[j] = sums[j] + e;
    }
    const float sum = sum_of_four(sums);
    scale(1.0f / sum, n, x);
    return largest + logf(sum);
}

static bool block_maxima(const float *x, int32_t n, float *maxima) {
    i16x sound = ~(i16x){0};
    int32_t i = 0;
    for (; i + 64 <= n; i += 64) {
        const x16 a = load(x + i), b = load(x + i + 16), c = load(x + i + 32), d = load(x + i + 48);
        sound &= (a < INFINITY) & (b < INFINITY) & (c < INFINITY) & (d < INFINITY);
        *maxima++ = largest_of(larger(larger(a, b), larger(c, d)));
    }
    bool all_sound = !any_of(~sound);
    if (i == n) return all_sound;
    float largest = -INFINITY;
    for (; i < n; i++) {
        all_sound &= x[i] < INFINITY;
        largest = x[i] > largest ? x[i] : largest;
    }
    *maxima = largest;
    return all_sound;
}

static void to_half(const float *x, int64_t n, uint16_t *out) {
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) store_halves(out + i, load(x + i));
    if (i == n) return;
    uint16_t rest[16];
    store_halves(rest, load_part(x + i, n - i));
    memcpy(out + i, rest, (size_t)(n - i) * sizeof *rest);
}

static void from_half(const uint16_t *x, int64_t n, float *out) {
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) store(out + i, load_halves(x + i));
    if (i == n) return;
    uint16_t rest[16] = {0};
    memcpy(rest, x + i, (size_t)(n - i) * sizeof *rest);
    store_part(out + i, n - i, load_halves(rest));
}
