"""ONNX files whose first nodes scale the pixels, each in another way that exporters and people write, and one of each kind
of note in the metadata. `fronts.safetensors` holds the models, one picture, and the logits of onnxruntime for the picture
in the coding that the network was made for. `tests/parity/fronts.rs` loads each model without any setting.

    python make_fixtures.py
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

sys.path.append(str(Path(__file__).resolve().parent.parent))
from weights import uniform  # noqa: E402

SIDE = 32
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
CAFFE = np.array([103.939, 116.779, 123.68], np.float32)


def picture():
    y, x = np.mgrid[:SIDE, :SIDE]
    planes = [np.where((x + 3 * c) // 5 % 2 == (y + c) // 7 % 2, 230 - 60 * c, 20 + 30 * c) for c in range(3)]
    return np.stack(planes, -1).astype(np.uint8)


class Model:
    """Nodes in a row, from `x` on."""

    def __init__(self, shape, kind=TensorProto.FLOAT):
        self.input = helper.make_tensor_value_info("x", kind, shape)
        self.nodes, self.weights, self.last = [], [], "x"

    def constant(self, values):
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def add(self, op, *others, before=(), **settings):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, [*before, self.last, *others], [name], **settings))
        self.last = name
        return self

    def by(self, op, values):
        return self.add(op, self.constant(np.asarray(values, np.float32)))

    def file(self, channels=3, notes=None):
        """With a small network behind the front, whose channels come first."""
        conv = uniform("conv", 8 * channels * 9).reshape(8, channels, 3, 3).astype(np.float32) / 4
        self.add("Conv", self.constant(conv), strides=[2, 2], pads=[1, 1, 1, 1]).add("Relu").add("GlobalAveragePool").add("Flatten")
        head = uniform("head", 32).reshape(8, 4).astype(np.float32)
        self.add("MatMul", self.constant(head))
        output = helper.make_tensor_value_info(self.last, TensorProto.FLOAT, [1, 4])
        graph = helper.make_graph(self.nodes, "graph", [self.input], [output], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        for key, value in (notes or {}).items():
            model.metadata_props.add(key=key, value=value)
        onnx.checker.check_model(model)
        return model.SerializeToString()


FIRST, LAST = [1, 3, SIDE, SIDE], [1, SIDE, SIDE, 3]
RGB = picture().astype(np.float32)
CHW = RGB.transpose(2, 0, 1)[None]
UNIT = CHW / 255
PER_CHANNEL = (3, 1, 1)


def joined(scale, shift):
    """Each channel scaled by itself, as torchvision's Inception does it."""
    model = Model(FIRST)
    parts = []
    for channel in range(3):
        model.last = "x"
        model.add("Gather", model.constant(np.array(channel, np.int64)), axis=1).add("Unsqueeze", model.constant(np.array([1], np.int64)))
        model.by("Mul", scale[channel]).by("Add", shift[channel])
        parts.append(model.last)
    model.last = parts[0]
    return model.add("Concat", *parts[1:], axis=1)


def swapped(model, axis):
    return model.add("Gather", model.constant(np.array([2, 1, 0], np.int64)), axis=axis)


def to_first(model):
    return model.add("Transpose", perm=[0, 3, 1, 2])


def norm(mean, variance):
    model = Model(FIRST)
    constants = [np.ones(3), np.zeros(3), mean, variance]
    return model.add("BatchNormalization", *[model.constant(np.asarray(values, np.float32)) for values in constants], epsilon=1e-5)


def cases():
    """Name, file, and the input that the network was made for."""
    hwc = RGB[None]
    imagenet = (UNIT - MEAN.reshape(PER_CHANNEL)) / STD.reshape(PER_CHANNEL)
    luma = (picture().astype(np.int64) @ [19595, 38470, 7471] + 0x8000 >> 16)[None, None]  # Pillow's
    yield "mean-and-deviation", Model(FIRST).by("Sub", MEAN.reshape(PER_CHANNEL)).by("Div", STD.reshape(PER_CHANNEL)).file(), UNIT
    yield "mean-and-deviation-of-levels", Model(FIRST).by("Sub", 255 * MEAN.reshape(PER_CHANNEL)).by("Mul", 1 / 255 / STD.reshape(PER_CHANNEL)).file(), CHW
    yield "divided-by-255-first", Model(FIRST).by("Div", 255).by("Sub", MEAN.reshape(PER_CHANNEL)).by("Div", STD.reshape(PER_CHANNEL)).file(), CHW
    yield "rescaling", to_first(Model(LAST).by("Mul", 1 / 255)).file(), hwc
    yield "rescaling-to-centred", to_first(Model(LAST).by("Mul", 1 / 127.5).by("Add", -1)).file(), hwc
    yield "unit-to-centred", Model(FIRST).by("Sub", 0.5).by("Mul", 2).file(), UNIT
    yield "centred-to-unit", Model(FIRST).by("Add", 1).by("Div", 2).file(), 2 * UNIT - 1
    yield "to-levels-first", Model(FIRST).by("Mul", 255).by("Sub", CAFFE[::-1].reshape(PER_CHANNEL)).file(), UNIT
    yield "blue-first-inside", to_first(swapped(Model(LAST), 3).by("Sub", CAFFE)).file(), hwc
    yield "blue-first-outside", to_first(Model(LAST).by("Sub", CAFFE)).file(), hwc[..., ::-1]
    yield "inception", joined(2 * STD, 2 * MEAN - 1).file(), imagenet
    yield "pixel-convolution", scaled_by_convolution().file(), CHW
    yield "batch-norm", norm([0.45, 0.5, 0.4], [0.06, 0.05, 0.07]).file(), UNIT
    yield "batch-norm-of-levels", norm([118, 125, 104], [4100, 3900, 4500]).file(), CHW
    yield "clipped", clipped().file(), UNIT
    yield "bytes", to_first(Model(LAST, TensorProto.UINT8).add("Cast", to=TensorProto.FLOAT).by("Div", 255)).file(), picture()[None]
    yield "whole-numbers", Model(FIRST).add("Cast", to=TensorProto.UINT8).add("Cast", to=TensorProto.FLOAT).by("Div", 255).file(), CHW
    yield "grey-repeated", repeated().file(), luma
    plain = {"Image.BitmapPixelFormat": "Bgr8", "Image.NominalPixelRange": "NominalRange_0_255"}
    yield "notes-of-onnx", Model(FIRST).by("Mul", 1).file(notes=plain), CHW[:, ::-1]
    yield "notes-of-people", Model(FIRST).by("Mul", 1).file(notes={"mean": "(0.5, 0.5, 0.5)", "std": "[0.25, 0.25, 0.25]"}), (UNIT - 0.5) / 0.25
    yield "notes-of-ultralytics", Model(FIRST).by("Mul", 1).file(notes={"stride": "1", "task": "classify", "imgsz": "[32, 32]"}), UNIT


def clipped():
    model = Model(FIRST)
    limits = [model.constant(np.array(value, np.float32)) for value in (0, 1)]
    return model.add("Clip", *limits).by("Sub", 0.4).by("Div", 0.3)


def repeated():
    model = Model([1, 1, SIDE, SIDE]).by("Div", 255)
    return model.add("Expand", model.constant(np.array([1, 3, SIDE, SIDE], np.int64)))


def scaled_by_convolution():
    model = Model(FIRST)
    weight = (1 / 255 / STD).reshape(3, 1, 1, 1)
    return model.add("Conv", model.constant(weight.astype(np.float32)), model.constant((-MEAN / STD).astype(np.float32)), group=3)


def main():
    tensors = {"picture": picture()}
    for name, file, batch in cases():
        batch = np.ascontiguousarray(batch)
        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        [logits] = session.run(None, {"x": batch if batch.dtype == np.uint8 else batch.astype(np.float32)})
        tensors[f"{name}/model"] = np.frombuffer(file, np.uint8)
        tensors[f"{name}/logits"] = logits[0]
        print(name, logits[0])
    save_file(tensors, Path(__file__).with_name("fronts.safetensors"))


if __name__ == "__main__":
    main()
