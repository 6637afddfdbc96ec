// exp, tanh and the normal distribution, sixteen at a time. The polynomials are least-maximum fits made for these
// ranges.

/// e^r, for r no farther from zero than ln 2 / 2.
INLINE x16 exp_near_zero(x16 r) {
    x16 p = r * 0x1.6a2314p-10f + 0x1.123a8ep-7f;
    p = p * r + 0x1.5558f6p-5f;
    p = p * r + 0x1.555490p-3f;
    p = p * r + 0x1.fffffcp-2f;
    return p * (r * r) + r + 1.0f;
}

/// e^(x + rest), where `rest` is a small correction that x has no room for. Gradual underflow; NaN stays.
INLINE x16 exp_sum(x16 x, x16 rest) {
    // Beyond these the result is infinite or zero; NaN passes both comparisons.
    x = choose(x > 89.0f, splat(89.0f), x);
    x = choose(x < -104.0f, splat(-104.0f), x);
    // x = n ln 2 + r: adding 1.5 * 2^23 leaves the nearest n in the low bits.
    const x16 shifted = x * 0x1.715476p0f + 0x1.8p23f;
    const x16 n = shifted - 0x1.8p23f;
    x16 r = n * -0x1.62e4p-1f + x;
    r = n * -0x1.7f7d1cp-20f + r;
    r = r + rest;
    const x16 p = exp_near_zero(r);
    // 2^n in two factors, for n reaches beyond an exponent's range at both ends.
    const i16x whole = bits_of(shifted) - 0x4b400000;
    const i16x first = whole >> 1;
    const i16x second = whole - first;
    return p * of_bits((first + 127) << 23) * of_bits((second + 127) << 23);
}

INLINE x16 exp_of(x16 x) { return exp_sum(x, splat(0.0f)); }

/// e^x for x that is not above zero: what is below 2^-125 is zero. NaN stays.
INLINE x16 exp_falling(x16 x) {
    const x16 shifted = x * 0x1.715476p0f + 0x1.8p23f;
    const x16 n = shifted - 0x1.8p23f;
    x16 r = n * -0x1.62e4p-1f + x;
    r = n * -0x1.7f7d1cp-20f + r;
    const x16 scaled = exp_near_zero(r) * of_bits((bits_of(shifted) - 0x4b400000 + 127) << 23);
    return choose(x < -86.6f, splat(0.0f), scaled);
}

/// 1 / (1 + e^-x), exact to the ends of both tails.
INLINE x16 sigmoid_of(x16 x) {
    const x16 e = exp_of(-magnitude(x));
    return choose(x < 0.0f, e, splat(1.0f)) / (e + 1.0f);
}

INLINE x16 tanh_of(x16 x) {
    const x16 size = magnitude(x);
    const x16 square = x * x;
    x16 p = square * 0.002231060992926359f - 0.008267087861895561f;
    p = p * square + 0.021734438836574554f;
    p = p * square - 0.053952474147081375f;
    p = p * square + 0.13333247601985931f;
    p = p * square - 0.3333333134651184f;
    const x16 small = p * (square * size) + size;
    const x16 e = exp_of(size * -2.0f);
    const x16 large = (1.0f - e) / (1.0f + e);
    return signed_like(choose(size < 0.6f, small, large), x);
}

/// The normal distribution's integral up to x: erfc(-x / sqrt 2) / 2, relatively exact in the lower tail too.
INLINE x16 normal_integral(x16 x) {
    const x16 size = magnitude(x);
    const x16 z = size * 0x1.6a09e6p-1f;
    // erfc(z) = e^(-z^2) q(1 / (1 + 0.4 z)). z^2 = x^2 / 2 is taken apart so that its rounding does not count
    // e^88-fold.
    const x16 t = 1.0f / (z * 0.4f + 1.0f);
    x16 q = t * -0.02310210093855858f + 0.16340932250022888f;
    q = q * t - 0.419156551361084f;
    q = q * t + 0.4437578618526459f;
    q = q * t - 0.2004956603050232f;
    q = q * t + 0.2284509539604187f;
    q = q * t + 0.144222229719162f;
    q = q * t + 0.21192814409732819f;
    q = q * t + 0.22529567778110504f;
    q = q * t + 0.22569012641906738f;
    const x16 rough = of_bits(bits_of(size) & (int32_t)0xfffff000);
    const x16 fall = exp_sum(rough * rough * -0.5f, (size - rough) * (size + rough) * -0.5f);
    const x16 tail = fall * (q * t) * 0.5f;
    // Beyond 15 there is nothing left, and an infinite x must not meet itself.
    const x16 lower = choose(size > 15.0f, splat(0.0f), tail);
    return choose(x < 0.0f, lower, 1.0f - lower);
}
