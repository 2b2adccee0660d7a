"""Networks of transformers, from a configuration. Layers carry the names of the saved file; `module` is the path in memory."""

from case import Case, channels_last, grids, tokens


def make(model, config, classes, settings):
    return f"transformers.{model}(transformers.{config}(num_labels={classes}, {settings}))"


TINY = "hidden_size=192, num_attention_heads=3, intermediate_size=768"


def block(family, number, prefix):
    return tokens(f"{family}.encoder.layer.{number}.layernorm_before", 16, prefix, f"{family}.layers.{number}.layernorm_before")


def tower(name, prefix):
    """The classifier of an image tower. The tower of texts is no part of it."""
    vision = "dict(image_size=96, patch_size=16, hidden_size=192, num_attention_heads=3, intermediate_size=384, num_hidden_layers=3)"
    text = "dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16)"
    builder = make(f"{name}ForImageClassification", f"{name}Config", 10, f"vision_config={vision}, text_config={text}")
    layers = [tokens(f"vision_model.encoder.layers.{place}.layer_norm1", 16, prefix) for place in (2, 1)]
    return builder, (96, 96), layers, 10, 0.7071


def dino(config, settings, number, prefix):
    """A small DINOv2 with positions for 7 x 7 patches, for a picture of 4 x 6."""
    model = {"Dinov2Config": "dinov2", "Dinov2WithRegistersConfig": "dinov2_with_registers"}[config]
    name = config.replace("Config", "ForImageClassification")
    settings = f"image_size=98, patch_size=14, hidden_size=192, num_attention_heads=3, num_hidden_layers=4{settings}"
    layers = [tokens(f"{model}.encoder.layer.{place}.norm1", 14, prefix) for place in (3, number)]
    return make(name, config, 10, settings), (56, 84), layers, 10, 0.7071


CASES = [
    Case("transformers_resnet50", make("ResNetForImageClassification", "ResNetConfig", 37, "depths=[3, 4, 6, 3]"), (96, 96),
         grids("resnet.encoder.stages.3.layers.2", "resnet.encoder.stages.2.layers.0.layer.1.convolution"), 37, 0.9, "a"),
    Case("transformers_resnet18", make("ResNetForImageClassification", "ResNetConfig", 10, "layer_type='basic', "
         "hidden_sizes=[64, 128, 256, 512], depths=[2, 2, 2, 2]"), (97, 129),
         grids("resnet.encoder.stages.3.layers.1", "resnet.encoder.stages.2.layers.0.layer.1.convolution"), 10, 0.9, "b"),
    Case("transformers_regnet_y", make("RegNetForImageClassification", "RegNetConfig", 10, "depths=[1, 1, 2, 1], hidden_sizes=[24, 56, 112, 240], "
         "groups_width=8"), (97, 75), grids("regnet.encoder.stages.3.layers.0", "regnet.encoder.stages.2.layers.1.layer.1.convolution"), 10, 1.0, "e"),
    Case("transformers_regnet_x", make("RegNetForImageClassification", "RegNetConfig", 37, "depths=[1, 2, 1, 1], hidden_sizes=[24, 56, 112, 240], "
         "groups_width=8, layer_type='x'"), (64, 96), grids("regnet.encoder.stages.3.layers.0", "regnet.encoder.stages.1.layers.1"), 37, 0.9, "f"),
    Case("transformers_vit_tiny", make("ViTForImageClassification", "ViTConfig", 10, TINY), (224, 224),
         [block("vit", 11, 1), block("vit", 5, 1)], 10, 0.7071, "a"),
    Case("transformers_deit_tiny", make("DeiTForImageClassification", "DeiTConfig", 37, TINY), (224, 224),
         [block("deit", 11, 2), block("deit", 7, 2)], 37, 0.7071, "b",
         note="one head on the class token; the file holds a distillation token all the same"),
    Case("transformers_deit_tiny_with_teacher", make("DeiTForImageClassificationWithTeacher", "DeiTConfig", 101,
         TINY + ", image_size=96"), (96, 96), [block("deit", 11, 2), block("deit", 3, 2)], 101, 0.7071, "c",
         note="two heads; the logits are their mean"),
    Case("transformers_convnext_tiny", make("ConvNextForImageClassification", "ConvNextConfig", 10, "depths=[3, 3, 9, 3]"),
         (96, 96), [*grids("convnext.encoder.stages.3.layers.2"), channels_last("convnext.encoder.stages.2.layers.4.pwconv1")],
         10, 0.7071, "d"),
    Case("transformers_swin_tiny", make("SwinForImageClassification", "SwinConfig", 37, "embed_dim=96, depths=[2, 2, 6, 2], "
         "num_heads=[3, 6, 12, 24]"), (224, 224),
         [tokens("swin.encoder.layers.3.blocks.1.layernorm_before", 32, 0),
          tokens("swin.encoder.layers.2.blocks.3.layernorm_before", 16, 0)], 37, 0.7071, "e"),
    Case("transformers_mobilenet_v2", make("MobileNetV2ForImageClassification", "MobileNetV2Config", 1001, "tf_padding=True"),
         (96, 96), grids("mobilenet_v2.conv_1x1", "mobilenet_v2.layer.7.expand_1x1"), 1001, 1.0, "a",
         note="tf_padding: stride 2 pads right and below as TensorFlow does; class 0 is the background"),
    Case("transformers_efficientnet_b0", make("EfficientNetForImageClassification", "EfficientNetConfig", 10,
         "width_coefficient=1.0, depth_coefficient=1.0, hidden_dim=1280, image_size=224"), (96, 96),
         grids("efficientnet.encoder.blocks.15", "efficientnet.encoder.blocks.5.expansion.expand_conv"), 10, 1.25, "b",
         note="before a depthwise convolution of stride 2 the picture is padded unevenly; padding follows the image_size"),
    Case("transformers_dinov2", *dino("Dinov2Config", "", 1, 1), "a",
         note="the positions are resized; the head reads the class token and the mean of the patches"),
    Case("transformers_dinov2_with_registers", *dino("Dinov2WithRegistersConfig", ", use_swiglu_ffn=True", 2, 5), "b",
         note="four registers, which have no positions, and MLPs with a gate; positions are resized with antialiasing"),
    Case("transformers_clip", *tower("CLIP", 1), "c",
         note="quick GELU; the mean of the patches is read before the norm, which is in the file all the same"),
    Case("transformers_siglip", *tower("Siglip", 0), "d",
         note="GELU by tanh; the attention that pools is in the file, but the classifier does not read it"),
    Case("transformers_beit", make("BeitForImageClassification", "BeitConfig", 10, "image_size=96, hidden_size=192, "
         "num_attention_heads=3, intermediate_size=384, num_hidden_layers=4, use_relative_position_bias=True"), (96, 96),
         [tokens(f"beit.encoder.layer.{place}.layernorm_before", 16, 1, f"beit.layers.{place}.layernorm_before") for place in (3, 1)],
         10, 0.7071, "e"),
    Case("transformers_swinv2", make("Swinv2ForImageClassification", "Swinv2Config", 10, "image_size=256, embed_dim=48, "
         "depths=[2, 2, 2, 2], num_heads=[2, 4, 8, 16], window_size=8"), (256, 256),
         [tokens("swinv2.encoder.layers.3.blocks.1.layernorm_after", 32, 0),
          tokens("swinv2.encoder.layers.1.blocks.1.layernorm_before", 8, 0)], 10, 0.7071, "f",
         note="the mask of the shifted windows is added twice"),
]
