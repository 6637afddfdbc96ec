// AVX2: sixteen floats are two registers, of which there are sixteen.

#if defined(__x86_64__)

#include "../include/training.h"

#include <immintrin.h>
#include <math.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "../Vectors/x16.h"

#define ROWS 6
enum { TILES = 1 };

#include "elements_f32.h"
#include "table.h"

TABLE(mk_training_avx2, "AVX2");

#pragma clang attribute pop

#endif
