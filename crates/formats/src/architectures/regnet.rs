//! `RegNetX` and `RegNetY` (Radosavovic et al., 2020, <https://arxiv.org/abs/2003.13678>, figure 4 and
//! section 5) in the spellings of timm, torchvision and Hugging Face. The recipe has timm's names.
//!
//! ```text
//! stem 3x3/2 ─ bn ─ relu ─ s1 /2 ─ s2 /2 ─ s3 /2 ─ s4 /2 ─ mean ─ linear
//!
//! block    1x1 ─ bn ─ relu ─ 3x3 in groups ─ bn ─ relu ─ (gate) ─ 1x1 ─ bn ─ + ─ relu
//! gate     mean ─ 1x1 ─ relu ─ 1x1 ─ sigmoid, in Y
//! ```
//! The stride of a stage is in the 3x3 convolution of its first block, and in its shortcut. Depths,
//! widths and groups follow from the shapes. `RegNetZ` of timm has no shortcuts with weights, and
//! `RegNetV` other names.

use graph::NodeId;
use graph::ops::Activation;

use super::inverted_residual::gate;
use super::mobile_names::Gate;
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::regnet_names::{NAMES, hugging_face_x, hugging_face_y, torchvision};
use super::{Family, MAX_BLOCKS, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "RegNet",
    signs: &["trunk_output.", "s1.b1.", "regnet.encoder."],
    names: NAMES,
    transformers: &["regnet"],
    recognise,
};

const EPSILON: f32 = 1e-5;
const STAGES: usize = 4;

/// The letter of a network, its numbers of blocks, the least width of its last stage, and its cost.
type Row = (char, [usize; STAGES], usize, &'static str);

#[rustfmt::skip] // a network per line
const NETWORKS: &[Row] = &[
    ('X', [1, 1,  4,  7],    0, "200MF"),
    ('X', [1, 2,  7, 12],    0, "400MF"),
    ('X', [1, 3,  5,  7],    0, "600MF"),
    ('X', [1, 3,  7,  5],    0, "800MF"),
    ('X', [2, 4, 10,  2],    0, "1.6GF"),
    ('X', [2, 6, 15,  2],    0, "3.2GF"),
    ('X', [2, 5, 14,  2],    0, "4.0GF"),
    ('X', [2, 4, 10,  1],    0, "6.4GF"),
    ('X', [2, 5, 15,  1],    0, "8.0GF"),
    ('X', [2, 5, 11,  1],    0, "12GF"),
    ('X', [2, 6, 13,  1],    0, "16GF"),
    ('X', [2, 7, 13,  1],    0, "32GF"),
    ('Y', [1, 1,  4,  7],    0, "200MF"),
    ('Y', [1, 3,  6,  6],    0, "400MF"),
    ('Y', [1, 3,  7,  4],    0, "600MF"),
    ('Y', [1, 3,  8,  2],    0, "800MF"),
    ('Y', [2, 6, 17,  2],    0, "1.6GF"),
    ('Y', [2, 5, 13,  1],    0, "3.2GF"),
    ('Y', [2, 6, 12,  2],    0, "4.0GF"),
    ('Y', [2, 7, 14,  2],    0, "6.4GF"),
    ('Y', [2, 4, 10,  1],    0, "8.0GF"),
    ('Y', [2, 5, 11,  1],    0, "12GF"),
    ('Y', [2, 4, 11,  1],    0, "16GF"),
    ('Y', [2, 5, 12,  1], 4300, "64GF"),
    ('Y', [2, 5, 12,  1],    0, "32GF"),
    ('Y', [2, 7, 17,  1], 9000, "256GF"),
    ('Y', [2, 7, 17,  1],    0, "128GF"),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let gated = state.contains("regnet.encoder.stages.0.layers.0.layer.2.attention.0.weight");
    let of_transformers = state.contains("regnet.embedder.embedder.convolution.weight");
    let spelling: Spelling = if state.contains("s1.b1.conv1.conv.weight") {
        as_written
    } else if state.contains("trunk_output.block1.block1-0.f.a.0.weight") {
        torchvision
    } else if of_transformers && gated {
        hugging_face_y
    } else if of_transformers {
        hugging_face_x
    } else {
        return None;
    };
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    // Of RegNetZ, which has other activations, no block has a shortcut with weights.
    shape("s2.b1.downsample.conv.weight")?;
    let filter = if state.contains("trunk_output.block1.block1-0.f.a.0.weight") {
        InputFilter::Bilinear
    } else {
        InputFilter::Bicubic
    };
    Some(Variant {
        name: name(shape),
        spelling,
        input: InputRule {
            filter,
            ..InputRule::imagenet(224)
        },
        networks: Networks::One,
        build,
    })
}

/// Returns a name such as "RegNetY-1.6GF", or only the letter for other depths than the paper's.
fn name<'a>(shape: impl Fn(&str) -> Option<&'a [usize]>) -> String {
    let y = shape("s1.b1.se.fc1.weight").is_some();
    let letter = if y { 'Y' } else { 'X' };
    let conv = |stage: usize, block: usize| format!("s{stage}.b{block}.conv3.conv.weight");
    let blocks = [1, 2, 3, 4].map(|stage| {
        let is_there = |block: &usize| shape(&conv(stage, *block)).is_some();
        (1..MAX_BLOCKS).take_while(is_there).count()
    });
    let width = shape(&conv(STAGES, 1)).and_then(|shape| shape.first().copied());
    let fits = |row: &&Row| row.0 == letter && row.1 == blocks && Some(row.2) <= width;
    match NETWORKS.iter().find(fits) {
        Some((.., cost)) => format!("RegNet{letter}-{cost}"),
        None => format!("RegNet{letter}"),
    }
}

/// The activations of blocks, and inside of gates.
#[derive(Clone, Copy)]
struct Style {
    act: Activation,
    squeezes: Activation,
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net)?;
    let mut x = unit(net, "stem", x, Slide::same(3).stride(2), Some(style.act))?;
    if let Some(width) = net.shape(x).get(1).copied() {
        net.facts.agrees(&["embedding_size"], width)?;
    }
    let first = net.facts.flag(&["downsample_in_first_stage"])?;
    let (mut depths, mut widths) = (Vec::new(), Vec::new());
    for stage in 1..=STAGES {
        let blocks = net.count(|n| format!("s{stage}.b{}.conv1.conv.weight", n + 1));
        for block in 1..=blocks {
            let halves = block == 1 && (stage > 1 || first != Some(false));
            let stride = if halves { 2 } else { 1 };
            x = residual(net, &format!("s{stage}.b{block}"), x, stride, style)?;
        }
        net.alias(&format!("s{stage}"), x);
        depths.push(blocks);
        widths.extend(net.shape(x).get(1).copied());
    }
    net.facts.agrees(&["depths"], depths)?;
    net.facts.agrees(&["hidden_sizes"], widths)?;
    net.alias("final_conv", x);
    let x = pooled(net, "head.global_pool", x, false)?;
    let x = head::linear(net, "head.fc", x)?;
    net.alias("head", x);
    Ok(vec![x])
}

fn style(net: &mut Network) -> Result<Style, FormatError> {
    let gated = net.has("s1.b1.se.fc1.weight");
    net.facts
        .agrees(&["layer_type"], if gated { "y" } else { "x" })?;
    net.facts.agrees(&["output_stride"], 32)?;
    net.facts.agrees(&["linear_out"], false)?;
    net.facts.agrees(&["preact"], false)?;
    net.facts
        .is_one_of(&["norm_layer"], &["batchnorm", "batchnorm2d"])?;
    net.facts.shown(SHOWN);
    let act = ["hidden_act", "act_layer"];
    let act = net.facts.activation(&act, Activation::Relu)?;
    let of_transformers = net.name("s1").starts_with("regnet.");
    Ok(Style {
        act,
        squeezes: if of_transformers {
            Activation::Relu
        } else {
            act
        },
    })
}

/// What shapes show: widths and numbers of blocks, and groups.
const SHOWN: &[&str] = &[
    "bottle_ratio",
    "depth",
    "downsample",
    "group_min_ratio",
    "group_size",
    "groups_width",
    "num_features",
    "se_ratio",
    "stem_width",
    "w0",
    "wa",
    "wm",
];

fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    stride: usize,
    style: Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let act = Some(style.act);
    let y = unit(net, &part("conv1"), x, Slide::same(1), act)?;
    let mut y = unit(net, &part("conv2"), y, Slide::same(3).stride(stride), act)?;
    if net.has(&part("se.fc1.weight")) {
        let names = Gate::of(part("se"), ["pool", "fc1", "act", "fc2", "gate"]);
        y = gate(net, &names, y, [style.squeezes, Activation::Sigmoid])?;
    }
    let y = unit(net, &part("conv3"), y, Slide::same(1), None)?;
    let mut skip = x;
    if net.has(&part("downsample.conv.weight")) {
        let slide = Slide::same(1).stride(stride);
        skip = unit(net, &part("downsample"), x, slide, None)?;
    }
    let sum = net.add(&part("add"), y, skip)?;
    let x = net.activation(path, style.act, sum)?;
    net.alias(&part("act3"), x);
    Ok(x)
}

/// Builds a convolution with batch norm and perhaps an activation, which is a child of the norm in
/// timm.
fn unit(
    net: &mut Network,
    path: &str,
    x: NodeId,
    slide: Slide,
    act: Option<Activation>,
) -> Result<NodeId, FormatError> {
    let (conv, norm) = (format!("{path}.conv"), format!("{path}.bn"));
    let (taken, there) = (net.dims(&format!("{conv}.weight"))?, net.shape(x));
    let groups = match (there.get(1), taken.get(1)) {
        (Some(all), Some(each @ 1..)) => all / each,
        _ => 1,
    };
    let x = net.conv(&conv, x, slide.groups(groups.max(1)))?;
    let Some(act) = act else {
        let x = net.batch_norm(&norm, x, EPSILON)?;
        net.alias(path, x);
        return Ok(x);
    };
    if net.name(&norm) != norm {
        let x = net.batch_norm(&norm, x, EPSILON)?;
        let x = net.activation(path, act, x)?;
        net.alias(&format!("{path}.act"), x);
        return Ok(x);
    }
    let x = net.batch_norm_as(&format!("{norm}.norm"), &norm, x, EPSILON)?;
    let x = net.activation(path, act, x)?;
    net.alias(&norm, x);
    net.alias(&format!("{norm}.act"), x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    #[test]
    fn depths_tell_the_network_and_those_without_shortcuts_are_not_recognised() {
        let network =
            |spelling: Spelling, blocks: [usize; 4], y: bool, width: usize, skip: bool| {
                let mut names = vec![
                    ("stem.conv.weight".to_owned(), [8, 3, 3, 3]),
                    ("s1.b1.conv1.conv.weight".into(), [8, 8, 1, 1]),
                ];
                names.extend(y.then(|| ("s1.b1.se.fc1.weight".into(), [2, 8, 1, 1])));
                names.extend(skip.then(|| ("s2.b1.downsample.conv.weight".into(), [8, 8, 1, 1])));
                for (stage, blocks) in (1..).zip(blocks) {
                    let name = |n: usize| format!("s{stage}.b{n}.conv3.conv.weight");
                    names.extend((1..=blocks).map(|n| (name(n), [width, 1, 1, 1])));
                }
                let tensors = names
                    .iter()
                    .map(|(name, shape)| (spelling(name), &shape[..]));
                recognise(&state(&tensors.collect::<Vec<_>>())).map(|variant| variant.name)
            };
        struct Case([usize; 4], bool, usize, &'static str);
        for Case(blocks, y, width, expected) in [
            Case([2, 4, 10, 2], false, 912, "RegNetX-1.6GF"),
            Case([2, 6, 17, 2], true, 888, "RegNetY-1.6GF"),
            Case([2, 5, 12, 1], true, 3712, "RegNetY-32GF"),
            Case([2, 5, 12, 1], true, 4920, "RegNetY-64GF"),
            Case([1, 1, 1, 1], false, 8, "RegNetX"),
        ] {
            let of_transformers = if y { hugging_face_y } else { hugging_face_x };
            for spelling in [as_written, torchvision, of_transformers] {
                let found = network(spelling, blocks, y, width, true);
                assert_eq!(found.as_deref(), Some(expected));
            }
            assert_eq!(network(as_written, blocks, y, width, false), None);
        }
    }
}
