# Sightline's explanation computed again: Grad-CAM for class 1, at layer3.1, of resnet18.
# The method is that of: pytorch-grad-cam 1.5.7, GradCAM.
#
#     pip install torch==2.15.0 onnx==1.23.2 onnx2torch==1.5.15 grad-cam==1.5.7 pillow==13.0.0 numpy==2.4.6
#
# The ONNX file is turned into a PyTorch module by onnx2torch, which knows fewer operators than Sightline. If it refuses,
# FILL IN `build` with the PyTorch network that the file was exported from.

import ast
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnx2torch import convert
from PIL import Image, ImageOps
from pytorch_grad_cam import GradCAM

MODEL = "resnet18.onnx"
PICTURE = "picture.png"
PICTURE_HASH = "8d0009255266eb35e71b9455f45cb9857b2571417a68975d967a51891df480ea"
SAVED = "onnx-grad-cam.json"  # Sightline's map, to compare with; without this file nothing is compared
LAYERS = ["layer3.1"]


class Network(torch.nn.Module):
    """The network for pictures with the channels first."""

    def __init__(self, model, graph, turned):
        super().__init__()
        self.model, self.graph, self.turned = model, graph, turned

    def forward(self, x):
        output = self.model(x.permute(0, 2, 3, 1) if self.turned else x)
        return output[0] if isinstance(output, (list, tuple)) else output


def pad_explicitly(file, weights):
    """Writes out the padding that TensorFlow calls same, which onnx2torch does not know."""
    inferred = onnx.shape_inference.infer_shapes(file).graph
    shapes = {one.name: [dim.dim_value for dim in one.type.tensor_type.shape.dim] for one in [*inferred.input, *inferred.value_info]}
    for node in file.graph.node:
        known = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        how = known.get("auto_pad", b"NOTSET")
        if how not in (b"SAME_UPPER", b"SAME_LOWER"):
            continue
        kernel = known["kernel_shape"] if "kernel_shape" in known else weights[node.input[1]].shape[2:]
        settings = zip(shapes[node.input[0]][2:], kernel, known.get("strides", (1, 1)), known.get("dilations", (1, 1)))
        lacking = [max((-(-side // stride) - 1) * stride + (size - 1) * dilation + 1 - side, 0) for side, size, stride, dilation in settings]
        less, more = [lack // 2 for lack in lacking], [lack - lack // 2 for lack in lacking]
        kept = [one for one in node.attribute if one.name not in ("auto_pad", "pads")]
        del node.attribute[:]
        node.attribute.extend([*kept, onnx.helper.make_attribute("pads", less + more if how == b"SAME_UPPER" else more + less)])


def build():
    """The file as a module, up to what stands before a softmax or sigmoid at its end: Sightline explains that."""
    file = onnx.load(MODEL)
    graph = file.graph
    weights = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    for node in [node for node in graph.node if node.op_type == "DequantizeLinear" and node.input[0] in weights]:
        values, scale = (weights[name].astype(np.float32) for name in node.input[:2])  # weights of 8 bits become float32
        zero = weights[node.input[2]].astype(np.float32) if len(node.input) > 2 else np.zeros_like(scale)
        axis = next((one.i for one in node.attribute if one.name == "axis"), 1) if scale.ndim else 0
        shape = [-1 if place == axis % values.ndim else 1 for place in range(values.ndim)]
        whole = (values - zero.reshape(shape)) * scale.reshape(shape)
        weights[node.output[0]] = whole.astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(weights[node.output[0]], node.output[0]))
        graph.node.remove(node)
    makers = {name: node for node in graph.node for name in node.output}
    last = makers[graph.output[0].name]
    if last.op_type in ("Softmax", "LogSoftmax", "Sigmoid"):
        graph.output[0].name = last.input[0]
        graph.node.remove(last)
    given = next(one for one in graph.input if one.name not in weights).type.tensor_type.shape.dim
    turned = given[-1].dim_value in (1, 3)
    for place, side in enumerate((48, 48, 3) if turned else (3, 48, 48), 1):
        given[place].dim_value = side
    pad_explicitly(file, weights)
    return Network(convert(file, attach_onnx_mapping=True), graph, turned).eval()


def layer(name):
    """The module of a layer: of the last node inside the module of that name, or of the node or value of that name."""
    def names(node):
        parts = [part for part in node.name.split("/") if part]
        path = [part for part, after in zip(parts, [*parts[1:], ""]) if not after.startswith(f"{part}.")]
        scopes = [one.value for one in node.metadata_props if one.key == "pkg.torch.onnx.name_scopes"]
        named = [name for scope in scopes for name in ast.literal_eval(scope)]
        whole = [".".join(path[: end + 1]) for end in range(len(path))]
        return {node.name, *node.output, *named, *parts, *whole}

    nodes = [node for node in network.graph.node if name in names(node)]
    if not nodes:
        every = "\n".join(f"{node.op_type} {node.name} -> {node.output[0]}" for node in network.graph.node)
        raise SystemExit(f"No node belongs to the layer {name}. Put the name of one of these into LAYERS:\n{every}")
    output = nodes[-1].output[0]
    return next(one for one in network.modules() if hasattr(one, "onnx_mapping") and output in one.onnx_mapping.outputs)


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
layers = [layer(name) for name in LAYERS]
cam = GradCAM(network, layers)
for module in layers:  # what follows a layer may change its output in place, as torchvision's `out += identity` does
    module.register_forward_hook(lambda _module, _inputs, output: output.clone())
inner = cam
raws, image = [], inner.get_cam_image  # the library returns the finished map; this keeps the raw ones


def kept(*arguments, **options):
    raw = image(*arguments, **options)
    raws.append(raw)
    return raw


inner.get_cam_image = kept
heatmap = cam(input_tensor=x, targets=[target])[0]
found = raws[0][0]

if hashlib.sha256(Path(PICTURE).read_bytes()).hexdigest() != PICTURE_HASH:
    print("this is another picture than the one that was explained")
if found.shape != (3, 3):
    raise SystemExit(f"expected a map of 3 x 3, got {found.shape}: is it the same layer, and are its channels first?")
print(f"{found.shape[0]} x {found.shape[1]} values from {found.min():.6g} to {found.max():.6g}")
np.save("map.npy", found)
if Path(SAVED).exists():
    wanted = np.array(json.loads(Path(SAVED).read_text(encoding="utf-8"))["map"]["values"]).reshape(found.shape)
    difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-12)
    print(f"largest difference from Sightline: {difference:.1e} of the largest value")
