// Products for x86 with AVX2 and its byte products (AVX-VNNI).

#if defined(__x86_64__)

#include "../Stored/blocks.h"
#include "../half.h"
#include "layout.h"
#include "products.h"

#include <immintrin.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avxvnni"))), apply_to = function)

#define VNNI 1
#include "vectors_avx2.h"

#define KERNELS products_avx2_vnni
#include "tile.h"

#pragma clang attribute pop

#endif
