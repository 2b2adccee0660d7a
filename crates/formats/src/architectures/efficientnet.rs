//! `EfficientNet` (Tan and Le, 2019, <https://arxiv.org/abs/1905.11946>, table 1) in the spellings
//! of torchvision, timm, Hugging Face, fastai and `EfficientNet-PyTorch` (lukemelas).
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks with gates ─ 1x1 ─ mean ─ linear       (swish everywhere)
//! ```
//! Widths and kernels follow from the shapes. Epsilon is 1e-5, and 1e-3 for torchvision's B5 to B7.
//! Hugging Face's networks come from `TensorFlow` and have epsilon 1e-3. Their settings list the
//! blocks whose padding is even (`depthwise_padding`); without them, it is `TensorFlow`'s, which is
//! the same for pictures of the size that they were trained on. Those that timm converted from
//! `TensorFlow` (`tf_`) have the names and shapes of timm's own networks. Those of
//! `EfficientNet-PyTorch` come from `TensorFlow` too, with epsilon 1e-3 and its padding.

use graph::NodeId;
use graph::ops::Activation;

use super::antialias::Antialias;
use super::efficientnet_names::{self, LIBRARIES, LUKEMELAS, Library, MADE_FOR, TIMM};
use super::inverted_residual::{Stage, Style, stages, stem, unit};
use super::mobile_names::Place;
use super::network::{Network, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, fastai, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "EfficientNet",
    signs: &[".block.1.0.weight", ".se.conv_reduce", "conv_head."],
    names: efficientnet_names::NETWORKS,
    transformers: &["efficientnet"],
    recognise,
};

/// Stride of the first block of each stage.
const STRIDES: [usize; 7] = [1, 2, 2, 2, 1, 2, 1];

/// A network: number of blocks of each stage, width of the last convolution, and the sides of the
/// picture after and before the centre crop (those of torchvision's weights).
struct Row(&'static str, [usize; 7], usize, [usize; 2]);

#[rustfmt::skip] // a network per line
const NETWORKS: &[Row] = &[
    Row("EfficientNet-B0", [1, 2, 2, 3, 3,  4, 1], 1280, [224, 256]),
    Row("EfficientNet-B1", [2, 3, 3, 4, 4,  5, 2], 1280, [240, 256]),
    Row("EfficientNet-B2", [2, 3, 3, 4, 4,  5, 2], 1408, [288, 288]),
    Row("EfficientNet-B3", [2, 3, 3, 5, 5,  6, 2], 1536, [300, 320]),
    Row("EfficientNet-B4", [2, 4, 4, 6, 6,  8, 2], 1792, [380, 384]),
    Row("EfficientNet-B5", [3, 5, 5, 7, 7,  9, 3], 2048, [456, 456]),
    Row("EfficientNet-B6", [3, 6, 6, 8, 8, 11, 3], 2304, [528, 528]),
    Row("EfficientNet-B7", [4, 7, 7, 10, 10, 13, 4], 2560, [600, 600]),
];

/// The width of B5's last convolution.
const LARGE: usize = 2048;

/// How much wider a block is inside, except in the first stage. Pruned networks of timm are narrower.
const EXPANSION: usize = 6;
const PRUNED: [&str; 3] = ["b1", "b2", "b3"];

/// Sides of the pictures for which `EfficientNet-PyTorch` makes its networks.
const SIDES: [usize; 8] = [224, 240, 260, 300, 380, 456, 528, 600];

fn recognise(state: &StateDict) -> Option<Variant> {
    let spellings = [as_written, fastai::timm, fastai::features];
    let found = spellings.into_iter().find_map(|spelling: Spelling| {
        let (library, row) = known(|name| state.shape(&spelling(name)))?;
        Some((spelling, library, row))
    });
    let (spelling, library, row) = found?;
    let Row(name, .., [side, shorter]) = row;
    let [side, shorter] = match own_side(library, row) {
        Some(side) => [side; 2],
        None => [*side, *shorter],
    };
    let expansion = state.shape(&spelling("blocks.1.1.conv_pw.weight"));
    let pruned = matches!(expansion, Some([wide, narrow, ..]) if *wide != EXPANSION * narrow);
    Some(Variant {
        name: (*name).into(),
        spelling,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            filter: InputFilter::Bicubic,
            ..InputRule::imagenet(side)
        },
        networks: networks(library, name, pruned),
        build,
    })
}

/// The side of the pictures for which the library makes a network, if it says so.
fn own_side(library: &Library, Row(name, ..): &Row) -> Option<usize> {
    let place = NETWORKS.iter().position(|Row(other, ..)| other == name)?;
    let sides = SIDES.iter().filter(|_| library.body == LUKEMELAS.body);
    sides.copied().nth(place)
}

/// timm's own network, and those that it converted or made with other pools.
fn networks(library: &Library, name: &str, pruned: bool) -> Networks {
    if library.body == LUKEMELAS.body {
        return Networks::all(MADE_FOR);
    }
    if library.body != TIMM.body {
        return Networks::One;
    }
    let size = name.trim_start_matches("EfficientNet-").to_lowercase();
    if pruned && PRUNED.contains(&size.as_str()) {
        return Networks::Of(vec![format!("efficientnet_{size}_pruned")]);
    }
    let mut names = vec![
        format!("efficientnet_{size}"),
        format!("tf_efficientnet_{size}"),
    ];
    if size == "b0" {
        names.push("efficientnet_blur_b0".into());
    }
    Networks::Of(names)
}

/// Returns the library, and the largest network of the width in the file whose blocks all exist. If
/// the file has more blocks, their weights are left over and the file is rejected.
fn known<'a>(
    shape: impl Fn(&str) -> Option<&'a [usize]>,
) -> Option<(&'static Library, &'static Row)> {
    let row = |library: &Library| {
        let last = shape(&format!("{}.weight", (library.last)().conv))?;
        let fits = |Row(_, blocks, width, _): &&Row| {
            let is_there = |at| shape(&(library.gate)(at)).is_some();
            last.first() == Some(width) && places(blocks).all(is_there)
        };
        NETWORKS.iter().rev().find(fits)
    };
    LIBRARIES
        .iter()
        .find_map(|library| Some((*library, row(library)?)))
}

/// All blocks of a network.
pub(super) fn places(stages: &[usize]) -> impl Iterator<Item = Place> {
    let places = stages.iter().enumerate();
    let places = places.flat_map(|(stage, blocks)| (0..*blocks).map(move |block| (stage, block)));
    places
        .enumerate()
        .map(|(all, (stage, block))| Place { stage, block, all })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let Some((library, row)) = known(|name| net.dims(name).ok()) else {
        return Err(FormatError::Tensor {
            tensor: "classifier.weight".into(),
            reason: "it belongs to no EfficientNet that is known".into(),
        });
    };
    let Row(_, blocks, width, [side, _]) = row;
    let [epsilon, of_large] = library.epsilon;
    let usual = Usual {
        epsilon: if *width < LARGE { epsilon } else { of_large },
        activation: Activation::Swish,
        side: own_side(library, row).unwrap_or(*side),
    };
    network(net, x, library, blocks, &usual)
}

/// What a network has if its files do not say otherwise.
pub(super) struct Usual {
    pub(super) epsilon: f32,
    pub(super) activation: Activation,
    /// Side of the pictures for which it is made.
    pub(super) side: usize,
}

/// Builds the network with these numbers of blocks.
pub(super) fn network(
    net: &mut Network,
    x: NodeId,
    library: &Library,
    blocks: &[usize],
    usual: &Usual,
) -> Result<Vec<NodeId>, FormatError> {
    let x = body(net, x, library, blocks, usual)?;
    if head::place(|tensor| net.has(tensor), library.head).is_none() && net.has("1.2.weight") {
        return Ok(vec![fastai::head(net, x)?]);
    }
    let x = pooled(net, library.pool, x, false)?;
    Ok(vec![head::linear(net, library.head, x)?])
}

fn body(
    net: &mut Network,
    x: NodeId,
    library: &Library,
    blocks: &[usize],
    usual: &Usual,
) -> Result<NodeId, FormatError> {
    let style = style(net, library, usual)?;
    let strides = net.facts.counts(&["strides"])?;
    let strides = strides.unwrap_or_else(|| STRIDES.into());
    let all = blocks.iter().zip(strides).map(|(blocks, stride)| Stage {
        blocks: *blocks,
        stride,
        style: style.clone(),
    });
    let x = stem(net, &(library.stem)(), x, &style)?;
    let x = stages(net, all, x, &library.blocks)?;
    let act = Some(style.activation);
    let x = unit(net, &(library.last)(), x, 1, act, &style)?;
    net.alias(library.body, x);
    Ok(x)
}

fn style(net: &mut Network, library: &Library, usual: &Usual) -> Result<Style, FormatError> {
    net.facts.shown(SHOWN);
    net.facts.agrees(&["output_stride"], 32)?;
    let act = ["hidden_act", "act_layer"];
    let activation = net.facts.activation(&act, usual.activation)?;
    let padding = (library.padding)(net, usual.side)?;
    Ok(Style {
        epsilon: net
            .facts
            .positive(&["batch_norm_eps", "bn_eps"])?
            .unwrap_or(usual.epsilon),
        activation,
        squeeze: activation,
        excite: Activation::Sigmoid,
        padding,
        antialias: Antialias::read(net)?,
    })
}

/// Widths and blocks.
const SHOWN: &[&str] = &[
    "channel_multiplier",
    "depth_coefficient",
    "depth_divisor",
    "depth_multiplier",
    "expand_ratios",
    "hidden_dim",
    "in_channels",
    "kernel_sizes",
    "num_block_repeats",
    "num_hidden_layers",
    "out_channels",
    "squeeze_expansion_ratio",
    "width_coefficient",
];

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::super::named::arguments;
    use super::*;

    /// A network with these numbers of blocks and this width of the last convolution.
    fn network(library: &Library, blocks: &[usize; 7], width: usize) -> StateDict {
        let gates = places(blocks).map(|at| ((library.gate)(at), [2, 4, 1, 1]));
        let last = format!("{}.weight", (library.last)().conv);
        let last = (last, [width, 1, 1, 1]);
        let tensors: Vec<_> = gates.chain([last]).collect();
        let tensors = tensors.iter().map(|(name, shape)| (name, &shape[..]));
        state(&tensors.collect::<Vec<_>>())
    }

    #[test]
    fn each_network_is_recognised_by_its_blocks_and_width() {
        for library in LIBRARIES {
            for Row(name, blocks, width, _) in NETWORKS {
                let variant = recognise(&network(library, blocks, *width)).unwrap();
                assert_eq!(variant.name, *name);
            }
            let odd = recognise(&network(library, &NETWORKS[0].1, 1024));
            assert!(odd.is_none(), "no network is that wide");
        }
    }

    #[test]
    fn each_network_that_is_offered_stands_in_the_table() {
        for Row(name, ..) in NETWORKS {
            for pruned in [false, true] {
                if let Networks::Of(names) = networks(&TIMM, name, pruned) {
                    let known = |name: &String| arguments(FAMILY.names, name).is_some();
                    assert!(names.iter().all(known), "{names:?}");
                }
            }
        }
    }
}
