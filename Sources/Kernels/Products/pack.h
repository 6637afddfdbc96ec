#pragma once
// Packing rows of stored blocks (`pack.c`).

#include "kernels.h"

/// Packs the units `first ..< first + count` of the row group that starts at `row`. Rows past the last and columns
/// past the end become weights of zero.
void pack_units(mk_type type, const void *stored, int rows, int columns, int row, int first, int count, uint8_t *out);
