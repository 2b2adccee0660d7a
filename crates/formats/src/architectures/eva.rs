//! EVA (Fang et al., 2022, <https://arxiv.org/abs/2211.07636>) and EVA-02 (Fang et al., 2023,
//! <https://arxiv.org/abs/2303.11331>) in timm's spelling.
//!
//! ```text
//! patches ─ linear ─ [class token, patches] + positions ─ blocks ─ mean of the patches ─ norm ─ linear
//!
//! block    norm ─ attention ─ +;  norm ─ MLP ─ +         enormous CLIP: norms after attention and MLP
//! EVA      MLP  linear x4 ─ GELU ─ linear
//! EVA-02   MLP  linear x8/3 ─ SiLU ─ · linear x8/3 ─ norm ─ linear;  queries and keys are rotated
//!
//!         width depth             width depth
//! Ti        192    12     L        1024    24
//! S         384    12     g        1408    40
//! B         768    12     E        1792    64
//! ```
//! In the attention of the image towers of CLIP, there is a norm before the last linear layer, and
//! their last norm comes before the class token is read. Keys have no bias. Ti and S have no norm in
//! the MLP.
//!
//! Only networks with a gate rotate queries and keys, so the weights show it. The angles are those of
//! 16 x 16 patches, stretched over the picture.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::mlp::is_gated;
use super::named::{Argument, Named};
use super::network::Network;
use super::networks::Networks;
use super::positions::{Positions, Resizing};
use super::rotation::Rotation;
use super::tokens::{Block, head, patches, residual};
use super::{Family, Variant, as_written, vit_networks};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "EVA",
    signs: &["attn.q_proj", "mlp.fc1_g", "attn.q_bias"],
    names: &[
        Named(
            &["eva_giant_patch14_*", "eva_giant_patch14_clip_*"],
            &[("use_rot_pos_emb", Argument::Flag(false))],
        ),
        Named(
            &[
                "eva02_tiny_patch14_*",
                "eva02_small_patch14_*",
                "eva02_base_patch14_*",
                "eva02_large_patch14_*",
                "eva02_base_patch16_clip_*",
                "eva02_large_patch14_clip_*",
            ],
            &[
                ("use_rot_pos_emb", Argument::Flag(true)),
                ("ref_feat_shape", Argument::Count(GRID as u64)),
            ],
        ),
        Named(
            &["eva02_enormous_patch14_clip_*"],
            &[
                ("use_post_norm", Argument::Flag(true)),
                ("num_heads", Argument::Count(16)),
            ],
        ),
    ],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-6;

/// Patches along each side for which the angles were made.
const GRID: usize = 16;

/// The width of the network whose norms come after attention and MLP.
const ENORMOUS: usize = 1792;

const WIDTHS: &[(usize, &str)] = &[
    (192, "Ti"),
    (384, "S"),
    (768, "B"),
    (1024, "L"),
    (1408, "g"),
    (ENORMOUS, "E"),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let has = |tensor: &str| state.contains(tensor);
    let is_eva = has("blocks.0.attn.q_proj.weight") || has("blocks.0.attn.q_bias");
    // Others with names like these have a layer scale, and angles of another kind.
    let is_other = has("reg_token") || has("blocks.0.gamma_1") || has("norm_pre.weight");
    if !is_eva || is_other || !has("cls_token") {
        return None;
    }
    let &[width, _, _, patch] = state.shape("patch_embed.proj.weight")? else {
        return None;
    };
    let size = |layer: &str, axis: usize| state.shape(layer)?.get(axis).copied();
    let hidden = size("blocks.0.mlp.fc2.weight", 1)?;
    let is_gated =
        has("blocks.0.mlp.fc1_g.weight") || size("blocks.0.mlp.fc1.weight", 0) == Some(2 * hidden);
    let kind = if is_gated || width == ENORMOUS {
        "EVA-02"
    } else {
        "EVA"
    };
    let name = match WIDTHS.iter().find(|(known, _)| *known == width) {
        Some((_, letter)) => format!("{kind}-{letter}/{patch}"),
        None => format!("{kind} {width}/{patch}"),
    };
    let tokens = *state.shape("pos_embed")?.get(1)?;
    let side = positions(tokens).square();
    let size = side.map_or(224, |side| side * patch);
    Some(Variant {
        name,
        spelling: as_written,
        input: input(size, is_gated),
        networks: match width {
            ENORMOUS => Networks::Of(vec![format!("eva02_enormous_patch{patch}_clip_{size}")]),
            _ => vit_networks::by_width(width),
        },
        build,
    })
}

/// The larger pictures are squashed to a square; of the others, the centre is cropped.
fn input(size: usize, is_gated: bool) -> InputRule {
    let fit = match size {
        448.. => InputFit::Squash,
        336.. if !is_gated => InputFit::Squash,
        336.. => InputFit::ResizeCrop { shorter: size },
        _ => InputFit::ResizeCrop {
            shorter: size * 10 / 9,
        },
    };
    InputRule {
        fit,
        filter: InputFilter::Bicubic,
        mean: [0.481_454_67, 0.457_827_5, 0.408_210_72],
        std: [0.268_629_55, 0.261_302_6, 0.275_777_1],
        ..InputRule::imagenet(size)
    }
}

fn positions(tokens: usize) -> Positions {
    Positions {
        tokens,
        prefix: 1,
        maybe_patches_alone: false,
        resizing: Resizing::TIMM,
    }
}

/// Returns what the weights do not show, without the angles.
fn block(net: &mut Network, is_gated: bool) -> Result<Block, FormatError> {
    let size = |tensor: &str| net.dims(tensor).ok().and_then(|dims| dims.first().copied());
    let width = size("blocks.0.norm1.weight").unwrap_or(1);
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let patch = net.kernel("patch_embed.proj")?;
    let facts = &mut net.facts;
    facts.shown(SHOWN);
    facts.agrees(&["embed_dim"], width)?;
    facts.agrees(&["depth"], blocks)?;
    facts.agrees(&["patch_size"], patch)?;
    facts.agrees(&["use_rot_pos_emb"], is_gated)?;
    facts.agrees(&["ref_feat_shape"], GRID)?;
    facts.agrees(&["dynamic_img_pad"], false)?;
    facts.is_one_of(&["rope_type"], &["cat"])?;
    facts.is_one_of(&["attn_type"], &["eva"])?;
    facts.is_one_of(&["norm_layer"], &["layernorm"])?;
    let act = if is_gated {
        Activation::Swish
    } else {
        Activation::Gelu
    };
    Ok(Block {
        epsilon: EPSILON,
        heads: vit_networks::stated_heads(facts, width, vit_networks::heads(width))?,
        act,
        norm_after: facts.flag(&["use_post_norm"])?.unwrap_or(false),
        rotation: None,
    })
}

/// Arguments that names and shapes show.
const SHOWN: &[&str] = &[
    "class_token",
    "mlp_ratio",
    "qkv_bias",
    "qkv_fused",
    "scale_attn_inner",
    "scale_mlp",
    "swiglu_mlp",
    "use_abs_pos_emb",
    "use_fc_norm",
    "use_post_transformer_norm",
];

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let is_gated = is_gated(net, "blocks.0.mlp");
    let mut block = block(net, is_gated)?;
    let (x, grid) = patches(net, x)?;
    if is_gated {
        let width = net.shape(x).last().copied().unwrap_or(0);
        block.rotation = Some(Rotation::new(net, grid, GRID, (width, block.heads))?);
    }
    let class = net.constant("cls_token")?;
    let x = net.node("tokens", Op::Concat { axis: 1 }, &[class, x], vec![])?;
    let tokens = net.dims("pos_embed")?.get(1).copied().unwrap_or(0);
    let placed = positions(tokens).constant(net, "pos_embed", grid)?;
    let mut x = net.add("tokens.placed", x, placed)?;
    net.alias("pos_drop", x);
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    for number in 0..blocks {
        x = residual(net, &format!("blocks.{number}"), x, block, &[])?;
    }
    net.alias("blocks", x);
    head(net, x, 1, block.epsilon)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn names_and_shapes_tell_the_network_and_others_are_not_recognised() {
        const COMMON: [Tensor; 4] = [
            ("cls_token", &[1, 1, 768]),
            ("pos_embed", &[1, 1025, 1]),
            ("patch_embed.proj.weight", &[768, 3, 14, 14]),
            ("blocks.0.mlp.fc2.weight", &[768, 2]),
        ];
        const QUERY: Tensor = ("blocks.0.attn.q_proj.weight", &[1]);
        const BIAS: Tensor = ("blocks.0.attn.q_bias", &[1]);
        struct Case(&'static [Tensor], Option<&'static str>);
        for Case(more, expected) in [
            Case(
                &[QUERY, ("blocks.0.mlp.fc1_g.weight", &[2, 1])],
                Some("EVA-02-B/14"),
            ),
            Case(
                &[BIAS, ("blocks.0.mlp.fc1.weight", &[4, 1])],
                Some("EVA-02-B/14"),
            ),
            Case(
                &[BIAS, ("blocks.0.mlp.fc1.weight", &[2, 1])],
                Some("EVA-B/14"),
            ),
            Case(&[BIAS, ("blocks.0.gamma_1", &[1])], None),
            Case(&[BIAS, ("reg_token", &[1])], None),
            Case(&[], None),
        ] {
            let found = recognise(&bare::state(&[&COMMON, more].concat()));
            assert_eq!(found.as_ref().map(|found| found.name.as_str()), expected);
        }
    }
}
