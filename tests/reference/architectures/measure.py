"""What is measured of a network: logits, raw maps and sums of activations; in float32, and in float64 as the yardstick."""

import copy

import numpy as np
import torch

SEGMENT_STEP = 8  # every 8th row and column of a segmentation's logits is kept, from 4 on
SHAKES = 8  # how often the picture is changed by SHAKE, to see what rounding elsewhere may do to a map
SHAKE = 1e-5  # of each pixel: changes the logits by about as much as another order of summation does
LARGEST_MAP = 28  # a map with a longer side is kept at every `step`th row and column, from 0 on


def picture(height, width):
    """The input `[1, 3, height, width]`, float32: sine waves, computed in float64."""
    c, y, x = np.meshgrid(np.arange(3.0), np.arange(float(height)), np.arange(float(width)), indexing="ij")
    waves = np.sin(0.11 * (c + 1) * x + 0.07 * y) * np.cos(0.05 * (c + 2) * y) + 0.3 * np.sin(0.9 * x * y / width + c)
    return torch.from_numpy(waves.astype(np.float32))[None]


def logits_of(output):
    """The plain tensor, whatever the library wraps it in."""
    if isinstance(output, dict) and "out" in output:
        return output["out"]
    return getattr(output, "logits", output)


def arrange(layer, tensor, size):
    """A layer's output as `[channel, height, width]`, float64."""
    one = tensor.detach()[0]
    if layer.layout == "tokens":
        rows, columns = size[0] // layer.patch, size[1] // layer.patch
        one = one[layer.prefix :].reshape(rows, columns, -1)
    if layer.layout != "grid":
        one = one.permute(2, 0, 1)
    assert one.ndim == 3, (layer.name, tuple(tensor.shape))
    return one.double().numpy()


def evidence(model, case, picture, score):
    """The logits, and activation and gradient of every layer, as `arrange` gives them.

    What runs on is a copy, so that an in-place ReLU behind the layer cannot overwrite its activation.
    """
    kept = {}

    def keep(name):
        def hook(_module, _inputs, output):
            assert name not in kept, f"{name} runs twice"
            kept[name] = output
            return output.clone()

        return hook

    modules = [(layer.name, model.get_submodule(layer.module or layer.name)) for layer in case.layers]
    handles = [module.register_forward_hook(keep(name)) for name, module in modules]
    logits = logits_of(model(picture.clone().requires_grad_(True)))
    for handle in handles:
        handle.remove()
    outputs = [kept[layer.name] for layer in case.layers]
    gradients = torch.autograd.grad(score(logits), outputs)
    pairs = [(arrange(layer, a, case.size), arrange(layer, g, case.size))
             for layer, a, g in zip(case.layers, outputs, gradients)]
    return logits.detach()[0].double().numpy(), pairs


def distance(got, true):
    """The largest difference, relative to the largest true value."""
    return float(np.abs(got - true).max() / (np.abs(true).max() + 1e-300))


def target_of(case, logits):
    """What is explained: `(fields of the JSON, score)` where score is a function of the logits tensor."""
    if not case.segmentation:
        category = int(logits.argmax())
        second, first = np.sort(logits)[-2:]
        return {"class": category, "margin": float(first - second)}, lambda out: out[0, category]
    winners = logits.argmax(axis=0)
    category = int(np.bincount(winners.reshape(-1)).argmax())
    mask = winners == category
    second, first = np.sort(logits, axis=0)[-2:]
    fields = {"class": category, "mask": runs(mask), "mask_pixels": int(mask.sum()),
              "smallest_margin": float((first - second).min())}
    chosen = torch.from_numpy(mask)
    return fields, lambda out: out[0, category][chosen].sum()


def runs(mask):
    """Lengths of the runs of a mask read row by row, in turn of False and True; the first may be 0."""
    flat = np.concatenate([[False], mask.reshape(-1)])
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    return np.diff(np.concatenate([[0], edges, [mask.size]])).tolist()


def maps(activation, gradient):
    """Grad-CAM (mean gradient of each channel) and HiResCAM (pixel by pixel), raw: no ReLU, no scaling."""
    weights = gradient.mean(axis=(1, 2))
    return {"gradcam": np.tensordot(weights, activation, 1), "hirescam": (activation * gradient).sum(axis=0)}


def shaken(model, case, picture, score, true):
    """Of each layer and method, the largest change of the map when the picture changes by next to nothing.

    Where a ReLU's input lies that close to 0 the gradient jumps, and so does the map of an early layer. Which ones do is
    decided by the order of summation, so no other program can be expected to agree better than this.
    """
    worst = [{"gradcam": 0.0, "hirescam": 0.0} for _ in case.layers]
    for seed in range(SHAKES):
        noise = torch.randn(picture.shape, generator=torch.Generator().manual_seed(seed), dtype=picture.dtype)
        _, pairs = evidence(model, case, picture * (1 + SHAKE * noise), score)
        for entry, pair, same in zip(worst, pairs, true):
            for (method, raw), expected in zip(maps(*pair).items(), maps(*same).values()):
                entry[method] = max(entry[method], distance(raw, expected))
    return worst


def layer_entry(layer, single, double, shaken):
    """One layer of the JSON, from its activation and gradient in float32 and in float64."""
    activation, gradient = single
    found, true = maps(activation, gradient), maps(*double)
    step = -(-max(activation.shape[1:]) // LARGEST_MAP)
    entry = {"name": layer.name, "layout": layer.layout}
    if layer.module:
        entry["module"] = layer.module
    if layer.layout == "tokens":
        entry["prefix"] = layer.prefix
    entry |= {"shape": list(activation.shape), "step": step, "activation_mean": float(activation.mean()),
              "activation_l2": float(np.sqrt((activation**2).sum()))}
    noise = {"activation": distance(activation, double[0])}
    for method, raw in found.items():
        entry[method] = raw[::step, ::step].astype(np.float32)
        noise[method] = distance(raw, true[method])
    return entry | {"noise": noise, "shaken": {method: float(f"{change:.1g}") for method, change in shaken.items()}}


def measure(model, case):
    """Everything of the JSON that is a result: target, logits, noise and layers."""
    model.eval().requires_grad_(False)
    image = picture(*case.size)
    with torch.no_grad():
        logits, mirrored = (logits_of(model(one))[0].double().numpy() for one in (image, image.flip(3)))
    target, score = target_of(case, logits)
    same, single = evidence(model, case, image, score)
    # not equal bit by bit: without gradients torch runs an attention block as one fused call
    assert distance(same, logits) < 1e-5, "looking at a layer changed the result"
    yardstick = copy.deepcopy(model).double()
    true, double = evidence(yardstick, case, image.double(), score)
    changes = shaken(yardstick, case, image.double(), score, double)
    kept = logits[:, 4::SEGMENT_STEP, 4::SEGMENT_STEP] if case.segmentation else logits
    layers = [layer_entry(*four) for four in zip(case.layers, single, double, changes)]
    sums = {"noise": distance(logits, true), "mirrored": distance(mirrored, logits)}
    return target | {"logits": kept.astype(np.float32)} | sums | {"layers": layers}
