"""SmoothGrad and RISE, whose random noise and masks come from `generator.py`, so that both sides have the same."""

from unittest import mock

import captum.attr
import numpy as np
import torch

from generator import Random

BATCH = 16
SMOOTH_GRAD = {"samples": 6, "noise": 0.15, "seed": 3}
RISE = {"masks": 24, "grid": 5, "shown": 0.5, "seed": 3}


def noises(image):
    """The noise of each sample, float32, in the order of the picture's values. The deviation is a share of the picture's range."""
    deviation = np.float32(SMOOTH_GRAD["noise"]) * np.float32(float(image.max() - image.min()))
    random = Random(SMOOTH_GRAD["seed"])
    drawn = [random.normal() for _ in range(SMOOTH_GRAD["samples"] * image.numel())]
    noise = deviation * np.array(drawn, np.float32)
    return torch.from_numpy(noise.reshape(SMOOTH_GRAD["samples"], *image.shape[1:])).to(image.dtype)


def smooth_grad(gradient, image):
    """Smilkov et al., 2017: the mean of the gradients at the noisy pictures."""
    return np.mean([gradient(image + one[None]) for one in noises(image)], axis=0)


def noise_tunnel(scored, image):
    """captum's `NoiseTunnel` over its `Saliency` with the sign kept. It draws with `torch.normal`, which is given the noise."""
    given = noises(image)
    with mock.patch("torch.normal", lambda *_means_and_deviations, **_options: given):
        found = captum.attr.NoiseTunnel(captum.attr.Saliency(scored)).attribute(
            image.clone().requires_grad_(True), nt_type="smoothgrad", nt_samples=len(given), stdevs=1.0, target=0, abs=False)
    return found[0].detach().numpy()


def line(cells, length, mirrored):
    """Weights `[length, cells]` of linear interpolation between the centres of cells. Beyond the outermost centres the line
    is flat, or `mirrored` at them."""
    place = (np.arange(length) + 0.5) * cells / length - 0.5
    if mirrored:
        place = cells - 1 - np.abs(cells - 1 - np.abs(place))
    return np.maximum(0, 1 - np.abs(np.clip(place, 0, cells - 1)[:, None] - np.arange(cells)))


def masks(size, mirrored=False):
    """Petsiuk et al., 2018, section 3.2: random grids, enlarged to one cell more than the picture and cut at a random place.

    Each mask has a seed of its own: the upper 32 bits are the setting, the lower ones the mask's number.
    """
    cells = RISE["grid"]
    cell = [-(-length // cells) for length in size]
    enlarge = [line(cells, (cells + 1) * length, mirrored) for length in cell]
    for number in range(RISE["masks"]):
        random = Random(RISE["seed"] << 32 | number)
        grid = np.array([random.unit() < np.float32(RISE["shown"]) for _ in range(cells * cells)], float).reshape(cells, cells)
        top, left = (random.index(length) for length in cell)
        yield (enlarge[0] @ grid @ enlarge[1].T)[top : top + size[0], left : left + size[1]]


def rise(scored, image, mirrored=False):
    """The mean of the masks, weighed by the score of the picture behind them, over the share that a mask shows."""
    shown = np.array(list(masks(image.shape[2:], mirrored)))
    scores = []
    with torch.no_grad():
        for start in range(0, len(shown), BATCH):
            batch = torch.from_numpy(shown[start : start + BATCH, None]).to(image.dtype)
            scores += scored(image * batch)[:, 0].tolist()
    return np.tensordot(scores, shown, 1) / (len(shown) * RISE["shown"])
