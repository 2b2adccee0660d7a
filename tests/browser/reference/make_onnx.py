#!/usr/bin/env python3
"""Writes onnx.json: what PyTorch computes with the networks of ../../reference/onnx. See README.md."""

import importlib.metadata
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import numpy as np
import torch
from safetensors.numpy import load_file

from networks import REFERENCE, measured, picture  # first: it makes the next one importable
from case import Case, grids, tokens

torch.set_num_threads(1)
HERE = Path(__file__).resolve().parent
SCRIPT = REFERENCE / "onnx" / "make_networks.py"
PATCH = 8
LIMIT = 1e-5


def definitions():
    """What the script defines, without the call at its end that writes the fixtures."""
    names = {"__file__": str(SCRIPT), "__name__": "make_networks"}
    source = SCRIPT.read_text().rstrip()
    exec(compile(source.removesuffix("main()"), str(SCRIPT), "exec"), names)
    return names


def output(onnxruntime, content, side):
    session = onnxruntime.InferenceSession(content.tobytes(), providers=["CPUExecutionProvider"])
    return session.run(None, {"input": picture(side).numpy()})[0][0]


def main():
    script = definitions()
    side, build = script["SIDE"], script["build"]
    table = json.loads((REFERENCE / "onnx" / "networks.json").read_text())
    models = load_file(REFERENCE / "onnx" / "networks.safetensors")
    cases = []
    for network, about in table.items():
        layers = [tokens(about["layer"], PATCH)] if network == "transformer" else grids(about["layer"])
        model = build(network)
        fields, line = measured(model, Case(network, "", (side, side), layers, segmentation=network == "segmentation"))
        print(f"{network}: {line}", flush=True)
        with torch.no_grad():
            wanted = model(picture(side))[0].numpy()
        for export in about["exports"]:
            content = models[f"{network}/{export}/model"]
            off = np.abs(output(script["onnxruntime"], content, side) - wanted).max() / np.abs(wanted).max()
            assert off < LIMIT, f"{network} {export} is another network: {off}"
        cases.append({"network": network, "exports": list(about["exports"]), "side": side} | fields)
    versions = {name: importlib.metadata.version(name) for name in ("torch", "onnxruntime")}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "onnx.json").write_text(f'{{"versions":{json.dumps(versions)},"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
