"""What the scripts of this folder share: the picture, and a network's numbers in float32 with float64 as the yardstick."""

import copy
import sys
from pathlib import Path

import numpy as np
import torch

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
ARCHITECTURES = REFERENCE / "architectures"
sys.path.extend([str(ARCHITECTURES), str(REFERENCE)])
from measure import distance, evidence, logits_of, maps, target_of  # noqa: E402

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def picture(side):
    """The bytes of `../picture.js` as the input `[1, 3, side, side]`."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(side), np.arange(side), indexing="ij")
    phase = 6 * (c + 1) * x + 5 * (3 - c) * y + x * y // (4 + c)
    scaled = np.minimum(255, np.abs(phase % 512 - 256)).astype(np.float32) / 255
    mean, deviation = (np.float32(values).reshape(3, 1, 1) for values in (MEAN, DEVIATION))
    return torch.from_numpy((scaled - mean) / deviation)[None]


def measured(model, case):
    """The fields of the JSON that are results, and a line of float32 noise to look at."""
    model.eval().requires_grad_(False)
    image = picture(case.size[0])
    with torch.no_grad():
        logits, mirrored = (logits_of(model(one))[0].double().numpy() for one in (image, image.flip(3)))
    mirroring = distance(mirrored, logits)
    assert mirroring > 0.01, f"the picture hardly matters: {mirroring:.1e}"
    target, score = target_of(case, logits)
    _, single = evidence(model, case, image, score)
    _, double = evidence(copy.deepcopy(model).double(), case, image.double(), score)
    moved = shaken(model, case, image, score, double)
    layers, noise = [], []
    for layer, found, true, change in zip(case.layers, single, double, moved):
        grad_cam = maps(*found)["gradcam"]
        noise.append(f"{layer.name} {distance(grad_cam, maps(*true)['gradcam']):.0e}, {np.ptp(grad_cam) / np.abs(grad_cam).max():.2f}")
        layers.append({"name": layer.name, "shaken": float(f"{change:.1e}"), "map": rounded(grad_cam.reshape(-1))})
    fields = {"class": target["class"]}
    if case.segmentation:
        fields["pixels"] = target["mask_pixels"]
    else:
        fields["logits"] = rounded(logits)
    return fields | {"layers": layers}, f"class {target['class']}, noise and spread: {'; '.join(noise)}"


def shaken(model, case, image, score, true):
    """How far Grad-CAM moves when each pixel changes by 1e-5 of itself: the largest of four times, in float64, for each layer."""
    model, random = copy.deepcopy(model).double(), np.random.default_rng(0)
    worst = [0.0] * len(true)
    for _ in range(4):
        noise = torch.from_numpy(random.uniform(-1, 1, image.shape))
        _, moved = evidence(model, case, image.double() * (1 + 1e-5 * noise), score)
        changes = [distance(maps(*one)["gradcam"], maps(*other)["gradcam"]) for one, other in zip(moved, true)]
        worst = [max(pair) for pair in zip(worst, changes)]
    return worst


def rounded(values):
    """float32 values with the fewest digits that give them back."""
    return [float(str(value)) for value in np.float32(values)]
