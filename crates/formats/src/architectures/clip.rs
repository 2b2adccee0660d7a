//! The image towers of CLIP (Radford et al., 2021, <https://arxiv.org/abs/2103.00020>) and `SigLIP`
//! (Zhai et al., 2023, <https://arxiv.org/abs/2303.15343>) with a linear classifier, as in
//! `CLIPForImageClassification` and `SiglipForImageClassification` of transformers. Those of timm are
//! among the networks of [`super::vit`], whose names the recipe has.
//!
//! ```text
//! CLIP      patches ─ linear ─ [class token, patches] + positions ─ norm ─ blocks ─ mean of the patches ─ linear
//! SigLIP    patches ─ linear ─ + positions ─ blocks ─ norm ─ mean ─ linear
//!
//! block     norm ─ attention ─ +;  norm ─ linear x4 ─ activation ─ linear ─ +
//!
//!         width depth                  width depth
//! B         768    12     so400m        1152    27
//! L        1024    24     H             1280    32
//!                         bigG          1664    48
//! ```
//! The norm after the blocks of CLIP and the attention that pools in `SigLIP` are in the files, but
//! the classifier does not read them. CLIP has quick GELU where nothing says otherwise, as in
//! transformers; `SigLIP` has GELU by tanh.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::named::{Argument, Named};
use super::network::Network;
use super::networks::Networks;
use super::positions::{Positions, Resizing};
use super::spelling::renamed;
use super::tokens::{Block, mean_of_patches, patches, residual};
use super::{Family, Variant, vit_networks};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "CLIP",
    signs: &["vision_model.", "pre_layrnorm"],
    names: &[],
    transformers: &["clip", "siglip"],
    recognise,
};

const EPSILON_CLIP: f32 = 1e-5;
const EPSILON_SIGLIP: f32 = 1e-6;

const WIDTHS: &[(usize, &str)] = &[
    (768, "B"),
    (1024, "L"),
    (1152, "so400m"),
    (1280, "H"),
    (1664, "bigG"),
];

/// What networks without settings may have.
const ACTIVATIONS: &[Named] = &[
    Named(
        &["CLIP with quick GELU"],
        &[("hidden_act", Argument::Text("quick_gelu"))],
    ),
    Named(
        &["CLIP with GELU"],
        &[("hidden_act", Argument::Text("gelu"))],
    ),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let shape = |tensor: &str| state.shape(&spelled(tensor));
    shape("blocks.0.attn.query.weight")?;
    let &[width, _, _, patch] = shape("patch_embed.proj.weight")? else {
        return None;
    };
    let is_clip = shape("cls_token").is_some();
    let kind = if is_clip { "CLIP" } else { "SigLIP" };
    let known = WIDTHS.iter().find(|(known, _)| *known == width);
    let name = match known {
        Some((_, letter)) => format!("{kind} {letter}/{patch}"),
        None => format!("{kind} {width}/{patch}"),
    };
    let positions = positions(*shape("pos_embed")?.first()?, is_clip);
    let size = positions.square().map_or(224, |side| side * patch);
    let networks = if is_clip && known.is_some() {
        Networks::Ways {
            table: ACTIVATIONS,
            names: vec![ACTIVATIONS[0].0[0], ACTIVATIONS[1].0[0]],
            unless: &["model_type", "hidden_act"],
        }
    } else {
        vit_networks::by_width(width)
    };
    Some(Variant {
        name,
        spelling: spelled,
        input: input(size, is_clip),
        networks,
        build,
    })
}

/// Maps timm's name of a module to that of transformers.
fn spelled(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("patch_embed.proj", "vision_model.embeddings.patch_embedding"),
        ("cls_token", "vision_model.embeddings.class_embedding"),
        ("pos_embed", "vision_model.embeddings.position_embedding.weight"),
        ("pos_drop", "vision_model.embeddings"),
        ("norm_pre", "vision_model.pre_layrnorm"),
        ("blocks.#.norm1", "vision_model.encoder.layers.#.layer_norm1"),
        ("blocks.#.attn.query", "vision_model.encoder.layers.#.self_attn.q_proj"),
        ("blocks.#.attn.key", "vision_model.encoder.layers.#.self_attn.k_proj"),
        ("blocks.#.attn.value", "vision_model.encoder.layers.#.self_attn.v_proj"),
        ("blocks.#.attn.proj", "vision_model.encoder.layers.#.self_attn.out_proj"),
        ("blocks.#.attn", "vision_model.encoder.layers.#.self_attn"),
        ("blocks.#.norm2", "vision_model.encoder.layers.#.layer_norm2"),
        ("blocks.#.mlp.act", "vision_model.encoder.layers.#.mlp.activation_fn"),
        ("blocks.#", "vision_model.encoder.layers.#"),
        ("blocks", "vision_model.encoder"),
        ("norm", "vision_model.post_layernorm"),
        ("attn_pool", "vision_model.head"),
        ("head", "classifier"),
    ];
    renamed(path, TABLE)
}

fn positions(tokens: usize, is_clip: bool) -> Positions {
    Positions {
        tokens,
        prefix: usize::from(is_clip),
        maybe_patches_alone: false,
        resizing: Resizing::HUGGING_FACE,
    }
}

fn input(size: usize, is_clip: bool) -> InputRule {
    let rule = InputRule {
        filter: InputFilter::Bicubic,
        ..InputRule::imagenet(size)
    };
    if is_clip {
        return InputRule {
            fit: InputFit::ResizeCrop { shorter: size },
            mean: [0.481_454_67, 0.457_827_5, 0.408_210_72],
            std: [0.268_629_55, 0.261_302_6, 0.275_777_1],
            ..rule
        };
    }
    let fit = InputFit::Squash;
    InputRule { fit, ..rule }.centred()
}

/// Returns what the weights do not show.
fn block(net: &mut Network, is_clip: bool) -> Result<Block, FormatError> {
    let size = |tensor: &str| net.dims(tensor).ok().and_then(|dims| dims.first().copied());
    let width = size("blocks.0.norm1.weight").unwrap_or(1);
    let hidden = size("blocks.0.mlp.fc1.weight");
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    let patch = net.kernel("patch_embed.proj")?;
    let facts = &mut net.facts;
    facts.agrees(&["hidden_size"], width)?;
    facts.agrees(&["intermediate_size"], hidden)?;
    facts.agrees(&["num_hidden_layers"], blocks)?;
    facts.agrees(&["patch_size"], patch)?;
    facts.agrees(&["model_type"], if is_clip { "clip" } else { "siglip" })?;
    let (epsilon, act) = if is_clip {
        (EPSILON_CLIP, Activation::QuickGelu)
    } else {
        (EPSILON_SIGLIP, Activation::GeluTanh)
    };
    // The largest SigLIP has fewer heads than DINOv2 of that width.
    let heads = match width {
        1536 => 16,
        width => vit_networks::heads(width),
    };
    Ok(Block {
        epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(epsilon),
        heads: vit_networks::stated_heads(facts, width, heads)?,
        act: facts.activation(&["hidden_act"], act)?,
        norm_after: false,
        rotation: None,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let is_clip = net.has("cls_token");
    let block = block(net, is_clip)?;
    let mut x = embedding(net, x, is_clip)?;
    if is_clip {
        x = net.layer_norm("norm_pre", x, 2, block.epsilon)?;
    }
    let blocks = net.count(|block| format!("blocks.{block}.norm1.weight"));
    for number in 0..blocks {
        x = residual(net, &format!("blocks.{number}"), x, block, &[])?;
    }
    net.alias("blocks", x);
    if is_clip {
        net.without_effect("norm");
    } else {
        x = net.layer_norm("norm", x, 2, block.epsilon)?;
        net.without_effect("attn_pool");
    }
    let x = mean_of_patches(net, x, usize::from(is_clip))?;
    Ok(vec![net.linear("head", x)?])
}

/// Returns the tokens with their positions.
fn embedding(net: &mut Network, x: NodeId, is_clip: bool) -> Result<NodeId, FormatError> {
    let (mut x, grid) = patches(net, x)?;
    if is_clip {
        let width = net.shape(x).last().copied().unwrap_or(1);
        let class = net.arranged("cls_token", &[1, 1, width])?;
        x = net.node("tokens", Op::Concat { axis: 1 }, &[class, x], vec![])?;
    }
    let tokens = net.dims("pos_embed")?.first().copied().unwrap_or(0);
    let positions = positions(tokens, is_clip).constant(net, "pos_embed", grid)?;
    let x = net.add("tokens.placed", x, positions)?;
    net.alias("pos_drop", x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn names_and_shapes_tell_the_tower_and_the_picture() {
        const QUERY: Tensor = (
            "vision_model.encoder.layers.0.self_attn.q_proj.weight",
            &[1],
        );
        const PATCHES: Tensor = (
            "vision_model.embeddings.patch_embedding.weight",
            &[768, 3, 16, 16],
        );
        const CLASS: Tensor = ("vision_model.embeddings.class_embedding", &[768]);
        const PLACES: &str = "vision_model.embeddings.position_embedding.weight";
        struct Case(&'static [Tensor], Option<(&'static str, usize, usize)>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(&[QUERY, PATCHES, CLASS, (PLACES, &[197, 1])], Some(("CLIP B/16", 224, 2))),
            Case(&[QUERY, PATCHES, (PLACES, &[576, 1])], Some(("SigLIP B/16", 384, 0))),
            Case(&[PATCHES, (PLACES, &[576, 1])], None),
            // SigLIP 2 of any proportions takes patches that are cut before.
            Case(&[QUERY, ("vision_model.embeddings.patch_embedding.weight", &[768, 588]), (PLACES, &[256, 1])], None),
        ];
        for Case(tensors, expected) in cases {
            let found = recognise(&bare::state(tensors));
            let found = found.map(|found| {
                let ways = match found.networks {
                    Networks::Ways { names, .. } => names.len(),
                    _ => 0,
                };
                (found.name, found.input.height, ways)
            });
            let found = found
                .as_ref()
                .map(|(name, size, ways)| (name.as_str(), *size, *ways));
            assert_eq!(found, expected);
        }
    }
}
