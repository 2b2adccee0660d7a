//! `DINOv2` (Oquab et al., 2023, <https://arxiv.org/abs/2304.07193>) with a linear classifier, also
//! with registers (Darcet et al., 2023, <https://arxiv.org/abs/2309.16588>), in the spellings of
//! Hugging Face and of the authors. The networks of timm, which read the class token alone, are
//! among those of [`super::vit`]. The recipe has the names that timm gives to a vision transformer.
//!
//! ```text
//! patches ─ linear ─ [class token, patches] + positions, registers between ─ blocks ─ norm
//!         ─ [class token, mean of the patches] ─ linear
//!
//! block    norm ─ attention ─ layer scale ─ +;  norm ─ MLP ─ layer scale ─ +
//! MLP      linear x4 ─ GELU ─ linear, in g with a gate:  linear x8/3 ─ SiLU ─ · linear x8/3 ─ linear
//!
//!         width depth             width depth
//! S         384    12     L        1024    24
//! B         768    12     g        1536    40
//! ```
//! Depth, width, patches, registers and gates follow from names and shapes. The authors also have a
//! classifier of the class tokens of the last four blocks and the mean of the patches, which is 5
//! times as wide as the network.
//!
//! The published networks have positions for 37 x 37 patches, and take pictures of 224 pixels: the
//! positions are resized each time, in another way by each library.

use graph::NodeId;
use graph::ops::{Activation, Op, Select};

use super::mlp::is_gated;
use super::network::{Network, Spelling};
use super::positions::{Positions, Resizing};
use super::tokens::{Block, mean_of_patches, patches, residual, token};
use super::{Family, Variant, dinov2_names, vit_networks};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "DINOv2",
    signs: &["layer_scale1.lambda1", "register_tokens"],
    names: &[],
    transformers: &["dinov2", "dinov2_with_registers"],
    recognise,
};

const EPSILON: f32 = 1e-6;

/// Number of blocks whose class tokens the wider classifier reads.
const READ: usize = 4;

const WIDTHS: &[(usize, &str)] = &[(384, "S"), (768, "B"), (1024, "L"), (1536, "g")];

/// Number of patches along each side for which the published networks have positions.
pub(super) const POSITIONS: usize = 37;

/// Size of the pictures with which their classifiers were trained.
pub(super) const SIZE: usize = 224;

fn recognise(state: &StateDict) -> Option<Variant> {
    let spelling = spelling(state)?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let patch = *shape("patch_embed.proj.weight")?.last()?;
    let width = *shape("norm.weight")?.first()?;
    let mut name = match WIDTHS.iter().find(|(known, _)| *known == width) {
        Some((_, letter)) => format!("DINOv2-{letter}/{patch}"),
        None => format!("DINOv2 {width}/{patch}"),
    };
    if let Some(&[_, registers, _]) = shape("reg_token") {
        name = format!("{name}, registers: {registers}");
    }
    let positions = Positions {
        tokens: *shape("pos_embed")?.get(1)?,
        prefix: 1,
        maybe_patches_alone: false,
        resizing: Resizing::DINO,
    };
    let size = match positions.square() {
        Some(side) if side != POSITIONS => side * patch,
        _ => SIZE,
    };
    Some(Variant {
        name,
        spelling,
        input: InputRule {
            filter: InputFilter::Bicubic,
            ..InputRule::imagenet(size)
        },
        networks: vit_networks::by_width(width),
        build,
    })
}

fn spelling(state: &StateDict) -> Option<Spelling> {
    use dinov2_names as names;
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, Spelling, &str); 5] = [
        (names::hugging_face, names::hugging_face_gated, "dinov2.encoder.layer.0.attention.attention.query.weight"),
        (names::in_memory, names::in_memory_gated, "dinov2.encoder.layer.0.attention.q_proj.weight"),
        (names::with_registers, names::with_registers_gated,
         "dinov2_with_registers.encoder.layer.0.attention.attention.query.weight"),
        (names::with_registers_in_memory, names::with_registers_in_memory_gated,
         "dinov2_with_registers.encoder.layer.0.attention.q_proj.weight"),
        (names::authors, names::authors_gated, "backbone.blocks.0.ls1.gamma"),
    ];
    let (plain, gated, _) = *spellings.iter().find(|(.., name)| state.contains(name))?;
    let has = |spelling: Spelling| state.contains(&spelling("blocks.0.mlp.fc2.weight"));
    let is_whole = |spelling: &Spelling| has(*spelling) && state.contains(&spelling("head.weight"));
    [plain, gated].into_iter().find(is_whole)
}

/// Returns what the weights do not show.
fn block(net: &mut Network) -> Result<Block, FormatError> {
    let width = net.dims("norm.weight")?.first().copied().unwrap_or(1);
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let patch = net.kernel("patch_embed.proj")?;
    let registers = net.dims("reg_token").ok();
    let registers = registers.and_then(|dims| dims.get(1).copied());
    let is_gated = is_gated(net, "blocks.0.mlp");
    let facts = &mut net.facts;
    facts.shown(&["mlp_ratio", "qkv_bias"]);
    facts.agrees(&["hidden_size"], width)?;
    facts.agrees(&["num_hidden_layers"], blocks)?;
    facts.agrees(&["patch_size"], patch)?;
    facts.agrees(&["num_register_tokens"], registers)?;
    facts.agrees(&["use_swiglu_ffn"], is_gated)?;
    let act = facts.activation(&["hidden_act"], Activation::Gelu)?;
    Ok(Block {
        epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(EPSILON),
        heads: vit_networks::stated_heads(facts, width, vit_networks::heads(width))?,
        // The gate has an activation of its own.
        act: if is_gated { Activation::Swish } else { act },
        norm_after: false,
        rotation: None,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let block = block(net)?;
    let (mut x, prefix) = embedding(net, x)?;
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let width = net.shape(x).last().copied().unwrap_or(1);
    let is_wide = net.dims("head.weight")?.get(1) == Some(&((READ + 1) * width));
    let mut parts = Vec::new();
    for number in 0..blocks {
        x = residual(net, &format!("blocks.{number}"), x, block, &[])?;
        if is_wide && number + 1 < blocks && number + READ >= blocks {
            let class = token(net, &format!("class.{number}"), x, 0)?;
            let name = format!("norm.{number}");
            parts.push(net.layer_norm_as((&name, "norm"), class, 1, block.epsilon)?);
        }
    }
    net.alias("blocks", x);
    let x = net.layer_norm("norm", x, 2, block.epsilon)?;
    parts.push(token(net, "class", x, 0)?);
    parts.push(mean_of_patches(net, x, prefix)?);
    let x = net.node("class_and_mean", Op::Concat { axis: 1 }, &parts, vec![])?;
    Ok(vec![net.linear("head", x)?])
}

/// Returns the tokens `[1, prefix + patches, width]` and `prefix`, the number of tokens before the
/// patches.
fn embedding(net: &mut Network, x: NodeId) -> Result<(NodeId, usize), FormatError> {
    let (x, grid) = patches(net, x)?;
    let class = net.constant("cls_token")?;
    let joined = Op::Concat { axis: 1 };
    let x = net.node("tokens", joined.clone(), &[class, x], vec![])?;
    let has_registers = net.has("reg_token");
    let positions = Positions {
        tokens: net.dims("pos_embed")?.get(1).copied().unwrap_or(0),
        prefix: 1,
        maybe_patches_alone: false,
        resizing: if has_registers {
            Resizing::DINO_WITH_REGISTERS
        } else if net.has("blocks.0.attn.qkv.weight") {
            Resizing::DINO_OF_AUTHORS
        } else {
            Resizing::DINO
        },
    };
    let positions = positions.constant(net, "pos_embed", grid)?;
    let x = net.add("tokens.placed", x, positions)?;
    if !has_registers {
        net.alias("pos_drop", x);
        return Ok((x, 1));
    }
    let count = net.shape(x).get(1).copied().unwrap_or(1);
    let part = |net: &mut Network, name: &str, range| {
        let part = Op::Select(Select::Range { axis: 1, range });
        net.step(name, part, x)
    };
    let class = part(net, "tokens.class", 0..1)?;
    let rest = part(net, "tokens.patches", 1..count)?;
    let registers = net.constant("reg_token")?;
    let prefix = 1 + net.shape(registers).get(1).copied().unwrap_or(0);
    let x = net.node("tokens.all", joined, &[class, registers, rest], vec![])?;
    net.alias("pos_drop", x);
    Ok((x, prefix))
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn names_and_shapes_tell_the_network_and_the_picture() {
        const AUTHORS: [Tensor; 6] = [
            ("backbone.patch_embed.proj.weight", &[384, 3, 14, 14]),
            ("backbone.blocks.0.ls1.gamma", &[1]),
            ("backbone.blocks.0.mlp.fc2.weight", &[384, 1]),
            ("backbone.norm.weight", &[384]),
            ("backbone.pos_embed", &[1, 1370, 1]),
            ("linear_head.weight", &[10, 768]),
        ];
        const REGISTERS: [Tensor; 7] = [
            (
                "dinov2_with_registers.embeddings.patch_embeddings.projection.weight",
                &[32, 3, 14, 14],
            ),
            (
                "dinov2_with_registers.encoder.layer.0.attention.attention.query.weight",
                &[1],
            ),
            (
                "dinov2_with_registers.encoder.layer.0.mlp.weights_out.weight",
                &[1],
            ),
            ("dinov2_with_registers.layernorm.weight", &[32]),
            (
                "dinov2_with_registers.embeddings.position_embeddings",
                &[1, 17, 32],
            ),
            (
                "dinov2_with_registers.embeddings.register_tokens",
                &[1, 4, 32],
            ),
            ("classifier.weight", &[10, 64]),
        ];
        let found = |tensors: &[Tensor]| {
            let found = recognise(&bare::state(tensors));
            found.map(|found| (found.name, found.input.height))
        };
        assert_eq!(found(&AUTHORS), Some(("DINOv2-S/14".into(), 224)));
        let expected = Some(("DINOv2 32/14, registers: 4".into(), 56));
        assert_eq!(found(&REGISTERS), expected);
        assert_eq!(found(&AUTHORS[..5]), None, "there is no classifier");
    }
}
