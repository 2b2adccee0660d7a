//! `EfficientNet` (Tan and Le, 2019, <https://arxiv.org/abs/1905.11946>, table 1) as torchvision,
//! timm, Hugging Face and fastai spell it.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks with gates ─ 1x1 ─ mean ─ linear       (swish everywhere)
//! ```
//! Widths and kernels are read off the shapes. Epsilon is 1e-5, and 1e-3 for torchvision's B5 to
//! B7. Hugging Face's networks come from `TensorFlow`: 1e-3, and its padding, which is theirs for
//! pictures of the size that they were trained on. Those that timm took over from there (`tf_`)
//! have the names of timm's own, and cannot be told apart.

use graph::NodeId;
use graph::ops::Activation;

use super::efficientnet_names::{LIBRARIES, Library};
use super::inverted_residual::{Stage, Style, stages, unit};
use super::mobile_names::Place;
use super::network::{Network, Spelling};
use super::{Family, Variant, as_written, fastai, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "EfficientNet",
    signs: &[".block.1.0.weight", ".se.conv_reduce", "conv_head."],
    recognise,
};

/// Stride of the first block of each stage.
const STRIDES: [usize; 7] = [1, 2, 2, 2, 1, 2, 1];

/// A network: blocks of each stage, width of the last convolution, side of the picture, and of
/// the picture before its centre is cut out (those of torchvision's weights).
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

const SWISH: Activation = Activation::Swish;
/// The width of B5's last convolution.
const LARGE: usize = 2048;

fn recognise(state: &StateDict) -> Option<Variant> {
    let spellings = [as_written, fastai::timm, fastai::features];
    let found = spellings.into_iter().find_map(|spelling: Spelling| {
        let (_, row) = known(|name| state.shape(&spelling(name)))?;
        Some((spelling, row))
    });
    let (spelling, Row(name, .., [side, shorter])) = found?;
    Some(Variant {
        name: (*name).into(),
        spelling,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter: *shorter },
            bicubic: true,
            ..InputRule::imagenet(*side)
        },
        build,
    })
}

/// Whose names these are, and the largest network all of whose blocks are there, of that width.
/// More blocks than it has make it another network, of which weights are left.
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

fn places(stages: &[usize; 7]) -> impl Iterator<Item = Place> {
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
    let x = body(net, x, library, row)?;
    if head::place(|tensor| net.has(tensor), "classifier").is_none() {
        return Ok(vec![fastai::head(net, x)?]);
    }
    let x = net.global_average(library.pool, x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

fn body(
    net: &mut Network,
    x: NodeId,
    library: &Library,
    Row(_, blocks, width, _): &Row,
) -> Result<NodeId, FormatError> {
    let [epsilon, of_large] = library.epsilon;
    let style = Style {
        epsilon: if *width < LARGE { epsilon } else { of_large },
        activation: SWISH,
        squeeze: SWISH,
        excite: Activation::Sigmoid,
        tensorflow: library.tensorflow,
    };
    let all = blocks.iter().zip(STRIDES).map(|(blocks, stride)| Stage {
        blocks: *blocks,
        stride,
        style,
    });
    let x = unit(net, &(library.stem)(), x, 2, Some(SWISH), &style)?;
    let x = stages(net, all, x, &library.blocks)?;
    let x = unit(net, &(library.last)(), x, 1, Some(SWISH), &style)?;
    net.alias(library.body, x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    /// A network of so many blocks and so wide a last convolution, as a library spells it.
    fn network(library: &Library, blocks: &[usize; 7], width: usize) -> StateDict {
        let gates = places(blocks).map(|at| ((library.gate)(at), [2, 4, 1, 1]));
        let last = format!("{}.weight", (library.last)().conv);
        let last = (last, [width, 1, 1, 1]);
        let tensors: Vec<_> = gates.chain([last]).collect();
        let tensors = tensors.iter().map(|(name, shape)| (name, &shape[..]));
        state(&tensors.collect::<Vec<_>>())
    }

    #[test]
    fn every_network_by_its_blocks_and_width() {
        for library in LIBRARIES {
            for Row(name, blocks, width, _) in NETWORKS {
                let variant = recognise(&network(library, blocks, *width)).unwrap();
                assert_eq!(variant.name, *name);
            }
            let odd = recognise(&network(library, &NETWORKS[0].1, 1024));
            assert!(odd.is_none(), "no network is that wide");
        }
    }
}
