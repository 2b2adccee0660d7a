"""Small networks whose settings say what names and shapes of their weights do not.

`settings` is the config.json that lies beside the weights; None for none. `chosen` is what a person chooses where there
is none. `plain`: whether the network without the settings gives other scores, so that a test sees that they are used.
"""

from dataclasses import dataclass

import efficientnet_pytorch
import timm
import torch
import transformers
from torch import nn
from torchvision.models import GoogLeNet, densenet, inception, resnet


@dataclass(frozen=True)
class Case:
    name: str
    model: nn.Module
    size: tuple
    settings: dict | None = None
    chosen: str | None = None
    plain: bool = True
    gain: float = 0.9


class ResizedCLIP(transformers.CLIPForImageClassification):
    """For pictures of other sizes than its positions are for."""

    def forward(self, pixel_values):
        return super().forward(pixel_values, interpolate_pos_encoding=True)


class ResizedSiglip(transformers.SiglipForImageClassification):
    """The same."""

    def forward(self, pixel_values):
        return super().forward(pixel_values, interpolate_pos_encoding=True)


class ResizedViT(transformers.ViTForImageClassification):
    """The same."""

    def forward(self, pixel_values):
        return super().forward(pixel_values, interpolate_pos_encoding=True)


def hugging_face(name, family, size, gain=0.9, plain=True, network=None, without=(), **settings):
    config = getattr(transformers, f"{family}Config")(num_labels=5, **settings)
    model = (network or getattr(transformers, f"{family}ForImageClassification"))(config)
    left_out = dict.fromkeys(("id2label", "label2id", *without))
    return Case(name, model, size, config.to_dict() | left_out, plain=plain, gain=gain)


def made_by_timm(name, architecture, size, gain=0.9, plain=True, **arguments):
    model = timm.create_model(architecture, num_classes=5, **arguments)
    settings = {"architecture": architecture, "num_classes": 5, "model_args": arguments}
    if isinstance(getattr(model, "global_pool", None), str):
        settings["global_pool"] = model.global_pool
    return Case(name, model, size, settings, plain=plain, gain=gain)


def wrapped(name, architecture, size, gain=0.9, **arguments):
    """A network of timm as transformers saves it: below `timm_model`, with one config.json of both."""
    cfg = dict(input_size=[3, *size], mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5], interpolation="bicubic", crop_pct=0.9)
    config = transformers.TimmWrapperConfig(num_labels=5, architecture=architecture, model_args=arguments, pretrained_cfg=cfg)
    model = transformers.TimmWrapperForImageClassification(config)
    return Case(name, model, size, config.to_dict(), gain=gain)


def narrow(model, share=8, channels=3):
    """The same network with a part of the channels."""
    for name, child in model.named_children():
        if isinstance(child, nn.Conv2d):
            taken = channels if child.in_channels == 3 else child.in_channels // share
            sizes = child.kernel_size, child.stride, child.padding
            setattr(model, name, nn.Conv2d(taken, child.out_channels // share, *sizes, bias=child.bias is not None))
        elif isinstance(child, nn.BatchNorm2d):
            setattr(model, name, nn.BatchNorm2d(child.num_features // share, child.eps))
        elif isinstance(child, nn.Linear):
            setattr(model, name, nn.Linear(child.in_features // share, child.out_features))
        else:
            narrow(child, share, channels)
    return model


def small_resnet(pools, stages=4):
    """For pictures of 32 x 32: a first convolution of 3x3 without a stride."""
    model = narrow(resnet.ResNet(resnet.BasicBlock, [1, 1, 1, 1], num_classes=5))
    model.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
    if not pools:
        model.maxpool = nn.Identity()
    if stages == 3:
        model.layer4 = nn.Identity()
        model.fc = nn.Linear(32, 5)
    return model


def small_densenet(pools):
    model = densenet.DenseNet(4, (2, 2, 2, 2), 8, num_classes=5)
    model.features.conv0 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
    if not pools:
        model.features.pool0 = nn.Identity()
    return model


VIT = dict(hidden_size=32, num_hidden_layers=2, intermediate_size=64, patch_size=16, image_size=64)
RESNET = dict(embedding_size=8, hidden_sizes=[16, 24, 32, 40], depths=[1, 1, 1, 1])
CONVNEXT = dict(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 2, 1])
SWIN = dict(embed_dim=8, depths=[1, 2, 1, 1], num_heads=[1, 2, 2, 4], window_size=4)
REGNET = dict(embedding_size=8, hidden_sizes=[16, 24, 32, 40], depths=[1, 1, 1, 1], groups_width=8)
EFFICIENTNET = dict(in_channels=[32, 8, 8, 8, 16, 16, 16], out_channels=[8, 8, 8, 16, 16, 16, 24], hidden_dim=1280,
                    width_coefficient=1.0, depth_coefficient=1.0)
TIMM_VIT = dict(embed_dim=64, depth=2, num_heads=4, img_size=64)
DINOV2 = dict(hidden_size=32, num_hidden_layers=2, patch_size=14, image_size=56)
TEXT = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16)
TOWER = dict(image_size=64, patch_size=16, hidden_size=32, num_hidden_layers=2, intermediate_size=64)
ONE_BLOCK = dict(layers=(1, 1, 1, 1), channels=(4, 8, 12, 16))
BEIT = VIT | dict(num_attention_heads=4)
QUICK = "vit_base_patch32_clip_quickgelu_224"


def cases():
    """All of them, each made when its turn comes."""
    yield hugging_face("vit_relu", "ViT", (64, 64), hidden_act="relu", num_attention_heads=2, **VIT)
    yield hugging_face("vit_heads_epsilon", "ViT", (64, 64), num_attention_heads=4, layer_norm_eps=0.1, qkv_bias=False, **VIT)
    yield hugging_face("vit_quick_gelu", "ViT", (64, 64), hidden_act="quick_gelu", num_attention_heads=2, **VIT)
    yield hugging_face("deit_relu", "DeiT", (64, 64), hidden_act="relu", num_attention_heads=8, **VIT)
    yield hugging_face("dinov2_relu", "Dinov2", (56, 42), hidden_act="relu", num_attention_heads=4, mlp_ratio=2, **DINOV2)
    yield hugging_face("dinov2_registers", "Dinov2WithRegisters", (42, 42), num_attention_heads=2, layer_norm_eps=0.1, qkv_bias=False,
                       num_register_tokens=2, **DINOV2)
    yield hugging_face("dinov2_gates", "Dinov2", (56, 56), use_swiglu_ffn=True, hidden_act="relu", use_mask_token=False,
                       num_attention_heads=2, **DINOV2)
    yield hugging_face("clip_gelu", "CLIP", (64, 64), vision_config=dict(hidden_act="gelu", num_attention_heads=4, layer_norm_eps=0.1, **TOWER),
                       text_config=TEXT)
    yield hugging_face("clip_resized", "CLIP", (96, 64), network=ResizedCLIP, text_config=TEXT,
                       vision_config=dict(hidden_act="gelu", num_attention_heads=4, layer_norm_eps=0.1, **TOWER))
    # As many patches as positions, in another grid: transformers resizes them.
    yield hugging_face("vit_as_many", "ViT", (32, 128), network=ResizedViT, num_attention_heads=4, layer_norm_eps=0.1, **VIT)
    # The positions are those of this picture, though their number is that of a square.
    yield hugging_face("vit_wide", "ViT", (32, 128), num_attention_heads=4, layer_norm_eps=0.1, **VIT | dict(image_size=(32, 128)))
    # transformers leaves out of a saved config.json what is the default of its class.
    yield hugging_face("vit_default_heads", "ViT", (64, 64), layer_norm_eps=0.1, without=("num_attention_heads",), **VIT | dict(hidden_size=192))
    yield hugging_face("siglip_resized", "Siglip", (48, 96), network=ResizedSiglip, text_config=TEXT,
                       vision_config=dict(hidden_act="relu", num_attention_heads=2, vision_use_head=False, **TOWER))
    yield hugging_face("siglip_relu", "Siglip", (64, 64), vision_config=dict(hidden_act="relu", num_attention_heads=2, vision_use_head=False, **TOWER),
                       text_config=TEXT)
    yield hugging_face("beit_relu", "Beit", (64, 64), hidden_act="relu", use_relative_position_bias=True, use_mask_token=True, **BEIT)
    yield hugging_face("beit_shared", "Beit", (64, 64), layer_norm_eps=0.1, use_shared_relative_position_bias=True, use_mean_pooling=False,
                       use_absolute_position_embeddings=True, layer_scale_init_value=0.0, **BEIT)
    yield hugging_face("data2vec_heads", "Data2VecVision", (64, 64), use_relative_position_bias=False, use_absolute_position_embeddings=True, **BEIT)
    yield hugging_face("swinv2_windows", "Swinv2", (64, 64), image_size=64, patch_size=2, embed_dim=8, depths=[1, 2, 2, 1], num_heads=[1, 2, 2, 4],
                       window_size=16, pretrained_window_sizes=[12, 12, 12, 6], hidden_act="relu", layer_norm_eps=0.1, qkv_bias=False, gain=0.7071)
    yield hugging_face("resnet_gelu", "ResNet", (64, 64), hidden_act="gelu", layer_type="basic", **RESNET)
    yield hugging_face("resnet_early_strides", "ResNet", (64, 64), downsample_in_bottleneck=True, **RESNET)
    yield hugging_face("resnet_five_strides", "ResNet", (97, 75), downsample_in_first_stage=True, **RESNET)
    yield hugging_face("resnet_five_strides_basic", "ResNet", (96, 96), plain=False, downsample_in_first_stage=True, layer_type="basic",
                       **RESNET | dict(embedding_size=16))
    yield hugging_face("regnet_gelu", "RegNet", (64, 64), hidden_act="gelu", **REGNET)
    yield hugging_face("regnet_four_strides", "RegNet", (64, 64), downsample_in_first_stage=False, layer_type="x", **REGNET)
    yield hugging_face("convnext_relu", "ConvNext", (64, 64), hidden_act="relu", layer_norm_eps=0.1, **CONVNEXT)
    yield hugging_face("convnext_patch_2", "ConvNext", (32, 32), plain=False, patch_size=2, **CONVNEXT)
    yield hugging_face("convnextv2_silu", "ConvNextV2", (64, 64), hidden_act="silu", **CONVNEXT)
    yield hugging_face("swin_patch_2", "Swin", (64, 64), plain=False, patch_size=2, image_size=64, qkv_bias=False, **SWIN)
    yield hugging_face("swin_relu", "Swin", (64, 64), patch_size=2, image_size=64, hidden_act="relu", layer_norm_eps=0.1, **SWIN)
    yield hugging_face("mobilenet_v2_even", "MobileNetV2", (75, 97), tf_padding=False, depth_multiplier=0.25, hidden_act="relu",
                       finegrained_output=True, gain=1.0)
    yield hugging_face("mobilenet_v2_expanded", "MobileNetV2", (75, 97), tf_padding=True, depth_multiplier=0.25, layer_norm_eps=0.1,
                       first_layer_is_expansion=False, gain=1.0)
    yield hugging_face("efficientnet_padding", "EfficientNet", (75, 97), depthwise_padding=[1, 5], hidden_act="relu", batch_norm_eps=0.01,
                       pooling_type="max", gain=1.25, **EFFICIENTNET)
    yield hugging_face("efficientnet_strides", "EfficientNet", (64, 64), strides=[1, 2, 1, 2, 1, 2, 1], gain=1.25, **EFFICIENTNET)

    yield made_by_timm("timm_blur", "resnetblur18", (97, 75), channels=(8, 16, 24, 32))
    yield made_by_timm("timm_aa", "resnetaa50", (64, 64), channels=(4, 8, 12, 16), layers=(1, 1, 1, 1))
    yield made_by_timm("timm_aa_deep", "resnetaa50d", (64, 96), **ONE_BLOCK)
    yield made_by_timm("timm_blur_deep", "resnetblur50d", (75, 97), **ONE_BLOCK)
    yield made_by_timm("timm_aa_excited", "seresnetaa50d", (64, 64), plain=False, **ONE_BLOCK)
    yield made_by_timm("timm_mixed_blocks", "test_resnet", (64, 64), plain=False)
    yield made_by_timm("timm_v2_silu", "resnetv2_18", (64, 64), channels=(8, 16, 24, 32), act_layer="silu")
    yield made_by_timm("timm_regnet_silu", "regnety_002", (64, 64), act_layer="silu")
    yield made_by_timm("timm_arguments", "resnet18", (64, 64), channels=(8, 16, 24, 32), layers=(1, 1, 1, 1), act_layer="gelu",
                       global_pool="avgmax")
    yield made_by_timm("timm_both_pools", "resnet18", (64, 64), plain=False, channels=(8, 16, 24, 32), layers=(1, 1, 1, 1), global_pool="catavgmax")
    yield made_by_timm("timm_tf_mobilenet", "tf_mobilenetv3_small_075", (75, 97), gain=1.05)
    yield made_by_timm("timm_tf_efficientnet", "tf_efficientnet_b0", (75, 97), gain=1.25)
    yield made_by_timm("timm_tf_lite", "tf_efficientnet_lite0", (75, 97), gain=0.95)
    yield made_by_timm("timm_own_v2", "efficientnetv2_s", (75, 97), gain=0.95, channel_multiplier=0.25)
    yield made_by_timm("timm_blur_v4", "mobilenetv4_conv_blur_medium", (97, 75))
    yield made_by_timm("timm_blur_efficientnet", "efficientnet_blur_b0", (64, 64), gain=1.25)
    yield made_by_timm("timm_pruned", "efficientnet_b1_pruned", (75, 75), plain=False, gain=1.1)
    yield made_by_timm("timm_same_mobilenet", "mobilenetv2_035", (75, 97), pad_type="same", bn_eps=0.01, act_layer="hard_swish")
    yield made_by_timm("timm_test_vit", "test_vit", (32, 32), plain=False, img_size=32, gain=0.7071)
    yield made_by_timm("timm_test_vit2", "test_vit2", (32, 32), plain=False, img_size=32, gain=0.7071)
    yield made_by_timm("timm_quick_gelu", QUICK, (64, 64), gain=0.7071, **TIMM_VIT)
    yield made_by_timm("timm_norm_after", "vit_base_patch16_rpn_224", (64, 64), plain=False, gain=0.7071, **TIMM_VIT)
    yield made_by_timm("timm_patches_alone", "flexivit_small", (64, 64), plain=False, gain=0.7071, **TIMM_VIT)
    yield made_by_timm("timm_heads", "vit_tiny_patch16_224", (64, 64), gain=0.7071, **TIMM_VIT | dict(embed_dim=96, num_heads=8))
    yield made_by_timm("timm_pool_of_vit", "vit_tiny_patch16_224", (64, 64), gain=0.7071, global_pool="avg", fc_norm=False, **TIMM_VIT)
    yield made_by_timm("timm_test_convnext", "test_convnext", (64, 64), plain=False, gain=0.7071)
    yield made_by_timm("timm_test_convnext3", "test_convnext3", (64, 64), plain=False, gain=0.7071)
    yield made_by_timm("timm_convnext_patch_2", "convnext_atto", (32, 32), plain=False, gain=0.7071, depths=(1, 1, 1, 1), dims=(8, 16, 24, 32), patch_size=2)
    yield made_by_timm("timm_swin_patch_2", "swin_tiny_patch4_window7_224", (64, 64), plain=False, gain=0.7071, patch_size=2, embed_dim=8,
                       depths=(2, 1, 1, 1), num_heads=(1, 2, 2, 4), window_size=4, img_size=64)
    yield made_by_timm("timm_beit_shared", "beit_base_patch16_224", (64, 64), plain=False, gain=0.7071, embed_dim=64, depth=2, num_heads=4, img_size=64,
                       use_rel_pos_bias=False, use_shared_rel_pos_bias=True, use_abs_pos_emb=True, global_pool="token", init_values=None)
    yield made_by_timm("timm_beit_pool", "beitv2_base_patch16_224", (64, 96), gain=0.7071, embed_dim=64, depth=2, num_heads=4, img_size=(64, 96),
                       use_fc_norm=False, swiglu_mlp=True, scale_mlp=True)
    yield made_by_timm("timm_swinv2_windows", "swinv2_base_window12to16_192to256", (64, 64), gain=0.7071, patch_size=2, embed_dim=8,
                       depths=(2, 1, 1, 1), num_heads=(1, 2, 2, 4), img_size=64, act_layer="relu")
    yield made_by_timm("timm_eva_clip", "eva02_large_patch14_clip_224", (56, 84), plain=False, gain=0.7071, embed_dim=64, depth=2, num_heads=4, img_size=(56, 84))
    yield made_by_timm("timm_eva_norm_after", "eva02_enormous_patch14_clip_224", (56, 56), gain=0.7071, embed_dim=64, depth=2, num_heads=4, img_size=56,
                       mlp_ratio=4)
    yield made_by_timm("timm_densenet_silu", "densenet121", (64, 64), gain=1.2, growth_rate=4, block_config=(2, 1, 1, 1), act_layer="silu")

    yield wrapped("wrapped_vit", QUICK, (64, 64), gain=0.7071, **TIMM_VIT)
    yield wrapped("wrapped_resnet", "resnetblur18", (64, 64), channels=(8, 16, 24, 32), global_pool="max")
    yield made_by_timm("timm_gates", "vit_giant_patch14_dinov2", (56, 56), plain=False, gain=0.7071, **TIMM_VIT | dict(img_size=56, mlp_ratio=4))

    without, kept = ("ResNet for small pictures, without maxpool", "ResNet for small pictures, with maxpool")
    yield Case("small_resnet", small_resnet(pools=False), (32, 32))
    yield Case("small_resnet_with_pool", small_resnet(pools=True), (32, 32), chosen=kept)
    yield Case("small_resnet_again", small_resnet(pools=False), (32, 32), chosen=without)
    yield Case("three_stages", small_resnet(pools=False, stages=3), (32, 32))
    yield Case("small_densenet", small_densenet(pools=True), (32, 32), gain=1.2)
    yield Case("small_densenet_without_pool", small_densenet(pools=False), (32, 32), chosen="DenseNet for small pictures, without pool0", gain=1.2)
    model = inception.Inception3(transform_input=False, init_weights=False)
    yield Case("inception_not_transformed", narrow(model), (75, 97), chosen="Inception v3 without transform_input", gain=1.1)
    model = GoogLeNet(5, transform_input=False, aux_logits=False, init_weights=False)
    yield Case("googlenet_not_transformed", narrow(model), (75, 97), chosen="GoogLeNet without transform_input", gain=1.1)
    model = efficientnet_pytorch.EfficientNet.from_name("efficientnet-b0", num_classes=5, image_size=75)
    yield Case("lukemelas_own_size", model, (75, 75), chosen="padding for the picture's own size", gain=1.25)
    model = timm.create_model("resnetblur18", num_classes=5, channels=(8, 16, 24, 32))
    yield Case("chosen_blur", model, (64, 64), chosen="resnetblur18")
    model = timm.create_model("tf_mobilenetv3_small_075", num_classes=5)
    yield Case("chosen_tf", model, (75, 97), chosen="tf_mobilenetv3_small_075", gain=1.05)
    model = timm.create_model(QUICK, num_classes=5, **TIMM_VIT | dict(num_heads=1))
    yield Case("chosen_quick_gelu", model, (64, 64), chosen="image tower of CLIP, with quick GELU", gain=0.7071)
    model = timm.create_model("vit_tiny_patch16_224", num_classes=5, **TIMM_VIT | dict(embed_dim=96, num_heads=8))
    yield Case("chosen_heads", model, (64, 64), chosen="ViT with 8 heads", gain=0.7071)
