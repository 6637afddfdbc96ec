// Products for x86 with AVX-512 and its byte products (VNNI).

#if defined(__x86_64__)

#include "../Stored/blocks.h"
#include "../half.h"
#include "layout.h"
#include "products.h"

#include <immintrin.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
                             apply_to = function)

#include "vectors_avx512.h"

#define KERNELS products_avx512
#include "tile.h"

#pragma clang attribute pop

#endif
