"""fastai's `vision_learner` networks: a body of torchvision or timm (`0.*`) and fastai's own head (`1.*`), as `learn.save` writes them."""

import timm
import torch
import torchvision
from torch import nn

from case import Case, grids


class ConcatPool(nn.Module):
    """The head's first step: largest and mean value of each channel, side by side, the largest first."""

    def forward(self, x):
        return torch.cat([torch.amax(x, (2, 3), keepdim=True), torch.mean(x, (2, 3), keepdim=True)], 1)


class TimmBody(nn.Module):
    """What fastai makes of a timm network: all but its pool and classifier."""

    def __init__(self, arch):
        super().__init__()
        self.model = timm.create_model(arch, pretrained=False, num_classes=0)

    def forward(self, x):
        return self.model.forward_features(x)


CUTS = {"resnet": -2, "vgg": -2, "densenet": -1, "squeezenet": -1, "alexnet": -2}  # how many children at the end are not of the body


def fastai(arch, classes):
    """`vision_learner(dls, arch).model` for a network of torchvision, or for one of timm by its name after "timm/"; the
    indices are what names the parameters."""
    if arch.startswith("timm/"):
        body = TimmBody(arch.removeprefix("timm/"))
    else:
        cut = next(cut for family, cut in CUTS.items() if arch.startswith(family))
        body = nn.Sequential(*list(getattr(torchvision.models, arch)(weights=None).children())[:cut])
    both = 2 * body.eval()(torch.zeros(1, 3, 64, 64)).shape[1]
    head = nn.Sequential(ConcatPool(), nn.Flatten(), nn.BatchNorm1d(both), nn.Dropout(0.25),
                         nn.Linear(both, 512, bias=False), nn.ReLU(), nn.BatchNorm1d(512),
                         nn.Dropout(0.5), nn.Linear(512, classes, bias=False))
    return nn.Sequential(body, head)


CASES = [
    Case("fastai_resnet34", "fastai('resnet34', 37)", (96, 128), grids("0.7.2", "0.6.0.conv2"), 37, 0.9, "a"),
    Case("fastai_resnet18", "fastai('resnet18', 2)", (96, 96), grids("0.7.1", "0.5.1.conv1"), 2, 0.9, "b"),
    Case("fastai_resnet50_multi_label", "fastai('resnet50', 20)", (97, 75), grids("0.7.2", "0.6.5.conv3"), 20, 0.9, "c",
         note="multi-label: the loss is a sigmoid per class; the logits are the same kind of number"),
    Case("fastai_vgg16_bn", "fastai('vgg16_bn', 10)", (64, 96), grids("0.0.43", "0.0.42"), 10, 1.0, "d"),
    Case("fastai_densenet121", "fastai('densenet121', 37)", (96, 64), grids("0.0.denseblock4", "0.0.norm5"), 37, 1.2, "e"),
    Case("fastai_squeezenet1_1", "fastai('squeezenet1_1', 5)", (97, 96), grids("0.0.12", "0.0.7"), 5, 1.0, "h"),
    Case("fastai_alexnet", "fastai('alexnet', 3)", (140, 131), grids("0.0.11", "0.0.6"), 3, 1.0, "i"),
    Case("fastai_timm_efficientnet_b0", "fastai('timm/efficientnet_b0', 5)", (96, 96), grids("0.model.bn2", "0.model.blocks.5.3"),
         5, 1.25, "f"),
    Case("fastai_timm_resnet34", "fastai('timm/resnet34', 3)", (64, 64), grids("0.model.layer4.2", "0.model.layer3"), 3, 0.9, "g"),
]
