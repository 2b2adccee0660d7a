"""Methods that run the network often, written out: what Ablation-CAM and Score-CAM weigh a channel by."""

import numpy as np
import torch
from torch.nn import functional

from network import layer_of

BATCH = 32


def ablation_weights(model, name, activation, image, target):
    """Relative loss of the score when a channel is 0. The hook puts a batch in the place of one picture's activation."""
    whole = torch.from_numpy(activation)[None]
    batch = [None]
    handle = layer_of(model, name).register_forward_hook(lambda _module, _inputs, _output: batch[0])
    scores = []
    with torch.no_grad():
        batch[0] = whole.clone()
        base = float(target(model(image)[0]))
        for start in range(0, whole.shape[1], BATCH):
            channels = range(start, min(start + BATCH, whole.shape[1]))
            batch[0] = whole.repeat(len(channels), 1, 1, 1)
            for row, channel in enumerate(channels):
                batch[0][row, channel] = 0
            scores += [float(target(output)) for output in model(image)]
    handle.remove()
    return (base - np.array(scores)) / base


def score_weights(model, activation, image, target):
    """Softmax over channels of the score of the picture times each channel, enlarged corner to corner and scaled to 0..1."""
    enlarged = functional.interpolate(torch.from_numpy(activation)[None], size=image.shape[2:], mode="bilinear",
                                      align_corners=True)[0]
    low, high = enlarged.amin(dim=(1, 2), keepdim=True), enlarged.amax(dim=(1, 2), keepdim=True)
    masks = (enlarged - low) / (high - low + 1e-8)
    scores = []
    with torch.no_grad():
        for start in range(0, len(masks), BATCH):
            scores += [float(target(output)) for output in model(image * masks[start : start + BATCH, None])]
    return torch.softmax(torch.tensor(scores, dtype=torch.float64), 0).numpy()
