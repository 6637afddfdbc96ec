// Which of the instruction sets for learning this machine has.

#include "../include/kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
extern const mk_training mk_training_avx2, mk_training_avx512, mk_training_avx512_bf16;

/// Whether AVX-512 multiplies BF16; asked where the rest of it is known to be there.
static bool has_bf16(void) {
    uint32_t a, b, c, d;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
}
#endif
extern const mk_training mk_training_portable;

const mk_training *mk_training_kernels(mk_training_set set) {
    switch (set) {
    case MK_TRAINING_PORTABLE: return &mk_training_portable;
#if defined(__x86_64__)
    case MK_TRAINING_AVX2: return mk_supports(MK_AVX2) ? &mk_training_avx2 : NULL;
    case MK_TRAINING_AVX512: return mk_supports(MK_AVX512_VNNI) ? &mk_training_avx512 : NULL;
    case MK_TRAINING_AVX512_BF16:
        return mk_supports(MK_AVX512_VNNI) && has_bf16() ? &mk_training_avx512_bf16 : NULL;
#endif
    default: return NULL;
    }
}

mk_training_set mk_training_best(bool floats) {
    int set = floats ? MK_TRAINING_AVX512 : MK_TRAINING_AVX512_BF16;
    while (set > MK_TRAINING_PORTABLE && mk_training_kernels((mk_training_set)set) == NULL) set--;
    return (mk_training_set)set;
}
