"""Networks of EfficientNet-PyTorch (lukemelas), and of efficientnet-lite-pytorch, which has its names."""

import efficientnet_lite_pytorch
import efficientnet_pytorch

from case import Case, grids


def b(number, size, classes, salt, *layers):
    builder = f"efficientnet_pytorch.EfficientNet.from_name('efficientnet-b{number}', num_classes={classes})"
    return Case(f"lukemelas_efficientnet_b{number}", builder, size, grids(*layers), classes, 1.25, salt,
                note="the padding is that of the network's image_size, whatever the picture's size")


def lite(number, size, classes, salt, *layers):
    builder = f"efficientnet_lite_pytorch.EfficientNet.from_name('efficientnet-lite{number}', num_classes={classes})"
    return Case(f"lukemelas_efficientnet_lite{number}", builder, size, grids(*layers), classes, 0.95, salt,
                note="the padding is that of the network's image_size, whatever the picture's size")


BUILDERS = {"efficientnet_pytorch": efficientnet_pytorch, "efficientnet_lite_pytorch": efficientnet_lite_pytorch}
CASES = [
    b(0, (75, 97), 10, "a", "_blocks.15", "_bn1", "_blocks.8._depthwise_conv"),
    b(3, (97, 64), 37, "b", "_blocks.25", "_blocks.12._depthwise_conv"),
]
LITE_CASES = [
    lite(0, (75, 97), 37, "a", "_blocks.15", "_bn1", "_blocks.8._depthwise_conv"),
    lite(4, (97, 64), 10, "b", "_blocks.29", "_conv_head"),
]
