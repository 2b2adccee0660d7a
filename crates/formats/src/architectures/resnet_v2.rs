//! `ResNetV2` (He et al., 2016, <https://arxiv.org/abs/1603.05027>) and `BiT` (Kolesnikov et al., 2019,
//! <https://arxiv.org/abs/1912.11370>) in the spelling of timm.
//!
//! ```text
//! stem ─ pool 3x3/2 ─ stages.0 ─ stages.1 /2 ─ stages.2 /2 ─ stages.3 /2 ─ norm ─ relu ─ mean ─ 1x1
//!
//! basic block   norm ─ relu ─ 3x3 ─ norm ─ relu ─ 3x3 ─ +                              18, 34
//! bottleneck    norm ─ relu ─ 1x1 ─ norm ─ relu ─ 3x3 ─ norm ─ relu ─ 1x1 ─ +          50, 101, 152
//! shortcut      from the first relu: (mean of 2x2 /2) ─ 1x1
//! stem          7x7/2, or 3x3/2 ─ norm ─ relu ─ 3x3 ─ norm ─ relu ─ 3x3 (D)
//! ```
//! Norms are batch norms or group norms. A network with group norms and a 7x7 stem is `BiT`: the weights
//! of each convolution but the last are standardised, and the pool reads zeros around the picture. Only
//! those with the stem of D pool in their shortcuts.

use graph::NodeId;
use graph::ops::{Activation, Conv, GroupNorm, Op, Pool, PoolKind};

use super::named::Named;
use super::network::{Network, Slide};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, MAX_BLOCKS, Variant, as_written};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ResNetV2",
    signs: &["blocks.0.norm1.", ".blocks.0.downsample.conv", "stem.conv"],
    names: &[Named(
        &[
            "resnetv2_50x1_bit",
            "resnetv2_50x3_bit",
            "resnetv2_101x1_bit",
            "resnetv2_101x3_bit",
            "resnetv2_152x2_bit",
            "resnetv2_152x4_bit",
            "resnetv2_50x1_bitm",
            "resnetv2_50x3_bitm",
            "resnetv2_101x1_bitm",
            "resnetv2_101x3_bitm",
            "resnetv2_152x2_bitm",
            "resnetv2_152x4_bitm",
            "resnetv2_50x1_bit_distilled",
            "resnetv2_18",
            "resnetv2_18d",
            "resnetv2_34",
            "resnetv2_34d",
            "resnetv2_50",
            "resnetv2_50d",
            "resnetv2_50t",
            "resnetv2_50d_gn",
            "resnetv2_101",
            "resnetv2_101d",
            "resnetv2_152",
            "resnetv2_152d",
        ],
        &[],
    )],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-5;
/// Epsilon of the variance of a weight.
const EPSILON_OF_WEIGHTS: f64 = 1e-8;
const GROUPS: usize = 32;
const STAGES: usize = 4;

fn recognise(state: &StateDict) -> Option<Variant> {
    let shape = |name: &str| state.shape(name);
    let is_conv = |name: &str| shape(name).is_some_and(|shape| shape.len() == 4);
    let block = "stages.0.blocks.0";
    let fits = is_conv(&format!("{block}.conv1.weight"))
        && shape(&format!("{block}.norm1.weight")).is_some()
        && shape("norm.weight").is_some()
        && is_conv("head.fc.weight");
    if !fits {
        return None;
    }
    let stem = shape("stem.conv.weight").and_then(|shape| shape.first());
    let deep = shape("stem.conv1.weight").is_some();
    let batch = shape("norm.running_mean").is_some();
    let bit = !batch && !deep;
    let blocks = (0..STAGES).map(|stage| {
        let there = |n: &usize| shape(&format!("stages.{stage}.blocks.{n}.conv1.weight")).is_some();
        (0..MAX_BLOCKS).take_while(there).count()
    });
    let bottleneck = shape(&format!("{block}.conv3.weight")).is_some();
    let depth = blocks.sum::<usize>() * if bottleneck { 3 } else { 2 } + 2;
    let name = match (bit, deep) {
        (true, _) => format!(
            "BiT ResNetV2-{depth}x{}",
            stem.map_or(1, |width| width / 64)
        ),
        (false, true) => format!("ResNetV2-{depth}-D"),
        (false, false) => format!("ResNetV2-{depth}"),
    };
    // BiT was fine-tuned on whole pictures.
    let (side, shorter, filter) = if bit {
        (448, 448, InputFilter::Bilinear)
    } else {
        (224, 235, InputFilter::Bicubic)
    };
    Some(Variant {
        name,
        spelling: as_written,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            filter,
            ..InputRule::imagenet(side).centred()
        },
        networks: Networks::One,
        build,
    })
}

/// What the weights show only together, and what they do not.
#[derive(Clone, Copy)]
struct Style {
    act: Activation,
    batch: bool,
    deep: bool,
    /// Whether shortcuts pool.
    pools: bool,
}

impl Style {
    fn is_bit(self) -> bool {
        !self.batch && !self.deep
    }
}

fn style(net: &mut Network) -> Result<Style, FormatError> {
    let deep = net.has("stem.conv1.weight");
    let batch = net.has("norm.running_mean");
    let bit = !batch && !deep;
    net.facts.agrees(&["output_stride"], 32)?;
    net.facts.agrees(&["preact"], true)?;
    let norms: &[&str] = if batch {
        &["batchnorm", "batchnorm2d"]
    } else {
        &["groupnorm"]
    };
    net.facts.is_one_of(&["norm_layer"], norms)?;
    let stems: &[&str] = match (bit, deep) {
        (true, _) => &["fixed"],
        (false, true) => &["deep", "tiered"],
        (false, false) => &[""],
    };
    net.facts.is_one_of(&["stem_type"], stems)?;
    net.facts.shown(SHOWN);
    Ok(Style {
        act: net.facts.activation(&["act_layer"], Activation::Relu)?,
        pools: net.facts.flag(&["avg_down"])?.unwrap_or(deep),
        batch,
        deep,
    })
}

/// Widths and blocks.
const SHOWN: &[&str] = &[
    "basic",
    "bottle_ratio",
    "channels",
    "layers",
    "stem_chs",
    "width_factor",
];

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net)?;
    let mut x = stem(net, x, style)?;
    for stage in 0..STAGES {
        let path = format!("stages.{stage}");
        let blocks = net.count(|n| format!("{path}.blocks.{n}.conv1.weight"));
        for n in 0..blocks {
            let stride = if n == 0 && stage > 0 { 2 } else { 1 };
            x = residual(net, &format!("{path}.blocks.{n}"), x, stride, style)?;
        }
        net.alias(&format!("{path}.blocks"), x);
        net.alias(&path, x);
    }
    net.alias("stages", x);
    let x = norm(net, "norm", x, style)?;
    let x = pooled(net, "head.global_pool", x, true)?;
    let x = net.conv("head.fc", x, Slide::same(1))?;
    let flatten = Op::Flatten {
        channels_last: false,
    };
    let x = net.step("head.flatten", flatten, x)?;
    net.alias("head", x);
    Ok(vec![x])
}

fn stem(net: &mut Network, x: NodeId, style: Style) -> Result<NodeId, FormatError> {
    let (halves, same) = (Slide::same(3).stride(2), Slide::same(3));
    let x = if style.deep {
        let x = conv(net, "stem.conv1", x, halves, style)?;
        let x = norm(net, "stem.norm1", x, style)?;
        let x = conv(net, "stem.conv2", x, same, style)?;
        let x = norm(net, "stem.norm2", x, style)?;
        conv(net, "stem.conv3", x, same, style)?
    } else {
        conv(net, "stem.conv", x, Slide::same(7).stride(2), style)?
    };
    let pool = |slide: Slide| {
        Op::Pool(Pool {
            kind: PoolKind::Max,
            kernel: [3, 3],
            window: slide.window(),
            ceil: false,
        })
    };
    let x = if style.is_bit() {
        let window = [(1, 1); 2];
        let x = net.step("stem.pad", Op::Pad { window, value: 0.0 }, x)?;
        net.step("stem.pool", pool(halves.padding(0)), x)?
    } else {
        net.step("stem.pool", pool(halves), x)?
    };
    net.alias("stem", x);
    Ok(x)
}

fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    stride: usize,
    style: Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let first = norm(net, &part("norm1"), x, style)?;
    let mut skip = x;
    if net.has(&part("downsample.conv.weight")) {
        skip = shortcut(net, &part("downsample"), first, stride, style)?;
    }
    let strided = Slide::same(3).stride(stride);
    let slides = if net.has(&part("conv3.weight")) {
        vec![Slide::same(1), strided, Slide::same(1)]
    } else {
        vec![strided, Slide::same(3)]
    };
    let mut y = first;
    for (n, slide) in (1..).zip(slides) {
        if n > 1 {
            y = norm(net, &part(&format!("norm{n}")), y, style)?;
        }
        y = conv(net, &part(&format!("conv{n}")), y, slide, style)?;
    }
    net.add(path, y, skip)
}

fn shortcut(
    net: &mut Network,
    path: &str,
    mut x: NodeId,
    stride: usize,
    style: Style,
) -> Result<NodeId, FormatError> {
    let mut slide = Slide::same(1).stride(stride);
    if style.pools && stride > 1 {
        let mean = Pool {
            kind: PoolKind::Average {
                count_padding: false,
            },
            kernel: [2, 2],
            window: Slide::bare(2).stride(stride).window(),
            ceil: true,
        };
        x = net.step(&format!("{path}.pool"), Op::Pool(mean), x)?;
        slide = slide.stride(1);
    }
    let x = conv(net, &format!("{path}.conv"), x, slide, style)?;
    net.alias(path, x);
    Ok(x)
}

/// Builds a norm with its activation, which is its child in timm.
fn norm(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<NodeId, FormatError> {
    let name = format!("{path}.norm");
    let x = if style.batch {
        net.batch_norm_as(&name, path, x, EPSILON)?
    } else {
        let kinds = ["weight", "bias"];
        let weights = kinds.map(|kind| net.weight(&format!("{path}.{kind}")));
        let weights = weights.into_iter().collect::<Result<_, _>>()?;
        let norm = GroupNorm {
            groups: GROUPS,
            epsilon: EPSILON,
        };
        net.node(&name, Op::GroupNorm(norm), &[x], weights)?
    };
    let x = net.activation(path, style.act, x)?;
    net.alias(&format!("{path}.act"), x);
    Ok(x)
}

fn conv(
    net: &mut Network,
    path: &str,
    x: NodeId,
    slide: Slide,
    style: Style,
) -> Result<NodeId, FormatError> {
    if !style.is_bit() {
        return net.conv(path, x, slide);
    }
    let conv = Conv {
        window: slide.window(),
        groups: slide.groups,
    };
    net.conv_changed(path, x, [slide.kernel; 2], conv, standardise)
}

/// Gives the weights of each output the mean 0 and the variance 1 (Qiao et al., 2019,
/// <https://arxiv.org/abs/1903.10520>).
fn standardise(weights: &mut [f32], outputs: usize) {
    let each = weights.len() / outputs.max(1);
    for weights in weights.chunks_mut(each.max(1)) {
        let count = weights.len() as f64;
        let mean = weights.iter().map(|weight| f64::from(*weight)).sum::<f64>() / count;
        let squares = weights
            .iter()
            .map(|weight| (f64::from(*weight) - mean).powi(2));
        let deviation = (squares.sum::<f64>() / count + EPSILON_OF_WEIGHTS).sqrt();
        for weight in weights {
            *weight = ((f64::from(*weight) - mean) / deviation) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    #[test]
    fn each_output_is_standardised_by_itself() {
        let mut weights = [1.0, 3.0, 10.0, 10.0];
        standardise(&mut weights, 2);
        assert!((weights[0] + 1.0).abs() < 1e-6 && (weights[1] - 1.0).abs() < 1e-6);
        assert_eq!(weights[2..], [0.0, 0.0]);
        standardise(&mut [], 0);
    }

    #[test]
    fn norms_and_the_stem_tell_the_network() {
        type Tensor = (&'static str, &'static [usize]);
        const BLOCK: [Tensor; 4] = [
            ("stages.0.blocks.0.conv1.weight", &[1, 1, 1, 1]),
            ("stages.0.blocks.0.norm1.weight", &[1]),
            ("stages.0.blocks.0.conv3.weight", &[1, 1, 1, 1]),
            ("norm.weight", &[1]),
        ];
        const HEAD: Tensor = ("head.fc.weight", &[1, 1, 1, 1]);
        const STEM: Tensor = ("stem.conv.weight", &[192, 1, 1, 1]);
        const DEEP: Tensor = ("stem.conv1.weight", &[32, 1, 1, 1]);
        const BATCH: Tensor = ("norm.running_mean", &[1]);
        const LINEAR: Tensor = ("head.fc.weight", &[1, 1]);
        struct Case(&'static [Tensor], Option<&'static str>);
        for Case(more, expected) in [
            Case(&[STEM, HEAD], Some("BiT ResNetV2-5x3")),
            Case(&[STEM, HEAD, BATCH], Some("ResNetV2-5")),
            Case(&[DEEP, HEAD, BATCH], Some("ResNetV2-5-D")),
            Case(&[DEEP, HEAD], Some("ResNetV2-5-D")),
            Case(&[STEM, LINEAR], None),
        ] {
            let tensors: Vec<Tensor> = BLOCK.iter().chain(more).copied().collect();
            let found = recognise(&state(&tensors)).map(|found| found.name);
            assert_eq!(found.as_deref(), expected);
        }
    }
}
