# Sightline's explanation computed again: CNN Fixations for class 1, of ResNet-18.
# The method is that of: the authors' steps (val-iisc/cnn-fixations).
#
#     pip install torch==2.15.0 torchvision==0.29.2 timm==1.0.31 safetensors==0.8.0 pillow==13.0.0 numpy==2.4.6
#
# FILL IN: the file of a state dict holds weights and not the network. ARCHITECTURES are guesses from the name ResNet-18:
# put the library and the name there by which you made it. The weights must fit it exactly, or the script ends.

import difflib
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image, ImageOps

MODEL = "resnet18.safetensors"
PICTURE = "picture.png"
PICTURE_HASH = "8d0009255266eb35e71b9455f45cb9857b2571417a68975d967a51891df480ea"
SAVED = "cnn-fixations.json"  # Sightline's map, to compare with; without this file nothing is compared
ARCHITECTURES = [("torchvision", "resnet18"), ("timm", "resnet18")]
OUTPUTS = 10


class Network(torch.nn.Module):
    """The network with a plain tensor as its output."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        output = self.model(x)
        return output["out"] if isinstance(output, dict) else output


def build():
    """The first of ARCHITECTURES that has exactly the parameters of the file."""
    from safetensors.torch import load_file
    state = load_file(MODEL)
    refused = []
    for library, name in ARCHITECTURES:
        try:
            if library == "torchvision":
                segments = name.startswith(("fcn_", "deeplabv3_"))
                auxiliary = any(key.startswith("aux_classifier.") for key in state)
                more = {"weights_backbone": None, "aux_loss": auxiliary} if segments else {}
                model = torchvision.models.get_model(name, weights=None, num_classes=OUTPUTS, **more)
            else:
                import timm
                model = timm.create_model(name, num_classes=OUTPUTS)
            model.load_state_dict(state)
        except (ImportError, RuntimeError, ValueError) as error:
            refused.append(f"{library} {name}: {str(error)[:500]}")
            continue
        for module in model.modules():
            if hasattr(module, "inplace"):
                module.inplace = False  # else it overwrites the activation of the layer before it
        return Network(model).eval()
    raise SystemExit("No architecture of ARCHITECTURES has the parameters of the file.\n" + "\n".join(refused))


def layer(name):
    """The module of a layer. Sightline calls layers as their modules are called."""
    modules = dict(network.model.named_modules())
    if name not in modules:
        near = difflib.get_close_matches(name, modules, 5, 0)
        raise SystemExit(f"The network has no module {name}. Put one of its own into LAYERS: {near}")
    return modules[name]


def prepared():
    """The picture as the network gets it: [3, 48, 48]."""
    picture = ImageOps.exif_transpose(Image.open(PICTURE)).convert("RGBA")
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    width, height = picture.size
    resized = [54 * side // min(width, height) for side in (width, height)]  # torchvision's Resize
    left, top = round((resized[0] - 48) / 2), round((resized[1] - 48) / 2)  # and CenterCrop
    across, down = width / resized[0], height / resized[1]
    box = (left * across, top * down, (left + 48) * across, (top + 48) * down)
    size, how = (48, 48), Image.Resampling.BICUBIC
    # In floating point: of whole grey levels Pillow would round twice.
    planes = [Image.fromarray(np.array(plane, np.float32)).resize(size, how, box) for plane in picture.split()]
    values = np.clip(np.stack([np.array(plane) for plane in planes]), 0, 255)
    values = (values / 255 - np.array((0.485, 0.456, 0.406))[:, None, None]) / np.array((0.229, 0.224, 0.225))[:, None, None]
    return values.astype(np.float32)


def target(output):
    """The score: the logit of class 1."""
    return output[1]


network = build()
x = torch.from_numpy(prepared())[None]
BLUR = 6


class Kept(torch.fx.Interpreter):
    """Runs the network and keeps the value of every node."""

    values = {}

    def run_node(self, node):
        self.values[node] = super().run_node(node)
        return self.values[node]


traced = torch.fx.symbolic_trace(network)
with torch.no_grad():
    Kept(traced).run(x)
values = {node: value[0].numpy() for node, value in Kept.values.items() if isinstance(value, torch.Tensor)}
order = {node: place for place, node in enumerate(traced.graph.nodes)}


def is_sum(node):
    return node.op == "call_function" and node.target.__name__ in ("add", "iadd") and len(node.all_input_nodes) == 2


def ancestors(node):
    return {node}.union(*(ancestors(before) for before in node.all_input_nodes))


BRANCHES = set()  # nodes that lie in one branch of a sum alone
for node in filter(is_sum, traced.graph.nodes):
    left, right = (ancestors(before) for before in node.all_input_nodes)
    BRANCHES |= left ^ right


def is_row(node):
    """Whether values come from a linear layer or a global pooling, and not from a grid of several pixels."""
    if isinstance(module_of(node), torch.nn.Linear):
        return True
    if values[node].ndim == 3:
        return values[node].shape[1:] == (1, 1)
    return "pool" in str(node.target).lower() or bool(node.all_input_nodes) and is_row(node.all_input_nodes[0])


def module_of(node):
    return traced.get_submodule(node.target) if node.op == "call_module" else None


def both(value):
    return (value, value) if isinstance(value, int) else value


def through_convolution(node, module, before, place):
    """The channel whose products sum to most; there the middle of the window, or in a branch the largest value."""
    channel, *at = np.unravel_index(place, values[node].shape)
    weight = module.weight[channel].detach().numpy()
    first = channel // (module.out_channels // module.groups) * len(weight)
    taps = [[(tap, here * stride - padding + tap * dilation) for tap in range(size)]
            for here, stride, padding, dilation, size in zip(at, module.stride, module.padding, module.dilation, module.kernel_size)]
    taps = [[(tap, to) for tap, to in line if 0 <= to < side] for line, side in zip(taps, before.shape[1:])]
    rows, columns = ([tap for tap, _ in line] for line in taps)
    down, across = ([to for _, to in line] for line in taps)
    part = before[first : first + len(weight)][:, down][:, :, across]
    best = (part * weight[:, rows][:, :, columns]).sum(axis=(1, 2)).argmax()
    middle = [size // 2 for size in module.kernel_size]
    if node in BRANCHES or middle[0] not in rows or middle[1] not in columns:
        row, column = np.unravel_index(part[best].argmax(), part[best].shape)
    else:
        row, column = rows.index(middle[0]), columns.index(middle[1])
    return int(np.ravel_multi_index((first + best, down[row], across[column]), before.shape))


def through_pooling(node, module, before, place):
    """The largest value of the window, also of a mean."""
    channel, *at = np.unravel_index(place, values[node].shape)
    if not hasattr(module, "kernel_size"):  # adaptive, or of everything
        sides = list(zip(before.shape[1:], values[node].shape[1:] or (1, 1), at or (0, 0)))
        (top, bottom), (left, right) = ((here * side // to, -(-(here + 1) * side // to)) for side, to, here in sides)
    else:
        ranges = []
        settings = (both(getattr(module, name, 1)) for name in ("kernel_size", "stride", "padding", "dilation"))
        for here, side, size, stride, padding, dilation in zip(at, before.shape[1:], *settings):
            start = here * stride - padding
            ranges.append((max(start, 0), min(start + (size - 1) * dilation + 1, side)))
        (top, bottom), (left, right) = ranges
    part = before[channel, top:bottom, left:right]
    row, column = np.unravel_index(part.argmax(), part.shape)
    return int(np.ravel_multi_index((channel, top + row, left + column), before.shape))


def step(node, places):
    """From places of a value to those before it that contributed most, by node."""
    inputs, module = node.all_input_nodes, module_of(node)
    name = type(module).__name__ if module else str(getattr(node.target, "__name__", node.target))
    before = values[inputs[0]]
    if is_sum(node):
        early, late = sorted(inputs, key=order.get)
        stays = {place for place in places if values[early].flat[place] >= values[late].flat[place]}
        return {early: stays, late: places - stays}
    if isinstance(module, torch.nn.Linear):
        products = {place: module.weight[place].detach().numpy() * before.reshape(-1) for place in places}
        if is_row(inputs[0]):
            return {inputs[0]: {int(one) for product in products.values() for one in np.flatnonzero(product > 0)}}
        return {inputs[0]: {int(product.argmax()) for product in products.values()}}
    if isinstance(module, torch.nn.Conv2d):
        return {inputs[0]: {through_convolution(node, module, before, place) for place in places}}
    if "pool" in name.lower():
        return {inputs[0]: {through_pooling(node, module, before, place) for place in places}}
    if len(inputs) == 1 and before.size == values[node].size:  # batch norms, ReLUs, dropout, flattening
        return {inputs[0]: places}
    raise SystemExit(f"CNN Fixations are not written out here for {name}")


output = next(node for node in traced.graph.nodes if node.op == "output").all_input_nodes[0]
pending = {output: {1}}
while True:
    node = max(pending, key=order.get)
    places = pending.pop(node)
    if node.op == "placeholder":
        break
    for to, more in step(node, places).items():
        pending.setdefault(to, set()).update(more)
size = x.shape[2:]
points = np.array([np.unravel_index(place, x.shape[1:])[1:] for place in sorted(places)])
near = np.linalg.norm(points[:, None] - points[None], axis=2) <= 0.1 * np.hypot(*size)
points = points[near.sum(axis=1) > 0.05 * len(points)]  # without isolated ones
found = np.zeros(size)
np.add.at(found, tuple(points.T), 1)
half = max((min(size) - 1) // 2, 1)
bell = np.exp(-((np.arange(-half, half + 1) / BLUR) ** 2) / 2)
for axis in (0, 1):
    found = np.apply_along_axis(lambda line: np.convolve(np.pad(line, half, "reflect"), bell / bell.sum(), "valid"), axis, found)

if hashlib.sha256(Path(PICTURE).read_bytes()).hexdigest() != PICTURE_HASH:
    print("this is another picture than the one that was explained")
if found.shape != (48, 48):
    raise SystemExit(f"expected a map of 48 x 48, got {found.shape}: is it the same layer, and are its channels first?")
print(f"{found.shape[0]} x {found.shape[1]} values from {found.min():.6g} to {found.max():.6g}")
np.save("map.npy", found)
if Path(SAVED).exists():
    wanted = np.array(json.loads(Path(SAVED).read_text(encoding="utf-8"))["map"]["values"]).reshape(found.shape)
    difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-12)
    print(f"largest difference from Sightline: {difference:.1e} of the largest value")
