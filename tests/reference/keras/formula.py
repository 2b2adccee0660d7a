"""Weights and pictures from a formula that any language can repeat: no checkpoint is needed.

A value is a pure function of the weight's name, a salt and the element's index.
"""

import math

import numpy as np

MASK = (1 << 64) - 1
CHUNK = 1 << 18  # elements at a time, so that millions of values need no gigabytes


def seed_of(text):
    """FNV-1a, 64 bit, of the text's UTF-8 bytes."""
    seed = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    return seed


def uniform(text, count):
    """`count` values in [-1, 1), exact in float32: SplitMix64, started at the seed of `text`."""
    values = np.empty(count, np.float32)
    seed = np.uint64(seed_of(text))
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        z = np.arange(start + 1, stop + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + seed
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        values[start:stop] = 2.0 * ((z >> np.uint64(40)).astype(np.float64) / 2.0**24) - 1.0
    return values


def kind_of(layer, name):
    """Which rule of `values` a weight follows: its own name, but where Keras 3 has one name for two things."""
    kind = name.rpartition("/")[2]
    if kind == "kernel" and layer == "DepthwiseConv2D":
        return "depthwise_kernel"
    return "gamma" if layer == "LayerScale" else kind


def values(name, shape, kind, gain, salt):
    """The float32 array of one weight. Constants are cast to float32 before they are used."""
    v = uniform(name + salt, math.prod(shape)).reshape(shape)
    if kind.endswith("kernel"):
        fan_in = math.prod(shape[:2] if kind == "depthwise_kernel" else shape[:-1])
        return v * np.float32(gain * math.sqrt(6.0 / fan_in))
    if kind in ("bias", "beta", "moving_mean", "mean", "alpha"):
        return v * np.float32(0.1)
    if kind == "gamma":
        return np.float32(1.0) + v * np.float32(0.1)
    if kind in ("moving_variance", "variance"):
        return np.float32(1.0) + np.abs(v) * np.float32(0.5)
    if kind == "count":
        return np.zeros(shape, np.int32)
    raise ValueError(f"no rule for {name} {shape}")


def picture(name, shape, low, high):
    """`[1, height, width, channel]` with values between `low` and `high`."""
    v = uniform(f"picture of {name}", math.prod(shape)).reshape(shape)
    return v * np.float32((high - low) / 2) + np.float32((high + low) / 2)
