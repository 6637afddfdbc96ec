// The rest of a layer, by the chosen instruction set.

#include "Vectors/table.h"

void mk_rms_norm(const float *x, const float *weight, int32_t n, float epsilon, float *out) {
    vectors()->rms_norm(x, weight, n, epsilon, out);
}
void mk_layer_norm(const float *x, const float *weight, const float *bias, int32_t n, float epsilon, float *out) {
    vectors()->layer_norm(x, weight, bias, n, epsilon, out);
}
void mk_rope(float *x, const float *turns, int32_t n, bool halves) { vectors()->rope(x, turns, n, halves); }
void mk_silu_mul(const float *gate, const float *up, int32_t n, float *out) { vectors()->silu_mul(gate, up, n, out); }
void mk_gelu_tanh_mul(const float *gate, const float *up, int32_t n, float *out) {
    vectors()->gelu_tanh_mul(gate, up, n, out);
}
void mk_gelu(const float *x, int32_t n, float *out) { vectors()->gelu(x, n, out); }
void mk_gelu_tanh(const float *x, int32_t n, float *out) { vectors()->gelu_tanh(x, n, out); }
void mk_swiglu_clamped(const float *gate, const float *up, float alpha, float limit, int32_t n, float *out) {
    vectors()->swiglu_clamped(gate, up, alpha, limit, n, out);
}
void mk_add(const float *x, int32_t n, float *into) { vectors()->add(x, n, into); }
void mk_add_scaled(const float *x, float factor, int32_t n, float *into) { vectors()->add_scaled(x, factor, n, into); }
void mk_scale(float factor, int32_t n, float *x) { vectors()->scale(factor, n, x); }
void mk_softcap(float cap, int32_t n, float *x) { vectors()->softcap(cap, n, x); }
float mk_softmax(float *x, int32_t n) { return vectors()->softmax(x, n); }
float mk_dot(const float *x, const float *y, int32_t n) { return vectors()->dot(x, y, n); }
bool mk_block_maxima(const float *x, int32_t n, float *maxima) { return vectors()->block_maxima(x, n, maxima); }
void mk_to_half(const float *x, int64_t n, uint16_t *out) { vectors()->to_half(x, n, out); }
void mk_from_half(const uint16_t *x, int64_t n, float *out) { vectors()->from_half(x, n, out); }
