//! `MobileNetV3` (Howard et al., 2019, <https://arxiv.org/abs/1905.02244>, tables 1 and 2) in the
//! spellings of torchvision and timm.
//!
//! ```text
//! 3x3/2 ─ h-swish ─ blocks ─ 1x1 ─ h-swish ─ mean ─ linear ─ h-swish ─ linear
//! ```
//! Widths follow from the shapes. Epsilon is 1e-3 in torchvision and 1e-5 in the networks that timm
//! trained. Those that timm converted from `TensorFlow` (`tf_`) have the same names and shapes with
//! another epsilon and padding.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::antialias::Antialias;
use super::inverted_residual::{Padding, Stage, Style, stages, stem, unit};
use super::mobile_names::{Naming, TIMM, timm_unit, torchvision, torchvision_unit};
use super::named::{Named, TENSORFLOW};
use super::network::{Network, Slide};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "MobileNetV3",
    signs: &["conv_dw.", ".block.2.fc1", ".se.conv_reduce"],
    names: &[
        Named(
            &[
                "mobilenetv3_large_075",
                "mobilenetv3_large_100",
                "mobilenetv3_small_050",
                "mobilenetv3_small_075",
                "mobilenetv3_small_100",
            ],
            &[],
        ),
        Named(
            &[
                "tf_mobilenetv3_large_075",
                "tf_mobilenetv3_large_100",
                "tf_mobilenetv3_small_075",
                "tf_mobilenetv3_small_100",
            ],
            TENSORFLOW,
        ),
    ],
    transformers: &[],
    recognise,
};

/// Widths of the first convolution of the last stage, for the names of timm's networks.
const WIDTHS: &[(&str, usize)] = &[
    ("large_100", 960),
    ("large_075", 720),
    ("small_100", 576),
    ("small_075", 432),
    ("small_050", 288),
];

/// A stage: number of blocks, kernel size, stride of the first block, activation.
type Row = (usize, usize, usize, Activation);

const RELU: Activation = Activation::Relu;
const SWISH: Activation = Activation::HardSwish;

#[rustfmt::skip] // a stage per line
const LARGE: &[Row] = &[
    (1, 3, 1, RELU),
    (2, 3, 2, RELU),
    (3, 5, 2, RELU),
    (4, 3, 2, SWISH),
    (2, 3, 1, SWISH),
    (3, 5, 2, SWISH),
];
#[rustfmt::skip] // a stage per line
const SMALL: &[Row] = &[
    (1, 3, 2, RELU),
    (2, 3, 2, RELU),
    (3, 5, 2, SWISH),
    (2, 5, 1, SWISH),
    (3, 5, 2, SWISH),
];

/// The style of the stages with hard swish. The others have a ReLU.
fn style(net: &mut Network, epsilon: f32) -> Result<Style, FormatError> {
    net.facts
        .shown(&["channel_multiplier", "depth_multiplier", "head_bias"]);
    net.facts.agrees(&["output_stride"], 32)?;
    Ok(Style {
        epsilon: net.facts.positive(&["bn_eps"])?.unwrap_or(epsilon),
        activation: net.facts.activation(&["act_layer"], SWISH)?,
        squeeze: Activation::Relu,
        excite: Activation::HardSigmoid {
            alpha: 1.0 / 6.0,
            beta: 0.5,
        },
        padding: Padding::read(net)?,
        antialias: Antialias::read(net)?,
    })
}

fn recognise(state: &StateDict) -> Option<Variant> {
    let input = InputRule::imagenet(224);
    let bicubic = InputRule {
        filter: InputFilter::Bicubic,
        ..input
    };
    type Build = fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>;
    let (name, input, build): (_, _, Build) = if is_torchvision(state, LARGE) {
        ("MobileNetV3-Large", input, |net, x| {
            from_torchvision(net, x, LARGE)
        })
    } else if is_torchvision(state, SMALL) {
        ("MobileNetV3-Small", input, |net, x| {
            from_torchvision(net, x, SMALL)
        })
    } else if is_timm(state, LARGE) {
        ("MobileNetV3-Large", bicubic, |net, x| {
            from_timm(net, x, LARGE)
        })
    } else if is_timm(state, SMALL) {
        ("MobileNetV3-Small", bicubic, |net, x| {
            from_timm(net, x, SMALL)
        })
    } else {
        return None;
    };
    Some(Variant {
        name: name.into(),
        spelling: as_written,
        input,
        networks: networks(state),
        build,
    })
}

/// timm's own network and the one that it converted, if both exist in this width. Networks of other
/// widths are called after the usual one.
fn networks(state: &StateDict) -> Networks {
    let of = |(rows, usual): (&[Row], &'static str)| {
        let width = *state.shape(&last_of_timm(rows))?.first()?;
        let known = WIDTHS.iter().find(|(_, known)| *known == width);
        Some(known.map_or(usual, |(size, _)| size))
    };
    match [(LARGE, "large_100"), (SMALL, "small_100")]
        .into_iter()
        .find_map(of)
    {
        None | Some("small_050") => Networks::One,
        Some(size) => {
            let names = ["", "tf_"].map(|start| format!("{start}mobilenetv3_{size}"));
            Networks::Of(names.into())
        }
    }
}

fn last_of_timm(rows: &[Row]) -> String {
    format!("blocks.{}.0.conv.weight", rows.len())
}

fn count(rows: &[Row]) -> usize {
    rows.iter().map(|(blocks, ..)| blocks).sum()
}

/// Whether the last convolution comes directly after all blocks of the table.
fn is_torchvision(state: &StateDict, rows: &[Row]) -> bool {
    let last = format!("features.{}.0.weight", count(rows) + 1);
    state.contains("features.1.block.0.0.weight")
        && state.shape(&last).is_some_and(|shape| shape.len() == 4)
}

/// Whether this is timm's network with these stages. Other mobile networks of timm have the same
/// names, but another number of blocks, other kernels, or a batch norm after the last convolution.
fn is_timm(state: &StateDict, rows: &[Row]) -> bool {
    let depthwise = |stage: usize, n: usize| format!("blocks.{stage}.{n}.conv_dw.weight");
    let fits = |(stage, (blocks, kernel, ..)): (usize, &Row)| {
        let has_kernel = |n| {
            state
                .shape(&depthwise(stage, n))
                .is_some_and(|shape| shape.ends_with(&[*kernel]))
        };
        (0..*blocks).all(has_kernel) && !state.contains(&depthwise(stage, *blocks))
    };
    rows.iter().enumerate().all(fits)
        && state.contains(&last_of_timm(rows))
        && state.contains("conv_head.bias")
}

fn all_stages(rows: &[Row], style: &Style) -> impl Iterator<Item = Stage> {
    rows.iter().map(|&(blocks, _, stride, activation)| Stage {
        blocks,
        stride,
        style: Style {
            activation: if activation == RELU {
                RELU
            } else {
                style.activation
            },
            ..style.clone()
        },
    })
}

fn from_torchvision(
    net: &mut Network,
    x: NodeId,
    rows: &[Row],
) -> Result<Vec<NodeId>, FormatError> {
    const NAMES: Naming = Naming {
        block: |net, at| torchvision(net, &format!("features.{}", at.all + 1), "block"),
        stage: None,
    };
    let style = style(net, 1e-3)?;
    let act = style.activation;
    let x = stem(net, &torchvision_unit("features.0"), x, &style)?;
    let x = stages(net, all_stages(rows, &style), x, &NAMES)?;
    let last = torchvision_unit(&format!("features.{}", count(rows) + 1));
    let x = unit(net, &last, x, 1, Some(act), &style)?;
    net.alias("features", x);
    let x = pooled(net, "avgpool", x, false)?;
    let x = net.linear("classifier.0", x)?;
    let x = net.activation("classifier.1", act, x)?;
    let x = net.linear("classifier.3", x)?;
    net.alias("classifier", x);
    Ok(vec![x])
}

fn from_timm(net: &mut Network, x: NodeId, rows: &[Row]) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net, 1e-5)?;
    let act = style.activation;
    let x = stem(net, &timm_unit("conv_stem", "bn1"), x, &style)?;
    let x = stages(net, all_stages(rows, &style), x, &TIMM)?;
    let path = format!("blocks.{}", rows.len());
    let last = timm_unit(&format!("{path}.0.conv"), &format!("{path}.0.bn1"));
    let x = unit(net, &last, x, 1, Some(act), &style)?;
    for name in [&format!("{path}.0"), &path, "blocks"] {
        net.alias(name, x);
    }
    // In timm, the first of the two linear layers is a 1x1 convolution.
    let x = pooled(net, "global_pool", x, true)?;
    let x = net.conv("conv_head", x, Slide::same(1))?;
    let x = net.activation("act2", act, x)?;
    let flatten = Op::Flatten {
        channels_last: false,
    };
    let x = net.step("flatten", flatten, x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::super::named::arguments;
    use super::*;

    /// A network in timm's spelling, with kernels of size `five` where the table has 5.
    fn timm(rows: &[Row], five: usize) -> StateDict {
        let mut names = vec![("conv_head.bias".to_owned(), [1, 1, 1, 1])];
        for (stage, (blocks, kernel, ..)) in rows.iter().enumerate() {
            let k = if *kernel == 5 { five } else { *kernel };
            let name = |n: usize| format!("blocks.{stage}.{n}.conv_dw.weight");
            names.extend((0..*blocks).map(|n| (name(n), [4, 1, k, k])));
        }
        names.push((format!("blocks.{}.0.conv.weight", rows.len()), [4, 4, 1, 1]));
        let tensors = names.iter().map(|(name, shape)| (name, &shape[..]));
        state(&tensors.collect::<Vec<_>>())
    }

    #[test]
    fn each_network_that_is_offered_stands_in_the_table() {
        for (size, width) in WIDTHS {
            let rows = if size.starts_with("large") {
                LARGE
            } else {
                SMALL
            };
            let last = [*width, 4, 1, 1];
            match networks(&state(&[(last_of_timm(rows), &last[..])])) {
                Networks::Of(names) => {
                    let known = |name: &&String| arguments(FAMILY.names, name).is_some();
                    assert_eq!(names.iter().filter(known).count(), 2, "{names:?}");
                    assert!(names[0].ends_with(size), "{names:?}");
                }
                _ => assert_eq!(*size, "small_050"),
            }
        }
    }

    #[test]
    fn networks_of_timm_differ_by_their_kernels() {
        let name = |state: &StateDict| recognise(state).map(|variant| variant.name);
        assert_eq!(name(&timm(LARGE, 5)).as_deref(), Some("MobileNetV3-Large"));
        assert_eq!(name(&timm(SMALL, 5)).as_deref(), Some("MobileNetV3-Small"));
        // The "minimal" networks only have 3x3 kernels, no gates and another activation.
        assert_eq!(name(&timm(LARGE, 3)), None);
    }
}
