"""What is explained: one class's logit, or the sum of one class's logits over the pixels that the network gives it."""

import numpy as np
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget, FinerWeightedTarget, SemanticSegmentationTarget


def runs(mask):
    """Lengths of the runs of a mask read row by row, in turn of False and True; the first may be 0."""
    flat = np.concatenate([[False], mask.reshape(-1)])
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    return np.diff(np.concatenate([[0], edges, [mask.size]])).tolist()


def target_of(segmentation, output):
    """`(fields, target)`: the strongest class, or the pixels of the most frequent one."""
    logits = output.double().numpy()
    second, first = np.sort(logits, axis=0)[-2:]
    if not segmentation:
        category = int(logits.argmax())
        return {"class": category, "margin": float(first - second)}, ClassifierOutputTarget(category)
    winners = logits.argmax(axis=0)
    category = int(np.bincount(winners.reshape(-1)).argmax())
    mask = winners == category
    fields = {"class": category, "mask": runs(mask), "mask_pixels": int(mask.sum()),
              "smallest_margin": float((first - second).min())}
    return fields, SemanticSegmentationTarget(category, mask.astype(np.float32))


def finer(output):
    """Finer-CAM's target of the strongest class, and the classes that it is compared to."""
    logits = output.detach().numpy()
    near = np.argsort(np.abs(logits - logits.max()))
    others = [int(one) for one in near[1:4]]
    return FinerWeightedTarget(int(near[0]), others, 1), others
