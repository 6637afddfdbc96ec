// Products for ARM with NEON's byte products.

#if defined(__aarch64__)

#include "../Stored/blocks.h"
#include "../half.h"
#include "layout.h"
#include "products.h"

#include <arm_neon.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#include "vectors_neon.h"

#define KERNELS products_neon
#include "tile.h"

#pragma clang attribute pop

#endif
