//! `EfficientNetV2` (Tan and Le, 2021, <https://arxiv.org/abs/2104.00298>, table 4) in the spellings of
//! torchvision, timm and fastai.
//!
//! ```text
//! 3x3/2 ─ six or seven stages of blocks ─ 1x1 ─ mean ─ linear     (swish everywhere)
//!
//! stages 1 to 3     fused blocks, the first without another convolution (but with one in RW)
//! stages from 4     blocks with gates
//! ```
//! Widths follow from the shapes. Epsilon is 1e-3 in torchvision and 1e-5 in timm's own networks. Those
//! that timm converted from `TensorFlow` (`tf_`) have epsilon 1e-3 and its padding.

use graph::NodeId;
use graph::ops::Activation;

use super::efficientnet::{Usual, network, places};
use super::efficientnet_names::{Library, TIMM, TORCHVISION};
use super::mobile_names::{Naming, Place, torchvision, torchvision_fused, torchvision_unit};
use super::named::{Named, TENSORFLOW};
use super::network::{Network, Spelling};
use super::networks::Networks;
use super::{Family, Variant, as_written, fastai};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "EfficientNetV2",
    signs: &["conv_exp.", ".block.0.0.", ".se.conv_reduce"],
    names: &[
        Named(
            &[
                "efficientnetv2_rw_t",
                "efficientnetv2_rw_s",
                "efficientnetv2_rw_m",
                "efficientnetv2_s",
                "efficientnetv2_m",
                "efficientnetv2_l",
                "efficientnetv2_xl",
            ],
            &[],
        ),
        Named(
            &[
                "tf_efficientnetv2_s",
                "tf_efficientnetv2_m",
                "tf_efficientnetv2_l",
                "tf_efficientnetv2_xl",
                "tf_efficientnetv2_b0",
                "tf_efficientnetv2_b1",
                "tf_efficientnetv2_b2",
                "tf_efficientnetv2_b3",
            ],
            TENSORFLOW,
        ),
    ],
    transformers: &[],
    recognise,
};

/// Stages of fused blocks.
const FUSED: usize = 3;

/// A network: its name, whether its first blocks have a second convolution, numbers of blocks of each
/// stage, and its pictures in torchvision and timm.
struct Row(&'static str, bool, &'static [usize], Picture, Picture);

/// Sides of the pictures after and before the centre crop.
type Picture = [usize; 2];

#[rustfmt::skip] // a network per line
const NETWORKS: &[Row] = &[
    Row("B0",   false, &[1, 2, 2,  3,  5,  8],    [192, 219], [192, 219]),
    Row("B1",   false, &[2, 3, 3,  4,  6,  9],    [192, 217], [192, 217]),
    Row("B2",   false, &[2, 3, 3,  4,  6, 10],    [208, 233], [208, 233]),
    Row("B3",   false, &[2, 3, 3,  5,  7, 12],    [240, 265], [240, 265]),
    Row("RW-T", false, &[2, 4, 4,  6,  9, 14],    [224, 224], [224, 224]),
    Row("RW-S", true,  &[2, 4, 4,  6,  9, 15],    [288, 288], [288, 288]),
    Row("RW-M", true,  &[3, 5, 5,  8, 15, 24],    [320, 320], [320, 320]),
    Row("S",    false, &[2, 4, 4,  6,  9, 15],    [384, 384], [300, 300]),
    Row("M",    false, &[3, 5, 5,  7, 14, 18, 5], [480, 480], [384, 384]),
    Row("L",    false, &[4, 7, 7, 10, 19, 25, 7], [480, 480], [384, 384]),
    Row("XL",   false, &[4, 8, 8, 16, 24, 32, 8], [512, 512], [384, 384]),
];

const SIX: Library = Library {
    blocks: BLOCKS_OF_TORCHVISION,
    gate: |at| format!("features.{}.{}.block.2.fc1.weight", at.stage + 1, at.block),
    last: || torchvision_unit("features.7"),
    epsilon: [1e-3; 2],
    ..TORCHVISION
};
const SEVEN: Library = Library {
    last: || torchvision_unit("features.8"),
    ..SIX
};

const BLOCKS_OF_TORCHVISION: Naming = Naming {
    block: |net, at| {
        let path = format!("features.{}.{}", at.stage + 1, at.block);
        if at.stage < FUSED {
            torchvision_fused(net, &path)
        } else {
            torchvision(net, &path, "block")
        }
    },
    stage: Some(|stage| format!("features.{}", stage + 1)),
};

fn recognise(state: &StateDict) -> Option<Variant> {
    let spellings = [as_written, fastai::timm];
    let (spelling, library, row) = spellings.into_iter().find_map(|spelling: Spelling| {
        let (library, row) = known(|name| state.shape(&spelling(name)))?;
        Some((spelling, library, row))
    })?;
    let Row(name, _, _, theirs, timms) = row;
    let timm = library.body == TIMM.body;
    let [side, shorter] = *if timm { timms } else { theirs };
    let large = ["L", "XL"].contains(name);
    let fit = if timm && (large || *name == "M") {
        InputFit::Squash
    } else {
        InputFit::ResizeCrop { shorter }
    };
    let rule = InputRule {
        fit,
        filter: if timm || large {
            InputFilter::Bicubic
        } else {
            InputFilter::Bilinear
        },
        ..InputRule::imagenet(side)
    };
    // Converted networks of the paper's sizes, and torchvision's largest.
    let centred = large || timm && ["S", "M"].contains(name);
    Some(Variant {
        name: format!("EfficientNetV2-{name}"),
        spelling,
        input: if centred { rule.centred() } else { rule },
        networks: if timm { networks(name) } else { Networks::One },
        build,
    })
}

/// The networks of timm, the one with published weights first.
fn networks(name: &str) -> Networks {
    let size = name.to_lowercase().replace('-', "_");
    let names: &[&str] = match name {
        _ if name.starts_with("RW") => &[""],
        _ if name.starts_with('B') => &["tf_"],
        _ => &["tf_", ""],
    };
    let named = names
        .iter()
        .map(|start| format!("{start}efficientnetv2_{size}"));
    Networks::Of(named.collect())
}

/// Returns the library and the network whose stages have exactly these blocks of these kinds.
fn known<'a>(
    shape: impl Fn(&str) -> Option<&'a [usize]>,
) -> Option<(&'static Library, &'static Row)> {
    const LIBRARIES: [&Library; 3] = [&TIMM, &SIX, &SEVEN];
    LIBRARIES.into_iter().find_map(|library| {
        let timm = library.body == TIMM.body;
        shape(&format!("{}.weight", (library.last)().conv))?;
        let fits = |Row(_, edge, blocks, ..): &&Row| {
            let is_there = |at: Place| {
                if at.stage >= FUSED {
                    return shape(&(library.gate)(at)).is_some();
                }
                let (stage, block) = (at.stage, at.block);
                let name = match (timm, stage > 0 || *edge) {
                    (true, true) => format!("blocks.{stage}.{block}.conv_exp.weight"),
                    (true, false) => format!("blocks.{stage}.{block}.conv.weight"),
                    (false, _) => format!("features.{}.{block}.block.0.0.weight", stage + 1),
                };
                matches!(shape(&name), Some([_, taken, 3, 3]) if *taken > 1)
            };
            let ends = blocks.iter().chain([&0]).enumerate();
            let mut beyond = ends.map(|(stage, block)| Place {
                stage,
                block: *block,
                all: 0,
            });
            (timm || !edge) && places(blocks).all(is_there) && !beyond.any(is_there)
        };
        Some((library, NETWORKS.iter().find(fits)?))
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let Some((library, Row(_, _, blocks, [side, _], _))) = known(|name| net.dims(name).ok()) else {
        return Err(net.facts.other("its blocks are others".into()));
    };
    let [epsilon, _] = library.epsilon;
    let usual = Usual {
        epsilon,
        activation: Activation::Swish,
        side: *side,
    };
    network(net, x, library, blocks, &usual)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::super::named::arguments;
    use super::*;

    /// A network of timm with these blocks, and `more` tensors.
    fn timm(blocks: &[usize], first: &str, more: &[&str]) -> Option<Variant> {
        let conv = |at: Place| {
            let (stage, block) = (at.stage, at.block);
            match stage {
                0 => format!("blocks.0.{block}.{first}.weight"),
                _ if stage < FUSED => format!("blocks.{stage}.{block}.conv_exp.weight"),
                _ => (TIMM.gate)(at),
            }
        };
        let names = places(blocks).map(conv).chain(["conv_head.weight".into()]);
        let more = more.iter().map(|name| (*name).to_owned());
        let tensors: Vec<_> = names
            .chain(more)
            .map(|name| (name, &[4, 4, 3, 3][..]))
            .collect();
        recognise(&state(&tensors))
    }

    #[test]
    fn blocks_tell_the_network_and_others_are_not_recognised() {
        for Row(name, edge, blocks, ..) in NETWORKS {
            let first = if *edge { "conv_exp" } else { "conv" };
            let variant = timm(blocks, first, &[]).unwrap();
            assert_eq!(variant.name, format!("EfficientNetV2-{name}"));
            let Networks::Of(names) = variant.networks else {
                panic!("one network");
            };
            assert!(
                names
                    .iter()
                    .all(|name| arguments(FAMILY.names, name).is_some()),
                "{names:?}"
            );
        }
        let small = NETWORKS[0].2;
        assert!(timm(small, "conv", &["blocks.6.0.se.conv_reduce.weight"]).is_none());
        assert!(timm(small, "conv", &["blocks.1.2.conv_exp.weight"]).is_none());
        assert!(timm(small, "conv_dw", &[]).is_none());
    }
}
