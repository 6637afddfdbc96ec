// NEON: sixteen floats are four registers of 32.

#if defined(__aarch64__)

#include "table.h"

#include <arm_neon.h>
#include <math.h>
#include <stdatomic.h>

#include "x16.h"

enum { ROWS = 6, TILES = 1 };

INLINE x16 load_halves(const uint16_t *from) {
    float16x8_t halves[2];
    memcpy(halves, from, sizeof halves);
    const float32x4_t quarters[4] = {
        vcvt_f32_f16(vget_low_f16(halves[0])),
        vcvt_high_f32_f16(halves[0]),
        vcvt_f32_f16(vget_low_f16(halves[1])),
        vcvt_high_f32_f16(halves[1]),
    };
    x16 all;
    memcpy(&all, quarters, sizeof all);
    return all;
}
INLINE void store_halves(uint16_t *into, x16 value) {
    float32x4_t quarters[4];
    memcpy(quarters, &value, sizeof quarters);
    const float16x8_t halves[2] = {
        vcvt_high_f16_f32(vcvt_f16_f32(quarters[0]), quarters[1]),
        vcvt_high_f16_f32(vcvt_f16_f32(quarters[2]), quarters[3]),
    };
    memcpy(into, halves, sizeof halves);
}

#include "functions.h"
#include "layer.h"
#include "attention.h"
#include "fill.h"

TABLE(mk_vectors_neon);

#endif
