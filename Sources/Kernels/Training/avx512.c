// AVX-512: sixteen floats are one register, of which there are 32.

#if defined(__x86_64__)

#include "../include/training.h"

#include <immintrin.h>
#include <math.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi2"))), apply_to = function)

#include "../Vectors/x16.h"

#define ROWS 6
enum { TILES = 4 };

#include "elements_f32.h"
#include "table.h"

TABLE(mk_training_avx512, "AVX-512");

#pragma clang attribute pop

#endif
