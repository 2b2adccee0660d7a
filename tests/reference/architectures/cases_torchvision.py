"""Networks of torchvision."""

from torch import nn

from case import Case, channels_last, grids, tokens


def small_head(vgg, hidden, classes):
    """A VGG whose classifier, 120 million values otherwise, is two small layers under the same kind of name."""
    vgg.classifier = nn.Sequential(nn.Linear(512 * 7 * 7, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, classes))
    return vgg


def small_alexnet(alexnet, hidden, classes):
    """The same for an AlexNet, with its three layers."""
    alexnet.classifier = nn.Sequential(nn.Dropout(), nn.Linear(256 * 6 * 6, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, hidden),
                                       nn.ReLU(), nn.Linear(hidden, classes))
    return alexnet


def make(name, classes, more=""):
    return f"torchvision.models.{name}(weights=None, num_classes={classes}{more})"


def segment(name, classes, aux):
    return f"torchvision.models.segmentation.{name}(weights=None, weights_backbone=None, num_classes={classes}, aux_loss={aux})"


def resnet(name, size, classes, salt, *layers, gain=0.9):
    return Case(f"torchvision_{name}", make(name, classes), size, grids(*layers), classes, gain, salt)


def plain(name, size, classes, salt, *layers, gain=1.0, more=""):
    return Case(f"torchvision_{name}", make(name, classes, more), size, grids(*layers), classes, gain, salt)


def layered(name, size, classes, salt, *layers):
    return Case(f"torchvision_{name}", make(name, classes), size, list(layers), classes, 0.7071, salt)


def segmentation(name, size, classes, aux, salt, *layers, gain=0.9):
    return Case(f"torchvision_{name}", segment(name, classes, aux), size, grids(*layers), classes, gain, salt,
                segmentation=True)


VGG = ", init_weights=False"

CASES = [
    resnet("resnet18", (96, 96), 1000, "a", "layer4.1", "layer3.0.conv2", "layer1.1"),
    resnet("resnet34", (96, 96), 10, "a", "layer4.2", "layer3.0.conv2", "layer2.3"),
    resnet("resnet101", (96, 128), 1000, "b", "layer4.2", "layer3.11.conv3", gain=0.8),
    resnet("resnet152", (64, 64), 10, "c", "layer4.2", "layer3.0.conv2", "layer2.7", gain=0.8),
    resnet("resnext50_32x4d", (97, 97), 2, "d", "layer4.2", "layer3.2.conv2"),
    resnet("wide_resnet50_2", (64, 64), 10, "e", "layer4.2", "layer3.0.conv2"),
    plain("regnet_x_400mf", (96, 64), 37, "c", "trunk_output.block4.block4-11", "trunk_output.block3.block3-2.f.b", gain=0.9),
    plain("regnet_y_400mf", (75, 97), 10, "d", "trunk_output.block4.block4-5", "trunk_output.block2.block2-0.f.a.0", gain=1.0),
    plain("vgg13", (64, 64), 101, "e", "features.24", "features.23", "features.12", more=VGG),
    plain("vgg16_bn", (64, 96), 37, "b", "features.43", "features.42", "features.24", more=VGG),
    Case("torchvision_vgg19", "small_head(torchvision.models.vgg19(weights=None, init_weights=False), 128, 1000)", (64, 64),
         grids("features.36", "features.35", "features.19"), 1000, 1.0, "c",
         note="the classifier is Linear(25088, 128), ReLU, Dropout, Linear(128, 1000)"),
    Case("torchvision_alexnet", "small_alexnet(torchvision.models.alexnet(weights=None), 64, 37)", (140, 131),
         grids("features.11", "features.8", "features.3"), 37, 1.0, "a",
         note="the classifier is Dropout, Linear(9216, 64), ReLU, Dropout, Linear(64, 64), ReLU, Linear(64, 37)"),
    plain("squeezenet1_0", (96, 112), 37, "a", "features.12", "features.7.expand3x3"),
    plain("squeezenet1_1", (75, 97), 1000, "b", "features.12", "features.6.squeeze"),
    plain("mobilenet_v2", (96, 96), 10, "a", "features.18", "features.14.conv.0", "features.7.conv.1"),
    plain("mobilenet_v3_large", (96, 96), 1000, "b", "features.16", "features.13.block.1", "features.5.block.0", gain=1.05),
    plain("mobilenet_v3_small", (75, 97), 37, "c", "features.12", "features.5.block.1", gain=1.22),
    plain("mnasnet0_5", (75, 97), 37, "a", "layers.16", "layers.12.2", "layers.9.1.layers.3"),
    plain("shufflenet_v2_x0_5", (97, 75), 10, "b", "conv5", "stage4.0", "stage3.2.branch2.3"),
    plain("efficientnet_b1", (96, 96), 10, "d", "features.8", "features.5.0.block.0", gain=1.22),
    plain("efficientnet_b3", (96, 80), 101, "e", "features.8", "features.4.1.block.1", gain=1.25),
    plain("efficientnet_v2_s", (97, 75), 10, "f", "features.7", "features.3.1.block.0", "features.5.0.block.1", gain=0.95),
    plain("efficientnet_v2_m", (64, 96), 37, "g", "features.8", "features.1.1", gain=0.9),
    plain("densenet169", (96, 96), 37, "a", "features.denseblock4", "features.norm5",
          "features.denseblock3.denselayer5.conv1", gain=1.2),
    plain("densenet201", (64, 64), 10, "b", "features.denseblock4", "features.transition2.conv", gain=1.2),
    plain("googlenet", (107, 139), 10, "c", "inception5b", "inception4c", "inception3a.branch3.1", gain=1.1,
          more=", transform_input=True, init_weights=False"),
    plain("inception_v3", (139, 107), 37, "b", "Mixed_7c", "Mixed_6a", "Mixed_7b.branch3x3_2a", gain=1.1,
          more=", transform_input=True, init_weights=False"),
    layered("convnext_small", (96, 128), 1000, "c", *grids("features.7.2"), channels_last("features.5.3.block.3")),
    layered("convnext_base", (64, 64), 2, "d", *grids("features.7.2", "features.5.0"), channels_last("features.3.1.block.5")),
    layered("vit_b_16", (224, 224), 10, "a", tokens("encoder.layers.encoder_layer_11.ln_1", 16),
              tokens("encoder.layers.encoder_layer_5.ln_1", 16)),
    layered("swin_t", (224, 224), 37, "b", channels_last("features.7.1.norm1"), channels_last("features.7.0"),
              channels_last("features.5.3.norm1")),
    layered("swin_v2_t", (256, 256), 10, "d", channels_last("features.7.1.norm2"), channels_last("features.5.1.norm1")),
    layered("swin_s", (224, 224), 1000, "c", channels_last("features.7.1.norm1"), channels_last("features.3.1.norm2")),
    segmentation("deeplabv3_resnet50", (96, 64), 5, False, "a", "backbone.layer4", "backbone.layer3.0.conv2", "classifier.0"),
    segmentation("deeplabv3_resnet101", (65, 65), 21, False, "b", "backbone.layer4", "backbone.layer3.11.conv2", gain=0.8),
    segmentation("fcn_resnet50", (96, 96), 21, True, "d", "backbone.layer4", "backbone.layer3.0.conv2", "classifier.0"),
]
