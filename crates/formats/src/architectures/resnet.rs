//! `ResNet` (He et al., 2015, <https://arxiv.org/abs/1512.03385>), `ResNeXt` (Xie et al., 2016,
//! <https://arxiv.org/abs/1611.05431>) and Wide `ResNet` (Zagoruyko and Komodakis, 2016,
//! <https://arxiv.org/abs/1605.07146>) in the spellings of torchvision,
//! timm, Hugging Face and fastai.
//!
//! ```text
//! conv1 7x7/2 ─ bn1 ─ relu ─ maxpool 3x3/2 ─ layer1 ─ layer2 /2 ─ layer3 /2 ─ layer4 /2 ─ mean ─ fc
//!
//! basic block        3x3 ─ bn ─ relu ─ 3x3 ─ bn ─ + ─ relu                         18, 34
//! bottleneck         1x1 ─ bn ─ relu ─ 3x3 ─ bn ─ relu ─ 1x1 ─ bn ─ + ─ relu       50, 101, 152
//! ```
//! The stride of a stage is in the 3x3 convolution of its first block, as in all of these
//! libraries. Depth, width and groups follow from the shapes.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind};

use super::network::{Network, Slide, Spelling};
use super::{Family, MAX_BLOCKS, Variant, as_written, fastai, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ResNet",
    signs: &["layer1.", "layer4.", ".downsample."],
    recognise,
};

const EPSILON: f32 = 1e-5;

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
    let name = name(state, spelling);
    Some(Variant {
        name,
        spelling,
        input: InputRule::imagenet(224),
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
    let (conv1, conv2) = (
        shape("layer1.0.conv1.weight"),
        shape("layer1.0.conv2.weight"),
    );
    let width = conv1.and_then(|shape| shape.first()).copied().unwrap_or(64);
    let per_group = conv2
        .and_then(|shape| shape.get(1))
        .copied()
        .unwrap_or(width);
    match (width, width / per_group.max(1)) {
        (_, 2..) => format!("ResNeXt-{depth} ({}x{per_group}d)", width / per_group),
        (128.., _) if bottleneck => format!("Wide ResNet-{depth}"),
        _ => format!("ResNet-{depth}"),
    }
}

fn classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let [.., x] = body(net, "", x, PLAIN)?;
    let x = net.global_average("avgpool", x)?;
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
    let stem = Slide::same(7).stride(2);
    let x = net.conv(&format!("{prefix}conv1"), x, stem)?;
    let x = net.batch_norm(&format!("{prefix}bn1"), x, EPSILON)?;
    let x = net.relu(&format!("{prefix}relu"), x)?;
    let pool = Op::Pool(Pool {
        kind: PoolKind::Max,
        kernel: [3, 3],
        window: Slide::same(3).stride(2).window(),
        ceil: false,
    });
    let mut x = net.step(&format!("{prefix}maxpool"), pool, x)?;
    let mut outputs = [x; 4];
    for (index, (output, stage)) in outputs.iter_mut().zip(stages).enumerate() {
        let (stride, first, others) = stage;
        let stage = format!("{prefix}layer{}", index + 1);
        let blocks = net.count(|block| format!("{stage}.{block}.conv1.weight"));
        for block in 0..blocks {
            let (stride, dilation) = if block == 0 {
                (stride, first)
            } else {
                (1, others)
            };
            let slide = Slide::same(3).dilation(dilation).stride(stride);
            x = residual(net, &format!("{stage}.{block}"), x, slide)?;
        }
        net.alias(&stage, x);
        *output = x;
    }
    Ok(outputs)
}

/// Builds a block. `slide` is for its first 3x3 convolution.
fn residual(net: &mut Network, path: &str, x: NodeId, slide: Slide) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let mut y = x;
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
        let grouped = slide.groups(width / taken.max(1));
        y = unit(net, path, 1, y, Slide::same(1))?;
        y = net.relu(&part("relu"), y)?;
        y = unit(net, path, 2, y, grouped)?;
        y = net.relu(&part("relu_2"), y)?;
        y = unit(net, path, 3, y, Slide::same(1))?;
    } else {
        y = unit(net, path, 1, y, slide)?;
        y = net.relu(&part("relu"), y)?;
        y = unit(net, path, 2, y, Slide::same(3))?;
    }
    let mut skip = x;
    if net.has(&part("downsample.0.weight")) {
        let slide = Slide::same(1).stride(slide.stride);
        skip = net.conv(&part("downsample.0"), skip, slide)?;
        skip = net.batch_norm(&part("downsample.1"), skip, EPSILON)?;
    }
    let sum = net.add(&part("add"), y, skip)?;
    net.relu(path, sum)
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

/// Spelling of fastai, whose body is `nn.Sequential(*list(resnet.children())[:-2])`.
fn fastai_body(path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let place = match first {
        "conv1" => "0.0",
        "bn1" => "0.1",
        "relu" => "0.2",
        "maxpool" => "0.3",
        "layer1" => "0.4",
        "layer2" => "0.5",
        "layer3" => "0.6",
        "layer4" => "0.7",
        _ => return path.into(),
    };
    if rest.is_empty() {
        place.into()
    } else {
        format!("{place}.{rest}")
    }
}

/// Spelling of `ResNetForImageClassification` of transformers: `layer1.0.conv1` is
/// `resnet.encoder.stages.0.layers.0.layer.0.convolution`.
fn hugging_face(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let stage = |name: &str| {
        name.strip_prefix("layer")
            .and_then(|n| n.parse::<usize>().ok())
    };
    match parts.as_slice() {
        ["conv1", rest @ ..] => joined("resnet.embedder.embedder.convolution", rest),
        ["bn1", rest @ ..] => joined("resnet.embedder.embedder.normalization", rest),
        ["relu"] => "resnet.embedder.embedder.activation".into(),
        ["maxpool"] => "resnet.embedder.pooler".into(),
        ["avgpool"] => "resnet.pooler".into(),
        ["fc", rest @ ..] => joined("classifier.1", rest),
        [layer, rest @ ..] => match stage(layer) {
            Some(stage) => hugging_face_block(stage - 1, rest),
            None => path.into(),
        },
        [] => path.into(),
    }
}

fn hugging_face_block(stage: usize, rest: &[&str]) -> String {
    let stage = format!("resnet.encoder.stages.{stage}");
    let [block, rest @ ..] = rest else {
        return stage;
    };
    let block = format!("{stage}.layers.{block}");
    let numbered = |name: &str, kind: &str| {
        let index = name.strip_prefix(kind)?.parse::<usize>().ok()?;
        Some(index - 1)
    };
    match rest {
        ["downsample", "0", rest @ ..] => joined(&format!("{block}.shortcut.convolution"), rest),
        ["downsample", "1", rest @ ..] => joined(&format!("{block}.shortcut.normalization"), rest),
        [name, rest @ ..] => match (numbered(name, "conv"), numbered(name, "bn")) {
            (Some(index), _) => joined(&format!("{block}.layer.{index}.convolution"), rest),
            (_, Some(index)) => joined(&format!("{block}.layer.{index}.normalization"), rest),
            _ => joined(&format!("{block}.{name}"), rest),
        },
        [] => block,
    }
}

fn joined(path: &str, rest: &[&str]) -> String {
    let mut all = vec![path];
    all.extend(rest);
    all.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_fastai_and_transformers() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        for Case(spelling, recipe, file) in [
            Case(fastai_body, "layer4.2.conv1.weight", "0.7.2.conv1.weight"),
            Case(fastai_body, "layer4", "0.7"),
            Case(fastai_body, "1.8.weight", "1.8.weight"),
            Case(
                hugging_face,
                "conv1.weight",
                "resnet.embedder.embedder.convolution.weight",
            ),
            Case(hugging_face, "layer2", "resnet.encoder.stages.1"),
            Case(hugging_face, "layer2.3", "resnet.encoder.stages.1.layers.3"),
            Case(
                hugging_face,
                "layer1.0.conv2.weight",
                "resnet.encoder.stages.0.layers.0.layer.1.convolution.weight",
            ),
            Case(
                hugging_face,
                "layer1.0.downsample.1.bias",
                "resnet.encoder.stages.0.layers.0.shortcut.normalization.bias",
            ),
            Case(hugging_face, "fc.bias", "classifier.1.bias"),
        ] {
            assert_eq!(spelling(recipe), file);
        }
    }
}
