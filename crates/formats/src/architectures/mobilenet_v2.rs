//! `MobileNetV2` (Sandler et al., 2018, <https://arxiv.org/abs/1801.04381>, table 2) in the
//! spellings of torchvision, timm and Hugging Face.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks ─ 1x1 ─ mean ─ linear        (relu6 everywhere)
//! ```
//! Widths follow from the shapes. Hugging Face's networks were trained with `TensorFlow`: unless
//! their settings say otherwise, they have its padding (`tf_padding`), epsilon 1e-3 and the
//! background as the first class.

use graph::NodeId;
use graph::ops::Activation;

use super::antialias::Antialias;
use super::inverted_residual::{Padding, Stage, Style, stages, stem, unit};
use super::mobile_names::{Block, Naming, TIMM, Unit, timm_unit, torchvision, torchvision_unit};
use super::named::Named;
use super::network::Network;
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "MobileNetV2",
    signs: &["features.18.", "conv_dw.", "conv_pwl."],
    names: NAMES,
    transformers: &["mobilenet_v2"],
    recognise,
};

/// Number of blocks of each stage and the stride of its first block.
const STAGES: [(usize, usize); 7] = [(1, 1), (2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)];

const RELU6: Activation = Activation::Clip {
    low: 0.0,
    high: 6.0,
};

/// timm's networks of this family.
pub(super) const NAMES: &[Named] = &[Named(
    &[
        "mobilenetv2_035",
        "mobilenetv2_050",
        "mobilenetv2_075",
        "mobilenetv2_100",
        "mobilenetv2_140",
    ],
    &[],
)];

/// The style of torchvision and timm.
fn style(net: &mut Network) -> Result<Style, FormatError> {
    let epsilon = net.facts.positive(&["bn_eps"])?.unwrap_or(1e-5);
    styled(net, epsilon, Padding::read)
}

/// The style of Hugging Face.
fn style_of_hugging_face(net: &mut Network) -> Result<Style, FormatError> {
    let epsilon = net.facts.positive(&["layer_norm_eps"])?.unwrap_or(1e-3);
    styled(net, epsilon, |net| {
        Ok(match net.facts.flag(&["tf_padding"])? {
            Some(false) => Padding::Even,
            _ => Padding::TensorFlow,
        })
    })
}

fn styled(
    net: &mut Network,
    epsilon: f32,
    padding: fn(&mut Network) -> Result<Padding, FormatError>,
) -> Result<Style, FormatError> {
    net.facts.agrees(&["output_stride"], 32)?;
    net.facts.shown(SHOWN);
    let act = ["hidden_act", "act_layer"];
    let activation = net.facts.activation(&act, RELU6)?;
    Ok(Style {
        epsilon,
        activation,
        squeeze: activation,
        excite: activation,
        padding: padding(net)?,
        antialias: Antialias::read(net)?,
    })
}

/// Widths and blocks.
const SHOWN: &[&str] = &[
    "channel_multiplier",
    "depth_divisible_by",
    "depth_multiplier",
    "expand_ratio",
    "finegrained_output",
    "first_layer_is_expansion",
    "fix_stem_head",
    "min_depth",
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let imagenet = InputRule::imagenet(224);
    // Each library is recognised by a weight of its last block; a weight after it rules out longer
    // networks.
    let (input, build): (_, fn(&mut Network, NodeId) -> _) =
        if ends(state, "features.17.conv.1.0.weight", "features.19.0.weight") {
            (imagenet, from_torchvision)
        } else if is_timm(state) {
            let filter = InputFilter::Bicubic;
            (InputRule { filter, ..imagenet }, from_timm)
        } else if state.contains("mobilenet_v2.layer.15.conv_3x3.convolution.weight") {
            (imagenet.centred(), from_hugging_face)
        } else {
            return None;
        };
    Some(Variant {
        name: "MobileNetV2".into(),
        spelling: as_written,
        input,
        networks: Networks::One,
        build,
    })
}

fn ends(state: &StateDict, last: &str, beyond: &str) -> bool {
    state.contains(last) && !state.contains(beyond)
}

/// Whether this is timm's `MobileNetV2`. Other mobile networks of timm have the same names, but
/// other kernels than 3x3, gates, or another number of blocks.
fn is_timm(state: &StateDict) -> bool {
    let depthwise = |stage: usize, n: usize| format!("blocks.{stage}.{n}.conv_dw.weight");
    let fits = |(stage, (blocks, _)): (usize, &(usize, usize))| {
        let is_3x3 = |n| matches!(state.shape(&depthwise(stage, n)), Some([_, 1, 3, 3]));
        (0..*blocks).all(is_3x3) && !state.contains(&depthwise(stage, *blocks))
    };
    let gate = state.contains("blocks.5.0.se.conv_reduce.weight");
    STAGES.iter().enumerate().all(fits) && !gate && state.contains("bn2.running_mean")
}

fn all_stages(style: &Style) -> impl Iterator<Item = Stage> {
    STAGES.into_iter().map(|(blocks, stride)| Stage {
        blocks,
        stride,
        style: style.clone(),
    })
}

fn from_torchvision(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    const NAMES_OF_BLOCKS: Naming = Naming {
        block: |net, at| torchvision_block(net, &format!("features.{}", at.all + 1)),
        stage: None,
    };
    let style = style(net)?;
    let act = Some(style.activation);
    let x = stem(net, &torchvision_unit("features.0"), x, &style)?;
    let x = stages(net, all_stages(&style), x, &NAMES_OF_BLOCKS)?;
    let x = unit(net, &torchvision_unit("features.18"), x, 1, act, &style)?;
    net.alias("features", x);
    let x = pooled(net, "avgpool", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

/// The last convolution and its norm are children of the block itself.
fn torchvision_block(net: &Network, path: &str) -> Block {
    let names = torchvision(net, path, "conv");
    let last = if names.expand.is_some() { 2 } else { 1 };
    let norm = format!("{path}.conv.{}", last + 1);
    Block {
        project: Some(Unit {
            conv: format!("{path}.conv.{last}"),
            output: format!("{path}.conv"),
            also: norm.clone(),
            norm,
        }),
        ..names
    }
}

fn from_timm(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net)?;
    let act = Some(style.activation);
    let x = stem(net, &timm_unit("conv_stem", "bn1"), x, &style)?;
    let x = stages(net, all_stages(&style), x, &TIMM)?;
    net.alias("blocks", x);
    let x = unit(net, &timm_unit("conv_head", "bn2"), x, 1, act, &style)?;
    let x = pooled(net, "global_pool", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

fn from_hugging_face(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    const NAMES_OF_BLOCKS: Naming = Naming {
        block: |net, at| hugging_face_block(net, at.all),
        stage: None,
    };
    let style = style_of_hugging_face(net)?;
    let first = hugging_face("mobilenet_v2.conv_stem", "first_conv");
    let x = stem(net, &first, x, &style)?;
    let x = stages(net, all_stages(&style), x, &NAMES_OF_BLOCKS)?;
    let head = hugging_face("mobilenet_v2", "conv_1x1");
    let x = unit(net, &head, x, 1, Some(style.activation), &style)?;
    let x = pooled(net, "mobilenet_v2.pooler", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

/// The first block is part of the stem, has no sum and seldom expands. The numbers start at the
/// second.
fn hugging_face_block(net: &Network, place: usize) -> Block {
    let path = match place.checked_sub(1) {
        None => "mobilenet_v2.conv_stem".into(),
        Some(n) => format!("mobilenet_v2.layer.{n}"),
    };
    let expand = hugging_face(&path, "expand_1x1");
    let expands = net.has(&format!("{}.weight", expand.conv));
    Block {
        expand: (place > 0 || expands).then_some(expand),
        adds: place > 0,
        depthwise: hugging_face(&path, "conv_3x3"),
        gate: None,
        project: Some(hugging_face(&path, "reduce_1x1")),
        path,
    }
}

/// Names of the modules in a `MobileNetV2ConvLayer` of transformers.
fn hugging_face(path: &str, name: &str) -> Unit {
    let output = format!("{path}.{name}");
    Unit {
        conv: format!("{output}.convolution"),
        norm: format!("{output}.normalization"),
        also: format!("{output}.activation"),
        output,
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::bare::state;
    use super::super::facts::Facts;
    use super::*;

    #[test]
    fn networks_of_timm_differ_by_blocks_kernels_and_gates() {
        let found = |kernel: usize, more: usize, gate: &str| {
            let mut names = vec![("bn2.running_mean".to_owned(), [1, 1, 1, 1])];
            for (stage, (blocks, _)) in STAGES.iter().enumerate() {
                let name = |n: usize| format!("blocks.{stage}.{n}.conv_dw.weight");
                names.extend((0..blocks + more).map(|n| (name(n), [4, 1, kernel, kernel])));
            }
            names.push((format!("blocks.5.0.{gate}.weight"), [2, 4, 1, 1]));
            let tensors = names.iter().map(|(name, shape)| (name, &shape[..]));
            recognise(&state(&tensors.collect::<Vec<_>>())).is_some()
        };
        assert!(found(3, 0, "conv_pw"));
        assert!(!found(5, 0, "conv_pw"), "EfficientNet-Lite has 5x5");
        assert!(!found(3, 1, "conv_pw"), "deeper ones are other networks");
        assert!(!found(3, 0, "se.conv_reduce"));
    }

    #[test]
    fn hugging_face_numbers_blocks_after_the_stem() {
        let state = state(&[("classifier.weight", &[2, 2][..])]);
        let device = Device::flex();
        let facts = Facts::none(FAMILY.name);
        let net = Network::new(&state, &device, as_written, facts);
        let first = hugging_face_block(&net, 0);
        assert_eq!(first.expand, None);
        assert_eq!(first.path, "mobilenet_v2.conv_stem");
        assert_eq!(
            first.project.unwrap().norm,
            "mobilenet_v2.conv_stem.reduce_1x1.normalization"
        );
        let second = hugging_face_block(&net, 1);
        assert_eq!(
            second.depthwise.conv,
            "mobilenet_v2.layer.0.conv_3x3.convolution"
        );
        assert_eq!(
            second.expand.unwrap().also,
            "mobilenet_v2.layer.0.expand_1x1.activation"
        );
    }
}
