"""CNN Fixations (Mopuri, Garg and Babu, 2018), by the steps of the authors' `demo/layers.py` and `demo/utils.py`.

A point is a unit of a fully connected layer, or (channel, row, column). The network is walked from its end by hand: what
is written here knows VGG and ResNet, as the authors' code does, and nothing of graphs.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import torch

BLUR = 20.0


class Walk:
    """The points so far, and how close the closest choice was: (best - second) / best of what was compared."""

    def __init__(self, category):
        self.points, self.closest = {category}, np.inf

    def best(self, values):
        """The place of the largest of several values."""
        flat = np.asarray(values).reshape(-1)
        if len(flat) > 1:
            second, first = np.sort(flat)[-2:]
            if first > second:  # equal ones, as 0 and 0 behind a ReLU, are no matter of rounding
                self.closest = min(self.closest, (first - second) / np.abs(flat).max())
        return int(flat.argmax())

    def move(self, step):
        self.points = {to for point in self.points for to in step(point)}

    def linear(self, weight, before):
        """Behind a picture the one unit with the largest product; behind a row of units all whose product is positive."""
        def step(unit):
            products = weight[unit] * before.reshape(-1)
            if before.ndim == 3:
                return [tuple(int(i) for i in np.unravel_index(self.best(products), before.shape))]
            return [int(i) for i in np.flatnonzero(products > 0)]
        self.move(step)

    def pool(self, before, windows):
        """The largest value of the window, also of an average. `windows`: row or column to (first, last + 1), for each axis."""
        def step(point):
            channel, row, column = point if isinstance(point, tuple) else (point, 0, 0)
            (top, bottom), (left, right) = windows[0](row), windows[1](column)
            part = before[channel, top:bottom, left:right]
            down, across = np.unravel_index(self.best(part), part.shape)
            return [(channel, top + int(down), left + int(across))]
        self.move(step)

    def strongest_channel(self, weight, before, point, stride, padding):
        """The channel of the input whose products sum to most, and its values in the window, zeros around the picture."""
        filter_, row, column = point
        padded = np.pad(before, ((0, 0), (padding, padding), (padding, padding)))
        size = weight.shape[2]
        part = padded[:, stride * row : stride * row + size, stride * column : stride * column + size]
        channel = self.best((part * weight[filter_]).sum(axis=(1, 2)))
        return channel, part[channel]

    def convolution(self, weight, before, stride=1, padding=1):
        """The strongest channel, at the middle of the window."""
        def step(point):
            channel, _ = self.strongest_channel(weight, before, point, stride, padding)
            return [(channel, stride * point[1], stride * point[2])]
        self.move(step)

    def residual(self, block):
        """A residual block goes on at its input where the skip is at least as large as the branch, else through the branch."""
        def step(point):
            channel, row, column = point
            if block.skip[point] >= block.branch[point]:
                if block.projection is None:
                    return [point]
                stride = block.stride
                return [(self.best(block.projection[channel] * block.before[:, stride * row, stride * column]),
                         stride * row, stride * column)]
            channel = self.best(block.last[channel] * block.middle[:, row, column])
            channel, part = self.strongest_channel(block.window, block.inner, (channel, row, column), block.stride, 1)
            # the largest value, not the largest product; the zeros around the picture are no pixels
            rows, columns = (block.stride * place - 1 + np.arange(3) for place in (row, column))
            inside = np.outer((rows >= 0) & (rows < block.inner.shape[1]), (columns >= 0) & (columns < block.inner.shape[2]))
            down, across = np.unravel_index(self.best(np.where(inside, part, -1.0)), part.shape)
            row, column = int(rows[down]), int(columns[across])
            return [(self.best(block.first[channel] * block.before[:, row, column]), row, column)]
        self.move(step)

    def outcome(self, size):
        """Rows and columns of the picture, sorted; those that are left without lonely ones; and the closest choice."""
        points = sorted(point[1:] for point in self.points)  # a pixel counts once for each of its colours that is a point
        kept = in_company(np.array(points, float), size)
        return points, [point for point, stays in zip(points, kept) if stays], self.closest


def in_company(points, size):
    """More than 5 % of all points are nearer than a tenth of the diagonal, the point itself included."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    return (apart < 0.1 * np.hypot(*size)).sum(axis=1) > 0.05 * len(points)


def blurred(points, size):
    """Points per pixel, blurred by a Gaussian that is as long as the picture."""
    counts = np.zeros(size)
    for row, column in points:
        counts[row, column] += 1
    length = min(size) - 1 + min(size) % 2
    return cv2.GaussianBlur(counts, (length, length), BLUR)


def adaptive(before, after):
    """Windows of torch's adaptive pooling."""
    return lambda place: (place * before // after, -(-(place + 1) * before // after))


def vgg(model, image, category):
    """torchvision's VGG without batch norms: features, adaptive average pool to 7 x 7, linear layers."""
    inner = model.model
    with torch.no_grad():
        values, value = [], image
        for module in inner.features:
            values.append((module, value[0].numpy()))
            value = module(value)
        picture = value[0].numpy()
        value = torch.flatten(inner.avgpool(value), 1)
        rows = []
        for module in inner.classifier:
            rows.append((module, value[0].numpy()))
            value = module(value)
    walk = Walk(category)
    linear = [pair for pair in rows if isinstance(pair[0], torch.nn.Linear)]
    pooled = inner.avgpool(torch.from_numpy(picture)[None])[0].numpy()
    for module, before in reversed(linear):
        first = module is linear[0][0]
        walk.linear(module.weight.detach().numpy(), pooled if first else before)
    walk.pool(picture, [adaptive(picture.shape[axis], pooled.shape[axis]) for axis in (1, 2)])
    for module, before in reversed(values):
        if isinstance(module, torch.nn.Conv2d):
            walk.convolution(module.weight.detach().numpy(), before, module.stride[0], module.padding[0])
        elif isinstance(module, torch.nn.MaxPool2d):
            walk.pool(before, [lambda place: (2 * place, 2 * place + 2)] * 2)
    return walk.outcome(image.shape[2:])


@dataclass
class Block:
    """Values and weights of a bottleneck: 1 x 1, 3 x 3, 1 x 1, each with a batch norm that is not followed."""

    before: np.ndarray
    inner: np.ndarray  # what the 3 x 3 convolution reads
    middle: np.ndarray  # what the last convolution reads
    branch: np.ndarray
    skip: np.ndarray
    first: np.ndarray
    window: np.ndarray
    last: np.ndarray
    projection: np.ndarray | None
    stride: int


def block_of(block, x):
    """A bottleneck of timm with its values, and its output."""
    def flat(convolution):
        return convolution.weight.detach().numpy()[:, :, 0, 0]

    inner = block.act1(block.bn1(block.conv1(x)))
    middle = block.act2(block.bn2(block.conv2(inner)))
    branch = block.bn3(block.conv3(middle))
    skip = x if block.downsample is None else block.downsample(x)
    values = [value[0].numpy() for value in (x, inner, middle, branch, skip)]
    projection = None if block.downsample is None else flat(block.downsample[0])
    found = Block(*values, flat(block.conv1), block.conv2.weight.detach().numpy(), flat(block.conv3), projection,
                  block.conv2.stride[0])
    return found, torch.relu(skip + branch)


def resnet(model, image, category):
    """timm's ResNet of bottlenecks. As in the authors' ResNet-101, the linear layer reads a row: every positive product stays."""
    inner = model.model
    with torch.no_grad():
        first = torch.relu(inner.bn1(inner.conv1(image)))
        value, blocks = inner.maxpool(first), []
        for block in (*inner.layer1, *inner.layer2, *inner.layer3, *inner.layer4):
            found, value = block_of(block, value)
            blocks.append(found)
        row = inner.global_pool(value)[0].numpy()
        assert torch.allclose(inner.fc(torch.from_numpy(row)[None]), model(image)), "the blocks were not run as the network runs them"
    walk = Walk(category)
    walk.linear(inner.fc.weight.detach().numpy(), row)
    walk.pool(value[0].numpy(), [lambda _place, size=size: (0, size) for size in value.shape[2:]])
    for block in reversed(blocks):
        walk.residual(block)
    first = first[0].numpy()
    walk.pool(first, [lambda place, size=size: (max(2 * place - 1, 0), min(2 * place + 2, size)) for size in first.shape[1:]])
    walk.convolution(inner.conv1.weight.detach().numpy(), image[0].numpy(), 2, 3)
    return walk.outcome(image.shape[2:])


def trace(network, model, image, category):
    return (vgg if "vgg" in network else resnet)(model, image, category)
