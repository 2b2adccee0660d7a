#!/usr/bin/env python3
"""Writes facts.json: small networks of real libraries as names and shapes, their settings and their scores. See README.md.

    python make_fixtures.py [--only NAME,NAME]
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "architectures"), str(HERE.parent)]

import numpy as np
import timm
import torch
import torchvision
import transformers
from safetensors.numpy import load_file, save_file

from cases import cases
from measure import distance, logits_of, picture
from weights import fill

torch.set_num_threads(1)
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


def filled(case):
    """The network with the formula's weights, and its table of parameters as its library saves them."""
    if not isinstance(case.model, transformers.PreTrainedModel):
        entries = {name: tensor.numpy() for name, tensor in case.model.state_dict().items()}
        values, table = fill(entries, case.gain, "a")
        case.model.load_state_dict({name: torch.from_numpy(np.asarray(value)) for name, value in values.items()})
        return case.model, table
    with tempfile.TemporaryDirectory() as folder:
        case.model.save_pretrained(folder)
        path = Path(folder, "model.safetensors")
        values, table = fill(load_file(path), case.gain, "a")
        save_file(values, path, {"format": "pt"})
        model, report = type(case.model).from_pretrained(folder, output_loading_info=True)
    assert not any(report.values()), report
    return model, table


def fixture(case):
    torch.manual_seed(0)
    model, table = filled(case)
    model.eval().requires_grad_(False)
    image = picture(*case.size)
    logits = logits_of(model(image))[0].numpy()
    exact = logits_of(model.double()(image.double()))[0].numpy()
    assert distance(logits, exact) < 2e-5, f"rounding {distance(logits, exact):.0e}"
    assert logits.std() > 0.02, "flat scores"
    settings = case.settings and {key: value for key, value in case.settings.items() if value is not None}
    return {"case": case.name, "gain": case.gain, "input": list(case.size), "settings": settings, "chosen": case.chosen,
            "plain": case.plain, "logits": [float(f"{value:.8g}") for value in exact], "parameters": table}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of cases, with commas between: they are made and not written")
    only = set(filter(None, parser.parse_args().only.split(",")))
    made = []
    for case in cases():
        if only and case.name not in only:
            continue
        made.append(fixture(case))
        print(case.name, np.round(made[-1]["logits"], 3), flush=True)
    if only:
        return
    libraries = {library.__name__: library.__version__ for library in (torch, torchvision, timm, transformers)}
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in made)
    text = f'{{"libraries":{json.dumps(libraries)},\n"cases":[\n{lines}\n]}}\n'
    (HERE / "facts.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
