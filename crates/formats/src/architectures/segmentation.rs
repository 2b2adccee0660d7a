//! FCN (Long et al., 2014, <https://arxiv.org/abs/1411.4038>) and `DeepLabV3` (Chen et al., 2017,
//! <https://arxiv.org/abs/1706.05587>) with a `ResNet` backbone, in torchvision's spelling. They
//! give one score per class and pixel.
//!
//! ```text
//! backbone: ResNet with dilation instead of strides in its last two stages: 1/8 of the picture
//!
//! FCN         3x3 ─ bn ─ relu ─ 1x1 ─ resize
//! DeepLabV3   [1x1, 3x3 by 12, 3x3 by 24, 3x3 by 36, mean ─ 1x1], each ─ bn ─ relu, joined
//!             ─ 1x1 ─ bn ─ relu ─ 3x3 ─ bn ─ relu ─ 1x1 ─ resize
//! ```
//! `aux_classifier`, which is only needed for training, is an FCN on the third stage.

use graph::NodeId;
use graph::ops::{Coordinates, GlobalPool, Op, Resize, ResizeMode};

use super::network::{Network, Slide};
use super::networks::Networks;
use super::resnet::{self, DILATED};
use super::{Family, Variant, as_written};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "FCN or DeepLabV3",
    signs: &["backbone.", "aux_classifier."],
    names: &[],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-5;

/// Dilations of `classifier.0.convs.1` to `3`.
const RATES: [usize; 3] = [12, 24, 36];

fn recognise(state: &StateDict) -> Option<Variant> {
    let has = |name: &str| state.contains(name);
    if !has("backbone.layer1.0.conv1.weight") {
        return None;
    }
    let head = if has("classifier.0.convs.0.0.weight") {
        "DeepLabV3"
    } else if has("classifier.0.weight") && has("classifier.4.weight") {
        "FCN"
    } else {
        return None;
    };
    let backbone = resnet::name(state, |tensor| format!("backbone.{tensor}"));
    Some(Variant {
        name: format!("{head} ({backbone})"),
        spelling: as_written,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter: 520 },
            ..InputRule::imagenet(520)
        },
        networks: Networks::One,
        build,
    })
}

/// Returns torchvision's outputs: `out`, and `aux` if the file has it.
fn build(net: &mut Network, picture: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let [.., third, fourth] = resnet::body(net, "backbone.", picture, DILATED)?;
    let scores = if net.has("classifier.0.weight") {
        fcn(net, "classifier", fourth)?
    } else {
        deep_lab(net, "classifier", fourth)?
    };
    let mut outputs = vec![resized(net, "out", scores, picture)?];
    if net.has("aux_classifier.0.weight") {
        let scores = fcn(net, "aux_classifier", third)?;
        outputs.push(resized(net, "aux", scores, picture)?);
    }
    Ok(outputs)
}

fn fcn(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let x = unit(net, path, 0, x, Slide::same(3))?;
    let x = net.conv(&format!("{path}.4"), x, Slide::same(1))?;
    net.alias(path, x);
    Ok(x)
}

fn deep_lab(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let pyramid = format!("{path}.0");
    let mut branches = Vec::new();
    let dilated = RATES.map(|rate| Slide::same(3).dilation(rate));
    for (index, slide) in [Slide::same(1)].into_iter().chain(dilated).enumerate() {
        let branch = format!("{pyramid}.convs.{index}");
        let y = unit(net, &branch, 0, x, slide)?;
        net.alias(&branch, y);
        branches.push(y);
    }
    branches.push(whole_picture(net, &format!("{pyramid}.convs.4"), x)?);
    let joined = Op::Concat { axis: 1 };
    let x = net.node(&format!("{pyramid}.joined"), joined, &branches, vec![])?;
    let x = unit(net, &format!("{pyramid}.project"), 0, x, Slide::same(1))?;
    net.alias(&format!("{pyramid}.project"), x);
    net.alias(&pyramid, x);
    let x = unit(net, path, 1, x, Slide::same(3))?;
    let x = net.conv(&format!("{path}.4"), x, Slide::same(1))?;
    net.alias(path, x);
    Ok(x)
}

/// The branch that pools the whole picture. Its output is the same at every pixel.
fn whole_picture(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let mut axes = net.shape(x).to_vec();
    let pool = GlobalPool {
        max: false,
        keep_axes: true,
    };
    let y = net.step(&format!("{path}.0"), Op::GlobalPool(pool), x)?;
    let y = unit(net, path, 1, y, Slide::same(1))?;
    if let (Some(to), Some(from)) = (axes.get_mut(1), net.shape(y).get(1)) {
        *to = *from;
    }
    net.step(path, Op::Expand { axes }, y)
}

/// Convolution, batch norm and ReLU: three children of `path`, starting at `first`.
fn unit(
    net: &mut Network,
    path: &str,
    first: usize,
    x: NodeId,
    slide: Slide,
) -> Result<NodeId, FormatError> {
    let x = net.conv(&format!("{path}.{first}"), x, slide)?;
    let x = net.batch_norm(&format!("{path}.{}", first + 1), x, EPSILON)?;
    net.relu(&format!("{path}.{}", first + 2), x)
}

/// Resizes the scores to the size of the picture.
fn resized(
    net: &mut Network,
    path: &str,
    scores: NodeId,
    picture: NodeId,
) -> Result<NodeId, FormatError> {
    let size = |net: &Network, id| match net.shape(id) {
        &[.., height, width] => [height, width],
        _ => [1, 1],
    };
    let (to, from) = (size(net, picture), size(net, scores));
    let resize = Resize::to(to, from, Coordinates::HalfPixel, ResizeMode::Linear);
    net.step(path, Op::Resize(resize), scores)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn the_head_tells_the_network() {
        const BODY: (&str, &[usize]) = ("backbone.layer1.0.conv1.weight", &[64, 64, 1, 1]);
        const FIRST: (&str, &[usize]) = ("classifier.0.weight", &[1]);
        const LAST: (&str, &[usize]) = ("classifier.4.weight", &[1]);
        const PYRAMID: (&str, &[usize]) = ("classifier.0.convs.0.0.weight", &[1]);
        struct Case(
            &'static [(&'static str, &'static [usize])],
            Option<&'static str>,
        );
        for Case(tensors, expected) in [
            Case(&[BODY, FIRST, LAST], Some("FCN (ResNet-4)")),
            Case(&[BODY, PYRAMID, LAST], Some("DeepLabV3 (ResNet-4)")),
            Case(&[BODY, FIRST], None),
            Case(&[FIRST, LAST], None),
        ] {
            let found = recognise(&bare::state(tensors)).map(|found| found.name);
            assert_eq!(found.as_deref(), expected);
        }
    }
}
