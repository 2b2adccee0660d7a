#!/usr/bin/env python3
"""Asks Sightline about every classifier of timm and torchvision, and about small ones of transformers: right, or refused by
name; never silently wrong. See README.md.

    python sweep.py TEST timm|torchvision|transformers [--shard I/N] [--only PART] [--bare]

TEST is the test program `parity` of a build. Rows are added to LIBRARY.csv: name, the millions of weights, what came of it, and
why. Names that it has already are left out, so that a run may be stopped and go on.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
warnings.filterwarnings("ignore")

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from networks import LIBRARIES

torch.set_num_threads(1)

# Scores that differ by less than this from each other, relative to their size, tell nothing about a network.
FLAT = 1e-3
# A difference of this many times what float32 does to the library's own scores is one of rounding.
ROUNDING = 4
# Networks of more weights than this are made smaller where the library can; otherwise as they are, up to LARGEST.
LARGE = 60e6
LARGEST = 700e6

TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32",
         torch.uint8: "U8", torch.bool: "BOOL"}


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
            generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
            values = (2 * torch.rand(tensor.shape, generator=generator) - 1).to(tensor.dtype)
            if name.endswith("running_var"):
                tensor.copy_(1 + values / 2)
            elif name.endswith(("running_mean", "bias")):
                tensor.copy_(values / 10)
            elif name in parameters and tensor.ndim <= 1:
                tensor.copy_(1 + values / 4)
            elif name in parameters:
                tensor.copy_(values * (3 / max(1, tensor[0].numel())) ** 0.5)
    return model.eval()


def scores(made, image, kind=torch.float32):
    pixels = torch.from_numpy(np.asarray(image).transpose(2, 0, 1).astype(np.float32) / 255)
    pixels = (pixels - torch.tensor(made.mean)[:, None, None]) / torch.tensor(made.std)[:, None, None]
    with torch.no_grad():
        found = made.model.to(kind)(pixels[None].to(kind))
    found = getattr(found, "logits", found)
    return (found[0] if isinstance(found, (tuple, list)) else found)[0].double().numpy()


def write_settings(made, folder, bare):
    made.write(folder)
    if bare:
        path = folder / "config.json"
        config = json.loads(path.read_text())
        kept = {key: config[key] for key in ("pretrained_cfg", "num_classes") if key in config}
        kept.get("pretrained_cfg", {}).pop("architecture", None)
        path.write_text(json.dumps(kept))


def write_zeros(model, path):
    """A file with the names and shapes of a network. Its zeros take no place on the disk."""
    header, end = {}, 0
    for name, tensor in model.state_dict().items():
        start, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)


def ask(test, folder):
    done = subprocess.run([test, "facts::given", "--ignored", "--nocapture"], env={**os.environ, "FOLDERS": str(folder)}, text=True,
                          capture_output=True, timeout=900)
    words = ("right", "wrong", "guessed", "refused", "known")
    line = next((line for line in done.stdout.splitlines() if line.startswith(words)), None)
    if line is None:
        return "failed", (done.stdout + done.stderr)[-300:].replace("\n", " ")
    word, _, rest = line.partition(": ")
    return word, rest.partition(": ")[2]


def place():
    return tempfile.TemporaryDirectory(dir=os.environ.get("SWEEP"))


def shapes_alone(network, arguments, test, bare):
    """What comes of names, shapes and settings without any values."""
    made = without_values(network, arguments)
    with place() as folder:
        write_zeros(made.model, Path(folder) / "model.safetensors")
        write_settings(made, Path(folder), bare)
        return ask(test, folder)


def without_values(network, arguments):
    try:
        with torch.device("meta"):
            return network.make(**arguments)
    except NotImplementedError:  # a RegNet computes its widths with tensors
        return network.make(**arguments)


def weights(network):
    return sum(parameter.numel() for parameter in without_values(network, {}).model.parameters())


def smaller(network):
    for arguments in network.smaller:
        try:
            without_values(network, arguments)
            return arguments
        except Exception:  # another family's argument
            continue
    return {}


def compared(network, arguments, test, bare):
    try:
        made = network.make(**arguments)
        fill(made.model)
        image = picture(*made.size)
        expected = scores(made, image)
    except Exception as error:
        return "not made", f"{type(error).__name__}: {error}"[:160].replace("\n", " ")
    if expected.ndim != 1:
        return "not made", f"its scores have the shape {expected.shape}"
    if not np.isfinite(expected).all() or expected.std() < FLAT * np.abs(expected).max():
        return "not made", "its scores are flat or not finite with these weights"
    with place() as folder:
        folder = Path(folder)
        save_file({name: tensor.contiguous().clone() for name, tensor in made.model.state_dict().items()}, folder / "model.safetensors")
        image.save(folder / "picture.png")
        (folder / "expected.json").write_text(json.dumps({"logits": [float(value) for value in expected]}))
        write_settings(made, folder, bare)
        word, why = ask(test, folder)
    if word == "wrong":
        rounded = np.abs(scores(made, image, torch.float64) - expected).max() / np.abs(expected).max()
        if float(why.split(",")[0]) <= ROUNDING * rounded:
            word, why = "right", f"{why}; float32 moves the library's own scores by {rounded:.0e}"
    said = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return word, f"{why}; made with {said}" if said else why


def one(network, test, bare):
    try:
        count = weights(network)
        fewer = smaller(network) if count > LARGE else {}
        word, why = shapes_alone(network, fewer if count > LARGEST else {}, test, bare)
    except Exception as error:
        return None, "not made", f"{type(error).__name__}: {error}"[:160].replace("\n", " ")
    if word != "known":
        return count, word, why
    # The smaller one may be refused where the whole one is not.
    for arguments in [fewer, {}] if fewer else [{}]:
        if not arguments and count > LARGEST:
            return count, "left out", "too large"
        word, why = compared(network, arguments, test, bare)
        if word in ("right", "guessed", "wrong"):
            break
    return count, word, why


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("test")
    parser.add_argument("library", choices=list(LIBRARIES))
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--only", default="", help="a part of the names")
    parser.add_argument("--bare", action="store_true", help="settings of the picture alone: no name and no argument of the network")
    chosen = parser.parse_args()
    shard, of = map(int, chosen.shard.split("/"))
    path = HERE / f"{chosen.library}{'-bare' if chosen.bare else ''}.csv"
    known = {row[0] for row in csv.reader(path.open())} if path.exists() else set()
    for index, network in enumerate(LIBRARIES[chosen.library]()):
        if network.name in known or index % of != shard or chosen.only not in network.name:
            continue
        count, what, why = one(network, chosen.test, chosen.bare)
        millions = "" if count is None else f"{count / 1e6:.1f}"
        with path.open("a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow([network.name, millions, what, why])
        print(network.name, what, why[:100], flush=True)


if __name__ == "__main__":
    main()
