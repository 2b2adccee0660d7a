"""A small network, and the same after onnxruntime's quantisers rounded its values to 8 bits.

    venv/bin/python make_rounded.py

writes `rounded.safetensors`: `<form>/model` for the float network and each form of rounding, one `picture`,
`<form>/output`, what onnxruntime answers, and `<form>/gradient`: PyTorch's gradient of the first score for the network
with the weights that the form stores, clipped to what its whole numbers hold, and nothing rounded on the way. Weights
are small numbers from a fixed seed.
"""

import logging
import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic,
                                      quantize_static)
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent
RANDOM = np.random.default_rng(11)
SHAPE = (1, 3, 12, 12)


def numbers(*shape, size=1.0):
    return (RANDOM.uniform(-1, 1, shape) * size).astype(np.float32)


def network():
    weights = {"w1": numbers(6, 3, 3, 3, size=0.4), "b1": numbers(6, size=0.2), "w2": numbers(8, 6, 3, 3, size=0.3),
               "b2": numbers(8, size=0.2), "w3": numbers(8, 5), "b3": numbers(5)}
    nodes = [helper.make_node("Conv", ["picture", "w1", "b1"], ["c1"], name="conv1", pads=[1, 1, 1, 1]),
             helper.make_node("Relu", ["c1"], ["r1"], name="relu1"),
             helper.make_node("Conv", ["r1", "w2", "b2"], ["c2"], name="conv2", strides=[2, 2]),
             helper.make_node("Relu", ["c2"], ["r2"], name="relu2"),
             helper.make_node("GlobalAveragePool", ["r2"], ["g"], name="pool"),
             helper.make_node("Flatten", ["g"], ["f"], name="flatten"),
             helper.make_node("MatMul", ["f", "w3"], ["m"], name="product"),
             helper.make_node("Add", ["m", "b3"], ["scores"], name="bias")]
    graph = helper.make_graph(nodes, "small", [helper.make_tensor_value_info("picture", TensorProto.FLOAT, SHAPE)],
                              [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 5])],
                              [numpy_helper.from_array(value, key) for key, value in weights.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


class Pictures(CalibrationDataReader):
    def __init__(self):
        self.left = [{"picture": numbers(*SHAPE)} for _ in range(16)]

    def get_next(self):
        return self.left.pop() if self.left else None


def gradient(model, picture):
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}

    def scaled(name, scale):
        values, zero = stored[f"{name}_quantized"].astype(np.float32), stored.get(f"{name}_zero_point", 0)
        if np.size(scale) > 1:  # one for each output channel
            shape = {4: (-1, 1, 1, 1), 2: (1, -1), 1: (-1,)}[values.ndim]
            zero, scale = np.reshape(zero, shape if np.size(zero) > 1 else ()), np.reshape(scale, shape)
        return torch.from_numpy((values - np.float32(zero)) * np.float32(scale))

    def weight(name):
        return torch.from_numpy(stored[name].copy()) if name in stored else scaled(name, stored[f"{name}_scale"])

    def bias(name, before, after):
        if name in stored:
            return torch.from_numpy(stored[name].copy())
        return scaled(name, stored[f"{before}_scale"] * stored[f"{after}_scale"])

    def kept(name, value):
        if f"{name}_scale" not in stored:
            return value
        zero = stored[f"{name}_zero_point"]
        ends = [(float(end) - float(zero)) * float(stored[f"{name}_scale"]) for end in (np.iinfo(zero.dtype).min, np.iinfo(zero.dtype).max)]
        return value.clamp(*ends)

    x = torch.from_numpy(picture).requires_grad_()
    value = kept("picture", x)
    value = kept("c1", torch.nn.functional.conv2d(value, weight("w1"), bias("b1", "picture", "w1"), padding=1))
    value = kept("r1", value.relu())
    value = kept("c2", torch.nn.functional.conv2d(value, weight("w2"), bias("b2", "r1", "w2"), stride=2))
    value = kept("r2", value.relu())
    value = kept("f", kept("g", value.mean((2, 3))))
    scores = kept("m", value @ weight("w3")) + weight("b3") if "b3" in stored else kept("m", value @ weight("w3"))
    return torch.autograd.grad(scores[0, 0], x)[0].numpy()


def main():
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: str(pathlib.Path(folder) / f"{name}.onnx")
        onnx.save(network(), path("float"))
        kinds = {"weight_type": QuantType.QInt8, "extra_options": {"WeightSymmetric": True}}
        quantize_static(path("float"), path("pairs"), Pictures(), QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QUInt8, **kinds)
        quantize_static(path("float"), path("pairs-signed"), Pictures(), QuantFormat.QDQ,
                        activation_type=QuantType.QInt8, **kinds)
        quantize_static(path("float"), path("operators"), Pictures(), QuantFormat.QOperator,
                        activation_type=QuantType.QUInt8, op_types_to_quantize=["Conv", "MatMul"], **kinds)
        quantize_dynamic(path("float"), path("dynamic"), weight_type=QuantType.QUInt8)
        picture, tensors = numbers(*SHAPE), {}
        for name in ["float", "pairs", "pairs-signed", "operators", "dynamic"]:
            model = pathlib.Path(path(name)).read_bytes()
            session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
            tensors[f"{name}/model"] = np.frombuffer(model, np.uint8)
            tensors[f"{name}/output"] = session.run(None, {"picture": picture})[0]
            tensors[f"{name}/gradient"] = gradient(onnx.load_from_string(model), picture)
            kinds = sorted({node.op_type for node in onnx.load_from_string(model).graph.node})
            print(name, len(model), tensors[f"{name}/output"].round(3), kinds)
    save_file(tensors | {"picture": picture}, FOLDER / "rounded.safetensors")


if __name__ == "__main__":
    main()
