"""Five small networks, each exported to ONNX by both exporters of PyTorch, with PyTorch's activations and gradients and
pytorch-grad-cam's raw maps in float64. See README.md.

    python3.11 -m venv venv && venv/bin/pip install -r requirements-networks.txt
    venv/bin/python make_networks.py

writes `networks.safetensors` and `networks.json`.
"""

import copy
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytorch_grad_cam
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from weights import fill, uniform  # noqa: E402

SIDE = 32
CLASSES = 6
METHODS = {
    "grad-cam": pytorch_grad_cam.GradCAM,
    "hires-cam": pytorch_grad_cam.HiResCAM,
    "layer-cam": pytorch_grad_cam.LayerCAM,
    "grad-cam-plus-plus": pytorch_grad_cam.GradCAMPlusPlus,
    "xgrad-cam": pytorch_grad_cam.XGradCAM,
}


def normed(cin, cout, kernel, stride=1, padding=0, groups=1):
    return [nn.Conv2d(cin, cout, kernel, stride, padding, groups=groups, bias=False), nn.BatchNorm2d(cout)]


class ResidualBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1, self.bn1 = normed(cin, cout, 3, stride, 1)
        self.conv2, self.bn2 = normed(cout, cout, 3, 1, 1)
        self.shortcut = nn.Sequential(*normed(cin, cout, 1, stride)) if (stride, cin) != (1, cout) else nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(*normed(3, 8, 5, 2, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stage1, self.stage2 = ResidualBlock(8, 8, 1), ResidualBlock(8, 16, 2)
        self.fc = nn.Linear(16, CLASSES)

    def forward(self, x):
        x = self.stage2(self.stage1(self.stem(x)))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Gate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(channels, channels // 4, 1), nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.expand(F.relu(self.reduce(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    def __init__(self, cin, cout, stride, activation, gated):
        super().__init__()
        wide = 3 * cin
        gate = [Gate(wide)] if gated else []
        self.body = nn.Sequential(*normed(cin, wide, 1), activation(), *normed(wide, wide, 3, stride, 1, wide), activation(),
                                  *gate, *normed(wide, cout, 1))
        self.added = stride == 1 and cin == cout

    def forward(self, x):
        return x + self.body(x) if self.added else self.body(x)


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(*normed(3, 8, 3, 2, 1), nn.Hardswish())
        self.blocks = nn.Sequential(Inverted(8, 8, 1, nn.ReLU6, False), Inverted(8, 12, 2, nn.ReLU6, True),
                                    Inverted(12, 12, 1, nn.Hardswish, True))
        self.last = nn.Sequential(*normed(12, 24, 1), nn.Hardswish())
        self.fc = nn.Linear(24, CLASSES)

    def forward(self, x):
        return self.fc(self.last(self.blocks(self.stem(x))).mean([2, 3]))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.qkv, self.project = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        parts = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        weights = torch.softmax(query @ key.transpose(-2, -1) * (width // self.heads) ** -0.5, dim=-1)
        return self.project((weights @ value).transpose(1, 2).reshape(batch, tokens, width))


class AttentionBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width, eps=1e-6), Attention(width, 3)
        self.norm2, self.wide, self.narrow = nn.LayerNorm(width, eps=1e-6), nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.narrow(F.gelu(self.wide(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, width=24, patch=8):
        super().__init__()
        tokens = (SIDE // patch) ** 2 + 1
        self.patch = nn.Conv2d(3, width, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, tokens, width))
        self.blocks = nn.ModuleList([AttentionBlock(width) for _ in range(2)])
        self.norm, self.head = nn.LayerNorm(width, eps=1e-6), nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], dim=1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


class Segmentation(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(),
                                  nn.Conv2d(8, 12, 3, 2, 1), nn.BatchNorm2d(12), nn.ReLU(),
                                  nn.Conv2d(12, 12, 3, 1, 2, dilation=2), nn.BatchNorm2d(12), nn.ReLU())
        self.classify = nn.Conv2d(12, 4, 1)

    def forward(self, x):
        return F.interpolate(self.classify(self.down(x)), scale_factor=4, mode="bilinear", align_corners=False)


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
                                      nn.Conv2d(8, 12, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
                                      nn.Conv2d(12, 12, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(12 * 4 * 4, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, CLASSES))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def grid(tokens):
    """`[batch, 1 + rows * columns, channels]` as `[batch, channels, rows, columns]`, without the class token."""
    side = int((tokens.shape[1] - 1) ** 0.5)
    return tokens[:, 1:].reshape(tokens.shape[0], side, side, -1).permute(0, 3, 1, 2)


NETWORKS = {  # class, explained layer
    "residual": (Residual, "stage2"),
    "mobile": (Mobile, "last"),
    "transformer": (Transformer, "blocks.1.norm1"),
    "segmentation": (Segmentation, "down"),
    "plain": (Plain, "features.7"),
}
LEGACY = {"dynamo": False, "opset_version": 13}
DYNAMIC = {"dynamic_axes": {"input": {0: "batch"}, "output": {0: "batch"}}}
UNFUSED = {"do_constant_folding": False, "training": torch.onnx.TrainingMode.PRESERVE}
EXPORTS = {
    "legacy-13": LEGACY,
    "dynamo-18": {"dynamo": True, "opset_version": 18, "external_data": False},
    "legacy-13-any-batch": LEGACY | DYNAMIC,
    "legacy-13-with-batch-norms": LEGACY | UNFUSED,
}
ONLY_RESIDUAL = ("legacy-13-any-batch", "legacy-13-with-batch-norms")


def picture():
    """`[1, 3, SIDE, SIDE]`: waves, so that maps are not noise."""
    c, y, x = np.meshgrid(np.arange(3.0), np.arange(float(SIDE)), np.arange(float(SIDE)), indexing="ij")
    waves = np.sin(0.35 * (c + 1) * x + 0.2 * y) * np.cos(0.17 * (c + 2) * y)
    noise = uniform("picture of the networks", waves.size).reshape(waves.shape)
    return torch.from_numpy((waves + 0.3 * noise).astype(np.float32))[None]


def build(name):
    model = NETWORKS[name][0]().eval()
    entries = {key: value.numpy() for key, value in model.state_dict().items()}
    filled, _ = fill(entries, 1.0, f"onnx-{name}")
    model.load_state_dict({key: torch.from_numpy(np.asarray(value)) for key, value in filled.items()})
    return model


def evidence(model, layer, x):
    """Scores, activation and gradient of the layer, the explained class, and the least gap between the two best."""
    kept = []
    handle = model.get_submodule(layer).register_forward_hook(lambda _module, _inputs, output: kept.append(output))
    output = model(x)
    handle.remove()
    best = output[0].topk(2, dim=0)
    gap = float((best.values[0] - best.values[1]).min().detach())
    if output.ndim == 4:  # the sum of a class's scores over the pixels where it wins
        category = int(torch.bincount(best.indices[0].flatten()).argmax())
        score = output[0, category][best.indices[0] == category].sum()
    else:
        category = int(best.indices[0])
        score = output[0, category]
    (gradient,) = torch.autograd.grad(score, kept[0])
    return [tensor.detach() for tensor in (output, kept[0], gradient)], category, gap


def maps(model, layer, x, activation, gradient):
    """The library's raw maps of an activation and a gradient, before its ReLU."""
    found = {}
    for method, kind in METHODS.items():
        with kind(model=model, target_layers=[model.get_submodule(layer)]) as cam:
            found[method] = cam.get_cam_image(x, None, None, activation, gradient, False)[0]
    return found


def without_paths(file):
    """The exporter notes where its program lies, which is no part of the model."""
    model = onnx.load(str(file))
    del model.metadata_props[:], model.graph.metadata_props[:]
    for item in (*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output,
                 *model.graph.initializer, *model.functions):
        del item.metadata_props[:]
        item.doc_string = ""
    content = model.SerializeToString()
    assert b".py" not in content, file
    return content


def tensors_equal_to(content, x, wanted):
    """Which tensors of an exported model hold the values of the explained layer; and its output."""
    model = onnx.load_from_string(content)
    names = [name for node in model.graph.node for name in node.output if name]
    output = model.graph.output[0].name
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name != output)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found = dict(zip((one.name for one in session.get_outputs()), session.run(None, {"input": x.numpy()})))
    same = [name for name in names if getattr(found[name], "shape", None) == wanted.shape and distance(found[name], wanted) < 1e-4]
    return same, found[output]


def distance(found, expected):
    return float(np.abs(np.asarray(found, np.float64) - expected).max() / np.abs(expected).max())


def main():
    x = picture()
    tensors, table = {"input": x.numpy()}, {}
    for name, (_, layer) in NETWORKS.items():
        model = build(name)
        exact, category, gap = evidence(copy.deepcopy(model).double(), layer, x.double())
        single, same, _ = evidence(model, layer, x)
        noise = max(distance(a.numpy(), b.numpy()) for a, b in zip(single, exact))
        # Else a ReLU or a pixel may fall either way, and no limit below would be fair.
        assert category == same and gap > 1e-5 and noise < 1e-5, (name, gap, noise)
        output, activation, gradient = [tensor.numpy() for tensor in exact]
        if name == "transformer":
            activation, gradient = (grid(tensor).numpy() for tensor in exact[1:])
        kept = {"scores": output, "activation": activation, "gradient": gradient,
                **maps(copy.deepcopy(model).double(), layer, x.double(), activation, gradient)}
        tensors |= {f"{name}/{key}": value.astype(np.float32) for key, value in kept.items()}
        exports = {}
        for export, settings in EXPORTS.items():
            if export in ONLY_RESIDUAL and name != "residual":
                continue
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "model.onnx"
                torch.onnx.export(copy.deepcopy(model), (x,), str(file), input_names=["input"], output_names=["output"], **settings)
                content = without_paths(file)
            same, answer = tensors_equal_to(content, x, exact[1].numpy())
            assert same and distance(answer, output) < 1e-5, (name, export)
            exports[export] = same
            tensors[f"{name}/{export}/model"] = np.frombuffer(content, np.uint8)
            print(f"{name} {export}: {len(content)} bytes, {same}")
        table[name] = {"layer": layer, "class": category, "exports": exports}
        print(f"{name}: class {category} by {gap:.1e}, float32 off by {noise:.1e}")
    save_file({key: np.ascontiguousarray(value) for key, value in tensors.items()}, HERE / "networks.safetensors")
    (HERE / "networks.json").write_text(json.dumps(table, indent=1) + "\n")


main()
