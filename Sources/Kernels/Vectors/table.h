#pragma once
// What each instruction set has its own form of. The functions mean what their namesakes in kernels.h say.

#include "../include/kernels.h"

typedef struct {
    void (*rms_norm)(const float *x, const float *weight, int32_t n, float epsilon, float *out);
    void (*layer_norm)(const float *x, const float *weight, const float *bias, int32_t n, float epsilon, float *out);
    void (*rope)(float *x, const float *turns, int32_t n, bool halves);
    void (*silu_mul)(const float *gate, const float *up, int32_t n, float *out);
    void (*gelu_tanh_mul)(const float *gate, const float *up, int32_t n, float *out);
    void (*gelu)(const float *x, int32_t n, float *out);
    void (*gelu_tanh)(const float *x, int32_t n, float *out);
    void (*swiglu_clamped)(const float *gate, const float *up, float alpha, float limit, int32_t n, float *out);
    void (*add)(const float *x, int32_t n, float *into);
    void (*add_scaled)(const float *x, float factor, int32_t n, float *into);
    void (*scale)(float factor, int32_t n, float *x);
    void (*softcap)(float cap, int32_t n, float *x);
    float (*softmax)(float *x, int32_t n);
    float (*dot)(const float *x, const float *y, int32_t n);
    bool (*block_maxima)(const float *x, int32_t n, float *maxima);
    void (*to_half)(const float *x, int64_t n, uint16_t *out);
    void (*from_half)(const uint16_t *x, int64_t n, float *out);
    void (*attend)(const mk_attention *call, int32_t unit, float *scratch);
} vector_table;

extern const vector_table mk_vectors_portable;
#if defined(__x86_64__)
extern const vector_table mk_vectors_avx2, mk_vectors_avx512;
#elif defined(__aarch64__)
extern const vector_table mk_vectors_neon;
#endif

/// The chosen instruction set's.
static inline const vector_table *vectors(void) {
    switch (mk_current_isa()) {
#if defined(__x86_64__)
    case MK_AVX2:
    case MK_AVX2_VNNI: return &mk_vectors_avx2;
    case MK_AVX512_VNNI: return &mk_vectors_avx512;
#elif defined(__aarch64__)
    case MK_NEON_DOT: return &mk_vectors_neon;
#endif
    default: return &mk_vectors_portable;
    }
}
