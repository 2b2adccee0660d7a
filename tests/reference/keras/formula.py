"""Weights and pictures from a formula that any language can repeat: no checkpoint is needed.

A value is a pure function of the weight's name, a salt and the element's index.
"""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent))
from weights import seed_of, uniform  # noqa: E402, F401


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
