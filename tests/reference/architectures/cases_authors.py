"""Networks as their authors' own code has them, written out here, as no package holds it."""

from functools import partial

import torch
from timm.models.vision_transformer import Block, PatchEmbed
from torch import nn
from torch.nn.functional import interpolate

from case import Case, tokens


class Backbone(nn.Module):
    """DINOv2 of facebookresearch: positions are resized each time, from `side` x `side` patches to those of the picture."""

    def __init__(self, width, heads, depth, side, registers):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + side * side, width))
        self.mask_token = nn.Parameter(torch.zeros(1, width))
        self.register_tokens = nn.Parameter(torch.zeros(1, registers, width)) if registers else None
        self.patch_embed = PatchEmbed(None, 14, 3, width, strict_img_size=False)
        norm = partial(nn.LayerNorm, eps=1e-6)
        blocks = (Block(width, heads, qkv_bias=True, init_values=1e-5, norm_layer=norm) for _ in range(depth))
        self.blocks = nn.ModuleList(blocks)
        self.norm = norm(width)
        self.side = side

    def positions(self, rows, columns):
        first, square = self.pos_embed[:, :1], self.pos_embed[:, 1:]
        square = square.unflatten(1, (self.side, self.side)).permute(0, 3, 1, 2)
        if self.register_tokens is None:
            scale = ((rows + 0.1) / self.side, (columns + 0.1) / self.side)
            grid = interpolate(square, scale_factor=scale, mode="bicubic")
        else:
            grid = interpolate(square, size=(rows, columns), mode="bicubic", antialias=True)
        return torch.cat([first, grid.flatten(2).transpose(1, 2)], 1)

    def forward(self, x):
        """The normalised tokens after each block, and how many of them are not patches."""
        rows, columns = x.shape[2] // 14, x.shape[3] // 14
        x = torch.cat([self.cls_token, self.patch_embed(x)], 1) + self.positions(rows, columns)
        if self.register_tokens is not None:
            x = torch.cat([x[:, :1], self.register_tokens, x[:, 1:]], 1)
        outputs = []
        for block in self.blocks:
            x = block(x)
            outputs.append(self.norm(x))
        return outputs, x.shape[1] - rows * columns


class Classifier(nn.Module):
    """Its linear classifier: of the class tokens of the last `layers` blocks, and the mean of the last one's patches."""

    def __init__(self, classes, layers, registers):
        super().__init__()
        self.backbone = Backbone(192, 3, 5, 6, registers)
        self.linear_head = nn.Linear((layers + 1) * 192, classes)
        self.layers = layers

    def forward(self, x):
        outputs, prefix = self.backbone(x)
        taken = outputs[-self.layers :]
        parts = [tokens[:, 0] for tokens in taken] + [taken[-1][:, prefix:].mean(1)]
        return self.linear_head(torch.cat(parts, 1))


class Headed(Backbone):
    """The backbone with a linear layer in place of its empty `head`, which reads the class token, as in its own forward."""

    def __init__(self, classes):
        super().__init__(192, 3, 3, 6, 0)
        self.head = nn.Linear(192, classes)

    def forward(self, x):
        outputs, _ = super().forward(x)
        return self.head(outputs[-1][:, 0])


def blocks(prefix, *numbers, above="backbone."):
    return [tokens(f"{above}blocks.{number}.norm1", 14, prefix) for number in numbers]


CASES = [
    Case("authors_dinov2_four_layers", "dinov2(10, layers=4, registers=0)", (56, 112), blocks(1, 4, 2), 10, 0.7071, "a",
         note="the head reads the class tokens of four blocks; 0.1 is added to the number of patches when positions are resized"),
    Case("authors_dinov2_registers", "dinov2(37, layers=1, registers=4)", (112, 56), blocks(5, 4, 1), 37, 0.7071, "b"),
    Case("authors_dinov2_head", "dinov2_head(10)", (112, 98), blocks(1, 2, 1, above=""), 10, 0.7071, "c"),
]
