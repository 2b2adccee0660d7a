"""The maps that are judged, and the object, all by formula. Values of maps are whole numbers of a step, so that every
program has the same."""

import numpy as np

LEVELS, FEW = 65535, 63


def grid(size):
    """Rows and columns."""
    return np.meshgrid(np.arange(float(size[0])), np.arange(float(size[1])), indexing="ij")


def hill(size, top, left, spread):
    y, x = grid(size)
    return 1 / (1 + ((y - top) ** 2 + (x - left) ** 2) / spread**2)


def apart(values):
    """Whole numbers from 0 to `LEVELS` in the order of the values, no two alike."""
    steps = np.round(LEVELS * (values - values.min()) / (values.max() - values.min())).astype(int).reshape(-1)
    order = np.argsort(values.reshape(-1), kind="stable")
    for low, high in zip(order[:-1], order[1:]):
        steps[high] = max(steps[high], steps[low] + 1)
    for low, high in zip(order[-2::-1], order[:0:-1]):
        steps[low] = min(steps[low], steps[high] - 1, LEVELS - 1)
    return steps.reshape(values.shape)


def first(size):
    """Two hills; all pixels differ."""
    y, x = grid(size)
    steps = apart(hill(size, 24.3, 52.7, 14) + 0.6 * hill(size, 43.1, 17.4, 9) + 0.002 * np.sin(0.7 * x + 0.4 * y))
    assert len(np.unique(steps)) == steps.size and (steps.min(), steps.max()) == (0, LEVELS)
    return steps


def second(size):
    """Stripes in 64 steps, of which nearly half of the pixels have the lowest and several the highest."""
    y, x = grid(size)
    stripes = np.maximum(np.sin(0.31 * x + 0.11 * y) + 0.4 * hill(size, 30, 40, 20) - 0.1, 0)
    return np.round(FEW * np.minimum(stripes / 1.2, 1)).astype(int)


def mask(size):
    """An ellipse around the lower hill of `first`."""
    y, x = grid(size)
    return ((y - 41) / 13) ** 2 + ((x - 21) / 17) ** 2 <= 1


def scaled(steps, levels):
    """Float32, 0 to 1."""
    return steps.astype(np.float32) / np.float32(levels)
