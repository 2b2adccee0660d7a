//! Swin transformers (Liu et al., 2021, <https://arxiv.org/abs/2103.14030>) in the
//! spellings of timm, torchvision, Hugging Face and the authors' own code.
//! The recipe has timm's names. Swin V2 is another family.
//!
//! ```text
//! patches ─ norm ─ layers.0 ─ merge 2x2 ─ layers.1 ─ … ─ layers.3 ─ norm ─ mean ─ linear
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
//! All activations are `[1, height, width, channel]`. Depths, widths, patches, heads and the size of
//! the windows (from the table of position biases) follow from the shapes.

use graph::NodeId;
use graph::ops::{Activation, Op, Reduce, ReduceKind};
use serde_json::Value as Json;

use super::attention::{How, attention};
use super::mlp::mlp;
use super::named::Named;
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::windows::{self, Windows};
use super::{Family, MAX_BLOCKS, Variant, as_written, swin_names};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "Swin Transformer",
    signs: &["relative_position_bias_table", "downsample.reduction"],
    names: &[Named(
        &[
            "swin_tiny_patch4_window7_*",
            "swin_small_patch4_window7_*",
            "swin_base_patch4_window7_*",
            "swin_base_patch4_window12_*",
            "swin_large_patch4_window7_*",
            "swin_large_patch4_window12_*",
            "swin_s3_tiny_*",
            "swin_s3_small_*",
            "swin_s3_base_*",
        ],
        &[],
    )],
    transformers: &["swin"],
    recognise,
};

const EPSILON: f32 = 1e-5;
const STAGES: usize = 4;

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
        (swin_names::torchvision, "features.1.0.attn.relative_position_bias_table"),
        (swin_names::hugging_face, "swin.encoder.layers.0.blocks.0.attention.output.dense.weight"),
        (swin_names::hugging_face_in_memory, "swin.encoder.layers.0.blocks.0.attention.o_proj.weight"),
        (swin_names::authors, "layers.0.downsample.reduction.weight"),
        (as_written, TABLE),
    ];
    let (spelling, _) = *spellings.iter().find(|(_, name)| state.contains(name))?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let window = windows::side(*shape(TABLE)?.first()?)?;
    let &[width, .., patch] = shape("patch_embed.proj.weight")? else {
        return None;
    };
    let depth = (0..MAX_BLOCKS)
        .take_while(|block| shape(&format!("layers.2.blocks.{block}.norm1.weight")).is_some())
        .count();
    let size = (SIZES.iter()).find(|size| (size.1, size.2) == (depth, width));
    let name = size.map_or(String::new(), |size| format!("-{}", size.0));
    // The last stage is one window, whose pixels cover 8 x 8 patches of the picture.
    let side = window * patch * 8;
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
            filter: InputFilter::Bicubic,
            ..InputRule::imagenet(side)
        },
        networks: Networks::One,
        build,
    })
}

/// What the weights do not show.
#[derive(Clone, Copy)]
struct Style {
    epsilon: f32,
    act: Activation,
}

impl Style {
    fn read(net: &mut Network) -> Result<Self, FormatError> {
        let patch = net.kernel("patch_embed.proj")?;
        let width = net.dims("patch_embed.proj.weight")?.first().copied();
        let tables: Vec<_> = (0..STAGES)
            .map(|stage| format!("layers.{stage}.blocks.0.attn.relative_position_bias_table"))
            .filter_map(|table| net.dims(&table).ok()?.get(..2))
            .collect();
        let heads: Vec<_> = tables.iter().map(|table| table[1]).collect();
        let sides: Vec<_> = tables
            .iter()
            .filter_map(|table| windows::side(table[0]))
            .collect();
        let depths: Vec<_> = (0..STAGES)
            .map(|stage| net.count(|block| format!("layers.{stage}.blocks.{block}.norm1.weight")))
            .collect();
        let facts = &mut net.facts;
        facts.shown(&[
            "hidden_size",
            "mlp_ratio",
            "qkv_bias",
            "use_absolute_embeddings",
        ]);
        facts.agrees(&["patch_size"], patch)?;
        facts.agrees(&["embed_dim"], width)?;
        facts.agrees(&["depths"], depths)?;
        facts.agrees(&["num_layers"], STAGES)?;
        facts.agrees(&["num_heads", "num_attention_heads"], heads)?;
        facts.read(&["window_size"], |stated| {
            // timm makes windows smaller where the activation is.
            let stated = match stated.as_array() {
                Some(list) => list.clone(),
                None => vec![stated.clone(); sides.len()],
            };
            let fits = |(side, stated): (&usize, &Json)| stated.as_u64() >= Some(*side as u64);
            sides.iter().zip(&stated).all(fits).then_some(())
        })?;
        facts.is_one_of(&["global_pool"], &["avg"])?;
        facts.is_one_of(&["norm_layer"], &["layernorm"])?;
        Ok(Self {
            epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(EPSILON),
            act: facts.activation(&["hidden_act", "act_layer"], Activation::Gelu)?,
        })
    }
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = Style::read(net)?;
    let block =
        |net: &mut Network, path: &str, x, (_, shifted)| residual(net, path, x, shifted, style);
    stages(net, x, style.epsilon, (merged, block))
}

/// How pixels are merged before a stage, at this path.
type Merge = fn(&mut Network, &str, NodeId) -> Result<NodeId, FormatError>;

/// Builds a network of blocks at these paths, of which each gets its stage and whether its windows are
/// shifted. `epsilon` is that of the last norm.
pub(super) fn stages(
    net: &mut Network,
    x: NodeId,
    epsilon: f32,
    (merged, block): (
        Merge,
        impl Fn(&mut Network, &str, NodeId, (usize, bool)) -> Result<NodeId, FormatError>,
    ),
) -> Result<Vec<NodeId>, FormatError> {
    let patch = net.kernel("patch_embed.proj")?;
    let x = net.conv("patch_embed.proj", x, Slide::patches(patch))?;
    let x = channels_last(net, "patch_embed.turned", x)?;
    let mut x = net.layer_norm("patch_embed.norm", x, 3, EPSILON)?;
    net.alias("patch_embed", x);
    // Whether the library merges patches at the end of a stage, not at the start of the next one.
    let merged_last = (net.name("layers.1.downsample")).starts_with(&net.name("layers.0"));
    for stage in 0..STAGES {
        let path = format!("layers.{stage}");
        if stage > 0 {
            x = merged(net, &format!("{path}.downsample"), x)?;
            if merged_last {
                net.alias(&format!("layers.{}", stage - 1), x);
            }
        }
        let blocks = net.count(|index| format!("{path}.blocks.{index}.norm1.weight"));
        for index in 0..blocks {
            let name = format!("{path}.blocks.{index}");
            x = block(net, &name, x, (stage, index % 2 == 1))?;
        }
        net.alias(&format!("{path}.blocks"), x);
        if !merged_last || stage + 1 == STAGES {
            net.alias(&path, x);
        }
    }
    net.alias("layers", x);
    let x = net.layer_norm("norm", x, 3, epsilon)?;
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
    style: Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let table = net.weight(&part("attn.relative_position_bias_table"))?;
    let windows = Windows::new(net.shape(x), &table.shape(), shifted).map_err(|reason| {
        let tensor = net.name(&part("attn.relative_position_bias_table"));
        FormatError::Tensor { tensor, reason }
    })?;
    let y = net.layer_norm(&part("norm1"), x, 3, style.epsilon)?;
    let y = windows.split(net, &part("windows"), y)?;
    let biases = windows.biases(net, &part("attn"), table)?;
    let y = attention(net, &part("attn"), y, How::plain(windows.heads, &biases))?;
    let y = windows.joined(net, &part("joined"), y)?;
    let x = net.add(&part("add"), x, y)?;
    let y = net.layer_norm(&part("norm2"), x, 3, style.epsilon)?;
    let y = mlp(net, &part("mlp"), (style.act, EPSILON), y)?;
    net.add(path, x, y)
}

/// Merges each 2 x 2 pixels into one with four times the channels. Then a linear layer halves the
/// channels.
fn merged(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let x = pairs(net, path, x)?;
    let x = net.layer_norm(&format!("{path}.norm"), x, 3, EPSILON)?;
    let x = net.linear(&format!("{path}.reduction"), x)?;
    net.alias(path, x);
    Ok(x)
}

/// Puts the channels of each 2 x 2 pixels after each other, column by column.
pub(super) fn pairs(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let sizes: Vec<i64> = (net.shape(x).iter())
        .map(|size| i64::try_from(*size).unwrap_or(i64::MAX))
        .collect();
    let &[_, height, width, channels] = sizes.as_slice() else {
        return Ok(x);
    };
    let axes = vec![0, height / 2, 2, width / 2, 2, channels];
    let x = net.step(&part("pairs"), Op::Reshape { axes }, x)?;
    let permutation = vec![0, 1, 3, 4, 2, 5];
    let x = net.step(&part("turned"), Op::Transpose { permutation }, x)?;
    let axes = vec![0, 0, 0, -1];
    net.step(&part("merged"), Op::Reshape { axes }, x)
}

pub(super) fn channels_last(
    net: &mut Network,
    path: &str,
    x: NodeId,
) -> Result<NodeId, FormatError> {
    let permutation = vec![0, 2, 3, 1];
    net.step(path, Op::Transpose { permutation }, x)
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
}
