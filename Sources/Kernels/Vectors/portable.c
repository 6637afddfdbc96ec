// For any machine, and what the others are checked against.

#include "table.h"
#include "x16.h"

#include "../half.h"

#include <math.h>
#include <stdatomic.h>

/// Rows and tiles of sixteen lanes that a product keeps in registers.
enum { ROWS = 2, TILES = 1 };

INLINE x16 load_halves(const uint16_t *from) {
    uint16_t __attribute__((ext_vector_type(16))) halves;
    memcpy(&halves, from, sizeof halves);
    const u16x wide = __builtin_convertvector(halves, u16x);
    const u16x rest = (wide & 0x7fff) << 13;
    // The exponent's bias differs by 112; what is infinite or no number stays so (and quiet).
    const u16x number = (u16x)((x16)rest * 0x1p112f);
    const u16x other = rest | 0x7f800000u | (rest > 0x0f800000u ? (u16x)0x400000u : (u16x)0u);
    const u16x size = rest >= 0x0f800000u ? other : number;
    return (x16)(size | (wide & 0x8000) << 16);
}

INLINE void store_halves(uint16_t *into, x16 value) {
    for (int i = 0; i < 16; i++) into[i] = float_to_half(value[i]);
}

#include "functions.h"
#include "layer.h"
#include "attention.h"
#include "fill.h"

TABLE(mk_vectors_portable);
