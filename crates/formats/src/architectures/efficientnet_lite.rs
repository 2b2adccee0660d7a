//! `EfficientNet-Lite` (Google, 2020,
//! <https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite>) in the spellings
//! of timm, fastai and `EfficientNet-PyTorch` (lukemelas), as `efficientnet-lite-pytorch` has them.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks ─ 1x1 ─ mean ─ linear      (relu6 everywhere, no gates)
//!
//! kernels    3 3 5 3 5 5 3
//! blocks     1 2 2 3 3 4 1   1 3 3 4 4 5 1   1 3 3 4 4 5 1   1 3 3 5 5 6 1   1 4 4 6 6 8 1
//! ```
//! The first and last stages, the first convolution and the last one are as large in Lite4 as in
//! Lite0. All but timm's own `efficientnet_lite0` come from `TensorFlow`, with epsilon 1e-3 and its
//! padding.

use graph::NodeId;
use graph::ops::Activation;

use super::efficientnet::{Usual, network, places};
use super::efficientnet_names::{LUKEMELAS, Library, MADE_FOR, TIMM};
use super::mobile_names::Place;
use super::named::{Named, TENSORFLOW};
use super::network::{Network, Spelling};
use super::networks::Networks;
use super::{Family, Variant, as_written, fastai};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "EfficientNet-Lite",
    signs: &["conv_dw.", "_depthwise_conv.", "_project_conv."],
    names: &[
        Named(
            &[
                "efficientnet_lite0",
                "efficientnet_lite1",
                "efficientnet_lite2",
                "efficientnet_lite3",
                "efficientnet_lite4",
            ],
            &[],
        ),
        Named(
            &[
                "tf_efficientnet_lite0",
                "tf_efficientnet_lite1",
                "tf_efficientnet_lite2",
                "tf_efficientnet_lite3",
                "tf_efficientnet_lite4",
            ],
            TENSORFLOW,
        ),
    ],
    transformers: &[],
    recognise,
};

const KERNELS: [usize; 7] = [3, 3, 5, 3, 5, 5, 3];

/// A network: its number, numbers of blocks of each stage, width of the third stage, and sides of its
/// pictures: those of `EfficientNet-PyTorch`, and of timm after and before the centre crop.
struct Row(usize, [usize; 7], usize, usize, [usize; 2]);

#[rustfmt::skip] // a network per line
const NETWORKS: &[Row] = &[
    Row(0, [1, 2, 2, 3, 3, 4, 1], 40, 224, [224, 256]),
    Row(1, [1, 3, 3, 4, 4, 5, 1], 40, 240, [240, 272]),
    Row(2, [1, 3, 3, 4, 4, 5, 1], 48, 260, [260, 292]),
    Row(3, [1, 3, 3, 5, 5, 6, 1], 48, 280, [300, 331]),
    Row(4, [1, 4, 4, 6, 6, 8, 1], 56, 300, [380, 413]),
];

/// How much of its pictures Google's code leaves out on each axis.
const MARGIN: usize = 32;

const RELU6: Activation = Activation::Clip {
    low: 0.0,
    high: 6.0,
};

/// A library with its name of a depthwise convolution.
type Naming = (&'static Library, fn(Place) -> String);

const NAMINGS: [Naming; 2] = [
    (&TIMM, |at| {
        format!("blocks.{}.{}.conv_dw.weight", at.stage, at.block)
    }),
    (&LUKEMELAS, |at| {
        format!("_blocks.{}._depthwise_conv.weight", at.all)
    }),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let spellings = [as_written, fastai::timm];
    let (spelling, library, row) = spellings.into_iter().find_map(|spelling: Spelling| {
        let (library, row) = known(|name| state.shape(&spelling(name)))?;
        Some((spelling, library, row))
    })?;
    let Row(number, .., made, [side, shorter]) = row;
    let google = library.body == LUKEMELAS.body;
    let rule = InputRule {
        fit: InputFit::ResizeCrop {
            shorter: if google { made + MARGIN } else { *shorter },
        },
        filter: InputFilter::Bicubic,
        ..InputRule::imagenet(if google { *made } else { *side })
    };
    let [own, converted] = ["", "tf_"].map(|start| format!("{start}efficientnet_lite{number}"));
    let (input, networks) = match (google, number) {
        (true, _) => (
            InputRule {
                mean: [127.0 / 255.0; 3],
                std: [128.0 / 255.0; 3],
                ..rule
            },
            Networks::all(MADE_FOR),
        ),
        // The only one that timm trained.
        (false, 0) => (rule, Networks::Of(vec![own, converted])),
        (false, _) => (rule.centred(), Networks::Of(vec![converted, own])),
    };
    Some(Variant {
        name: format!("EfficientNet-Lite{number}"),
        spelling,
        input,
        networks,
        build,
    })
}

/// Returns the library and the network whose stages have exactly these blocks, with these kernels and
/// without gates.
fn known<'a>(
    shape: impl Fn(&str) -> Option<&'a [usize]>,
) -> Option<(&'static Library, &'static Row)> {
    NAMINGS.iter().find_map(|(library, depthwise)| {
        let fits = |Row(_, blocks, width, ..): &&Row| {
            let kernel = |at| match shape(&depthwise(at))? {
                &[_, 1, height, width] if height == width => Some(height),
                _ => None,
            };
            let expected = places(blocks).all(|at| kernel(at) == KERNELS.get(at.stage).copied());
            let beyond = |at: Place| kernel(at).is_some() || shape(&(library.gate)(at)).is_some();
            let third = project(library, blocks);
            expected
                && !after(blocks).any(beyond)
                && !places(blocks).any(|at| shape(&(library.gate)(at)).is_some())
                && shape(&third).and_then(|shape| shape.first()) == Some(width)
        };
        let row = NETWORKS.iter().find(fits)?;
        Some((*library, row))
    })
}

/// The blocks that come directly after those of a stage, in case there are more.
fn after(stages: &[usize; 7]) -> impl Iterator<Item = Place> {
    let all: usize = stages.iter().sum();
    stages.iter().enumerate().map(move |(stage, blocks)| Place {
        stage,
        block: *blocks,
        all,
    })
}

/// The last weight of the first block of the third stage.
fn project(library: &Library, stages: &[usize; 7]) -> String {
    let all: usize = stages.iter().take(2).sum();
    if library.body == LUKEMELAS.body {
        format!("_blocks.{all}._project_conv.weight")
    } else {
        "blocks.2.0.conv_pwl.weight".into()
    }
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let Some((library, Row(_, blocks, _, side, _))) = known(|name| net.dims(name).ok()) else {
        return Err(net.facts.other("its blocks are others".into()));
    };
    let usual = Usual {
        epsilon: if library.body == LUKEMELAS.body {
            1e-3
        } else {
            1e-5
        },
        activation: RELU6,
        side: *side,
    };
    network(net, x, library, blocks, &usual)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::super::named::arguments;
    use super::*;

    /// A network of timm with these blocks and this width of the third stage, and `more` tensors.
    fn network(blocks: &[usize; 7], width: usize, more: &[&str]) -> Option<Variant> {
        let (library, depthwise) = NAMINGS[0];
        let convs =
            places(blocks).map(|at| (depthwise(at), [4, 1, KERNELS[at.stage], KERNELS[at.stage]]));
        let third = (project(library, blocks), [width, 4, 1, 1]);
        let more = more.iter().map(|name| ((*name).to_owned(), [4, 1, 3, 3]));
        let tensors: Vec<_> = convs.chain([third]).chain(more).collect();
        let tensors = tensors.iter().map(|(name, shape)| (name, &shape[..]));
        recognise(&state(&tensors.collect::<Vec<_>>()))
    }

    #[test]
    fn blocks_and_width_tell_the_network_and_others_are_not_recognised() {
        for Row(number, blocks, width, ..) in NETWORKS {
            let variant = network(blocks, *width, &[]).unwrap();
            assert_eq!(variant.name, format!("EfficientNet-Lite{number}"));
            let Networks::Of(names) = variant.networks else {
                panic!("one network");
            };
            assert!(
                names
                    .iter()
                    .all(|name| arguments(FAMILY.names, name).is_some())
            );
        }
        let blocks = &NETWORKS[0].1;
        assert!(network(blocks, 48, &[]).is_none());
        assert!(network(blocks, 40, &["blocks.1.2.conv_dw.weight"]).is_none());
        assert!(network(blocks, 40, &["blocks.1.0.se.conv_reduce.weight"]).is_none());
    }
}
