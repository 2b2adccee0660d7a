//! Swin transformers (Liu et al., 2021, <https://arxiv.org/abs/2103.14030>) in the
//! spellings of timm, torchvision, Hugging Face and the authors' own code.
//! The recipe has timm's names. Swin V2 is another family.
//!
//! ```text
//! patches 4x4 ─ norm ─ layers.0 ─ merge 2x2 ─ layers.1 ─ … ─ layers.3 ─ norm ─ mean ─ linear
//!
//! block    norm ─ attention in windows, in every other block shifted by half a window ─ +
//!          norm ─ linear x4 ─ GELU ─ linear ─ +
//!
//!          depths         width
//! T        2 2  6 2          96
//! S        2 2 18 2          96
//! B        2 2 18 2         128
//! L        2 2 18 2         192
//! ```
//! All activations are `[1, height, width, channel]`. Depths, widths, heads and the size of the
//! windows (from the table of position biases) follow from the shapes.

use graph::NodeId;
use graph::ops::{Op, Reduce, ReduceKind};

use super::attention::{attention, mlp};
use super::network::{Network, Slide, Spelling};
use super::spelling::renamed;
use super::windows::{self, Windows};
use super::{Family, MAX_BLOCKS, Variant, as_written};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "Swin Transformer",
    signs: &["relative_position_bias_table", "downsample.reduction"],
    recognise,
};

const EPSILON: f32 = 1e-5;

/// Name, depth of the third stage, width of the first, and the shorter side to which torchvision
/// resizes a picture before it crops 224 x 224.
const SIZES: &[(&str, usize, usize, usize)] = &[
    ("T", 6, 96, 232),
    ("S", 18, 96, 246),
    ("B", 18, 128, 238),
    ("L", 18, 192, 238),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    const TABLE: &str = "layers.0.blocks.0.attn.relative_position_bias_table";
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &str); 5] = [
        (torchvision, "features.1.0.attn.relative_position_bias_table"),
        (hugging_face, "swin.encoder.layers.0.blocks.0.attention.output.dense.weight"),
        (hugging_face_in_memory, "swin.encoder.layers.0.blocks.0.attention.o_proj.weight"),
        (authors, "layers.0.downsample.reduction.weight"),
        (as_written, TABLE),
    ];
    let (spelling, _) = *spellings.iter().find(|(_, name)| state.contains(name))?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let window = windows::side(*shape(TABLE)?.first()?)?;
    let width = *shape("patch_embed.proj.weight")?.first()?;
    let depth = (0..MAX_BLOCKS)
        .take_while(|block| shape(&format!("layers.2.blocks.{block}.norm1.weight")).is_some())
        .count();
    let size = (SIZES.iter()).find(|size| (size.1, size.2) == (depth, width));
    let name = size.map_or(String::new(), |size| format!("-{}", size.0));
    // The last stage is one window, whose pixels cover 32 x 32 pixels of the picture.
    let side = window * 32;
    let fit = match size {
        _ if state.contains("swin.layernorm.weight") => InputFit::Squash,
        Some((.., shorter)) if state.contains("features.0.0.weight") => {
            InputFit::ResizeCrop { shorter: *shorter }
        }
        _ if side < 384 => InputFit::ResizeCrop {
            shorter: side * 10 / 9,
        },
        _ => InputFit::ResizeCrop { shorter: side },
    };
    Some(Variant {
        name: format!("Swin{name}"),
        spelling,
        input: InputRule {
            fit,
            bicubic: true,
            ..InputRule::imagenet(side)
        },
        build,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = net.conv("patch_embed.proj", x, Slide::same(1).stride(4))?;
    let x = channels_last(net, "patch_embed.turned", x)?;
    let mut x = net.layer_norm("patch_embed.norm", x, 3, EPSILON)?;
    net.alias("patch_embed", x);
    // Whether the library merges patches at the end of a stage, not at the start of the next one.
    let merged_last = (net.name("layers.1.downsample")).starts_with(&net.name("layers.0"));
    for stage in 0..4 {
        let path = format!("layers.{stage}");
        if stage > 0 {
            x = merged(net, &format!("{path}.downsample"), x)?;
            if merged_last {
                net.alias(&format!("layers.{}", stage - 1), x);
            }
        }
        let blocks = net.count(|block| format!("{path}.blocks.{block}.norm1.weight"));
        for block in 0..blocks {
            x = residual(net, &format!("{path}.blocks.{block}"), x, block % 2 == 1)?;
        }
        net.alias(&format!("{path}.blocks"), x);
        if !merged_last || stage == 3 {
            net.alias(&path, x);
        }
    }
    net.alias("layers", x);
    let x = net.layer_norm("norm", x, 3, EPSILON)?;
    let mean = Reduce {
        kind: ReduceKind::Mean,
        axes: vec![1, 2],
        keep_axes: false,
    };
    let x = net.step("head.global_pool", Op::Reduce(mean), x)?;
    Ok(vec![net.linear("head.fc", x)?])
}

fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    shifted: bool,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let table = net.weight(&part("attn.relative_position_bias_table"))?;
    let windows = Windows::new(net.shape(x), &table.shape(), shifted).map_err(|reason| {
        let tensor = net.name(&part("attn.relative_position_bias_table"));
        FormatError::Tensor { tensor, reason }
    })?;
    let y = net.layer_norm(&part("norm1"), x, 3, EPSILON)?;
    let y = windows.split(net, &part("windows"), y)?;
    let biases = windows.biases(net, &part("attn"), table)?;
    let y = attention(net, &part("attn"), y, windows.heads, &biases)?;
    let y = windows.joined(net, &part("joined"), y)?;
    let x = net.add(&part("add"), x, y)?;
    let y = net.layer_norm(&part("norm2"), x, 3, EPSILON)?;
    let y = mlp(net, &part("mlp"), y)?;
    net.add(path, x, y)
}

/// Merges each 2 x 2 pixels, column by column, into one with four times the channels. Then a linear
/// layer halves the channels.
fn merged(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let sizes: Vec<i64> = (net.shape(x).iter())
        .map(|size| i64::try_from(*size).unwrap_or(i64::MAX))
        .collect();
    let &[_, height, width, channels] = sizes.as_slice() else {
        return net.layer_norm(&part("norm"), x, 3, EPSILON);
    };
    let axes = vec![0, height / 2, 2, width / 2, 2, channels];
    let x = net.step(&part("pairs"), Op::Reshape { axes }, x)?;
    let permutation = vec![0, 1, 3, 4, 2, 5];
    let x = net.step(&part("turned"), Op::Transpose { permutation }, x)?;
    let axes = vec![0, 0, 0, -1];
    let x = net.step(&part("merged"), Op::Reshape { axes }, x)?;
    let x = net.layer_norm(&part("norm"), x, 3, EPSILON)?;
    let x = net.linear(&part("reduction"), x)?;
    net.alias(path, x);
    Ok(x)
}

fn channels_last(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let permutation = vec![0, 2, 3, 1];
    net.step(path, Op::Transpose { permutation }, x)
}

/// Spelling of torchvision: stage `n` is `features.(2n + 1)`, the downsampling before it
/// `features.(2n)`.
fn torchvision(path: &str) -> String {
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.mlp.fc1", "layers.#.#.mlp.0"),
        ("layers.#.blocks.#.mlp.act", "layers.#.#.mlp.1"),
        ("layers.#.blocks.#.mlp.fc2", "layers.#.#.mlp.3"),
        ("layers.#.blocks", "layers.#"),
    ];
    const PLACES: &[(&str, &str)] = &[
        ("patch_embed.proj", "features.0.0"),
        ("patch_embed.turned", "features.0.1"),
        ("patch_embed.norm", "features.0.2"),
        ("patch_embed", "features.0"),
        ("layers.0", "features.1"),
        ("layers.1.downsample", "features.2"),
        ("layers.1", "features.3"),
        ("layers.2.downsample", "features.4"),
        ("layers.2", "features.5"),
        ("layers.3.downsample", "features.6"),
        ("layers.3", "features.7"),
        ("layers", "features"),
        ("head.global_pool", "avgpool"),
        ("head.fc", "head"),
    ];
    renamed(&renamed(path, MODULES), PLACES)
}

/// All modules of transformers outside the blocks.
#[rustfmt::skip] // one module per line
const HUGGING_FACE: &[(&str, &str)] = &[
    ("patch_embed.proj", "swin.embeddings.patch_embeddings.projection"),
    ("patch_embed.norm", "swin.embeddings.norm"),
    ("patch_embed", "swin.embeddings"),
    ("layers", "swin.encoder.layers"),
    ("norm", "swin.layernorm"),
    ("avgpool", "swin.pooler"),
    ("head", "classifier"),
];

/// Spelling of `SwinForImageClassification` of transformers in a saved file.
fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.norm1", "layers.#.blocks.#.layernorm_before"),
        ("layers.#.blocks.#.attn.proj", "layers.#.blocks.#.attention.output.dense"),
        ("layers.#.blocks.#.attn", "layers.#.blocks.#.attention.self"),
        ("layers.#.blocks.#.norm2", "layers.#.blocks.#.layernorm_after"),
        ("layers.#.blocks.#.mlp.fc1", "layers.#.blocks.#.intermediate.dense"),
        ("layers.#.blocks.#.mlp.act", "layers.#.blocks.#.intermediate"),
        ("layers.#.blocks.#.mlp.fc2", "layers.#.blocks.#.output.dense"),
    ];
    renamed(&renamed(&authors(path), MODULES), HUGGING_FACE)
}

/// Spelling of its modules in memory, which `model.state_dict()` has.
fn hugging_face_in_memory(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.norm1", "layers.#.blocks.#.layernorm_before"),
        ("layers.#.blocks.#.attn.query", "layers.#.blocks.#.attention.q_proj"),
        ("layers.#.blocks.#.attn.key", "layers.#.blocks.#.attention.k_proj"),
        ("layers.#.blocks.#.attn.value", "layers.#.blocks.#.attention.v_proj"),
        ("layers.#.blocks.#.attn.proj", "layers.#.blocks.#.attention.o_proj"),
        ("layers.#.blocks.#.attn.relative_position_bias_table",
         "layers.#.blocks.#.attention.relative_position_bias.relative_position_bias_table"),
        ("layers.#.blocks.#.attn", "layers.#.blocks.#.attention"),
        ("layers.#.blocks.#.norm2", "layers.#.blocks.#.layernorm_after"),
        ("layers.#.blocks.#.mlp.act", "layers.#.blocks.#.mlp.activation_fn"),
    ];
    renamed(&renamed(&authors(path), MODULES), HUGGING_FACE)
}

/// Spelling of <https://github.com/microsoft/Swin-Transformer> and of timm before version 0.9,
/// which merge patches at the end of a stage.
fn authors(path: &str) -> String {
    const TABLE: &[(&str, &str)] = &[
        ("layers.1.downsample", "layers.0.downsample"),
        ("layers.2.downsample", "layers.1.downsample"),
        ("layers.3.downsample", "layers.2.downsample"),
        ("head.global_pool", "avgpool"),
        ("head.fc", "head"),
    ];
    renamed(path, TABLE)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn the_name_and_the_input_follow_from_names_and_shapes() {
        struct Case(
            &'static [(&'static str, &'static [usize])],
            &'static str,
            usize,
            InputFit,
        );
        let crop = |shorter| InputFit::ResizeCrop { shorter };
        #[rustfmt::skip] // one tensor per line
        let cases = [
            Case(&[
                ("layers.0.blocks.0.attn.relative_position_bias_table", &[169, 3]),
                ("patch_embed.proj.weight", &[96, 3, 4, 4]),
            ], "Swin", 224, crop(248)),
            Case(&[
                ("layers.0.blocks.0.attn.relative_position_bias_table", &[529, 4]),
                ("layers.0.downsample.reduction.weight", &[1]),
                ("patch_embed.proj.weight", &[128, 3, 4, 4]),
            ], "Swin", 384, crop(384)),
            Case(&[
                ("features.1.0.attn.relative_position_bias_table", &[169, 3]),
                ("features.0.0.weight", &[96, 3, 4, 4]),
                ("features.5.0.norm1.weight", &[1]), ("features.5.1.norm1.weight", &[1]),
                ("features.5.2.norm1.weight", &[1]), ("features.5.3.norm1.weight", &[1]),
                ("features.5.4.norm1.weight", &[1]), ("features.5.5.norm1.weight", &[1]),
            ], "Swin-T", 224, crop(232)),
        ];
        for Case(tensors, name, size, fit) in cases {
            let found = recognise(&bare::state(tensors)).unwrap();
            assert_eq!((found.name.as_str(), found.input.height), (name, size));
            assert_eq!(found.input.fit, fit, "{name}");
        }
        // A table with an even number of shifts per axis is not one of Swin.
        let other = [
            (
                "layers.0.blocks.0.attn.relative_position_bias_table",
                &[196, 3][..],
            ),
            ("patch_embed.proj.weight", &[96, 3, 4, 4]),
        ];
        assert!(recognise(&bare::state(&other)).is_none());
    }

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(torchvision, "patch_embed.norm.bias", "features.0.2.bias"),
            Case(torchvision, "layers.0.blocks.1.norm1", "features.1.1.norm1"),
            Case(torchvision, "layers.2.blocks.3.mlp.fc2.bias", "features.5.3.mlp.3.bias"),
            Case(torchvision, "layers.3.blocks.0.attn.qkv.bias", "features.7.0.attn.qkv.bias"),
            Case(torchvision, "layers.2.downsample.reduction.weight", "features.4.reduction.weight"),
            Case(torchvision, "layers.2.blocks", "features.5"),
            Case(torchvision, "head.fc.bias", "head.bias"),
            Case(hugging_face, "layers.0.blocks.1.norm1", "swin.encoder.layers.0.blocks.1.layernorm_before"),
            Case(hugging_face, "layers.3.blocks.0.attn.query.bias", "swin.encoder.layers.3.blocks.0.attention.self.query.bias"),
            Case(hugging_face, "layers.3.blocks.0.attn.proj.bias", "swin.encoder.layers.3.blocks.0.attention.output.dense.bias"),
            Case(hugging_face, "layers.1.downsample.norm.bias", "swin.encoder.layers.0.downsample.norm.bias"),
            Case(hugging_face, "layers.1.blocks.0", "swin.encoder.layers.1.blocks.0"),
            Case(hugging_face_in_memory, "layers.3.blocks.0.attn.query.bias", "swin.encoder.layers.3.blocks.0.attention.q_proj.bias"),
            Case(hugging_face_in_memory, "layers.3.blocks.0.mlp.fc1.bias", "swin.encoder.layers.3.blocks.0.mlp.fc1.bias"),
            Case(hugging_face, "norm.bias", "swin.layernorm.bias"),
            Case(hugging_face, "head.fc.bias", "classifier.bias"),
            Case(authors, "layers.3.downsample.norm.bias", "layers.2.downsample.norm.bias"),
            Case(authors, "layers.3.blocks.1.norm2", "layers.3.blocks.1.norm2"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
