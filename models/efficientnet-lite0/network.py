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

EXACT = ("conv_stem", "blocks.0.", "blocks.1.", "blocks.2.", "blocks.3.")
"""Parts whose weights are stored as float32: they are few, their rounding errors are carried on by every layer after them, and
the 255 values of int8 are too few for them."""

OPSET = 13
IR_VERSION = 7


def folded(state, conv, norm):
    """Weight and bias of a convolution followed by its batch norm, in float64."""
    gamma, beta, mean, variance = (
        state[f"{norm}.{name}"].astype(np.float64) for name in ("weight", "bias", "running_mean", "running_var"))
    scale = gamma / np.sqrt(variance + EPSILON)
    return state[f"{conv}.weight"] * scale.reshape(-1, 1, 1, 1), beta - mean * scale


class Network:
    """The graph under construction. `rounding` gives, for a layer's name, weight and bias, the whole numbers and the scale of
    each output channel that the weight is rounded to, and the bias that goes with them. They are stored as int8, but for the
    first parts; all as float32 if `int8` is false."""

    def __init__(self, state, rounding, int8):
        self.state, self.rounding, self.int8 = state, rounding, int8
        self.nodes, self.weights, self.seen = [], [], set()

    def node(self, op, inputs, name, output=None, **settings):
        output = output or name
        self.nodes.append(helper.make_node(op, inputs, [output], name=name, **settings))
        return output

    def constant(self, name, values):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def layer(self, name, weight, bias):
        """The names of a layer's weight and bias, which become constants of the graph."""
        if not self.rounding:
            return self.floats(name, weight, bias)
        values, scale, bias = self.rounding(name, weight, bias)
        if not self.int8 or name.startswith(EXACT):
            return self.floats(name, values * scale.reshape(-1, *[1] * (values.ndim - 1)), bias)
        parts = [self.constant(f"{name}.weight.int8", values.astype(np.int8)),
                 self.constant(f"{name}.weight.scale", scale.astype(np.float32))]
        weight = self.node("DequantizeLinear", parts, f"{name}.weight", axis=0)
        return [weight, self.constant(f"{name}.bias", bias.astype(np.float32))]

    def floats(self, name, weight, bias):
        parts = {f"{name}.weight.float32": weight, f"{name}.bias": bias}
        return [self.constant(part, values.astype(np.float32)) for part, values in parts.items()]

    def conv(self, x, conv, norm, name=None, stride=1, depthwise=False):
        weight, bias = folded(self.state, conv, norm)
        self.seen |= {f"{conv}.weight"} | {key for key in self.state if key.startswith(f"{norm}.")}
        output = readable(conv)
        inputs = [x, *self.layer(output, weight, bias)]
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
        inputs = [x, *self.layer("fc", weight.astype(np.float64), bias.astype(np.float64))]
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


def build(state, rounding=None, int8=True):
    """The network with the weights of a state dict, as they are or as `rounding` rounds them."""
    return Network(state, rounding, int8).model()
