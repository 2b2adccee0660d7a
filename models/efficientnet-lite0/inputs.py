"""Pictures as the network takes them, and those that its weights were rounded for."""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "photographs"))

import packages  # noqa: E402
from samples import SAMPLES  # noqa: E402

ENDINGS = (".png", ".jpg", ".jpeg", ".jfif", ".webp")
SMALLEST = 128
"""Pixels of the shorter side of a picture; smaller ones in packages are icons."""

HELD_OUT = 5
"""Of so many pictures of the package the first is held out: the weights are not rounded for it."""


def prepared(content):
    """The input for a picture: shorter side 256 bicubic, centre 224, (x - 127) / 128. None for an icon."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    if min(picture.size) < SMALLEST:
        return None
    scale = 256 / min(picture.size)
    picture = picture.resize([round(side * scale) for side in picture.size], Image.Resampling.BICUBIC)
    left, top = ((side - 224) // 2 for side in picture.size)
    pixels = np.asarray(picture.crop((left, top, left + 224, top + 224)), np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)[None]


def inputs(files):
    """Names and inputs of pictures, each content once and no icons."""
    seen = set()
    for name, content in files:
        digest = hashlib.sha256(content).digest()
        picture = None if digest in seen else prepared(content)
        seen.add(digest)
        if picture is not None:
            yield name, picture


def files(path):
    """The pictures in a folder or a wheel, by name."""
    if path.is_dir():
        found = sorted(path.rglob("*"))
        wheels = {name: picture for inner in found if inner.suffix == ".whl" for name, picture in files(inner)}
        yield from wheels.items()
        yield from ((str(inner.relative_to(path)), inner.read_bytes()) for inner in found if inner.suffix in ENDINGS)
        return
    with zipfile.ZipFile(path) as wheel:
        yield from ((name, wheel.read(name)) for name in wheel.namelist() if name.endswith(ENDINGS))


def of_gcompris(folder):
    """Names and inputs of the pictures in the package gcompris-qt-data, in two lists: those that the weights are rounded for,
    and those held out. The sample photographs that the page offers are in neither."""
    samples = {part.photograph.path for sample in SAMPLES for part in sample.parts}
    found = sorted((path, content) for path, content in packages.of_gcompris(folder)
                   if path.endswith(ENDINGS) and path not in samples)
    pictures = list(inputs(found))
    held_out = pictures[::HELD_OUT]
    return [picture for place, picture in enumerate(pictures) if place % HELD_OUT], held_out
