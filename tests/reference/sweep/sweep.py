#!/usr/bin/env python3
"""Asks Sightline about every classifier of timm and torchvision, and about small ones of transformers: right, or refused by
name; never silently wrong. See README.md.

    python sweep.py TEST timm|torchvision|transformers [--largest MILLIONS] [--shard I/N] [--only PART] [--bare]

TEST is the test program `parity` of a build. Rows are added to LIBRARY.csv: name, whether there were settings, the millions of
weights, what came of it, and why. Names that it has already are left out, so that a run may be stopped and go on.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
warnings.filterwarnings("ignore")

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from weights import uniform

torch.set_num_threads(1)

# Scores that differ by less than this from each other, relative to their size, tell nothing about a network.
FLAT = 1e-3
# A difference of this many times what float32 does to the library's own scores is one of rounding.
ROUNDING = 4


def picture(height, width):
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(0.11 * (c + 1) * x + 0.07 * y) * np.cos(0.05 * (c + 2) * y) for c in range(3)]
    return Image.fromarray(np.uint8(np.round(127.5 + 127.5 * np.stack(waves, -1))))


def fill(model):
    """Weights that keep values near 1 and leave nothing at the zero or the tiny number that it starts from."""
    with torch.no_grad():
        parameters = {name for name, _ in model.named_parameters()}
        for name, tensor in model.state_dict().items():  # what is not saved, keeps its values
            if not tensor.is_floating_point() or not tensor.numel():
                continue
            values = torch.from_numpy(uniform(name, tensor.numel())).reshape(tensor.shape).to(tensor.dtype)
            if name.endswith("running_var"):
                tensor.copy_(1 + values / 2)
            elif name.endswith(("running_mean", "bias")):
                tensor.copy_(values / 10)
            elif name in parameters and tensor.ndim <= 1:
                tensor.copy_(1 + values / 4)
            elif name in parameters:
                tensor.copy_(values * (3 / max(1, tensor[0].numel())) ** 0.5)
    return model.eval()


def scores(model, image, mean, std, kind=torch.float32):
    pixels = torch.from_numpy(np.asarray(image).transpose(2, 0, 1).astype(np.float32) / 255)
    pixels = (pixels - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    with torch.no_grad():
        found = model.to(kind)(pixels[None].to(kind))
    found = getattr(found, "logits", found)
    return (found[0] if isinstance(found, (tuple, list)) else found)[0].double().numpy()


def of_timm(largest):
    import timm
    from timm.models._hub import save_config_for_hf

    for name in timm.list_models():
        with torch.device("meta"):
            try:
                count = sum(p.numel() for p in timm.create_model(name, num_classes=10).parameters())
            except Exception:
                count = None
        if count is None or count > largest * 1e6:
            yield name, count, None
            continue

        def make(name=name):
            model = fill(timm.create_model(name, num_classes=10))
            size = model.pretrained_cfg["input_size"]
            settings = {"crop_pct": 1.0, "crop_mode": "squash", "interpolation": "bilinear"}
            mean, std = model.pretrained_cfg["mean"], model.pretrained_cfg["std"]

            def write(folder):
                save_config_for_hf(model, str(folder / "config.json"))
                path = folder / "config.json"
                config = json.loads(path.read_text())
                config["pretrained_cfg"].update(settings, input_size=list(size))
                path.write_text(json.dumps(config))

            return model, size[1:], (mean, std), write

        yield name, count, make


def of_torchvision(largest):
    import torchvision

    for name in torchvision.models.list_models(module=torchvision.models):
        count = next(iter(torchvision.models.get_model_weights(name))).meta["num_params"]
        if count > largest * 1e6:
            yield name, count, None
            continue

        def make(name=name):
            weights = torchvision.models.get_model_weights(name)
            transform = next(iter(weights)).transforms()
            size = transform.crop_size[0]
            model = fill(torchvision.models.get_model(name, num_classes=10))
            cfg = {"input_size": [3, size, size], "crop_pct": 1.0, "crop_mode": "squash", "interpolation": "bilinear", "mean": transform.mean, "std": transform.std}
            write = lambda folder: (folder / "config.json").write_text(json.dumps({"num_classes": 10, "pretrained_cfg": cfg}))
            return model, (size, size), (transform.mean, transform.std), write

        yield name, count, make


SMALL = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "image_size": 64, "patch_size": 16,
}


def of_transformers(_):
    import transformers
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING as all_of_them

    for config_class, model_class in all_of_them.items():
        model_class = model_class[0] if isinstance(model_class, tuple) else model_class

        def make(config_class=config_class, model_class=model_class):
            config = config_class(num_labels=10)
            target = getattr(config, "vision_config", config)
            plain = isinstance(getattr(target, "num_attention_heads", None), int)  # others have a size for each stage
            for key, value in SMALL.items():
                if plain and isinstance(getattr(target, key, None), int):
                    setattr(target, key, value)
            model = fill(model_class(config))
            size = getattr(target, "image_size", 64)
            size = (size, size) if isinstance(size, int) else tuple(size)
            processor = {"do_resize": True, "size": {"height": size[0], "width": size[1]}, "resample": 2, "do_rescale": True, "rescale_factor": 1 / 255,
                         "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}

            def write(folder):
                config.architectures = [model_class.__name__]
                config.save_pretrained(folder)
                (folder / "preprocessor_config.json").write_text(json.dumps(processor))

            return model, size, ([0.5] * 3, [0.5] * 3), write

        yield model_class.__name__, None, make


def ask(test, folder):
    done = subprocess.run([test, "facts::given", "--ignored", "--nocapture"], env={**os.environ, "FOLDERS": str(folder)}, text=True,
                          capture_output=True, timeout=600)
    line = next((line for line in done.stdout.splitlines() if line.startswith(("right", "wrong", "refused"))), None)
    if line is None:
        return "failed", (done.stdout + done.stderr)[-300:].replace("\n", " ")
    word, _, rest = line.partition(": ")
    if word == "wrong" and "guessed: true" in rest:
        word = "guessed"  # the page says so, and offers the others
    return word, rest.partition(": ")[2]


def one(make, test, bare):
    try:
        model, size, (mean, std), write = make()
        image = picture(*size)
        expected = scores(model, image, mean, std)
    except Exception as error:
        return "not made", f"{type(error).__name__}: {error}"[:160].replace("\n", " ")
    if expected.ndim != 1:
        return "not made", f"its scores have the shape {expected.shape}"
    if not np.isfinite(expected).all() or expected.std() < FLAT * np.abs(expected).max():
        return "not made", "its scores are flat or not finite with these weights"
    with tempfile.TemporaryDirectory(dir=os.environ.get("SWEEP")) as place:
        folder = Path(place)
        tensors = {name: tensor.contiguous().clone() for name, tensor in model.state_dict().items()}
        save_file(tensors, folder / "model.safetensors")
        del tensors
        image.save(folder / "picture.png")
        (folder / "expected.json").write_text(json.dumps({"logits": [float(value) for value in expected]}))
        write(folder)
        if bare:
            config = json.loads((folder / "config.json").read_text())
            kept = {key: config[key] for key in ("pretrained_cfg", "num_classes") if key in config}
            kept.get("pretrained_cfg", {}).pop("architecture", None)
            (folder / "config.json").write_text(json.dumps(kept))
        word, why = ask(test, folder)
        if word == "wrong":
            rounded = np.abs(scores(model, image, mean, std, torch.float64) - expected).max() / np.abs(expected).max()
            if float(why.split(",")[0]) <= ROUNDING * rounded:
                word, why = "right", f"{why}; float32 moves the library's own scores by {rounded:.0e}"
        return word, why


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("test")
    parser.add_argument("library", choices=["timm", "torchvision", "transformers"])
    parser.add_argument("--largest", type=float, default=30, help="millions of weights; larger networks are left out")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--only", default="", help="a part of the names")
    parser.add_argument("--bare", action="store_true", help="settings of the picture alone: no name and no argument of the network")
    chosen = parser.parse_args()
    shard, of = map(int, chosen.shard.split("/"))
    path = HERE / f"{chosen.library}{'-bare' if chosen.bare else ''}.csv"
    known = {row[0] for row in csv.reader(path.open())} if path.exists() else set()
    networks = {"timm": of_timm, "torchvision": of_torchvision, "transformers": of_transformers}[chosen.library]
    for index, (name, count, make) in enumerate(networks(chosen.largest)):
        if name in known or index % of != shard or chosen.only not in name:
            continue
        what, why = ("left out", "too large") if make is None else one(make, chosen.test, chosen.bare)
        millions = "" if count is None else f"{count / 1e6:.1f}"
        with path.open("a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow([name, millions, what, why])
        print(name, what, why[:100], flush=True)


if __name__ == "__main__":
    main()
