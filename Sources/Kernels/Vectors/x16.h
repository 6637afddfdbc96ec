// Sixteen floats at once, in the compiler's own notation: one register, two, or four, as the machine has them. Included
// by a file of one instruction set, which has set the target and defined INLINE, `load_halves` and `store_halves` after
// it.
//
// A product and a sum in one expression become one fused operation where the set has it, the same in every loop: that
// is what makes results within one set repeatable.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Everything here is inlined: how a vector would be passed to a function is of no matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline, unused))

typedef float x16 __attribute__((ext_vector_type(16)));
typedef float x8 __attribute__((ext_vector_type(8)));
typedef int32_t i16x __attribute__((ext_vector_type(16)));
typedef uint32_t u16x __attribute__((ext_vector_type(16)));

INLINE x16 splat(float value) { return (x16)value; }

INLINE x16 load(const float *from) {
    x16 loaded;
    memcpy(&loaded, from, sizeof loaded);
    return loaded;
}
INLINE void store(float *into, x16 value) { memcpy(into, &value, sizeof value); }

/// The first `count` lanes, if that is less than sixteen; the others are zero.
INLINE x16 load_part(const float *from, int64_t count) {
    if (count >= 16) return load(from);
    x16 loaded = 0;
    memcpy(&loaded, from, (size_t)count * sizeof(float));
    return loaded;
}
INLINE void store_part(float *into, int64_t count, x16 value) {
    if (count >= 16) return store(into, value);
    memcpy(into, &value, (size_t)count * sizeof(float));
}

INLINE i16x bits_of(x16 value) { return (i16x)value; }
INLINE x16 of_bits(i16x bits) { return (x16)bits; }
INLINE i16x lane_numbers(void) { return (i16x){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}; }

/// Lane by lane `a` where the mask is set (all ones), else `b`.
INLINE x16 choose(i16x mask, x16 a, x16 b) { return mask ? a : b; }
/// A NaN in `a` gives `b`; a NaN in `b` stays.
INLINE x16 larger(x16 a, x16 b) { return choose(a > b, a, b); }
INLINE x16 smaller(x16 a, x16 b) { return choose(a < b, a, b); }
INLINE x16 magnitude(x16 value) { return of_bits(bits_of(value) & 0x7fffffff); }
/// `value`, which is not negative, with the sign of `sign`.
INLINE x16 signed_like(x16 value, x16 sign) { return of_bits(bits_of(value) | (bits_of(sign) & (int32_t)0x80000000)); }

INLINE float sum_of(x16 v) {
    const x8 a = v.lo + v.hi;
    const float __attribute__((ext_vector_type(4))) b = a.lo + a.hi;
    return (b.x + b.z) + (b.y + b.w);
}
INLINE float largest_of(x16 v) {
    const x8 a = v.lo > v.hi ? v.lo : v.hi;
    const float __attribute__((ext_vector_type(4))) b = a.lo > a.hi ? a.lo : a.hi;
    const float c = b.x > b.z ? b.x : b.z, d = b.y > b.w ? b.y : b.w;
    return c > d ? c : d;
}
INLINE bool any_of(i16x mask) { return __builtin_reduce_or(mask) != 0; }
