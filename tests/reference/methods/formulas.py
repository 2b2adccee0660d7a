"""The methods written out in numpy, from a layer's activation `a` and gradient `g`, both `[channel, height, width]`.

They are the yardstick: run in float64 they tell how much of a library's float32 result is rounding.
"""

import cv2
import numpy as np

from generator import Random

RANDOM_SEED = 0

def relu(values):
    return np.maximum(values, 0)


def scaled(image):
    """To 0..1. The small number is added to the largest value, so a flat image becomes 0."""
    image = image - image.min()
    return image / (1e-7 + image.max())


def resized(image, size):
    """Bilinear, half-pixel centres, clamped at the border, no antialiasing. `size` is height, width."""
    return cv2.resize(image, (size[1], size[0]))


def final(raws, size):
    """The picture-sized map of raw maps, one per layer: each is rectified, scaled and resized; their mean is scaled again."""
    return scaled(np.mean([resized(scaled(relu(raw)), size) for raw in raws], axis=0))


def turned(image):
    """With the sign that makes the value of largest absolute size positive."""
    return image if image.flat[np.abs(image).argmax()] > 0 else -image


def component(matrix):
    """First eigenvector of a symmetric matrix, times the root of its eigenvalue; and second over first eigenvalue."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors[:, -1] * np.sqrt(relu(values[-1])), float(relu(values[-2]) / values[-1])


def pixels(volume):
    """Rows are pixels, columns are channels, each channel's mean taken off."""
    rows = volume.reshape(volume.shape[0], -1).T.astype(np.float64)
    return rows - rows.mean(axis=0)


def projection(volume):
    """The pixels' scores on their first principal component."""
    rows = pixels(volume)
    scores, ratio = component(rows @ rows.T)
    return turned(scores.reshape(volume.shape[1:])), ratio


def kernel_projection(volume):
    """The same after the kernel tanh(x.y / channels + 1), centred."""
    rows = pixels(volume)
    kernel = np.tanh(rows @ rows.T / rows.shape[1] + 1.0)
    kernel = kernel - kernel.mean(axis=0)[None, :] - kernel.mean(axis=1)[:, None] + kernel.mean()
    scores, ratio = component(kernel)
    return turned(scores.reshape(volume.shape[1:])), ratio


def weighted(weights, a):
    return np.tensordot(weights, a, 1)


def sums(volume):
    return volume.sum(axis=(1, 2))


def mean_gradient(g):
    return g.mean(axis=(1, 2))


def plus_plus_weights(a, g):
    square = g * g
    share = square / (2 * square + sums(a)[:, None, None] * square * g + 1e-6)
    return sums(relu(g) * np.where(g != 0, share, 0))


def x_weights(a, g):
    return sums(g * a / (sums(a)[:, None, None] + 1e-7))


def fem_weights(a):
    threshold = a.mean(axis=(1, 2)) + 2 * a.std(axis=(1, 2))
    return (a > threshold[:, None, None]).mean(axis=(1, 2))


def gated(a, g):
    """tf-explain: gradients count only where they and the activation are positive."""
    return weighted(mean_gradient(np.where((a > 0) & (g > 0), g, 0)), a)


def random_weights(count):
    """Uniform in [-1, 1), exact in float32."""
    random = Random(RANDOM_SEED)
    return np.array([np.float32(2) * random.unit() - np.float32(1) for _ in range(count)], np.float64)


# raw map of each method that needs no more than a layer's activation and gradient
FROM_EVIDENCE = {
    "grad-cam": lambda a, g: weighted(mean_gradient(g), a),
    "hires-cam": lambda a, g: (g * a).sum(axis=0),
    "element-wise-grad-cam": lambda a, g: relu(g * a).sum(axis=0),
    "grad-cam-plus-plus": lambda a, g: weighted(plus_plus_weights(a, g), a),
    "xgrad-cam": lambda a, g: weighted(x_weights(a, g), a),
    "layer-cam": lambda a, g: (relu(g) * a).sum(axis=0),
    "eigen-cam": lambda a, g: projection(a)[0],
    "eigen-grad-cam": lambda a, g: projection(g * a)[0],
    "grad-cam+eigen-smooth": lambda a, g: projection(mean_gradient(g)[:, None, None] * a)[0],
    "kpca-cam": lambda a, g: kernel_projection(a)[0],
    "fem": lambda a, g: weighted(fem_weights(a), a),
    "guided-gate-grad-cam": gated,
    "activation-mean": lambda a, g: a.mean(axis=0),
    "random-cam": lambda a, g: weighted(random_weights(len(a)), a),
}
# second over first eigenvalue of those that project
RATIOS = {
    "eigen-cam": lambda a, g: projection(a)[1],
    "eigen-grad-cam": lambda a, g: projection(g * a)[1],
    "grad-cam+eigen-smooth": lambda a, g: projection(mean_gradient(g)[:, None, None] * a)[1],
    "kpca-cam": lambda a, g: kernel_projection(a)[1],
}
CLASS_FREE = ("eigen-cam", "kpca-cam", "fem")
