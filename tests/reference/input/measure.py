"""Compares whole photographs and their probabilities: Sightline against each library's own way from a file to the scores.

    cargo build --release -p tests --features measure --bin prepare
    python measure.py torch ../../../target/release/prepare PHOTOGRAPH...      # torchvision, timm, transformers
    python measure.py keras ../../../target/release/prepare PHOTOGRAPH...

Prints rows of the table in `docs/preprocessing.md`: the largest difference of a pixel, in levels of 255, the share of values
that differ at all, and the largest difference of a probability. The network is `models/efficientnet-lite0`, which tells
photographs apart, with a `config.json` or `preprocessor_config.json` that asks for each preparation.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
NETWORK = ROOT / "models/efficientnet-lite0/model.onnx"
MEAN, STD = 127 / 255, 128 / 255


def probabilities(batch):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(NETWORK))
    [logits] = session.run(None, {session.get_inputs()[0].name: batch.astype(np.float32)})
    odds = np.exp(logits[0] - logits[0].max())
    return odds / odds.sum()


def torch_ways():
    """Name, settings beside the network, and a function from a file to pixels `[3, 224, 224]` of 0 to 255."""
    from torchvision import transforms as t
    from transformers import ConvNextImageProcessor, DeiTImageProcessor, ViTImageProcessor

    def read(path):
        return Image.open(path).convert("RGB")

    def of_torchvision(filter):
        steps = t.Compose([t.Resize(256, filter), t.CenterCrop(224)])
        return lambda path: np.asarray(steps(read(path))).transpose(2, 0, 1)

    def of_transformers(processor):
        return lambda path: np.asarray(processor(read(path), return_tensors="np")["pixel_values"][0])

    timm = {"pretrained_cfg": {"input_size": [3, 224, 224], "crop_pct": 0.875, "mean": [MEAN] * 3, "std": [STD] * 3}}
    for filter in ("bilinear", "bicubic"):
        config = {"pretrained_cfg": {**timm["pretrained_cfg"], "interpolation": filter}}
        yield f"torchvision on Pillow, {filter}", {"config.json": config}, of_torchvision(t.InterpolationMode(filter))
    plain = {"do_normalize": False, "do_rescale": False}
    for name, processor in (("ViT: squashed, bilinear", ViTImageProcessor(size={"height": 224, "width": 224}, **plain)),
                            ("ConvNeXT: resized, cropped", ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=0.875, **plain)),
                            ("DeiT: squashed, cropped, bicubic", DeiTImageProcessor(size={"height": 256, "width": 256}, crop_size={"height": 224, "width": 224}, **plain))):
        config = {**json.loads(processor.to_json_string()), "do_normalize": True, "do_rescale": True, "image_mean": [MEAN] * 3, "image_std": [STD] * 3}
        yield f"transformers, {name}", {"preprocessor_config.json": config}, of_transformers(processor)


def keras_ways():
    import keras

    for filter in ("nearest", "bilinear"):
        config = {"pretrained_cfg": {"input_size": [3, 224, 224], "crop_pct": 1, "crop_mode": "squash", "interpolation": filter,
                                     "mean": [MEAN] * 3, "std": [STD] * 3}}
        load = lambda path, filter=filter: keras.utils.load_img(path, target_size=(224, 224), interpolation=filter)
        yield f"Keras `load_img`, {filter}", {"config.json": config}, lambda path, load=load: np.asarray(load(path)).transpose(2, 0, 1)


def main():
    ways, prepare, *photographs = {"torch": torch_ways, "keras": keras_ways}[sys.argv[1]], *sys.argv[2:]
    for name, files, pixels in ways():
        with tempfile.TemporaryDirectory() as folder:
            copies = [Path(folder, Path(photograph).name) for photograph in photographs]
            for photograph, copy in zip(photographs, copies):
                copy.write_bytes(Path(photograph).read_bytes())
            beside = [Path(folder, file) for file in files]
            for path in beside:
                path.write_text(json.dumps(files[path.name]))
            lines = subprocess.run([prepare, str(NETWORK), *map(str, beside), "--", *map(str, copies)], check=True, capture_output=True, text=True).stdout
            most, share, odds = 0.0, [], 0.0
            for copy, line in zip(copies, lines.splitlines()):
                expected = np.asarray(pixels(copy), np.float32)
                found = np.fromfile(f"{copy}.input", np.float32).reshape(expected.shape)
                most = max(most, np.abs(found - expected).max())
                share.append(np.mean(np.round(found) != expected))
                batch = (expected / 255 - np.float32(MEAN)) / np.float32(STD)
                odds = max(odds, np.abs(np.array(json.loads(line)) - probabilities(batch[None])).max())
            print(f"| {name} | {most:.2g} | {100 * np.mean(share):.2g} % | {odds:.0e} |")


if __name__ == "__main__":
    main()
