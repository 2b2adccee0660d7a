//! `MnasNet` (Tan et al., 2018, <https://arxiv.org/abs/1807.11626>, figure 7) in the spellings of
//! torchvision and timm: B1 without gates, and A1 with them, which timm calls `semnasnet`.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks ─ 1x1 ─ mean ─ linear        (ReLU everywhere)
//! ```
//! Widths follow from the shapes.

use graph::NodeId;
use graph::ops::Activation;

use super::antialias::Antialias;
use super::inverted_residual::{Padding, Stage, Style, stages, stem, unit};
use super::mobile_names::{Block, Naming, Place, TIMM, Unit, timm_unit};
use super::named::Named;
use super::network::Network;
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "MNASNet",
    signs: &["layers.14.", ".layers.6.", "conv_dw.", "conv_pwl."],
    names: &[Named(
        &[
            "mnasnet_050",
            "mnasnet_075",
            "mnasnet_100",
            "mnasnet_140",
            "semnasnet_050",
            "semnasnet_075",
            "semnasnet_100",
            "semnasnet_140",
        ],
        &[],
    )],
    transformers: &[],
    recognise,
};

/// A stage: number of blocks, kernel size, stride of the first block, whether it has gates.
type Row = (usize, usize, usize, bool);

const B1: &[Row] = &[
    (1, 3, 1, false),
    (3, 3, 2, false),
    (3, 5, 2, false),
    (3, 5, 2, false),
    (2, 3, 1, false),
    (4, 5, 2, false),
    (1, 3, 1, false),
];

const A1: &[Row] = &[
    (1, 3, 1, false),
    (2, 3, 2, false),
    (3, 5, 2, true),
    (4, 3, 2, false),
    (2, 3, 1, true),
    (3, 5, 2, true),
    (1, 3, 1, false),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let usual = InputRule::imagenet(224);
    let bicubic = InputRule {
        filter: InputFilter::Bicubic,
        ..usual
    };
    let of_timm = |stage: usize, block: usize| format!("blocks.{stage}.{block}.conv_dw.weight");
    type Build = fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>;
    let (name, input, build): (_, _, Build) =
        if has_stages(state, B1, of_torchvision) && state.contains("layers.15.running_mean") {
            ("MNASNet", usual, from_torchvision)
        } else if !state.contains("bn2.running_mean") {
            return None;
        } else if has_stages(state, B1, of_timm) {
            ("MNASNet", bicubic, |net, x| from_timm(net, x, B1))
        } else if has_stages(state, A1, of_timm) {
            ("MNASNet-A1", bicubic, |net, x| from_timm(net, x, A1))
        } else {
            return None;
        };
    Some(Variant {
        name: name.into(),
        spelling: as_written,
        input,
        networks: Networks::One,
        build,
    })
}

/// Whether these are the stages of the table, with its kernels and gates.
fn has_stages(state: &StateDict, rows: &[Row], depthwise: fn(usize, usize) -> String) -> bool {
    let fits = |(stage, (blocks, kernel, _, gated)): (usize, &Row)| {
        let is_it = |block| {
            let shape = state.shape(&depthwise(stage, block));
            let gate = state.contains(&format!("blocks.{stage}.{block}.se.conv_reduce.weight"));
            shape.is_some_and(|shape| shape.ends_with(&[1, *kernel, *kernel])) && gate == *gated
        };
        (0..*blocks).all(is_it) && !state.contains(&depthwise(stage, *blocks))
    };
    rows.iter().enumerate().all(fits)
}

/// The first block is part of the stem, and the only one of its stage.
fn of_torchvision(stage: usize, block: usize) -> String {
    match (stage, block) {
        (0, 0) => "layers.3.weight".into(),
        (0, _) => "layers.7.0.layers.3.weight".into(),
        _ => format!("layers.{}.{block}.layers.3.weight", stage + 7),
    }
}

fn style(net: &mut Network) -> Result<Style, FormatError> {
    let shown = ["channel_multiplier", "depth_multiplier", "fix_stem_head"];
    net.facts.shown(&shown);
    net.facts.agrees(&["output_stride"], 32)?;
    let activation = net.facts.activation(&["act_layer"], Activation::Relu)?;
    Ok(Style {
        epsilon: net.facts.positive(&["bn_eps"])?.unwrap_or(1e-5),
        activation,
        squeeze: activation,
        excite: Activation::Sigmoid,
        padding: Padding::read(net)?,
        antialias: Antialias::read(net)?,
    })
}

fn all_stages(rows: &[Row], style: &Style) -> impl Iterator<Item = Stage> {
    rows.iter().map(|&(blocks, _, stride, _)| Stage {
        blocks,
        stride,
        style: style.clone(),
    })
}

fn from_torchvision(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    const NAMES: Naming = Naming {
        block: |_, at| torchvision_block(at),
        stage: Some(|stage| format!("layers.{}", stage + 7)),
    };
    let style = style(net)?;
    let act = Some(style.activation);
    let x = stem(net, &step("layers", 0), x, &style)?;
    let x = stages(net, all_stages(B1, &style), x, &NAMES)?;
    let x = unit(net, &step("layers", 14), x, 1, act, &style)?;
    net.alias("layers", x);
    let x = pooled(net, "mean", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

fn torchvision_block(at: Place) -> Block {
    let (path, steps) = match at.stage {
        0 => ("layers.7".to_owned(), "layers".to_owned()),
        stage => {
            let path = format!("layers.{}.{}", stage + 7, at.block);
            (path.clone(), format!("{path}.layers"))
        }
    };
    let first = at.stage == 0;
    Block {
        expand: (!first).then(|| step(&steps, 0)),
        depthwise: step(&steps, 3),
        gate: None,
        project: Some(Unit {
            output: format!("{steps}.7"),
            ..step(&steps, 6)
        }),
        adds: !first,
        path,
    }
}

/// A convolution, its norm and its activation are three children of the same module.
fn step(parent: &str, conv: usize) -> Unit {
    let child = |n: usize| format!("{parent}.{n}");
    Unit {
        conv: child(conv),
        norm: child(conv + 1),
        output: child(conv + 2),
        also: child(conv + 2),
    }
}

fn from_timm(net: &mut Network, x: NodeId, rows: &[Row]) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net)?;
    let act = Some(style.activation);
    let x = stem(net, &timm_unit("conv_stem", "bn1"), x, &style)?;
    let x = stages(net, all_stages(rows, &style), x, &TIMM)?;
    net.alias("blocks", x);
    let x = unit(net, &timm_unit("conv_head", "bn2"), x, 1, act, &style)?;
    let x = pooled(net, "global_pool", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    #[test]
    fn kernels_gates_and_the_number_of_blocks_tell_the_network() {
        let found = |rows: &[Row], more: usize, turned: usize| {
            let mut names = vec![("bn2.running_mean".to_owned(), [1, 1, 1, 1])];
            for (stage, (blocks, kernel, _, gated)) in rows.iter().enumerate() {
                for block in 0..blocks + more {
                    let path = format!("blocks.{stage}.{block}");
                    let kernel = kernel ^ turned;
                    names.push((format!("{path}.conv_dw.weight"), [4, 1, kernel, kernel]));
                    if *gated {
                        names.push((format!("{path}.se.conv_reduce.weight"), [2, 4, 1, 1]));
                    }
                }
            }
            let tensors = names.iter().map(|(name, shape)| (name, &shape[..]));
            let variant = recognise(&state(&tensors.collect::<Vec<_>>()));
            variant.map(|variant| variant.name)
        };
        assert_eq!(found(B1, 0, 0).as_deref(), Some("MNASNet"));
        assert_eq!(found(A1, 0, 0).as_deref(), Some("MNASNet-A1"));
        assert_eq!(found(B1, 1, 0), None, "deeper ones are other networks");
        assert_eq!(found(B1, 0, 6), None, "5x5 and 3x3 are exchanged");
    }
}
