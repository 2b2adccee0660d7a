//! `BEiT` (Bao et al., 2021, <https://arxiv.org/abs/2106.08254>), `BEiT` v2 (Peng et al., 2022,
//! <https://arxiv.org/abs/2208.06366>) and the image tower of `data2vec` (Baevski et al., 2022,
//! <https://arxiv.org/abs/2202.03555>), in the spellings of timm, the authors and Hugging Face. The
//! recipe has timm's names of a vision transformer.
//!
//! ```text
//! patches ─ linear ─ [class token, patches] (+ positions) ─ blocks ─ mean of the patches ─ norm ─ linear
//!
//! block    norm ─ attention + biases ─ layer scale ─ +;  norm ─ linear x4 ─ GELU ─ linear ─ layer scale ─ +
//!
//!         width depth             width depth
//! B         768    12     L        1024    24
//! ```
//! The scores of the attention have a learned bias for each shift between two patches, in each block
//! or one for all. Keys have no bias. Without a norm after the mean, there is one before it, and the
//! class token is read.
//!
//! The two versions differ in nothing but the pictures that they were trained with.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::mlp::is_gated;
use super::named::Named;
use super::network::{Network, Spelling};
use super::networks::Networks;
use super::positions::{Positions, Resizing};
use super::relative;
use super::tokens::{Block, head, patches, residual};
use super::{Family, Variant, beit_names, vit_networks};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "BEiT",
    signs: &["attn.q_bias", "gamma_1", "lambda_1"],
    names: &[Named(
        &[
            "beit_base_patch16_*",
            "beit_large_patch16_*",
            "beitv2_base_patch16_*",
            "beitv2_large_patch16_*",
        ],
        &[],
    )],
    transformers: &["beit", "data2vec-vision"],
    recognise,
};

const EPSILON: f32 = 1e-6;
const EPSILON_HUGGING_FACE: f32 = 1e-12;

const WIDTHS: &[(usize, &str)] = &[(768, "B"), (1024, "L")];

/// The tables of biases, by the block and for all blocks.
const TABLE: &str = "blocks.0.attn.relative_position_bias_table";
const SHARED: &str = "rel_pos_bias.relative_position_bias_table";

fn recognise(state: &StateDict) -> Option<Variant> {
    let spelling = spelling(state)?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    shape("cls_token")?;
    let &[width, _, _, patch] = shape("patch_embed.proj.weight")? else {
        return None;
    };
    let table = shape(TABLE).or(shape(SHARED));
    let is_hugging_face = shape("blocks.0.attn.query.weight").is_some();
    let kind = if state.contains("data2vec_vision.embeddings.cls_token") {
        "data2vec"
    } else {
        "BEiT"
    };
    let name = match WIDTHS.iter().find(|(known, _)| *known == width) {
        Some((_, letter)) => format!("{kind}-{letter}/{patch}"),
        None => format!("{kind} {width}/{patch}"),
    };
    let side = match (table, shape("pos_embed")) {
        (Some(table), _) => relative::side(*table.first()?),
        (None, Some(&[_, tokens, _])) => positions(tokens, is_hugging_face).square(),
        _ => None,
    };
    let size = side.map_or(224, |side| side * patch);
    let fit = match size {
        _ if is_hugging_face => InputFit::Squash,
        0..384 => InputFit::ResizeCrop {
            shorter: size * 10 / 9,
        },
        _ => InputFit::ResizeCrop { shorter: size },
    };
    let filter = if is_hugging_face {
        InputFilter::Bilinear
    } else {
        InputFilter::Bicubic
    };
    Some(Variant {
        name,
        spelling,
        input: InputRule {
            fit,
            filter,
            ..InputRule::imagenet(size)
        }
        .centred(),
        // The table shows the number of heads.
        networks: if table.is_some() {
            Networks::One
        } else {
            vit_networks::by_width(width)
        },
        build,
    })
}

fn spelling(state: &StateDict) -> Option<Spelling> {
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &str); 5] = [
        (beit_names::hugging_face, "beit.encoder.layer.0.output.dense.weight"),
        (beit_names::in_memory, "beit.layers.0.mlp.fc1.weight"),
        (beit_names::data2vec, "data2vec_vision.encoder.layer.0.output.dense.weight"),
        // Without a table, it could also be an EVA, which rotates queries and keys.
        (beit_names::timm, TABLE),
        (beit_names::timm, SHARED),
    ];
    let found = spellings.iter().find(|(_, name)| state.contains(name));
    found.map(|(spelling, _)| *spelling)
}

fn positions(tokens: usize, is_hugging_face: bool) -> Positions {
    Positions {
        tokens,
        prefix: 1,
        maybe_patches_alone: false,
        resizing: if is_hugging_face {
            Resizing::HUGGING_FACE
        } else {
            Resizing::TIMM
        },
    }
}

/// Returns what the weights do not show.
fn block(net: &mut Network) -> Result<Block, FormatError> {
    let size = |tensor: &str| net.dims(tensor).ok().and_then(|dims| dims.first().copied());
    let width = size("blocks.0.norm1.weight").unwrap_or(1);
    let hidden = size("blocks.0.mlp.fc1.weight");
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let patch = net.kernel("patch_embed.proj")?;
    let of_table = |tensor: &str| net.dims(tensor).ok()?.get(1).copied();
    let heads = of_table(TABLE).or_else(|| of_table(SHARED));
    let is_hugging_face = net.has("blocks.0.attn.query.weight");
    let is_gated = is_gated(net, "blocks.0.mlp");
    let facts = &mut net.facts;
    facts.shown(SHOWN);
    facts.agrees(&["hidden_size", "embed_dim"], width)?;
    facts.agrees(&["intermediate_size"], hidden)?;
    facts.agrees(&["num_hidden_layers", "depth"], blocks)?;
    facts.agrees(&["patch_size"], patch)?;
    facts.is_one_of(&["norm_layer"], &["layernorm"])?;
    if let Some(heads) = heads {
        facts.agrees(&["num_attention_heads", "num_heads"], heads)?;
    }
    let epsilon = if is_hugging_face {
        EPSILON_HUGGING_FACE
    } else {
        EPSILON
    };
    let act = facts.activation(&["hidden_act"], Activation::Gelu)?;
    let usual = heads.unwrap_or_else(|| vit_networks::heads(width));
    Ok(Block {
        epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(epsilon),
        heads: vit_networks::stated_heads(facts, width, usual)?,
        act: if is_gated { Activation::Swish } else { act },
        norm_after: false,
        rotation: None,
    })
}

/// Arguments that names and shapes show.
const SHOWN: &[&str] = &[
    "layer_scale_init_value",
    "mlp_ratio",
    "qkv_bias",
    "scale_mlp",
    "swiglu_mlp",
    "use_abs_pos_emb",
    "use_absolute_position_embeddings",
    "use_fc_norm",
    "use_rel_pos_bias",
    "use_relative_position_bias",
    "use_shared_rel_pos_bias",
    "use_shared_relative_position_bias",
];

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let block = block(net)?;
    let (x, grid) = patches(net, x)?;
    let class = net.constant("cls_token")?;
    let mut x = net.node("tokens", Op::Concat { axis: 1 }, &[class, x], vec![])?;
    if net.has("pos_embed") {
        let tokens = net.dims("pos_embed")?.get(1).copied().unwrap_or(0);
        let positions = positions(tokens, net.has("blocks.0.attn.query.weight"));
        let positions = positions.constant(net, "pos_embed", grid)?;
        x = net.add("tokens.placed", x, positions)?;
    }
    net.alias("pos_drop", x);
    let shared = if net.has(SHARED) {
        Some(biases(net, SHARED, grid)?)
    } else {
        None
    };
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    for number in 0..blocks {
        let path = format!("blocks.{number}");
        let table = format!("{path}.attn.relative_position_bias_table");
        let mut all = Vec::new();
        if net.has(&table) {
            all.push(biases(net, &table, grid)?);
        }
        all.extend(shared);
        x = residual(net, &path, x, block, &all)?;
    }
    net.alias("blocks", x);
    let is_mean = net.has("fc_norm.weight");
    net.facts.agrees(&["use_mean_pooling"], is_mean)?;
    head(net, x, 1, block.epsilon)
}

fn biases(net: &mut Network, table: &str, grid: [usize; 2]) -> Result<NodeId, FormatError> {
    // transformers resizes the table of a picture that is no square in a way of its own.
    if grid[0] != grid[1] && net.has("blocks.0.attn.query.weight") {
        let [height, width] = grid;
        return Err(net.facts.other(format!(
            "{height} x {width} patches are no square, and its biases are for one"
        )));
    }
    relative::biases(net, table, grid)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn names_and_shapes_tell_the_network_and_the_picture() {
        const PATCHES: Tensor = ("patch_embed.proj.weight", &[768, 3, 16, 16]);
        const CLASS: Tensor = ("cls_token", &[1, 1, 768]);
        struct Case(&'static [Tensor], Option<(&'static str, usize)>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(&[PATCHES, CLASS, (TABLE, &[732, 12])], Some(("BEiT-B/16", 224))),
            Case(&[PATCHES, CLASS, (SHARED, &[2212, 12])], Some(("BEiT-B/16", 384))),
            Case(&[PATCHES, CLASS], None),
            Case(&[PATCHES, (TABLE, &[732, 12])], None),
        ];
        for Case(tensors, expected) in cases {
            let found = recognise(&bare::state(tensors));
            let found = found
                .as_ref()
                .map(|found| (found.name.as_str(), found.input.height));
            assert_eq!(found, expected);
        }
    }
}
