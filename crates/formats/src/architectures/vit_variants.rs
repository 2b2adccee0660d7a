//! Which vision transformer a file holds, and what pictures it takes; see [`super::vit`].

use super::network::Spelling;
use super::positions::Positions;
use super::{Variant, as_written, vit, vit_names};
use crate::state_dict::StateDict;
use crate::{InputFit, InputRule};

const WIDTHS: &[(usize, &str)] = &[
    (192, "Ti"),
    (384, "S"),
    (768, "B"),
    (1024, "L"),
    (1280, "H"),
    (1408, "g"),
    (1664, "G"),
];

pub(super) fn recognise(state: &StateDict) -> Option<Variant> {
    let spelling = spelling(state)?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let has = |tensor: &str| shape(tensor).is_some();
    // Without a class token, registers or a norm after the mean, the number of heads is no longer
    // that of the table in timm: its `gap` networks.
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
    };
    let grid = positions.square().unwrap_or(224 / patch.max(1));
    Some(Variant {
        name,
        spelling,
        input: input(state, grid * patch),
        build: vit::build,
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

/// In timm, networks with registers (`DINOv2`) or layer scale (`DeiT` III) may add positions before
/// the other tokens are put in front.
pub(super) fn maybe_patches_alone(has: impl Fn(&str) -> bool) -> bool {
    has("reg_token") || has("blocks.0.ls1.gamma")
}

/// As the libraries' own weights were made: for timm 10/9 of the size was cut, for torchvision and
/// the `DeiT` of Hugging Face 8/7, for large pictures nothing.
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
        bicubic: !has("conv_proj.weight") || size >= 384,
        ..rule
    };
    let first = timm && !has("dist_token") && !has("blocks.0.ls1.gamma");
    if first { rule.centred() } else { rule }
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn who_it_is_and_what_it_takes() {
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
            // 6 x 8 patches: only the files' config can say so
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
