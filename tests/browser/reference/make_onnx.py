#!/usr/bin/env python3
"""Writes the .onnx files of this folder and onnx.json: small networks by both exporters of PyTorch. See README.md."""

import importlib.metadata
import json
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import onnx
import torch
from torch import nn
from torch.nn import functional

from networks import measured, picture  # first: it makes the next two importable
from case import Case, grids, tokens
from weights import fill

torch.set_num_threads(1)
warnings.filterwarnings("ignore")
HERE = Path(__file__).resolve().parent
SIDE = 48


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.down = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
        self.relu = nn.ReLU()

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.down(x))


class Residual(nn.Module):
    """Convolutions, batch norms, a pool, shortcuts."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 5, 2, 2, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stage1, self.stage2 = Block(6, 8, 1), Block(8, 12, 2)
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        x = self.stage2(self.stage1(self.stem(x)))
        return self.fc(torch.flatten(functional.adaptive_avg_pool2d(x, 1), 1))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        batch, count, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, count, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, count, width))


class Encoder(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.fc1, self.fc2 = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class Transformer(nn.Module):
    """Patches, a class token, attention."""

    def __init__(self, width=16, heads=2, depth=2, patch=8):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, width, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + (SIDE // patch) ** 2, width))
        self.blocks = nn.Sequential(*(Encoder(width, heads) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 5)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


class Segmenter(nn.Module):
    """Dilated convolutions, and a class for each pixel."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 12, 3, 2, 1), nn.ReLU(), nn.Conv2d(12, 12, 3, 1, 2, 2), nn.ReLU())
        self.head = nn.Conv2d(12, 4, 1)

    def forward(self, x):
        return functional.interpolate(self.head(self.down(x)), scale_factor=4, mode="bilinear", align_corners=False)


NETWORKS = {
    "residual": (Residual, grids("stage2"), False),
    "transformer": (Transformer, [tokens("blocks.1.norm1", 8)], False),
    "segmenter": (Segmenter, grids("down.5"), True),
}
EXPORTS = {"traced": {"dynamo": False, "opset_version": 13}, "dynamo": {"dynamo": True, "opset_version": 18}}


def forget_origin(path):
    """Drops the traces of Python calls, which name the folders of the machine that exported."""
    exported = onnx.load(path)
    for owner in (exported.graph, *exported.graph.node, *exported.graph.value_info, *exported.graph.input, *exported.graph.output):
        owner.doc_string = ""
        for place in reversed(range(len(owner.metadata_props))):
            if owner.metadata_props[place].key == "pkg.torch.onnx.stack_trace":
                del owner.metadata_props[place]
    onnx.save(exported, path)


def main():
    cases = []
    for name, (make, layers, segments) in NETWORKS.items():
        torch.manual_seed(0)
        model = make().eval()
        filled, _ = fill({key: tensor.numpy() for key, tensor in model.state_dict().items()}, 1.0, "onnx")
        model.load_state_dict({key: torch.as_tensor(value) for key, value in filled.items()})
        fields, line = measured(model, Case(name, "", (SIDE, SIDE), layers, segmentation=segments))
        print(f"{name}: {line}", flush=True)
        for export, options in EXPORTS.items():
            file = f"{name}.{export}.onnx"
            torch.onnx.export(model, (picture(SIDE),), str(HERE / file), input_names=["input"], output_names=["output"],
                              verbose=False, external_data=False, **options)
            forget_origin(HERE / file)
            cases.append({"file": file, "side": SIDE} | fields)
    versions = {name: importlib.metadata.version(name) for name in ("torch", "onnx", "onnxscript")}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "onnx.json").write_text(f'{{"versions":{json.dumps(versions)},"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
