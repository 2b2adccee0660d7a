//! Vision transformers: `ViT` (Dosovitskiy et al., 2020, <https://arxiv.org/abs/2010.11929>), `DeiT`
//! (Touvron et al., 2020, <https://arxiv.org/abs/2012.12877>), `DeiT` III and `DINOv2`, as timm,
//! torchvision and Hugging Face spell them.
//!
//! ```text
//! patches ─ linear ─ [class, distillation, register tokens, patches] + positions ─ blocks ─ norm
//!         ─ class token, or mean of the patches ─ linear
//!
//! block    norm ─ attention ─ layer scale ─ +;  norm ─ linear x4 ─ GELU ─ linear ─ layer scale ─ +
//!
//!         width depth             width depth              width depth
//! Ti        192    12     B         768    12      H        1280    32
//! S         384    12     L        1024    24      g, G     1408    40, 1664    48
//! ```
//! Depth, width, patches and tokens are read off names and shapes. A file does not say the number
//! of heads ([`heads`]), nor by which mean and deviation pictures were normalised: 1/2 as for the
//! first of timm and Hugging Face, but those of `ImageNet` where `DeiT` or torchvision is certain.
//! It does not tell quick GELU from GELU either; only image towers of CLIP have the former.

use graph::NodeId;
use graph::ops::{Binary, Op, Reduce, ReduceKind, Select};

use super::attention::{attention, mlp, scaled};
use super::network::{Network, Slide};
use super::positions::Positions;
use super::{Family, vit_variants};
use crate::FormatError;

pub(super) const FAMILY: Family = Family {
    name: "ViT",
    signs: &["cls_token", "attn.qkv", "attention.query"],
    recognise: vit_variants::recognise,
};

/// Of all norms in timm and torchvision.
const EPSILON: f32 = 1e-6;
/// Where a norm stands before the blocks, as in CLIP (timm).
const EPSILON_CLIP: f32 = 1e-5;
/// In Hugging Face.
const EPSILON_HUGGING_FACE: f32 = 1e-12;

/// A head has 64 channels, except in the largest networks of timm and in ViT-H of all libraries,
/// which have 16 heads.
fn heads(width: usize) -> usize {
    match width {
        1152 | 1280 | 1408 | 1664 => 16,
        _ => (width / 64).max(1),
    }
}

/// Builds it; `x` is the picture.
pub(super) fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let epsilon = if net.has("norm_pre.weight") {
        EPSILON_CLIP
    } else if net.has("blocks.0.attn.query.weight") {
        EPSILON_HUGGING_FACE
    } else {
        EPSILON
    };
    let (mut x, prefix) = embedding(net, x)?;
    if net.has("norm_pre.weight") {
        x = net.layer_norm("norm_pre", x, 2, epsilon)?;
    }
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    for block in 0..blocks {
        x = residual(net, &format!("blocks.{block}"), x, epsilon)?;
    }
    net.alias("blocks", x);
    if net.has("norm.weight") {
        x = net.layer_norm("norm", x, 2, epsilon)?;
    }
    if net.has("head_dist.weight") {
        let (class, distilled) = (token(net, "class", x, 0)?, token(net, "distilled", x, 1)?);
        let class = net.linear("head", class)?;
        let distilled = net.linear("head_dist", distilled)?;
        let sum = net.add("sum", class, distilled)?;
        return Ok(vec![scaled(net, "mean", sum, 0.5)?]);
    }
    x = if net.has("cls_token") && !net.has("fc_norm.weight") {
        token(net, "class", x, 0)?
    } else {
        mean_of_patches(net, x, prefix)?
    };
    if net.has("fc_norm.weight") {
        x = net.layer_norm("fc_norm", x, 1, epsilon)?;
    }
    Ok(vec![net.linear("head", x)?])
}

/// Tokens `[1, prefix + patches, width]` and how many stand before the patches.
fn embedding(net: &mut Network, x: NodeId) -> Result<(NodeId, usize), FormatError> {
    let patch = net.dims("patch_embed.proj.weight")?.last().copied();
    let x = net.conv(
        "patch_embed.proj",
        x,
        Slide::same(1).stride(patch.unwrap_or(1)),
    )?;
    let grid = match net.shape(x) {
        &[.., height, width] => [height, width],
        _ => [1, 1],
    };
    let rows = Op::Reshape {
        axes: vec![0, 0, -1],
    };
    let x = net.step("patch_embed.flat", rows, x)?;
    let tokens = Op::Transpose {
        permutation: vec![0, 2, 1],
    };
    let mut x = net.step("patch_embed", tokens, x)?;
    let mut tokens = Vec::new();
    let mut prefix = 0;
    for name in ["cls_token", "dist_token", "reg_token"] {
        if net.has(name) {
            prefix += net.dims(name)?.get(1).copied().unwrap_or(1);
            tokens.push(net.constant(name)?);
        }
    }
    let positions = Positions {
        tokens: net.dims("pos_embed")?.get(1).copied().unwrap_or(0),
        prefix,
        maybe_patches_alone: vit_variants::maybe_patches_alone(|name| net.has(name)),
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

fn residual(net: &mut Network, path: &str, x: NodeId, epsilon: f32) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let width = net.shape(x).last().copied().unwrap_or(1);
    let heads = net.heads().unwrap_or_else(|| heads(width));
    let y = net.layer_norm(&part("norm1"), x, 2, epsilon)?;
    let y = attention(net, &part("attn"), y, heads, &[])?;
    let y = layer_scale(net, &part("ls1"), y)?;
    let x = net.add(&part("add"), x, y)?;
    let y = net.layer_norm(&part("norm2"), x, 2, epsilon)?;
    let y = mlp(net, &part("mlp"), y)?;
    let y = layer_scale(net, &part("ls2"), y)?;
    net.add(path, x, y)
}

fn layer_scale(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let gamma = format!("{path}.gamma");
    if !net.has(&gamma) {
        return Ok(x);
    }
    let gamma = net.constant(&gamma)?;
    net.node(path, Op::Binary(Binary::Mul), &[x, gamma], vec![])
}

/// One token: `[1, width]`.
fn token(net: &mut Network, path: &str, x: NodeId, index: usize) -> Result<NodeId, FormatError> {
    let range = index..index + 1;
    let one = Op::Select(Select::Range { axis: 1, range });
    let x = net.step(&format!("{path}.token"), one, x)?;
    net.step(path, Op::Reshape { axes: vec![0, -1] }, x)
}

fn mean_of_patches(net: &mut Network, x: NodeId, prefix: usize) -> Result<NodeId, FormatError> {
    let tokens = net.shape(x).get(1).copied().unwrap_or(0);
    let range = prefix..tokens;
    let patches = Op::Select(Select::Range { axis: 1, range });
    let x = net.step("patches", patches, x)?;
    let mean = Reduce {
        kind: ReduceKind::Mean,
        axes: vec![1],
        keep_axes: false,
    };
    net.step("patches.mean", Op::Reduce(mean), x)
}
