"""Writes `steps.json`: the step to which each layer's weights are rounded. See README.md.

    python allocate.py FOLDER

Rounds one layer after another, alone, and measures how far the logits move on the pictures of the package gcompris-qt-data in
FOLDER. Half the step is one more bit for each weight and a quarter of the squared change, so that the file is smallest for its
error where every layer's change, divided by its count of weights, is the same.
"""

import json
import sys

import network
import numpy as np
import onnxruntime
import rounding
from inputs import HERE, of_gcompris
from make import state
from moments import moments

CHANGE = 3.8e-10
"""The mean squared change of a logit, for each weight of a layer: what the file's size is chosen with."""

EVERY = 8
"""Of so many pictures one is measured with."""

TRIED = 1 / 64
"""The step that is tried, as a share of the layer's weights (root mean square). The squared change grows with its square."""


def logits(model, pictures):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = np.concatenate([session.run(None, {"picture": picture})[0] for picture in pictures]).astype(np.float64)
    return found - found.mean(1, keepdims=True)


def main(folder):
    exact, pictures = state(), [picture for _, picture in of_gcompris(folder)[0]]
    seen = moments(network.build(exact), pictures)
    pictures = pictures[::EVERY]
    expected, steps = logits(network.build(exact), pictures), {}
    for layer in seen:
        tried = {}

        def alone(name, weight, bias):
            if name != layer:
                return weight, np.ones(len(weight)), bias
            tried["step"], tried["count"] = np.sqrt((weight**2).mean()) * TRIED, weight.size
            of_channels = np.full(len(weight), tried["step"])
            values, bias = rounding.rounded(weight, bias, of_channels, seen[name], np.inf)
            return values, of_channels, bias

        change = ((logits(network.build(exact, alone, int8=False), pictures) - expected) ** 2).mean()
        step = tried["step"] * np.sqrt(CHANGE * tried["count"] / change)
        # Floats whose steps are powers of two have zeros at their ends.
        steps[layer] = float(2.0 ** np.floor(np.log2(step)) if layer.startswith(network.EXACT) else rounding.short(step))
        print(f"{layer}: {steps[layer]:.3g}, changes the logits by {np.sqrt(change):.2g} with {tried['step']:.2g}", flush=True)
    (HERE / "steps.json").write_text(json.dumps(steps, indent=2) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
