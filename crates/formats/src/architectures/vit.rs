//! Vision transformers: `ViT` (Dosovitskiy et al., 2020, <https://arxiv.org/abs/2010.11929>),
//! `DeiT` (Touvron et al., 2020, <https://arxiv.org/abs/2012.12877>), `DeiT` III and timm's `DINOv2`,
//! in the spellings of timm, torchvision and Hugging Face. The recipe has timm's names.
//!
//! ```text
//! patches ─ linear ─ [class, distillation, register tokens, patches] + positions ─ blocks ─ norm
//!         ─ class token, or mean of the patches ─ linear
//!
//! block    norm ─ attention ─ layer scale ─ +;  norm ─ linear x4 ─ GELU ─ linear ─ layer scale ─ +
//!          In the largest DINOv2, the MLP has a gate.
//!
//!         width depth             width depth              width depth
//! Ti        192    12     B         768    12      H        1280    32
//! S         384    12     L        1024    24      g, G     1408    40, 1664    48
//! ```
//! Depth, width, patches and tokens follow from names and shapes. Where the settings do not say
//!
//! - the number of heads, it is that of published networks of this width: see [`vit_networks::heads`];
//! - the mean and standard deviation of the input, they are 1/2 as in the original networks of timm
//!   and Hugging Face, but those of `ImageNet` if the network is certainly a `DeiT` or torchvision's;
//! - the activation, it is GELU, or SiLU of the gate; only image towers of CLIP have quick GELU.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::attention::scaled;
use super::mlp::is_gated;
use super::network::{Network, Spelling};
use super::positions::{Positions, Resizing};
use super::tokens::{Block, head, patches, residual, token};
use super::vit_networks::{self, Seen};
use super::{Family, MAX_BLOCKS, Variant, as_written, dinov2, vit_names};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ViT",
    signs: &["cls_token", "attn.qkv", "attention.query"],
    names: vit_networks::NAMES,
    transformers: &["vit", "deit", "vit_msn"],
    recognise,
};

/// Epsilon of all norms in timm and torchvision.
const EPSILON: f32 = 1e-6;
/// Epsilon in timm if a norm comes before the blocks, as in CLIP.
const EPSILON_CLIP: f32 = 1e-5;
const EPSILON_HUGGING_FACE: f32 = 1e-12;

const WIDTHS: &[(usize, &str)] = &[
    (192, "Ti"),
    (384, "S"),
    (768, "B"),
    (1024, "L"),
    (1280, "H"),
    (1408, "g"),
    (1664, "G"),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let spelling = spelling(state)?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let has = |tensor: &str| shape(tensor).is_some();
    // timm's `gap` networks, which have no class token, registers or norm after the mean, have
    // other numbers of heads than `heads` gives.
    if !has("cls_token") && !has("reg_token") && !has("fc_norm.weight") {
        return None;
    }
    let patch = *shape("patch_embed.proj.weight")?.last()?;
    let width = *shape("norm.weight").or(shape("fc_norm.weight"))?.first()?;
    let kind = if has("dist_token") { "DeiT" } else { "ViT" };
    let mut name = match WIDTHS.iter().find(|(known, _)| *known == width) {
        Some((_, letter)) => format!("{kind}-{letter}/{patch}"),
        None => format!("{kind} {width}/{patch}"),
    };
    if let Some(&[_, registers, _]) = shape("reg_token") {
        name = format!("{name}, registers: {registers}");
    }
    let prefix = ["cls_token", "dist_token", "reg_token"].map(|name| shape(name)?.get(1).copied());
    let positions = Positions {
        tokens: *shape("pos_embed")?.get(1)?,
        prefix: prefix.into_iter().flatten().sum(),
        maybe_patches_alone: maybe_patches_alone(has),
        resizing: Resizing::TIMM,
    };
    let grid = positions.square().unwrap_or(224 / patch.max(1));
    let grid = match grid {
        dinov2::POSITIONS if has(OF_AUTHORS) => dinov2::SIZE / patch.max(1),
        grid => grid,
    };
    let hidden = shape("blocks.0.mlp.fc1.weight").and_then(|shape| shape.first());
    let seen = Seen {
        width,
        hidden: hidden.copied().unwrap_or(0),
        patch,
        depth: (0..MAX_BLOCKS)
            .take_while(|block| has(&format!("blocks.{block}.norm1.weight")))
            .count(),
        size: grid * patch,
        clip: has("norm_pre.weight"),
        bare: !has("cls_token") && !has("reg_token") && !has("blocks.0.attn.qkv.bias"),
    };
    Some(Variant {
        name,
        spelling,
        input: input(state, grid * patch),
        networks: vit_networks::networks(&seen),
        build,
    })
}

fn spelling(state: &StateDict) -> Option<Spelling> {
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &[&str]); 9] = [
        (as_written, &["blocks.0.attn.qkv.weight"]),
        (vit_names::torchvision, &["encoder.layers.encoder_layer_0.mlp.0.weight"]),
        (vit_names::torchvision_0_12, &["encoder.layers.encoder_layer_0.mlp.linear_1.weight"]),
        (vit_names::distilled_in_memory, &["deit.layers.0.mlp.fc1.weight", "cls_classifier.weight"]),
        (vit_names::deit_in_memory, &["deit.layers.0.mlp.fc1.weight"]),
        (vit_names::vit_in_memory, &["vit.layers.0.mlp.fc1.weight"]),
        (vit_names::distilled, &["deit.encoder.layer.0.output.dense.weight", "cls_classifier.weight"]),
        (vit_names::deit, &["deit.encoder.layer.0.output.dense.weight"]),
        (vit_names::vit, &["vit.encoder.layer.0.output.dense.weight"]),
    ];
    let has_all = |names: &[&str]| names.iter().all(|name| state.contains(name));
    let found = spellings.iter().find(|(_, names)| has_all(names));
    found.map(|(spelling, _)| *spelling)
}

/// Whether the positions may be for the patches alone. In timm, networks with registers (`DINOv2`)
/// or layer scale (`DeiT` III) may add positions before the other tokens are prepended.
fn maybe_patches_alone(has: impl Fn(&str) -> bool) -> bool {
    has("reg_token") || has("blocks.0.ls1.gamma")
}

/// Returns the input rule of the library's own weights. Pictures are resized to 10/9 of the size in
/// timm, to 8/7 in torchvision and for the `DeiT` of Hugging Face, and to the size itself if it is
/// large. Then the centre is cropped.
fn input(state: &StateDict, size: usize) -> InputRule {
    let has = |name: &str| state.contains(name);
    let rule = InputRule::imagenet(size);
    if has("vit.embeddings.cls_token") {
        let fit = InputFit::Squash;
        return InputRule { fit, ..rule }.centred();
    }
    let timm = has("blocks.0.attn.qkv.weight");
    let shorter = match size {
        0..384 if timm => size * 10 / 9,
        0..384 => size * 8 / 7,
        _ => size,
    };
    let rule = InputRule {
        fit: InputFit::ResizeCrop { shorter },
        filter: match size {
            0..384 if has("conv_proj.weight") => InputFilter::Bilinear,
            _ => InputFilter::Bicubic,
        },
        ..rule
    };
    let first = timm && !has("dist_token") && !has("blocks.0.ls1.gamma");
    if first { rule.centred() } else { rule }
}

/// Returns what the weights do not show.
fn block(net: &mut Network) -> Result<Block, FormatError> {
    let usual = if net.has("norm_pre.weight") {
        EPSILON_CLIP
    } else if net.has("blocks.0.attn.query.weight") {
        EPSILON_HUGGING_FACE
    } else {
        EPSILON
    };
    let shape = |tensor: &str| net.dims(tensor).ok().and_then(|dims| dims.first().copied());
    let (width, hidden) = (
        shape("blocks.0.norm1.weight"),
        shape("blocks.0.mlp.fc1.weight"),
    );
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let patch = net.kernel("patch_embed.proj")?;
    let is_gated = is_gated(net, "blocks.0.mlp");
    let facts = &mut net.facts;
    facts.shown(SHOWN);
    facts.agrees(&["hidden_size", "embed_dim"], width)?;
    let width = width.unwrap_or(1);
    facts.agrees(&["intermediate_size"], hidden)?;
    facts.agrees(&["num_hidden_layers", "depth"], blocks)?;
    facts.agrees(&["patch_size"], patch)?;
    facts.agrees(&["dynamic_img_pad"], false)?;
    facts.agrees(&["pool_include_prefix"], false)?;
    facts.is_one_of(&["norm_layer"], &["layernorm"])?;
    facts.is_one_of(
        &["mlp_layer"],
        &[if is_gated { "swiglupacked" } else { "mlp" }],
    )?;
    let act = if is_gated {
        Activation::Swish
    } else {
        Activation::Gelu
    };
    Ok(Block {
        epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(usual),
        heads: vit_networks::stated_heads(facts, width, vit_networks::heads(width))?,
        act: facts.activation(&["act_layer", "hidden_act"], act)?,
        norm_after: facts.flag(&["norm_after"])?.unwrap_or(false),
        rotation: None,
    })
}

/// A tensor that the authors' own code of `DINOv2` has, and not timm's.
const OF_AUTHORS: &str = "mask_token";

/// Arguments that names and shapes show.
const SHOWN: &[&str] = &[
    "class_token",
    "fc_norm",
    "final_norm",
    "mlp_ratio",
    "pos_embed",
    "pre_norm",
    "proj_bias",
    "qk_norm",
    "qkv_bias",
    "reg_tokens",
    "scale_attn_norm",
    "scale_mlp_norm",
];

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let block = block(net)?;
    let epsilon = block.epsilon;
    let (mut x, prefix) = embedding(net, x)?;
    if net.has("norm_pre.weight") {
        x = net.layer_norm("norm_pre", x, 2, epsilon)?;
    }
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    for number in 0..blocks {
        x = residual(net, &format!("blocks.{number}"), x, block, &[])?;
    }
    net.alias("blocks", x);
    if net.has("head_dist.weight") {
        let x = net.layer_norm("norm", x, 2, epsilon)?;
        net.facts.is_one_of(&["global_pool"], &["token"])?;
        let (class, distilled) = (token(net, "class", x, 0)?, token(net, "distilled", x, 1)?);
        let class = net.linear("head", class)?;
        let distilled = net.linear("head_dist", distilled)?;
        let sum = net.add("sum", class, distilled)?;
        return Ok(vec![scaled(net, "mean", sum, 0.5)?]);
    }
    head(net, x, prefix, epsilon)
}

/// Returns the tokens `[1, prefix + patches, width]` and `prefix`, the number of tokens before the
/// patches.
fn embedding(net: &mut Network, x: NodeId) -> Result<(NodeId, usize), FormatError> {
    let (mut x, grid) = patches(net, x)?;
    let mut tokens = Vec::new();
    let mut prefix = 0;
    for name in ["cls_token", "dist_token", "reg_token"] {
        if net.has(name) {
            prefix += net.dims(name)?.get(1).copied().unwrap_or(1);
            tokens.push(net.constant(name)?);
        }
    }
    let alone = net.facts.flag(&["no_embed_class"])?;
    let positions = Positions {
        tokens: net.dims("pos_embed")?.get(1).copied().unwrap_or(0),
        prefix,
        maybe_patches_alone: alone.unwrap_or_else(|| maybe_patches_alone(|name| net.has(name))),
        resizing: if net.has("blocks.0.attn.query.weight") {
            Resizing::HUGGING_FACE
        } else if net.has(OF_AUTHORS) {
            Resizing::DINO_OF_AUTHORS
        } else {
            Resizing::TIMM
        },
    };
    let positions = positions.constant(net, "pos_embed", grid)?;
    let for_patches_alone = net.shape(positions) == net.shape(x);
    if for_patches_alone {
        x = net.add("patch_embed.placed", x, positions)?;
    }
    if prefix > 0 {
        tokens.push(x);
        x = net.node("tokens", Op::Concat { axis: 1 }, &tokens, vec![])?;
    }
    if !for_patches_alone {
        x = net.add("tokens.placed", x, positions)?;
    }
    net.alias("pos_drop", x);
    Ok((x, prefix))
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn the_name_and_the_input_follow_from_names_and_shapes() {
        const PATCHES: (&str, &[usize]) = ("patch_embed.proj.weight", &[192, 3, 16, 16]);
        const QKV: (&str, &[usize]) = ("blocks.0.attn.qkv.weight", &[1]);
        const NORM: (&str, &[usize]) = ("norm.weight", &[192]);
        const CLASS: (&str, &[usize]) = ("cls_token", &[1, 1, 192]);
        struct Case(
            &'static [(&'static str, &'static [usize])],
            &'static str,
            usize,
            bool,
        );
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(&[PATCHES, QKV, NORM, CLASS, ("pos_embed", &[1, 197, 192])], "ViT-Ti/16", 224, true),
            Case(&[PATCHES, QKV, NORM, CLASS, ("pos_embed", &[1, 577, 192])], "ViT-Ti/16", 384, true),
            Case(&[PATCHES, QKV, NORM, CLASS, ("dist_token", &[1, 1, 192]), ("pos_embed", &[1, 198, 192])], "DeiT-Ti/16", 224, false),
            Case(&[PATCHES, QKV, NORM, CLASS, ("blocks.0.ls1.gamma", &[1]), ("pos_embed", &[1, 196, 192])], "ViT-Ti/16", 224, false),
            Case(&[PATCHES, QKV, NORM, ("reg_token", &[1, 4, 192]), ("pos_embed", &[1, 256, 192])], "ViT-Ti/16, registers: 4", 256, true),
            // 6 x 8 patches, which only a config can tell
            Case(&[PATCHES, QKV, NORM, CLASS, ("pos_embed", &[1, 49, 192])], "ViT-Ti/16", 224, true),
        ];
        for Case(tensors, name, size, centred) in cases {
            let found = recognise(&bare::state(tensors)).unwrap();
            assert_eq!((found.name.as_str(), found.input.height), (name, size));
            assert_eq!(found.input == found.input.centred(), centred, "{name}");
        }
        let without_tokens = [PATCHES, QKV, NORM, ("pos_embed", &[1, 196, 192])];
        assert!(recognise(&bare::state(&without_tokens)).is_none());
    }
}
