// Products for any machine.

#include "products.h"

#pragma STDC FP_CONTRACT OFF

#include "vectors_portable.h"

#define KERNELS products_portable
#include "tile.h"
