#!/usr/bin/env python3
"""Writes one fixture per case: a real library's network as names and shapes, and what it computes. See README.md.

    python make_fixtures.py [--only NAME,NAME] [--out FOLDER] [--missing]
"""

import argparse
import importlib.metadata
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent))

import numpy as np
import timm
import torch
import torchvision
import transformers
from safetensors.numpy import load_file, save_file

import cases_authors
import cases_fastai
import cases_lukemelas
import cases_timm
import cases_torchvision
import cases_transformers
from measure import measure
from weights import fill

torch.set_num_threads(1)
transformers.utils.logging.disable_progress_bar()
HERE = Path(__file__).resolve().parent
BUILDERS = {"torchvision": torchvision, "timm": timm, "transformers": transformers,
            "fastai": cases_fastai.fastai, "small_head": cases_torchvision.small_head,
             "small_alexnet": cases_torchvision.small_alexnet, "dinov2": cases_authors.Classifier,
             "dinov2_head": cases_authors.Headed} | cases_lukemelas.BUILDERS
LIBRARIES = {"torchvision": cases_torchvision.CASES, "timm": cases_timm.CASES,
             "transformers": cases_transformers.CASES, "fastai": cases_fastai.CASES, "authors": cases_authors.CASES,
             "efficientnet-pytorch": cases_lukemelas.CASES, "efficientnet-lite-pytorch": cases_lukemelas.LITE_CASES}
# fastai's learner is a body of torchvision or timm with a head of its own, written out in cases_fastai.py; what
# cases_authors.py writes out has blocks of timm
PACKAGES = {"fastai": "torchvision", "authors": "timm"}


def build(case):
    """The network with the formula's weights, and its table of parameters."""
    torch.manual_seed(0)
    model = eval(case.builder, dict(BUILDERS))
    if isinstance(model, transformers.PreTrainedModel):
        return build_saved(model, case)
    state = model.state_dict()
    entries = {name: tensor.numpy() for name, tensor in state.items()}
    filled, table = fill(entries, case.gain, case.salt)
    state.update({name: torch.from_numpy(np.asarray(value)) for name, value in filled.items()})
    model.load_state_dict(state)  # with its notes, which MNASNet asks for
    return model, table


def build_saved(model, case):
    """The same by way of a file: transformers saves other names than its modules have, and files are what people drop."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        path = Path(folder, "model.safetensors")
        filled, table = fill(load_file(path), case.gain, case.salt)
        save_file(filled, path, {"format": "pt"})
        model, report = type(model).from_pretrained(folder, output_loading_info=True)
    assert not any(report.values()), report
    return model, table


def config_of(model):
    """What a config.json says beyond the state dict, for instance the number of heads."""
    left_out = ("id2label", "label2id", "transformers_version", "architectures", "dtype")
    return {key: value for key, value in model.config.to_diff_dict().items() if key not in left_out}


def eps_of(model):
    """The small number in the normalisations' denominators, by class: no state dict tells it."""
    norms = [module for module in model.modules() if "Norm" in type(module).__name__ and hasattr(module, "eps")]
    return {type(norm).__name__: norm.eps for norm in norms}


def text_of(value):
    """JSON; float32 arrays with the fewest digits that give the same float32 back."""
    if isinstance(value, np.ndarray):
        return "[" + ",".join(text_of(one) for one in value) + "]"
    if isinstance(value, np.float32):
        assert np.isfinite(value)
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{text_of(one)}" for key, one in value.items()) + "}"
    if isinstance(value, float):
        return f"{value:.9g}"
    return json.dumps(value, separators=(",", ":"))


def written(fields):
    """The fixture's text: one line per field, per parameter and per layer."""
    lines = []
    for key, value in fields.items():
        if key in ("parameters", "layers"):
            inner = ",\n".join(text_of(one) for one in value)
            lines.append(f"{json.dumps(key)}:[\n{inner}\n]")
        else:
            lines.append(f"{json.dumps(key)}:{text_of(value)}")
    return "{" + ",\n".join(lines) + "}\n"


def fixture(case, library):
    """All fields of one case."""
    model, table = build(case)
    package = "timm" if "'timm/" in case.builder else PACKAGES.get(library, library)
    fields = {"case": case.name, "library": f"{package} {importlib.metadata.version(package)}", "builder": case.builder}
    if case.note:
        fields["note"] = case.note
    if library == "transformers":
        fields["config"] = config_of(model)
    fields |= {"gain": case.gain, "salt": case.salt, "classes": case.classes, "input": [1, 3, *case.size],
               "task": "segmentation" if case.segmentation else "classification", "eps": eps_of(model),
               "parameters": table}
    return fields | measure(model, case)


def doubts(fields):
    """What would make a case a bad test: a map without a pattern or of mere rounding, numbers that explode or vanish,
    a picture that does not matter."""
    spread = fields["logits"].std()
    if not 0.02 < spread < 200:
        yield f"logits spread {spread:.2g}"
    if fields["mirrored"] < 0.02:
        yield f"mirrored {fields['mirrored']:.2g}"
    for layer in fields["layers"]:
        rms = layer["activation_l2"] / np.sqrt(np.prod(layer["shape"]))
        if not 0.01 < rms < 1000:
            yield f"{layer['name']} rms {rms:.2g}"
        for method in ("gradcam", "hirescam"):
            flat = np.ptp(layer[method]) / np.abs(layer[method]).max()
            if flat < 0.1:
                yield f"{layer['name']} {method} is flat: {flat:.2g}"
        if max(layer["noise"].values()) > 1e-4:
            yield f"{layer['name']} is noise: {layer['noise']}"


def summary(fields, seconds):
    """One line of a person's check: size, spread, noise."""
    count = sum(int(np.prod(shape)) for _, shape, _ in fields["parameters"]) / 1e6
    noise = " ".join("/".join(f"{v:.0e}" for v in layer["noise"].values()) for layer in fields["layers"])
    return (f"{fields['case']:44s}{count:6.1f} M {seconds:4.0f} s  logits ±{fields['logits'].std():.3g} "
            f"mirrored {fields['mirrored']:.2g} noise {fields['noise']:.0e}  layers {noise}  {'; '.join(doubts(fields))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of cases, with commas between")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--missing", action="store_true", help="leave the files that are there")
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    for library, cases in LIBRARIES.items():
        for case in cases:
            path = wanted.out / f"{case.name}.json"
            if (only and case.name not in only) or (wanted.missing and path.exists()):
                continue
            started = time.time()
            fields = fixture(case, library)
            path.write_text(written(fields))
            print(summary(fields, time.time() - started), flush=True)


if __name__ == "__main__":
    main()
