"""What a case is, its network and picture, and what the formulas need: activations and gradients."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ["TIMM_FUSED_ATTN"] = "0"  # the fused attention cannot be differentiated twice

import numpy as np
import timm
import torch
import torchvision
from torch import nn

ARCHITECTURES = Path(__file__).resolve().parent.parent / "architectures"
sys.path.append(str(ARCHITECTURES))
from cases_torchvision import small_head  # noqa: E402
from weights import fill  # noqa: E402


# methods of the first three cases of a network
USUAL = ("grad-cam", "hires-cam", "element-wise-grad-cam", "grad-cam-plus-plus", "xgrad-cam", "layer-cam", "eigen-cam",
         "eigen-grad-cam", "grad-cam+eigen-smooth", "kpca-cam", "fem", "guided-gate-grad-cam", "shapley-cam", "finer-cam",
         "grad-cam+aug-smooth", "grad-cam+layers", "score-cam", "ablation-cam", "gradient", "gradient-x-input",
         "guided-backprop", "deconvnet", "full-grad", "integrated-gradients", "occlusion")


@dataclass(frozen=True)
class Case:
    """`network`: a fixture of ../architectures, whose parameters and input size it has."""

    network: str
    number: int
    gain: float
    layers: tuple
    tokens: bool = False  # the layers' output is `[1, 1 + patches, channels]`, patches in a square
    costly: tuple = ()  # methods with many forward passes that are wanted
    methods: tuple = USUAL
    turn: float = 0.0  # added to the phase where rounding would decide at a ReLU what the map is

    @property
    def name(self):
        return f"{self.network}_{self.number}"

    @property
    def salt(self):
        return f"methods-{self.number}"

    @property
    def phase(self):
        return round(0.9 * self.number + self.turn, 1)


class Output(nn.Module):
    """The network with a plain tensor as its output."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        output = self.model(x)
        return output["out"] if isinstance(output, dict) else output


class Score(nn.Module):
    """What is explained as the only output, `[batch, 1]`."""

    def __init__(self, model, target):
        super().__init__()
        self.model, self.target = model, target

    def forward(self, x):
        return torch.stack([self.target(output) for output in self.model(x)])[:, None]


def build(case):
    """The network with the formula's weights, and the fields of the fixture that it is named after."""
    known = json.loads((ARCHITECTURES / f"{case.network}.json").read_text())
    torch.manual_seed(0)
    model = eval(known["builder"], {"torchvision": torchvision, "timm": timm, "small_head": small_head})
    entries = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    filled, table = fill(entries, case.gain, case.salt)
    assert table == known["parameters"], "the library has other parameters than the fixture"
    model.load_state_dict({name: torch.from_numpy(np.asarray(value)) for name, value in filled.items()})
    return Output(model).eval(), known


def picture(size, phase):
    """The input `[1, 3, height, width]`, float32: sine waves, computed in float64."""
    height, width = size
    c, y, x = np.meshgrid(np.arange(3.0), np.arange(float(height)), np.arange(float(width)), indexing="ij")
    waves = np.sin(0.11 * (c + 1) * x + 0.07 * y + phase) * np.cos(0.05 * (c + 2) * y) + 0.3 * np.sin(0.9 * x * y / width + c)
    return torch.from_numpy(waves.astype(np.float32))[None]


def last_weights(model, target):
    """What the last linear layer weighs each channel of the pooled picture by, for the score that `target` picks."""
    linear = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    return linear.weight.detach()[target.category].numpy()


def layer_of(model, name):
    return model.get_submodule(f"model.{name}")


def arrange(tokens):
    """`[batch, 1 + side * side, channels]` as `[batch, channels, side, side]`, without the class token."""
    side = int((tokens.shape[1] - 1) ** 0.5)
    return tokens[:, 1:].reshape(tokens.shape[0], side, side, -1).permute(0, 3, 1, 2)


def reshaping(case):
    return arrange if case.tokens else None


def evidence(model, case, image, target, twice=False):
    """Activation and gradient of every layer, `[channel, height, width]`; and if `twice`, the gradient minus half the
    second derivative times the activation.

    What runs on is a copy, so that an in-place ReLU behind the layer cannot overwrite its activation.
    """
    kept = []

    def keep(_module, _inputs, output):
        kept.append(output)
        return output.clone()

    handles = [layer_of(model, name).register_forward_hook(keep) for name in case.layers]
    # layers run in the network's order, which need not be the case's
    order = sorted(case.layers, key=[name.removeprefix("model.") for name, _ in model.named_modules()].index)
    output = model(image.clone().requires_grad_(True))[0]
    for handle in handles:
        handle.remove()
    gradients = torch.autograd.grad(target(output), kept, create_graph=twice)
    found = dict(zip(order, zip(kept, gradients)))
    turn = reshaping(case) or (lambda tensor: tensor)
    result = []
    for name in case.layers:
        a, g = found[name]
        if twice:
            bend = torch.autograd.grad(g, a, grad_outputs=a, retain_graph=True, allow_unused=True)[0]
            g = g if bend is None else g - 0.5 * bend
        result.append(tuple(turn(one.detach())[0].numpy().copy() for one in (a, g)))
    return result


def distance(got, true):
    """The largest difference, relative to the largest true value."""
    return float(np.abs(np.asarray(got, np.float64) - true).max() / (np.abs(true).max() + 1e-300))
