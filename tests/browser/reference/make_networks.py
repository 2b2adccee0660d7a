#!/usr/bin/env python3
"""Writes networks.json: what PyTorch computes with networks of ../../reference/architectures. See README.md."""

import importlib.metadata
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import numpy as np
import timm
import torch
import torchvision

from networks import ARCHITECTURES, measured  # first: it makes the next three importable
from case import Case, channels_last, grids, tokens
from cases_fastai import fastai
from weights import fill

torch.set_num_threads(1)
HERE = Path(__file__).resolve().parent
BUILDERS = {"torchvision": torchvision, "timm": timm, "fastai": fastai}

# The smallest side at which the last map has several cells; transformers have the side of their positions.
CASES = [
    ("timm_resnet18", 96, grids("layer4.1", "layer1", "layer2", "layer3")),
    ("torchvision_mobilenet_v2", 96, grids("features.18")),
    ("timm_vgg11_bn", 96, grids("features.28", "features.27")),
    ("timm_densenet121", 96, grids("features.denseblock4")),
    ("timm_convnext_tiny", 96, grids("stages.3.blocks.2")),
    ("timm_efficientnet_b0", 96, grids("bn2")),
    ("timm_deit_tiny_patch16_224", 224, [tokens("blocks.11.norm1", 16)]),
    ("torchvision_swin_t", 224, [channels_last("features.7.1.norm1")]),
    ("fastai_resnet50_multi_label", 96, grids("0.7.2", "0.6")),
    ("torchvision_deeplabv3_resnet50", 96, grids(*(f"backbone.layer{n}" for n in (1, 2, 3, 4)))),
]


def build(known):
    torch.manual_seed(0)
    model = eval(known["builder"], dict(BUILDERS))
    entries = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    filled, table = fill(entries, known["gain"], known["salt"])
    assert table == known["parameters"], "the library has other parameters than the fixture"
    model.load_state_dict({name: torch.from_numpy(np.asarray(value)) for name, value in filled.items()})
    return model


def main():
    cases = []
    for network, side, layers in CASES:
        known = json.loads((ARCHITECTURES / f"{network}.json").read_text())
        case = Case(network, known["builder"], (side, side), layers, segmentation=known["task"] == "segmentation")
        fields, line = measured(build(known), case)
        cases.append({"network": network, "side": side} | fields)
        print(f"{network}: {line}", flush=True)
    versions = {name: importlib.metadata.version(name) for name in ("torch", "torchvision", "timm")}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "networks.json").write_text(f'{{"versions":{json.dumps(versions)},"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
