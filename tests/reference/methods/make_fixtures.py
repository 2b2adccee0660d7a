#!/usr/bin/env python3
"""Writes one fixture per case: a network of ../architectures and the maps of the explanation methods. See README.md.

    python make_fixtures.py [--only NAME,NAME] [--out FOLDER]
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import cv2
import torch

from measure import measure
from network import Case
from written import written

torch.set_num_threads(1)
cv2.setNumThreads(1)
HERE = Path(__file__).resolve().parent


def three(network, gain, layers, costly=((), (), ()), tokens=False):
    return [Case(network, number + 1, gain, layers, tokens, costly[number]) for number in range(3)]


def fourth(network, gain, layers, methods, tokens=False, turn=0.0):
    """What the first three have not: other methods, and earlier layers."""
    return Case(network, 4, gain, layers, tokens, methods=methods, turn=turn)


EVIDENCE = ("grad-cam", "hires-cam", "element-wise-grad-cam", "grad-cam-plus-plus", "xgrad-cam", "layer-cam", "eigen-cam",
            "eigen-grad-cam", "kpca-cam", "fem", "activation-mean", "random-cam")
RELU, SOFT = ("guided-grad-cam",), ("smooth-grad", "rise")  # where there are ReLUs; everywhere
SCORE, ABLATION, OFTEN = "score-cam", "ablation-cam", ("integrated-gradients", "occlusion")
CASES = [
    *three("torchvision_resnet18", 0.9, ("layer4.1", "layer2.1"), [(SCORE, ABLATION, *OFTEN)] * 3),
    *three("torchvision_mobilenet_v2", 1.0, ("features.18",), [(SCORE, ABLATION, *OFTEN), OFTEN, OFTEN]),
    *three("timm_resnet50", 0.9, ("layer4.2", "layer2.3"), [(ABLATION,)] * 3),
    *three("torchvision_deeplabv3_resnet50", 0.9, ("backbone.layer4",)),
    *three("timm_deit_tiny_patch16_224", 0.7071, ("blocks.11.norm1",), tokens=True),
    fourth("torchvision_resnet18", 0.9, ("layer4.1", "layer3.1", "layer1.1"), (*EVIDENCE, "cam", *RELU, *SOFT)),
    fourth("torchvision_mobilenet_v2", 1.0, ("features.18",), ("activation-mean", "random-cam", "cam", *SOFT)),
    fourth("timm_resnet50", 0.9, ("layer4.2", "layer3.5", "layer1.2"), (*EVIDENCE, *RELU, "cnn-fixations")),
    fourth("torchvision_deeplabv3_resnet50", 0.9, ("backbone.layer3",), (*EVIDENCE, *RELU, *SOFT), turn=0.5),
    fourth("timm_deit_tiny_patch16_224", 0.7071, ("blocks.11.norm1",), ("activation-mean", "random-cam", *SOFT), tokens=True, turn=1.0),
    fourth("torchvision_vgg19", 1.0, ("features.36",), ("activation-mean", *RELU, "cnn-fixations")),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of cases, with commas between")
    parser.add_argument("--out", type=Path, default=HERE)
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    for case in CASES:
        if only and case.name not in only:
            continue
        started = time.time()
        fields, remarks = measure(case)
        (wanted.out / f"{case.name}.json").write_text(written(fields))
        print(f"{case.name:40s}{time.time() - started:5.0f} s")
        for remark in remarks:
            print("   ", remark)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
