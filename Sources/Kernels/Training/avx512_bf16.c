// AVX-512 with products of BF16: twice the numbers an instruction.

#if defined(__x86_64__)

#include "../include/training.h"

#include <immintrin.h>
#include <math.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma,f16c,bmi2"))), apply_to = function)

#include "../Vectors/x16.h"

#define ROWS 6
enum { TILES = 4 };

#include "elements_bf16.h"
#include "table.h"

TABLE(mk_training_avx512_bf16, "AVX-512 BF16");

#pragma clang attribute pop

#endif
