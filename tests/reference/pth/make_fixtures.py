"""Writes the checkpoints of this folder with PyTorch itself, and the attacks by hand.

Run by hand: `python -m pip install -r requirements.txt`, then `python make_fixtures.py`.
`expected.json` says what each file holds, or which error it is.
"""

import argparse
import io
import json
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent
EXPECTED = {}


class Net(torch.nn.Module):
    """Whole objects name their class; nobody else has this one."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 2, 2)
        self.norm = torch.nn.BatchNorm2d(2)
        self.fc = torch.nn.Linear(2, 3)
        self.load_state_dict(state())

    def forward(self, x):
        return self.fc(self.norm(self.conv(x)).mean((2, 3)))


def numbers(shape, start):
    """Quarters, which half precision holds exactly."""
    count = int(numpy.prod(shape))
    return (torch.arange(count, dtype=torch.float32) / 4 + start).reshape(shape)


def state():
    return OrderedDict(
        [
            ("conv.weight", numbers((2, 1, 2, 2), -1)),
            ("conv.bias", numbers((2,), 5)),
            ("norm.weight", numbers((2,), 1)),
            ("norm.bias", numbers((2,), -2)),
            ("norm.running_mean", numbers((2,), 0)),
            ("norm.running_var", numbers((2,), 3)),
            ("norm.num_batches_tracked", torch.tensor(7)),
            ("fc.weight", numbers((3, 2), -0.5)),
            ("fc.bias", numbers((3,), 0.25)),
        ]
    )


def prefixed(prefix):
    return OrderedDict((prefix + name, tensor) for name, tensor in state().items())


def note(name, tensors):
    EXPECTED[name] = {
        "tensors": {
            key: {"shape": list(tensor.shape), "values": tensor.double().flatten().tolist()}
            for key, tensor in tensors.items()
        }
    }


def save(name, content, tensors=None, **options):
    torch.save(content, HERE / name, **options)
    note(name, state() if tensors is None else tensors)


def refuse(name, code, named):
    EXPECTED[name] = {"code": code, "named": named}


def members_of(stream):
    with zipfile.ZipFile(stream) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def archive(name, members):
    with zipfile.ZipFile(HERE / name, "w") as file:
        for path, content in members.items():
            # A fixed date, so that the file is the same whenever it is made.
            file.writestr(zipfile.ZipInfo(path), content)


def good():
    save("float32.pth", state())
    for name, dtype in [("half", torch.half), ("bfloat16", torch.bfloat16), ("double", torch.double)]:
        save(f"{name}.pth", OrderedDict((k, v.to(dtype)) for k, v in state().items()))
    save("protocol-4.pth", state(), pickle_protocol=4)
    save("legacy.pth", state(), _use_new_zipfile_serialization=False)
    save("data-parallel.ckpt", {"epoch": 3, "best": numpy.float64(0.5), "state_dict": prefixed("module.")})
    save("compiled.pt", {"net": prefixed("_orig_mod.module.")})
    save("namespace.pth", {"args": argparse.Namespace(lr=0.1), "model": state(), "model_ema": state()})
    save("parameters.pth", OrderedDict((k, torch.nn.Parameter(v, v.is_floating_point())) for k, v in state().items()))
    # As `learn.save` of fastai writes it, with the state of an optimiser that has stepped.
    model = Net()
    optimiser = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 1, 3, 3)).sum().backward()
    optimiser.step()
    save("learn-save.pth", {"opt": optimiser.state_dict(), "model": state()})
    base = numbers((4, 6), 0)
    odd = OrderedDict(
        [
            ("whole", base),
            ("transposed", base.t()),
            ("second-half", base[2:]),
            ("every-other", base[:, ::2]),
            ("expanded", base[1:2].expand(3, 6)),
            ("channels-last", numbers((2, 3, 2, 2), 0).to(memory_format=torch.channels_last)),
            ("scalar", torch.tensor(2.5)),
            ("empty", torch.zeros(0, 4)),
            ("truth", torch.tensor([True, False])),
            ("bytes", torch.tensor([0, 200], dtype=torch.uint8)),
            ("small", torch.tensor([-3, 4], dtype=torch.int8)),
            ("short", torch.tensor([-300, 4], dtype=torch.int16)),
            ("int", torch.tensor([-70000, 4], dtype=torch.int32)),
        ]
    )
    save("odd-strides.pth", odd, odd)
    save_file(state(), HERE / "float32.safetensors", metadata={"format": "pt"})
    note("float32.safetensors", state())


def refused():
    torch.save(Net(), HERE / "whole-model.pth")
    refuse("whole-model.pth", "pickled-object", "__main__.Net")
    torch.save({"epoch": 1, "model": Net()}, HERE / "model-in-dict.pth")
    refuse("model-in-dict.pth", "pickled-object", "__main__.Net")
    script = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), script)
    # Notes for debuggers name the machine on which this runs.
    archive("script.pt", {name: c for name, c in members_of(script).items() if "debug_pkl" not in name})
    refuse("script.pt", "pytorch-program", "torch.onnx.export")
    torch.save(torch.zeros(2), HERE / "one-tensor.pth")
    refuse("one-tensor.pth", "checkpoint-damaged", "no names")
    torch.save({"epoch": 1}, HERE / "no-tensors.pth")
    refuse("no-tensors.pth", "no-tensors", "no-tensors.pth")
    torch.save({"weight": torch.view_as_complex(numbers((2, 2), 0))}, HERE / "complex.pth")
    refuse("complex.pth", "tensor-unusable", "ComplexFloatStorage")
    torch.save({"weight": torch.tensor([0.5, float("nan")])}, HERE / "not-finite.pth")
    refuse("not-finite.pth", "tensor-unusable", "value 1 is NaN")


class Attack:
    """What makes Python run a program when it opens a file."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def attacks():
    import os
    import subprocess

    for name, attack, callable_name in [
        ("attack-system.pth", Attack(os.system, "echo owned"), f"{os.system.__module__}.system"),
        ("attack-eval.pth", Attack(eval, "1 + 1"), "eval"),
        ("attack-subprocess.pth", Attack(subprocess.Popen, ["echo"]), "Popen"),
    ]:
        for protocol in [2, 4]:
            name_there = name.replace(".pth", f"-{protocol}.pth")
            archive(name_there, {"net/data.pkl": pickle.dumps({"weight": attack}, protocol)})
            refuse(name_there, "pickle-refused", callable_name)
    (HERE / "attack-bare.pkl").write_bytes(pickle.dumps(Attack(os.system, "echo owned"), 2))
    refuse("attack-bare.pkl", "pickle-refused", "system")

    real = io.BytesIO()
    torch.save(state(), real)
    members = members_of(real)
    # Names that would leave the folder into which somebody unpacks them.
    archive("slip.pth", {name.replace("archive/", "../"): content for name, content in members.items()})
    note("slip.pth", state())
    archive("storage-missing.pth", {name: c for name, c in members.items() if name != "archive/data/2"})
    refuse("storage-missing.pth", "checkpoint-damaged", "data/2")
    short = {name: c[:3] if name == "archive/data/0" else c for name, c in members.items()}
    archive("storage-short.pth", short)
    refuse("storage-short.pth", "checkpoint-damaged", "conv.weight")
    archive("big-endian.pth", members | {"archive/byteorder": b"big"})
    refuse("big-endian.pth", "checkpoint-damaged", "little-endian")


if __name__ == "__main__":
    good()
    refused()
    attacks()
    lines = (f"{json.dumps(name)}: {json.dumps(what)}" for name, what in sorted(EXPECTED.items()))
    (HERE / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
