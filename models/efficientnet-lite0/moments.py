"""What the layers of the network get as inputs: their means, and the mean products of every two of them.

The graph is computed here, in float64, on numbers that have few binary places. So sums are exact, whatever their order, and
every machine finds the same moments.
"""

from dataclasses import dataclass

import numpy as np
from onnx import helper, numpy_helper

PLACES = 10
"""Binary places of activations; weights have WEIGHT_PLACES. Sums of products below 2^27 are then exact in float64."""
WEIGHT_PLACES = 16


@dataclass
class Sums:
    """Over places of pictures: of inputs `[group, input]`, and of their products `[group, input, input]`. A depthwise
    convolution has a group for each channel, every other layer has one."""

    count: int = 0
    first: np.ndarray | float = 0.0
    second: np.ndarray | float = 0.0

    def add(self, inputs):
        self.count += inputs.shape[2]
        self.first = self.first + inputs.sum(2)
        self.second = self.second + inputs @ inputs.transpose(0, 2, 1)

    def moments(self):
        """Means, and covariances."""
        mean = self.first / self.count
        return mean, self.second / self.count - mean[:, :, None] * mean[:, None, :]


def cut(values, places=PLACES):
    return np.rint(values * 2.0**places) / 2.0**places


def padding(size, kernel, stride):
    """Before and after, as SAME_UPPER says, and the size of the output."""
    outputs = -(-size // stride)
    missing = max((outputs - 1) * stride + kernel - size, 0)
    return (missing // 2, missing - missing // 2), outputs


def patches(x, kernel, stride):
    """What a convolution sees of `[channel, row, column]`, as `[channel, place in the kernel, row, column]`."""
    (above, rows), (beside, columns) = (padding(size, kernel, stride) for size in x.shape[1:])
    x = np.pad(x, ((0, 0), above, beside))
    down, across = (1 + (count - 1) * stride for count in (rows, columns))
    return np.stack([x[:, row : row + down : stride, column : column + across : stride]
                     for row in range(kernel) for column in range(kernel)], 1)


class Run:
    """The graph on one picture after another; `sums` are those of each layer's inputs, by the layer's name."""

    def __init__(self, model):
        self.nodes = model.graph.node
        self.constants = {weight.name: numpy_helper.to_array(weight).astype(np.float64) for weight in model.graph.initializer}
        self.sums = {}

    def picture(self, picture):
        values = dict(self.constants, picture=picture[0].astype(np.float64))
        for node in self.nodes:
            inputs = [values[name] for name in node.input]
            settings = {setting.name: helper.get_attribute_value(setting) for setting in node.attribute}
            values[node.output[0]] = getattr(self, node.op_type)(node, *inputs, **settings)

    def seen(self, node, inputs):
        layer = node.input[1].removesuffix(".weight.float32")
        self.sums.setdefault(layer, Sums()).add(inputs)

    def Conv(self, node, x, weight, bias, kernel_shape, strides, group, **_):
        inputs = patches(x, kernel_shape[0], strides[0])
        shape = inputs.shape[2:]
        inputs = inputs.reshape(group, -1, shape[0] * shape[1])
        self.seen(node, inputs)
        weight = cut(weight, WEIGHT_PLACES).reshape(group, -1, inputs.shape[1])
        return cut((weight @ inputs).reshape(-1, *shape) + bias[:, None, None])

    def Clip(self, node, x, least, most):
        return x.clip(least, most)

    def Add(self, node, x, y):
        return x + y

    def GlobalAveragePool(self, node, x):
        return x

    def Flatten(self, node, x):
        return x.reshape(len(x), -1)

    def Gemm(self, node, x, *_, **__):
        """Its inputs are seen at each place of the map, before their mean is taken: Grad-CAM uses its weights there."""
        self.seen(node, x[None])


def moments(model, pictures):
    """Of the inputs of each layer of a graph with float weights."""
    run = Run(model)
    for picture in pictures:
        run.picture(picture)
    return {layer: sums.moments() for layer, sums in run.sums.items()}
