//! `EfficientNet` (Tan and Le, 2019, <https://arxiv.org/abs/1905.11946>, table 1) in the spellings
//! of torchvision, timm, Hugging Face and fastai.
//!
//! ```text
//! 3x3/2 ─ seven stages of blocks with gates ─ 1x1 ─ mean ─ linear       (swish everywhere)
//! ```
//! Widths and kernels follow from the shapes. Epsilon is 1e-5, and 1e-3 for torchvision's B5 to B7.
//! Hugging Face's networks come from `TensorFlow` and have epsilon 1e-3 and its padding, which
//! matches theirs for pictures of the size that they were trained on. Those that timm converted
//! from `TensorFlow` (`tf_`) have the names of timm's own networks and cannot be told apart from
//! them.

use graph::NodeId;
use graph::ops::Activation;

use super::inverted_residual::{Stage, Style, stages, unit};
use super::mobile_names::{
    Block, Gate, Naming, Place, TIMM as BLOCKS_OF_TIMM, Unit, timm_unit, torchvision,
    torchvision_unit,
};
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

/// A network: number of blocks of each stage, width of the last convolution, and the sides of the
/// picture after and before the centre crop (those of torchvision's weights).
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

/// Returns the library, and the largest network of the width in the file whose blocks all exist. If
/// the file has more blocks, their weights are left over and the file is rejected.
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

/// The module names of a library, and the settings in which its networks differ.
struct Library {
    stem: fn() -> Unit,
    blocks: Naming,
    /// A weight that every block has.
    gate: fn(Place) -> String,
    last: fn() -> Unit,
    /// One more name for the input of the pool.
    body: &'static str,
    pool: &'static str,
    /// Epsilon up to B4 and from B5 on.
    epsilon: [f32; 2],
    /// Whether padding is `TensorFlow`'s `SAME`.
    tensorflow: bool,
}

const LIBRARIES: [&Library; 3] = [&TORCHVISION, &TIMM, &HUGGING_FACE];

const TORCHVISION: Library = Library {
    stem: || torchvision_unit("features.0"),
    blocks: Naming {
        block: |net, at| {
            let path = format!("features.{}.{}", at.stage + 1, at.block);
            torchvision(net, &path, "block")
        },
        stage: Some(|stage| format!("features.{}", stage + 1)),
    },
    gate: |at| {
        let (stage, block) = (at.stage + 1, at.block);
        let place = if at.stage == 0 { 1 } else { 2 }; // the first stage does not expand
        format!("features.{stage}.{block}.block.{place}.fc1.weight")
    },
    last: || torchvision_unit("features.8"),
    body: "features",
    pool: "avgpool",
    epsilon: [1e-5, 1e-3],
    tensorflow: false,
};

const TIMM: Library = Library {
    stem: || timm_unit("conv_stem", "bn1"),
    blocks: BLOCKS_OF_TIMM,
    gate: |at| format!("blocks.{}.{}.se.conv_reduce.weight", at.stage, at.block),
    last: || timm_unit("conv_head", "bn2"),
    body: "bn2",
    pool: "global_pool",
    epsilon: [1e-5; 2],
    tensorflow: false,
};

const HUGGING_FACE: Library = Library {
    stem: || {
        let steps = ["convolution", "batchnorm", "activation"];
        within("efficientnet.embeddings", steps)
    },
    blocks: Naming {
        block: |_, at| hugging_face(at),
        stage: None,
    },
    gate: |at| {
        let all = at.all;
        format!("efficientnet.encoder.blocks.{all}.squeeze_excite.reduce.weight")
    },
    last: || {
        let steps = ["top_conv", "top_bn", "top_activation"];
        within("efficientnet.encoder", steps)
    },
    body: "efficientnet.encoder",
    pool: "efficientnet.pooler",
    epsilon: [1e-3; 2],
    tensorflow: true,
};

/// A unit whose modules are children of `path`.
fn within(path: &str, [conv, norm, output]: [&str; 3]) -> Unit {
    Unit {
        conv: format!("{path}.{conv}"),
        norm: format!("{path}.{norm}"),
        output: format!("{path}.{output}"),
        also: path.into(),
    }
}

fn hugging_face(at: Place) -> Block {
    let path = format!("efficientnet.encoder.blocks.{}", at.all);
    let unit = |part: &str, steps| within(&format!("{path}.{part}"), steps);
    let expand = ["expand_conv", "expand_bn", "expand_act"];
    let depthwise = ["depthwise_conv", "depthwise_norm", "depthwise_act"];
    Block {
        // Only the first stage does not expand.
        expand: (at.stage > 0).then(|| unit("expansion", expand)),
        depthwise: unit("depthwise_conv", depthwise),
        gate: Some(Gate {
            path: format!("{path}.squeeze_excite"),
            steps: ["squeeze", "reduce", "act_reduce", "expand", "act_expand"],
        }),
        // The output before the sum is named after `project_bn`, because the module `projection`
        // includes the sum.
        project: unit("projection", ["project_conv", "project_bn", "project_bn"]),
        path,
    }
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    /// A network with these numbers of blocks and this width of the last convolution.
    fn network(library: &Library, blocks: &[usize; 7], width: usize) -> StateDict {
        let gates = places(blocks).map(|at| ((library.gate)(at), [2, 4, 1, 1]));
        let last = format!("{}.weight", (library.last)().conv);
        let last = (last, [width, 1, 1, 1]);
        let tensors: Vec<_> = gates.chain([last]).collect();
        let tensors = tensors.iter().map(|(name, shape)| (name, &shape[..]));
        state(&tensors.collect::<Vec<_>>())
    }

    #[test]
    fn each_network_is_recognised_by_its_blocks_and_width() {
        for library in LIBRARIES {
            for Row(name, blocks, width, _) in NETWORKS {
                let variant = recognise(&network(library, blocks, *width)).unwrap();
                assert_eq!(variant.name, *name);
            }
            let odd = recognise(&network(library, &NETWORKS[0].1, 1024));
            assert!(odd.is_none(), "no network is that wide");
        }
    }

    #[test]
    fn blocks_have_the_names_of_hugging_face() {
        let at = |stage, all| {
            hugging_face(Place {
                stage,
                block: 0,
                all,
            })
        };
        assert_eq!(at(0, 0).expand, None);
        let block = at(2, 3);
        let path = "efficientnet.encoder.blocks.3";
        assert_eq!(
            block.project.conv,
            format!("{path}.projection.project_conv")
        );
        assert_eq!(block.depthwise.also, format!("{path}.depthwise_conv"));
        assert_eq!(
            block.expand.unwrap().norm,
            format!("{path}.expansion.expand_bn")
        );
    }
}
