//! `ConvNeXt` (Liu et al., 2022, <https://arxiv.org/abs/2201.03545>) and its second version (Woo et
//! al., 2023, <https://arxiv.org/abs/2301.00808>) in the spellings of timm,
//! torchvision, Hugging Face and the authors' own code. The recipe has timm's names.
//!
//! ```text
//! stem 4x4/4 ─ norm ─ stages.0 ─ norm ─ 2x2/2 ─ stages.1 ─ … ─ stages.3 ─ mean ─ norm ─ linear
//!
//! block    depthwise 7x7 ─ norm ─ linear x4 ─ GELU ─ linear ─ layer scale ─ +
//! V2       depthwise 7x7 ─ norm ─ linear x4 ─ GELU ─ response norm ─ linear ─ +
//!
//! depths    2 2  6 2   2 2  8 2   3 3  9 3   3 3 27 3
//! ```
//! Norms are layer norms over the channels of each pixel. Depths and widths follow from the shapes.

use graph::NodeId;
use graph::ops::{Activation, Binary, Op};

use super::network::{Network, Slide, Spelling};
use super::response_norm::response_norm;
use super::spelling::renamed;
use super::{Family, MAX_BLOCKS, Variant, as_written};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ConvNeXt",
    signs: &["dwconv.", "conv_dw.", ".gamma", "layer_scale"],
    recognise,
};

/// Hugging Face has 1e-12 for the last norm. The variance is near 1 there, so this makes no
/// difference.
const EPSILON: f32 = 1e-6;

/// Name, depth of the third stage, width of the first, and the shorter side to which torchvision
/// resizes a picture before it crops 224 x 224. For networks that torchvision does not have, 256.
const SIZES: &[(&str, usize, usize, usize)] = &[
    ("Atto", 6, 40, 256),
    ("Femto", 6, 48, 256),
    ("Pico", 6, 64, 256),
    ("Nano", 8, 80, 256),
    ("Tiny", 9, 96, 236),
    ("Small", 27, 96, 230),
    ("Base", 27, 128, 232),
    ("Large", 27, 192, 232),
    ("XLarge", 27, 256, 256),
    ("Huge", 27, 352, 256),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &str); 5] = [
        (as_written, "stages.0.blocks.0.conv_dw.weight"),
        (torchvision, "features.1.0.layer_scale"),
        (hugging_face, "convnext.encoder.stages.0.layers.0.dwconv.weight"),
        (hugging_face_v2, "convnextv2.encoder.stages.0.layers.0.dwconv.weight"),
        (authors, "stages.0.0.dwconv.weight"),
    ];
    let (spelling, _) = *spellings.iter().find(|(_, name)| state.contains(name))?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let width = *shape("stem.0.weight")?.first()?;
    let depth = (0..MAX_BLOCKS)
        .take_while(|block| shape(&format!("stages.2.blocks.{block}.conv_dw.weight")).is_some())
        .count();
    let size = (SIZES.iter()).find(|size| (size.1, size.2) == (depth, width));
    let second = shape("stages.0.blocks.0.mlp.grn.weight").is_some();
    let version = if second { "ConvNeXt V2" } else { "ConvNeXt" };
    let name = size.map_or("", |size| size.0);
    let torchvision = state.contains("features.0.0.weight");
    let shorter = size.filter(|_| torchvision).map_or(256, |size| size.3);
    Some(Variant {
        name: format!("{version} {name}").trim_end().to_owned(),
        spelling,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            bicubic: !torchvision,
            ..InputRule::imagenet(224)
        },
        build,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let patches = Slide::same(1).stride(4);
    let x = net.conv("stem.0", x, patches)?;
    let mut x = net.layer_norm("stem.1", x, 1, EPSILON)?;
    net.alias("stem", x);
    for stage in 0..4 {
        let path = format!("stages.{stage}");
        if stage > 0 {
            x = net.layer_norm(&format!("{path}.downsample.0"), x, 1, EPSILON)?;
            x = net.conv(&format!("{path}.downsample.1"), x, Slide::same(1).stride(2))?;
            net.alias(&format!("{path}.downsample"), x);
        }
        let blocks = net.count(|block| format!("{path}.blocks.{block}.conv_dw.weight"));
        for block in 0..blocks {
            x = residual(net, &format!("{path}.blocks.{block}"), x)?;
        }
        net.alias(&format!("{path}.blocks"), x);
        net.alias(&path, x);
    }
    net.alias("stages", x);
    let x = net.global_average("head.global_pool", x)?;
    let x = net.layer_norm("head.norm", x, 1, EPSILON)?;
    Ok(vec![net.linear("head.fc", x)?])
}

fn residual(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let channels = net.shape(x).get(1).copied().unwrap_or(1);
    let mut y = net.conv(&part("conv_dw"), x, Slide::same(7).groups(channels))?;
    // Small networks of timm have 1x1 convolutions instead of linear layers.
    let linear = net.dims(&part("mlp.fc1.weight"))?.len() == 2;
    if linear {
        y = transposed(net, &part("channels_last"), y, [0, 2, 3, 1])?;
    }
    let axis = if linear { 3 } else { 1 };
    let pointwise = |net: &mut Network, path: &str, x: NodeId| {
        if linear {
            net.linear(path, x)
        } else {
            net.conv(path, x, Slide::same(1))
        }
    };
    y = net.layer_norm(&part("norm"), y, axis, EPSILON)?;
    y = pointwise(net, &part("mlp.fc1"), y)?;
    y = net.activation(&part("mlp.act"), Activation::Gelu, y)?;
    if net.has(&part("mlp.grn.weight")) {
        y = response_norm(net, &part("mlp.grn"), y, axis)?;
    }
    y = pointwise(net, &part("mlp.fc2"), y)?;
    net.alias(&part("mlp"), y);
    if linear {
        y = transposed(net, &part("channels_first"), y, [0, 3, 1, 2])?;
    }
    if net.has(&part("gamma")) {
        let scale = net.arranged(&part("gamma"), &[channels, 1, 1])?;
        y = net.node(
            &part("scaled"),
            Op::Binary(Binary::Mul),
            &[y, scale],
            vec![],
        )?;
    }
    net.add(path, y, x)
}

fn transposed(
    net: &mut Network,
    path: &str,
    x: NodeId,
    permutation: [usize; 4],
) -> Result<NodeId, FormatError> {
    let permutation = permutation.to_vec();
    net.step(path, Op::Transpose { permutation }, x)
}

/// Spelling of torchvision: stage `n` is `features.(2n + 1)`, the downsampling before it
/// `features.(2n)`.
fn torchvision(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("stages.#.blocks.#.conv_dw", "stages.#.#.block.0"),
        ("stages.#.blocks.#.channels_last", "stages.#.#.block.1"),
        ("stages.#.blocks.#.norm", "stages.#.#.block.2"),
        ("stages.#.blocks.#.mlp.fc1", "stages.#.#.block.3"),
        ("stages.#.blocks.#.mlp.act", "stages.#.#.block.4"),
        ("stages.#.blocks.#.mlp.fc2", "stages.#.#.block.5"),
        ("stages.#.blocks.#.channels_first", "stages.#.#.block.6"),
        ("stages.#.blocks.#.gamma", "stages.#.#.layer_scale"),
        ("stages.#.blocks", "stages.#"),
    ];
    const PLACES: &[(&str, &str)] = &[
        ("stem.#", "features.0.#"),
        ("stem", "features.0"),
        ("stages.0", "features.1"),
        ("stages.1.downsample", "features.2"),
        ("stages.1", "features.3"),
        ("stages.2.downsample", "features.4"),
        ("stages.2", "features.5"),
        ("stages.3.downsample", "features.6"),
        ("stages.3", "features.7"),
        ("stages", "features"),
        ("head.global_pool", "avgpool"),
        ("head.norm", "classifier.0"),
        ("head.fc", "classifier.2"),
    ];
    renamed(&renamed(path, MODULES), PLACES)
}

/// Spelling of `ConvNextForImageClassification` of transformers.
fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    let table = &[
        ("stem.0", "convnext.embeddings.patch_embeddings"),
        ("stem.1", "convnext.embeddings.layernorm"),
        ("stem", "convnext.embeddings"),
        ("stages.#.downsample", "convnext.encoder.stages.#.downsampling_layer"),
        ("stages.#.blocks.#.conv_dw", "convnext.encoder.stages.#.layers.#.dwconv"),
        ("stages.#.blocks.#.norm", "convnext.encoder.stages.#.layers.#.layernorm"),
        ("stages.#.blocks.#.mlp.fc1", "convnext.encoder.stages.#.layers.#.pwconv1"),
        ("stages.#.blocks.#.mlp.act", "convnext.encoder.stages.#.layers.#.act"),
        ("stages.#.blocks.#.mlp.fc2", "convnext.encoder.stages.#.layers.#.pwconv2"),
        ("stages.#.blocks.#.mlp.grn", "convnext.encoder.stages.#.layers.#.grn"),
        ("stages.#.blocks.#.gamma", "convnext.encoder.stages.#.layers.#.layer_scale_parameter"),
        ("stages.#.blocks", "convnext.encoder.stages.#.layers"),
        ("stages", "convnext.encoder.stages"),
        ("head.norm", "convnext.layernorm"),
        ("head.fc", "classifier"),
    ];
    renamed(path, table)
}

/// Spelling of `ConvNextV2ForImageClassification` of transformers.
fn hugging_face_v2(path: &str) -> String {
    let spelled = hugging_face(path);
    match spelled.strip_prefix("convnext.") {
        Some(rest) => format!("convnextv2.{rest}"),
        None => spelled,
    }
}

/// Spelling of <https://github.com/facebookresearch/ConvNeXt> and of `ConvNeXt-V2` by the same
/// authors, whose weights timm converted.
fn authors(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    let table = &[
        ("stem", "downsample_layers.0"),
        ("stages.#.downsample", "downsample_layers.#"),
        ("stages.#.blocks.#.conv_dw", "stages.#.#.dwconv"),
        ("stages.#.blocks.#.mlp.fc1", "stages.#.#.pwconv1"),
        ("stages.#.blocks.#.mlp.act", "stages.#.#.act"),
        ("stages.#.blocks.#.mlp.grn.weight", "stages.#.#.grn.gamma"),
        ("stages.#.blocks.#.mlp.grn.bias", "stages.#.#.grn.beta"),
        ("stages.#.blocks.#.mlp.grn", "stages.#.#.grn"),
        ("stages.#.blocks.#.mlp.fc2", "stages.#.#.pwconv2"),
        ("stages.#.blocks", "stages.#"),
        ("head.norm", "norm"),
        ("head.fc", "head"),
    ];
    renamed(path, table)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn the_name_and_the_input_follow_from_names_and_shapes() {
        const DEPTHWISE: &[usize] = &[40, 1, 7, 7];
        struct Case(
            &'static [(&'static str, &'static [usize])],
            &'static str,
            usize,
            bool,
        );
        #[rustfmt::skip] // one tensor per line
        let cases = [
            Case(&[
                ("stem.0.weight", &[40, 3, 4, 4]),
                ("stages.0.blocks.0.conv_dw.weight", DEPTHWISE),
                ("stages.0.blocks.0.mlp.grn.weight", &[160]),
                ("stages.2.blocks.0.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.1.conv_dw.weight", DEPTHWISE),
                ("stages.2.blocks.2.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.3.conv_dw.weight", DEPTHWISE),
                ("stages.2.blocks.4.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.5.conv_dw.weight", DEPTHWISE),
            ], "ConvNeXt V2 Atto", 256, true),
            Case(&[
                ("downsample_layers.0.0.weight", &[64, 3, 4, 4]),
                ("stages.0.0.dwconv.weight", DEPTHWISE),
            ], "ConvNeXt", 256, true),
            Case(&[
                ("features.0.0.weight", &[64, 3, 4, 4]),
                ("features.1.0.layer_scale", &[64, 1, 1]),
            ], "ConvNeXt", 256, false),
        ];
        for Case(tensors, name, shorter, bicubic) in cases {
            let found = recognise(&bare::state(tensors)).unwrap();
            assert_eq!((found.name.as_str(), found.input.bicubic), (name, bicubic));
            assert_eq!(found.input.fit, InputFit::ResizeCrop { shorter }, "{name}");
        }
    }

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(torchvision, "stem.1.bias", "features.0.1.bias"),
            Case(torchvision, "stages.0.blocks.2.conv_dw.weight", "features.1.2.block.0.weight"),
            Case(torchvision, "stages.3.blocks.1.mlp.fc2.bias", "features.7.1.block.5.bias"),
            Case(torchvision, "stages.2.blocks.8", "features.5.8"),
            Case(torchvision, "stages.2.blocks", "features.5"),
            Case(torchvision, "stages.1.blocks.0.gamma", "features.3.0.layer_scale"),
            Case(torchvision, "stages.2.downsample.1.weight", "features.4.1.weight"),
            Case(torchvision, "head.norm.weight", "classifier.0.weight"),
            Case(hugging_face, "stages.2.blocks.4.mlp.fc1.bias", "convnext.encoder.stages.2.layers.4.pwconv1.bias"),
            Case(hugging_face, "stages.2.blocks.4", "convnext.encoder.stages.2.layers.4"),
            Case(hugging_face, "stages.1.downsample.0.bias", "convnext.encoder.stages.1.downsampling_layer.0.bias"),
            Case(hugging_face_v2, "stages.0.blocks.1.mlp.grn.bias", "convnextv2.encoder.stages.0.layers.1.grn.bias"),
            Case(hugging_face_v2, "head.fc.bias", "classifier.bias"),
            Case(authors, "stages.0.blocks.1.mlp.grn.bias", "stages.0.1.grn.beta"),
            Case(authors, "stages.1.downsample.0.bias", "downsample_layers.1.0.bias"),
            Case(authors, "stages.2.blocks.4.norm.bias", "stages.2.4.norm.bias"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
