//! `MobileNetV2` (Sandler et al., 2018, <https://arxiv.org/abs/1801.04381>, table 2) in the
//! spellings of torchvision, timm and Hugging Face.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks ─ 1x1 ─ mean ─ linear        (relu6 everywhere)
//! ```
//! Widths follow from the shapes. Hugging Face's networks were trained with `TensorFlow`: they have
//! its padding (`tf_padding`, which its checkpoints set), epsilon 1e-3 and the background as the
//! first class.

use graph::NodeId;
use graph::ops::Activation;

use super::inverted_residual::{Stage, Style, stages, unit};
use super::mobile_names::{Block, Naming, TIMM, Unit, timm_unit, torchvision, torchvision_unit};
use super::network::Network;
use super::{Family, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "MobileNetV2",
    signs: &["features.18.", "conv_dw.", "conv_pwl."],
    recognise,
};

/// Number of blocks of each stage and the stride of its first block.
const STAGES: [(usize, usize); 7] = [(1, 1), (2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)];

const RELU6: Activation = Activation::Clip {
    low: 0.0,
    high: 6.0,
};
const STYLE: Style = Style {
    epsilon: 1e-5,
    activation: RELU6,
    squeeze: RELU6,
    excite: RELU6,
    tensorflow: false,
};

fn recognise(state: &StateDict) -> Option<Variant> {
    let imagenet = InputRule::imagenet(224);
    // Each library is recognised by a weight of its last block; a weight after it rules out longer
    // networks.
    let (input, build): (_, fn(&mut Network, NodeId) -> _) =
        if ends(state, "features.17.conv.1.0.weight", "features.19.0.weight") {
            (imagenet, from_torchvision)
        } else if is_timm(state) {
            let bicubic = true;
            (
                InputRule {
                    bicubic,
                    ..imagenet
                },
                from_timm,
            )
        } else if state.contains("mobilenet_v2.layer.15.conv_3x3.convolution.weight") {
            (imagenet.centred(), from_hugging_face)
        } else {
            return None;
        };
    Some(Variant {
        name: "MobileNetV2".into(),
        spelling: as_written,
        input,
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

fn all_stages(style: Style) -> impl Iterator<Item = Stage> {
    STAGES.into_iter().map(move |(blocks, stride)| Stage {
        blocks,
        stride,
        style,
    })
}

fn from_torchvision(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    const NAMES: Naming = Naming {
        block: |net, at| torchvision_block(net, &format!("features.{}", at.all + 1)),
        stage: None,
    };
    let x = unit(
        net,
        &torchvision_unit("features.0"),
        x,
        2,
        Some(RELU6),
        &STYLE,
    )?;
    let x = stages(net, all_stages(STYLE), x, &NAMES)?;
    let x = unit(
        net,
        &torchvision_unit("features.18"),
        x,
        1,
        Some(RELU6),
        &STYLE,
    )?;
    net.alias("features", x);
    let x = net.global_average("avgpool", x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

/// The last convolution and its norm are children of the block itself.
fn torchvision_block(net: &Network, path: &str) -> Block {
    let names = torchvision(net, path, "conv");
    let last = if names.expand.is_some() { 2 } else { 1 };
    let norm = format!("{path}.conv.{}", last + 1);
    Block {
        project: Unit {
            conv: format!("{path}.conv.{last}"),
            output: format!("{path}.conv"),
            also: norm.clone(),
            norm,
        },
        ..names
    }
}

fn from_timm(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = unit(
        net,
        &timm_unit("conv_stem", "bn1"),
        x,
        2,
        Some(RELU6),
        &STYLE,
    )?;
    let x = stages(net, all_stages(STYLE), x, &TIMM)?;
    net.alias("blocks", x);
    let x = unit(
        net,
        &timm_unit("conv_head", "bn2"),
        x,
        1,
        Some(RELU6),
        &STYLE,
    )?;
    let x = net.global_average("global_pool", x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

fn from_hugging_face(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    const NAMES: Naming = Naming {
        block: |_, at| hugging_face_block(at.all),
        stage: None,
    };
    let style = Style {
        epsilon: 1e-3,
        tensorflow: true,
        ..STYLE
    };
    let stem = hugging_face("mobilenet_v2.conv_stem", "first_conv");
    let x = unit(net, &stem, x, 2, Some(RELU6), &style)?;
    let x = stages(net, all_stages(style), x, &NAMES)?;
    let head = hugging_face("mobilenet_v2", "conv_1x1");
    let x = unit(net, &head, x, 1, Some(RELU6), &style)?;
    let x = net.global_average("mobilenet_v2.pooler", x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

/// The first block is part of the stem and does not expand. The numbers start at the second.
fn hugging_face_block(place: usize) -> Block {
    let path = match place.checked_sub(1) {
        None => "mobilenet_v2.conv_stem".into(),
        Some(n) => format!("mobilenet_v2.layer.{n}"),
    };
    Block {
        expand: (place > 0).then(|| hugging_face(&path, "expand_1x1")),
        depthwise: hugging_face(&path, "conv_3x3"),
        gate: None,
        project: hugging_face(&path, "reduce_1x1"),
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
    use super::super::bare::state;
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
        let first = hugging_face_block(0);
        assert_eq!(first.expand, None);
        assert_eq!(first.path, "mobilenet_v2.conv_stem");
        assert_eq!(
            first.project.norm,
            "mobilenet_v2.conv_stem.reduce_1x1.normalization"
        );
        let second = hugging_face_block(1);
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
