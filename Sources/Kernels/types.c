#include "kernels.h"

int mk_block_weights(mk_type type) {
    switch (type) {
    case MK_F32:
    case MK_F16:
    case MK_BF16: return 1;
    case MK_Q4_0:
    case MK_Q4_1:
    case MK_Q5_0:
    case MK_Q5_1:
    case MK_Q8_0:
    case MK_MXFP4: return 32;
    case MK_Q2_K:
    case MK_Q3_K:
    case MK_Q4_K:
    case MK_Q5_K:
    case MK_Q6_K: return 256;
    }
    return 0;
}

int mk_block_bytes(mk_type type) {
    switch (type) {
    case MK_F32: return 4;
    case MK_F16:
    case MK_BF16: return 2;
    case MK_Q4_0: return 18;
    case MK_Q4_1: return 20;
    case MK_Q5_0: return 22;
    case MK_Q5_1: return 24;
    case MK_Q8_0: return 34;
    case MK_MXFP4: return 17;
    case MK_Q2_K: return 84;
    case MK_Q3_K: return 110;
    case MK_Q4_K: return 144;
    case MK_Q5_K: return 176;
    case MK_Q6_K: return 210;
    }
    return 0;
}
