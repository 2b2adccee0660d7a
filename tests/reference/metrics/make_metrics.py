#!/usr/bin/env python3
"""Writes metrics.json: what the libraries' metrics say of two maps by formula. See README.md.

    python make_metrics.py [--out FOLDER]
"""

import argparse
import importlib.metadata
import os
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "methods"))
from network import build, picture  # noqa: E402
from targets import runs  # noqa: E402

import maps  # noqa: E402
from judges import Judges  # noqa: E402

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
CASE = SimpleNamespace(network="torchvision_resnet18", gain=1.0, salt="metrics-2")
PHASE = 1.8
SIZE = (60, 80)  # a multiple of 20 pixels, so that nobody rounds shares of them
LIBRARIES = ("torchcam", "grad-cam", "quantus", "scipy", "scikit-learn", "torch", "numpy")


def measured():
    """The fields of the JSON."""
    model, known = build(CASE)
    package = CASE.network.split("_")[0]
    assert known["library"] == f"{package} {importlib.metadata.version(package)}"
    image = picture(SIZE, PHASE)
    with torch.no_grad():
        logits = model(image)[0]
    best, runner_up = logits.topk(2).indices.tolist()
    steps = {"first": (maps.first(SIZE), maps.LEVELS), "second": (maps.second(SIZE), maps.FEW)}
    judged = {name: maps.scaled(*one) for name, one in steps.items()}
    mask = maps.mask(SIZE)
    judges = Judges(model, image, best)

    def each(metric):
        return {name: metric(one) for name, one in judged.items()}

    return {
        "network": CASE.network, "library": known["library"],
        "metrics": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "gain": CASE.gain, "salt": CASE.salt, "phase": PHASE, "input": list(image.shape),
        "class": best, "runner_up": runner_up, "logit": float(logits[best]), "margin": float(logits[best] - logits[runner_up]),
        "probability": float(torch.softmax(logits, 0)[best]),
        "maps": {name: {"levels": levels, "values": values.reshape(-1).tolist()} for name, (values, levels) in steps.items()},
        "mask": runs(mask), "mask_pixels": int(mask.sum()),
        "curves": judges.curves(judged["first"]),
        "road": judges.road(judged["first"]),
        "confidence": [{"map": name, "class": category} | judges.confidence(one, category)
                       for name, one in judged.items() for category in (best, runner_up)],
        "pointing-game": each(lambda one: judges.places("PointingGame", one, mask)),
        "energy-inside": each(lambda one: judges.places("RelevanceMassAccuracy", one, mask)),
        "complexity": each(judges.complexity),
        "spearman": judges.spearman(*judged.values()),
        "top-overlap": judges.top_overlap(*judged.values()),
    }


def text_of(value):
    """JSON; numbers with 9 significant digits."""
    if isinstance(value, dict):
        return "{" + ",".join(f'"{key}":{text_of(one)}' for key, one in value.items()) + "}"
    if isinstance(value, (list, np.ndarray)):
        return "[" + ",".join(text_of(one) for one in value) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    assert np.isfinite(value)
    return f"{value:.9g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE)
    lines = (f'"{key}":{text_of(value)}' for key, value in measured().items())
    (parser.parse_args().out / "metrics.json").write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
