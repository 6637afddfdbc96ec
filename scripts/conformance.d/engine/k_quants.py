"""Weights into the types of 256 a block (Q2_K to Q6_K), which the Python package `gguf` reads but does not write.

The nearest codes for plain minimum-and-maximum scales: worse than llama.cpp's search for the best scales, and as good for
checking arithmetic. What `gguf` reads back is what a model's reference computes with.
"""

import numpy as np


def quantise(values, kind):
    """Rows of floats, as rows of bytes."""
    blocks = np.ascontiguousarray(values, np.float32).reshape(-1, 256)
    stored = {"Q2_K": q2_k, "Q3_K": q3_k, "Q4_K": q4_k, "Q5_K": q5_k, "Q6_K": q6_k}[kind](blocks)
    return stored.reshape(*values.shape[:-1], -1)


def q2_k(blocks):
    scales, minima, d, least = scales_and_minima(blocks.reshape(-1, 16, 16), codes=3, steps=15)
    codes = nearest((blocks.reshape(-1, 16, 16) + minima) / scales, 3)
    # 16 sub-blocks; bits 2j of 32 bytes hold the j-th 32 of each 128.
    codes = codes.reshape(-1, 2, 4, 32)
    packed = sum(codes[:, :, j] << (2 * j) for j in range(4)).reshape(-1, 64)
    return joined(d_steps(scales, d) | (d_steps(minima, least) << 4), packed, half(d), half(least))


def q4_k(blocks):
    scales, minima, d, least = scales_and_minima(blocks.reshape(-1, 8, 32), codes=15, steps=63)
    codes = nearest((blocks.reshape(-1, 8, 32) + minima) / scales, 15).reshape(-1, 4, 2, 32)
    packed = (codes[:, :, 0] | (codes[:, :, 1] << 4)).reshape(-1, 128)
    return joined(half(d), half(least), six_bits(d_steps(scales, d), d_steps(minima, least)), packed)


def q5_k(blocks):
    scales, minima, d, least = scales_and_minima(blocks.reshape(-1, 8, 32), codes=31, steps=63)
    codes = nearest((blocks.reshape(-1, 8, 32) + minima) / scales, 31)
    high = sum((codes[:, j] >> 4) << j for j in range(8))
    low = (codes & 15).reshape(-1, 4, 2, 32)
    packed = (low[:, :, 0] | (low[:, :, 1] << 4)).reshape(-1, 128)
    return joined(half(d), half(least), six_bits(d_steps(scales, d), d_steps(minima, least)), high, packed)


def q3_k(blocks):
    parts = blocks.reshape(-1, 16, 16)
    scales, d = scales_alone(parts, codes=4, steps=31)
    codes = nearest(parts / scales + 4, 7).reshape(-1, 2, 4, 32)
    high = sum((codes[:, half_, j] >> 2) << (4 * half_ + j) for half_ in range(2) for j in range(4))
    low = sum((codes[:, :, j] & 3) << (2 * j) for j in range(4)).reshape(-1, 64)
    steps = (d_steps(scales, d) + 32).astype(np.uint8)
    first = (steps[:, :8] & 15) | ((steps[:, 8:] & 15) << 4)
    last = sum((steps[:, 4 * j : 4 * j + 4] >> 4) << (2 * j) for j in range(4))
    return joined(high, low, first, last, half(d))


def q6_k(blocks):
    parts = blocks.reshape(-1, 16, 16)
    scales, d = scales_alone(parts, codes=32, steps=127)
    codes = nearest(parts / scales + 32, 63).reshape(-1, 2, 4, 32)
    low = np.stack([(codes[:, :, j] & 15) | ((codes[:, :, j + 2] & 15) << 4) for j in range(2)], axis=2)
    high = sum((codes[:, :, j] >> 4) << (2 * j) for j in range(4))
    return joined(low.reshape(-1, 128), high.reshape(-1, 64), d_steps(scales, d).astype(np.int8).view(np.uint8), half(d))


# Scales: multiples of one half-precision number a block

def scales_and_minima(parts, codes, steps):
    """value = scale * code - minimum."""
    minima = np.maximum(0, -parts.min(-1, keepdims=True))
    scales = np.maximum(1e-8, (parts.max(-1, keepdims=True) + minima) / codes)
    (scales, d), (minima, least) = in_steps(scales, steps), in_steps(minima, steps)
    return scales, minima, d, least


def scales_alone(parts, codes, steps):
    """value = scale * (code - codes), a scale of either sign so that the farthest value takes the lowest code."""
    farthest = np.take_along_axis(parts, np.abs(parts).argmax(-1)[..., None], -1)
    return in_steps(np.where(farthest == 0, 1e-8, -farthest / codes), steps)


def in_steps(scales, steps):
    d = np.float32(np.float16(np.abs(scales).max(1, keepdims=True) / steps))
    d[d == 0] = np.float32(np.float16(1e-6))
    whole = np.round(scales / d)
    whole[whole == 0] = 1
    return whole * d, d


def d_steps(scales, d):
    return np.round(scales / d)[..., 0].astype(np.int32)


def nearest(codes, largest):
    return np.clip(np.round(codes), 0, largest).astype(np.uint8)


def six_bits(scales, minima):
    """Eight scales and eight minima of six bits in twelve bytes."""
    first = (scales[:, :4] & 63) | ((scales[:, 4:] >> 4) << 6)
    second = (minima[:, :4] & 63) | ((minima[:, 4:] >> 4) << 6)
    third = (scales[:, 4:] & 15) | ((minima[:, 4:] & 15) << 4)
    return np.concatenate([first, second, third], axis=1)


def half(d):
    return d.reshape(-1, 1).astype(np.float16).view(np.uint8)


def joined(*parts):
    return np.concatenate([part.astype(np.uint8).reshape(part.shape[0], -1) for part in parts], axis=1)
