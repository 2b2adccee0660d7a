//! `ResNet` (He et al., 2015, <https://arxiv.org/abs/1512.03385>), `ResNeXt` (Xie et al., 2016,
//! <https://arxiv.org/abs/1611.05431>) and Wide `ResNet` (Zagoruyko and Komodakis, 2016,
//! <https://arxiv.org/abs/1605.07146>), also as `ResNet`-D (He et al., 2018,
//! <https://arxiv.org/abs/1812.01187>), SE-`ResNet` (Hu et al., 2017,
//! <https://arxiv.org/abs/1709.01507>) and `ResNet`-RS (Bello et al., 2021,
//! <https://arxiv.org/abs/2103.07579>), in the spellings of torchvision, timm, Hugging Face and
//! fastai.
//!
//! ```text
//! conv1 7x7/2 ─ bn1 ─ relu ─ maxpool 3x3/2 ─ layer1 ─ layer2 /2 ─ layer3 /2 ─ layer4 /2 ─ mean ─ fc
//!
//! basic block        3x3 ─ bn ─ relu ─ 3x3 ─ bn ─ + ─ relu                         18, 34
//! bottleneck         1x1 ─ bn ─ relu ─ 3x3 ─ bn ─ relu ─ 1x1 ─ bn ─ + ─ relu       50, 101, 152
//! ```
//! The stride of a stage is in the 3x3 convolution of its first block, as in all of these
//! libraries. Depth, width and groups follow from the shapes. Networks for small pictures have a
//! 3x3 `conv1` without a stride, and timm has networks with the names and shapes of others whose
//! strides are pools ([`super::antialias`]). The stems of timm's variants, their shortcuts and their
//! squeeze-and-excitation are in [`super::resnet_parts`].

use graph::NodeId;
use graph::ops::Activation;

use super::antialias::Antialias;
use super::named::{Argument, Named};
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::resnet_names::{self, fastai_body, hugging_face};
use super::resnet_parts::{excited, is_deep, shortcut, stem};
use super::{Family, MAX_BLOCKS, Variant, as_written, fastai, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ResNet",
    signs: &["layer1.", "layer4.", ".downsample."],
    names: resnet_names::NAMES,
    transformers: &["resnet"],
    recognise,
};

pub(super) const EPSILON: f32 = 1e-5;

/// Networks for small pictures. Some keep the pool after the first convolution and some do not;
/// weights show neither.
const SMALL: &[Named] = &[
    Named(
        &["ResNet for small pictures, without maxpool"],
        &[("maxpool", Argument::Flag(false))],
    ),
    Named(
        &["ResNet for small pictures, with maxpool"],
        &[("maxpool", Argument::Flag(true))],
    ),
];

/// For each of four stages: its stride, the dilation of its first block, and that of the others.
pub(super) type Stages = [(usize, usize, usize); 4];
const PLAIN: Stages = [(1, 1, 1), (2, 1, 1), (2, 1, 1), (2, 1, 1)];
/// Dilation instead of strides in the last two stages, as in torchvision's segmentation networks.
pub(super) const DILATED: Stages = [(1, 1, 1), (2, 1, 1), (1, 1, 2), (1, 2, 4)];

fn recognise(state: &StateDict) -> Option<Variant> {
    let has = |name: &str| state.contains(name);
    let (spelling, build): (_, fn(&mut Network, NodeId) -> _) =
        if has("layer1.0.conv1.weight") && head::place(has, "fc").is_some() {
            (as_written as fn(&str) -> String, classifier)
        } else if has("resnet.embedder.embedder.convolution.weight") {
            (hugging_face, classifier)
        } else if has("0.4.0.conv1.weight") && has("1.2.weight") {
            (fastai_body, fastai_classifier)
        } else if has("0.model.layer1.0.conv1.weight") && has("1.2.weight") {
            (fastai::timm, fastai_classifier)
        } else {
            return None;
        };
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let small = matches!(shape("conv1.weight"), Some([_, _, 3, 3]));
    let of_transformers = has("resnet.embedder.embedder.convolution.weight");
    let name = name(state, spelling);
    Some(Variant {
        networks: match shape("layer4.0.conv1.weight") {
            // The paper's networks for CIFAR have three stages and no pool.
            None => Networks::One,
            Some(_) if small => Networks::all(SMALL),
            Some(_) if of_transformers => Networks::One,
            Some(_) => resnet_names::twins(&name),
        },
        name,
        spelling,
        input: if small {
            InputRule::small()
        } else {
            InputRule::imagenet(224)
        },
        build,
    })
}

/// Returns a name such as "ResNet-50". The depth counts the 2 or 3 convolutions of each block, the
/// first convolution and the linear layer.
pub(super) fn name(state: &StateDict, spelling: Spelling) -> String {
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let blocks = (1..=4).map(|stage| {
        let there = |block: &usize| shape(&format!("layer{stage}.{block}.conv1.weight")).is_some();
        (0..MAX_BLOCKS).take_while(there).count()
    });
    let bottleneck = shape("layer1.0.conv3.weight").is_some();
    let depth = blocks.sum::<usize>() * if bottleneck { 3 } else { 2 } + 2;
    let has = |tensor: &str| shape(tensor).is_some();
    let se = if has("layer1.0.se.fc1.weight") {
        "SE-"
    } else {
        ""
    };
    let letter = resnet_names::letter(&has, shape("conv1.0.weight"), shape("conv1.6.weight"));
    let (conv1, conv2) = (
        shape("layer1.0.conv1.weight"),
        shape("layer1.0.conv2.weight"),
    );
    let width = conv1.and_then(|shape| shape.first()).copied().unwrap_or(64);
    let per_group = conv2
        .and_then(|shape| shape.get(1))
        .copied()
        .unwrap_or(width);
    let reduced = conv2.and_then(|shape| shape.first()) > conv1.and_then(|shape| shape.first());
    match (width, width / per_group.max(1)) {
        // Its depth counts the three convolutions of the stem.
        (_, 2..) if reduced => format!("SENet-{}", depth + 2),
        (_, 2..) => format!(
            "{se}ResNeXt-{depth}{letter} ({}x{per_group}d)",
            width / per_group
        ),
        (128.., _) if bottleneck => format!("Wide {se}ResNet-{depth}{letter}"),
        _ => format!("{se}ResNet-{depth}{letter}"),
    }
}

fn classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let [.., x] = body(net, "", x, PLAIN)?;
    let x = pooled(net, "avgpool", x, false)?;
    Ok(vec![head::linear(net, "fc", x)?])
}

fn fastai_classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let [.., x] = body(net, "", x, PLAIN)?;
    Ok(vec![fastai::head(net, x)?])
}

/// Builds all but the head and returns the outputs of the four stages. `prefix` starts every name,
/// for example `backbone.`.
pub(super) fn body(
    net: &mut Network,
    prefix: &str,
    x: NodeId,
    stages: Stages,
) -> Result<[NodeId; 4], FormatError> {
    let style = Style::read(net, prefix)?;
    let mut x = stem(net, prefix, x, &style)?;
    let mut outputs = [x; 4];
    let (mut depths, mut widths) = (Vec::new(), Vec::new());
    for (index, (output, stage)) in outputs.iter_mut().zip(stages).enumerate() {
        let (mut stride, first, others) = stage;
        let stage = format!("{prefix}layer{}", index + 1);
        let blocks = net.count(|block| format!("{stage}.{block}.conv1.weight"));
        if index == 0 && style.first_halves {
            stride = 2;
        }
        for block in 0..blocks {
            let (stride, dilation) = if block == 0 {
                (stride, first)
            } else {
                (1, others)
            };
            let slide = Slide::same(3).dilation(dilation).stride(stride);
            x = residual(net, &format!("{stage}.{block}"), x, slide, &style)?;
        }
        net.alias(&stage, x);
        *output = x;
        if blocks > 0 {
            depths.push(blocks);
            widths.extend(net.shape(x).get(1).copied());
        }
    }
    net.facts.agrees(&["depths", "layers"], depths)?;
    net.facts.agrees(&["hidden_sizes"], widths)?;
    Ok(outputs)
}

/// What the weights do not show.
pub(super) struct Style {
    pub(super) act: Activation,
    /// Between the convolutions of a block: transformers has ReLU there, whatever `hidden_act` says.
    pub(super) inside: Activation,
    pub(super) antialias: Option<Antialias>,
    /// Whether the stride of a stage is in its first 1x1 convolution, as in the paper.
    early: bool,
    /// Whether the first stage has a stride too.
    first_halves: bool,
}

impl Style {
    fn read(net: &mut Network, prefix: &str) -> Result<Self, FormatError> {
        let bottleneck = net.has(&format!("{prefix}layer1.0.conv3.weight"));
        let kind = if bottleneck { "bottleneck" } else { "basic" };
        net.facts.agrees(&["layer_type"], kind)?;
        net.facts.agrees(&["output_stride"], 32)?;
        net.facts.is_one_of(
            &["norm_layer"],
            &["batchnorm", "batchnorm2d", "BatchNorm2d", "batch_norm"],
        )?;
        let excites = net.has(&format!("{prefix}layer1.0.se.fc1.weight"));
        net.facts.read(&["block_args"], |json| {
            let mut arguments = json.as_object()?.iter();
            arguments
                .all(|(key, value)| key == "attn_layer" && value == "se" && excites)
                .then_some(())
        })?;
        net.facts.shown(SHOWN);
        let conv1 = if is_deep(net, prefix) {
            "conv1.6"
        } else {
            "conv1"
        };
        if let Some(width) = net.dims(&format!("{prefix}{conv1}.weight"))?.first() {
            net.facts.agrees(&["embedding_size"], *width)?;
        }
        let first = net.facts.flag(&["downsample_in_first_stage"])?;
        let shown = first_halves(net, prefix)?;
        if shown {
            net.facts.agrees(&["downsample_in_first_stage"], true)?;
        }
        let act = (net.facts).activation(&["hidden_act", "act_layer"], Activation::Relu)?;
        let of_transformers = net.name("conv1").starts_with("resnet.embedder.");
        Ok(Self {
            act,
            inside: if of_transformers {
                Activation::Relu
            } else {
                act
            },
            antialias: Antialias::read(net)?,
            early: net
                .facts
                .flag(&["downsample_in_bottleneck"])?
                .unwrap_or(false),
            first_halves: first.unwrap_or(shown),
        })
    }
}

/// Arguments of timm that change names and shapes.
const SHOWN: &[&str] = &[
    "avg_down",
    "base_width",
    "block_reduce_first",
    "cardinality",
    "channels",
    "down_kernel_size",
    "replace_stem_pool",
    "stem_type",
    "stem_width",
];

/// Whether the skip connection of the first block shows a stride: it has a convolution though the
/// number of channels stays.
///
/// # Errors
/// [`FormatError::OtherNetwork`] outside of Hugging Face, where nothing says which stride.
fn first_halves(net: &Network, prefix: &str) -> Result<bool, FormatError> {
    let tensor = format!("{prefix}layer1.0.downsample.0.weight");
    match net.dims(&tensor) {
        Ok([out, taken, ..]) if out == taken => {}
        _ => return Ok(false),
    }
    let name = net.name(&tensor);
    if name.starts_with("resnet.encoder.") {
        return Ok(true);
    }
    let fact =
        format!("`{name}` keeps the number of channels, so it is for a stride that is not known");
    Err(net.facts.other(fact))
}

/// Builds a block. `slide` is for its first 3x3 convolution.
fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    slide: Slide,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let mut y = x;
    // A pool after the activation may take the place of the stride.
    let antialias = style.antialias.filter(|_| slide.stride > 1);
    let strided = if antialias.is_some() {
        slide.stride(1)
    } else {
        slide
    };
    let halved = |net: &mut Network, y: NodeId| match antialias {
        Some(antialias) => antialias.halved(net, &part("aa"), y),
        None => Ok(y),
    };
    if net.has(&part("conv3.weight")) {
        let width = net
            .dims(&part("conv1.weight"))?
            .first()
            .copied()
            .unwrap_or(1);
        let taken = net
            .dims(&part("conv2.weight"))?
            .get(1)
            .copied()
            .unwrap_or(1);
        let (first, second) = if style.early {
            (Slide::same(1).stride(slide.stride), slide.stride(1))
        } else {
            (Slide::same(1), strided)
        };
        y = unit(net, path, 1, y, first)?;
        y = net.activation(&part("relu"), style.inside, y)?;
        y = unit(net, path, 2, y, second.groups(width / taken.max(1)))?;
        y = net.activation(&part("relu_2"), style.inside, y)?;
        y = halved(net, y)?;
        y = unit(net, path, 3, y, Slide::same(1))?;
    } else {
        y = unit(net, path, 1, y, strided)?;
        y = net.activation(&part("relu"), style.inside, y)?;
        y = halved(net, y)?;
        y = unit(net, path, 2, y, Slide::same(3))?;
    }
    y = excited(net, &part("se"), y)?;
    let skip = shortcut(net, &part("downsample"), x, slide.stride)?;
    let sum = net.add(&part("add"), y, skip)?;
    net.activation(path, style.act, sum)
}

fn unit(
    net: &mut Network,
    path: &str,
    index: usize,
    x: NodeId,
    slide: Slide,
) -> Result<NodeId, FormatError> {
    let x = net.conv(&format!("{path}.conv{index}"), x, slide)?;
    net.batch_norm(&format!("{path}.bn{index}"), x, EPSILON)
}
