"""EfficientNet-Lite0 as an ONNX graph.

EfficientNet-B0 without squeeze-and-excite and with ReLU6 for Swish, so that it runs well with whole numbers
(https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite). Names are those of the state dict without
the underscores in front. A batch norm is folded into the convolution before it.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

EPSILON = 1e-3
"""Of TensorFlow's batch norms."""

STRIDES = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1]
"""Of the blocks' depthwise convolutions."""

EXACT = ("conv_stem.", "blocks.0.", "blocks.1.", "blocks.2.", "blocks.3.")
"""Parts whose weights always stay float32: they are few (76 kB more), and their rounding errors are carried on by every layer
after them. That halves the differences between the probabilities."""

OPSET = 13
IR_VERSION = 7


def folded(state, conv, norm):
    """Weight and bias of a convolution followed by its batch norm, in float64."""
    gamma, beta, mean, variance = (
        state[f"{norm}.{name}"].astype(np.float64) for name in ("weight", "bias", "running_mean", "running_var"))
    scale = gamma / np.sqrt(variance + EPSILON)
    return state[f"{conv}.weight"] * scale.reshape(-1, 1, 1, 1), beta - mean * scale


def quantised(weight):
    """int8 values and a scale for each output channel: `value * scale` is the weight, rounded."""
    rows = weight.reshape(len(weight), -1)
    largest = np.abs(rows).max(axis=1)
    scale = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    values = np.rint(rows / scale.astype(np.float64)[:, None]).clip(-127, 127)
    return values.astype(np.int8).reshape(weight.shape), scale


class Network:
    """The graph under construction. Weights are stored as float32 or, but for the first parts, as int8."""

    def __init__(self, state, int8):
        self.state, self.int8 = state, int8
        self.nodes, self.weights, self.seen = [], [], set()

    def node(self, op, inputs, name, output=None, **settings):
        output = output or name
        self.nodes.append(helper.make_node(op, inputs, [output], name=name, **settings))
        return output

    def constant(self, name, values):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name, values):
        if not self.int8 or name.startswith(EXACT):
            return self.constant(f"{name}.float32", values.astype(np.float32))
        values, scale = quantised(values)
        parts = [self.constant(f"{name}.int8", values), self.constant(f"{name}.scale", scale)]
        return self.node("DequantizeLinear", parts, name, axis=0)

    def conv(self, x, conv, norm, name=None, stride=1, depthwise=False):
        weight, bias = folded(self.state, conv, norm)
        self.seen |= {f"{conv}.weight"} | {key for key in self.state if key.startswith(f"{norm}.")}
        output = readable(conv)
        inputs = [x, self.weight(f"{output}.weight", weight), self.constant(f"{output}.bias", bias.astype(np.float32))]
        settings = {"kernel_shape": weight.shape[2:], "strides": [stride] * 2, "auto_pad": "SAME_UPPER"}
        return self.node("Conv", inputs, name or output, output, group=len(weight) if depthwise else 1, **settings)

    def relu6(self, x):
        return self.node("Clip", [x, "zero", "six"], f"{x}.relu6")

    def block(self, x, index, stride):
        """An inverted residual: expands the channels, filters each, and projects them to fewer."""
        of, start = f"_blocks.{index}", x
        first, last = f"{of}._expand_conv", f"{of}._project_conv"
        expands = f"{first}.weight" in self.state
        if expands:
            x = self.relu6(self.conv(x, first, f"{of}._bn0"))
        x = self.relu6(self.conv(x, f"{of}._depthwise_conv", f"{of}._bn1", stride=stride, depthwise=True))
        same = expands and self.state[f"{first}.weight"].shape[1] == len(self.state[f"{last}.weight"])
        if stride > 1 or not same:
            return self.conv(x, last, f"{of}._bn2", name=readable(of))
        x = self.conv(x, last, f"{of}._bn2")
        return self.node("Add", [x, start], readable(of))

    def model(self):
        self.constant("zero", np.float32(0))
        self.constant("six", np.float32(6))
        x = self.relu6(self.conv("picture", "_conv_stem", "_bn0", stride=2))
        for index, stride in enumerate(STRIDES):
            x = self.block(x, index, stride)
        x = self.relu6(self.conv(x, "_conv_head", "_bn1"))
        x = self.node("GlobalAveragePool", [x], "avg_pooling")
        x = self.node("Flatten", [x], "flatten")
        weight, bias = self.state["_fc.weight"], self.state["_fc.bias"]
        self.seen |= {"_fc.weight", "_fc.bias"}
        inputs = [x, self.weight("fc.weight", weight.astype(np.float64)), self.constant("fc.bias", bias)]
        self.node("Gemm", inputs, "fc", transB=1)
        if self.seen != set(self.state):
            raise ValueError(f"the network does not use {sorted(set(self.state) - self.seen)}")
        picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["batch", 3, "height", "width"])
        logits = helper.make_tensor_value_info("fc", TensorProto.FLOAT, ["batch", len(bias)])
        graph = helper.make_graph(self.nodes, "efficientnet-lite0", [picture], [logits], self.weights)
        sets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=sets, ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return model


def readable(name):
    """`_blocks.0._bn1` as `blocks.0.bn1`."""
    return name.removeprefix("_").replace("._", ".")


def build(state, int8):
    """The network with the weights of a state dict, stored as float32 or, but for the first parts, as int8."""
    return Network(state, int8).model()
