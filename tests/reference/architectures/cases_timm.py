"""Networks of timm."""

from case import Case, channels_last, grids, tokens


def make(name, classes, more=""):
    return f"timm.create_model('{name}', pretrained=False, num_classes={classes}{more})"


def plain(name, size, classes, salt, *layers, gain=1.0, more="", note=""):
    return Case(f"timm_{name}", make(name, classes, more), size, grids(*layers), classes, gain, salt, note=note)


def layered(name, size, classes, salt, *layers, more="", note=""):
    return Case(f"timm_{name}", make(name, classes, more), size, list(layers), classes, 0.7071, salt, note=note)


def blocks(patch, prefix, *numbers):
    return [tokens(f"blocks.{number}.norm1", patch, prefix) for number in numbers]


SMALL = ", embed_dim=192, num_heads=3"
SMALL_STAGES = ", embed_dim=48, depths=(2, 2, 2, 2), num_heads=(2, 4, 8, 16)"
SMALL_HEAD = "mlp_ratio makes the head's 7 x 7 convolution 256 wide instead of 4096"

CASES = [
    plain("resnet18", (97, 75), 37, "a", "layer4.1", "layer3.0.conv2", gain=0.9),
    plain("resnet50", (96, 96), 1000, "b", "layer4.2", "layer3.0.conv2", gain=0.9),
    plain("resnet18d", (97, 75), 10, "c", "layer4.1", "layer3.0.conv2", "conv1.3", gain=0.9),
    plain("resnet14t", (75, 97), 37, "d", "layer4.0", "layer2.0.conv2", gain=0.9, more=", channels=(16, 32, 64, 128)"),
    plain("seresnet18", (64, 96), 10, "e", "layer4.1", "layer3.0.conv2", gain=1.0, more=", channels=(32, 64, 128, 256)"),
    plain("seresnext26d_32x4d", (97, 75), 37, "f", "layer4.1", "layer3.0.conv2", gain=1.0),
    plain("senet154", (65, 97), 10, "g", "layer4.0", "layer2.0.downsample.0", gain=1.0, more=", layers=(1, 1, 1, 1), channels=(32, 64, 128, 256)",
          note="one block in each stage, half the channels"),
    plain("resnetrs50", (97, 75), 10, "h", "layer4.0", "maxpool", "layer2.0.conv2", gain=1.0,
          more=", layers=(1, 1, 1, 1), channels=(16, 32, 64, 128)", note="one block in each stage, a quarter of the channels"),
    plain("resnetv2_18", (97, 75), 10, "a", "norm", "stages.2.blocks.0.conv1", "stem.pool", gain=0.9, more=", channels=(16, 32, 64, 128)"),
    plain("resnetv2_50d", (75, 97), 37, "b", "norm", "stages.3.blocks.0.downsample.pool", "stages.1", gain=0.9,
          more=", layers=(1, 1, 1, 1), channels=(64, 128, 256, 512)", note="one block in each stage, a quarter of the channels"),
    plain("resnetv2_50d_gn", (64, 96), 10, "c", "norm", "stages.2.blocks.0.norm2", gain=0.9,
          more=", layers=(1, 1, 1, 1), channels=(128, 256, 512, 1024)", note="one block in each stage, half the channels"),
    Case("timm_resnetv2_50x1_bit", "timm.models.resnetv2._create_resnetv2_bit('resnetv2_50x1_bit', layers=[1, 1, 1, 1], width_factor=1, "
         "channels=(128, 256, 512, 1024), num_classes=37)", (97, 75), grids("norm", "stages.2.blocks.0.conv2", "stem.pool"), 37, 0.9, "d",
         note="one block in each stage, half the channels"),
    plain("regnetx_002", (97, 75), 10, "a", "s4.b7", "s3.b2.conv2", "stem", gain=0.9),
    plain("regnety_002", (64, 96), 37, "b", "s4.b7", "s2.b1.conv1.conv", gain=1.0),
    plain("mobilenetv2_100", (96, 96), 1000, "a", "bn2", "blocks.5.1.conv_dw", "blocks.2.0.conv_pw"),
    plain("mnasnet_050", (97, 75), 37, "b", "bn2", "blocks.5.1", "blocks.2.0.conv_pw"),
    plain("semnasnet_050", (64, 96), 10, "c", "bn2", "blocks.4.1", "blocks.2.2.conv_dw"),
    plain("mobilenetv3_large_100", (96, 112), 37, "b", "blocks.6.0", "blocks.4.1.conv_dw", gain=1.05),
    plain("mobilenetv4_conv_small", (97, 75), 10, "j", "blocks.4.0", "blocks.2.0.dw_mid", "blocks.1.0", gain=1.0),
    plain("mobilenetv4_conv_medium", (64, 96), 37, "k", "blocks.4.0", "blocks.3.1.dw_start", "blocks.0.0.conv_exp", gain=1.0),
    plain("mobilenetv4_hybrid_medium", (97, 64), 10, "l", "blocks.4.0", "blocks.3.8.norm", "blocks.2.6", gain=0.78),
    plain("mobilenetv4_hybrid_large_075", (64, 64), 37, "m", "blocks.4.0", "blocks.1.1", gain=0.85),
    plain("efficientnet_b0", (96, 96), 10, "c", "bn2", "blocks.5.3", "blocks.4.0.conv_pw", gain=1.25),
    plain("efficientnet_b2", (65, 97), 1000, "d", "bn2", "blocks.4.1.conv_dw", gain=1.25),
    plain("efficientnet_lite0", (96, 112), 37, "e", "bn2", "blocks.5.3", "blocks.4.0.conv_pw", gain=0.95),
    plain("tf_efficientnet_lite1", (97, 75), 10, "f", "bn2", "blocks.4.1.conv_dw", gain=0.95),
    plain("tf_efficientnetv2_b0", (97, 75), 10, "g", "bn2", "blocks.1.0.conv_exp", "blocks.4.1.conv_dw", gain=1.05),
    plain("efficientnetv2_rw_t", (64, 96), 37, "h", "bn2", "blocks.2.1", "blocks.0.1", gain=0.95),
    plain("efficientnetv2_rw_s", (75, 97), 10, "i", "bn2", "blocks.0.1.conv_exp", gain=0.92),
    plain("densenet121", (96, 96), 2, "e", "features.denseblock4", "features.denseblock3.denselayer12.conv2", gain=1.2),
    plain("inception_v3", (107, 139), 10, "a", "Mixed_7c", "Mixed_6c.branch7x7dbl_4", "Mixed_5c.branch_pool", gain=1.1),
    layered("convnext_tiny", (96, 96), 37, "a", *grids("stages.3.blocks.2"), channels_last("stages.2.blocks.4.mlp.fc1")),
    layered("convnext_small", (64, 96), 10, "b", *grids("stages.3.blocks.2", "stages.2.blocks.13")),
    plain("vgg11_bn", (96, 96), 10, "c", "features.28", "features.22", more=", mlp_ratio=0.0625", note=SMALL_HEAD),
    plain("vgg16", (224, 224), 101, "d", "features.30", "features.28", "features.17", more=", mlp_ratio=0.0625", note=SMALL_HEAD),
    layered("deit_tiny_patch16_224", (224, 224), 1000, "a", *blocks(16, 1, 11, 6)),
    layered("deit_small_patch16_224", (224, 224), 10, "b", *blocks(16, 1, 11, 4)),
    layered("deit_tiny_distilled_patch16_224", (224, 224), 37, "c", *blocks(16, 2, 11, 8)),
    layered("vit_base_patch16_224", (224, 224), 101, "d", *blocks(16, 1, 5, 2), more=", depth=6",
              note="six blocks of twelve, to keep the case small"),
    layered("vit_small_patch14_reg4_dinov2", (112, 112), 10, "e", *blocks(14, 5, 11, 7), more=", img_size=112",
              note="one class token and four register tokens; the position table holds the patches alone"),
    layered("vit_tiny_patch16_224", (96, 128), 1000, "a", *blocks(16, 1, 11, 5), more=", img_size=(96, 128)"),
    layered("swin_small_patch4_window7_224", (224, 224), 10, "b", channels_last("layers.3.blocks.1.norm1"),
              channels_last("layers.3.blocks.0"), channels_last("layers.2.blocks.9.norm1")),
    layered("beit_base_patch16_224", (96, 96), 10, "a", *blocks(16, 1, 3, 1), more=SMALL + ", depth=4, img_size=96"),
    layered("swinv2_tiny_window8_256", (256, 256), 10, "b", tokens("layers.3.blocks.1.norm2", 32, 0),
              channels_last("layers.2.blocks.0.norm1"), more=SMALL_STAGES),
    layered("eva02_base_patch14_224", (84, 56), 10, "a", *blocks(14, 1, 2, 1), more=SMALL + ", depth=3, img_size=(84, 56)"),
    layered("eva02_tiny_patch14_224", (98, 98), 10, "b", *blocks(14, 1, 2, 0), more=", depth=3, img_size=98"),
    layered("eva_giant_patch14_224", (98, 98), 10, "c", *blocks(14, 1, 2, 1), more=SMALL + ", depth=3, img_size=98"),
]
