//! VGG (Simonyan and Zisserman, 2014, <https://arxiv.org/abs/1409.1556>), with and without batch
//! norm, in the spellings of torchvision, timm and fastai.
//!
//! ```text
//! features.N    3x3 ─ (bn) ─ relu, some times ─ max pool 2x2/2, five times
//! torchvision   mean to 7x7 ─ flatten ─ classifier.N: linear ─ relu ─ … ─ linear
//! timm          pre_logits: 7x7 ─ relu ─ 1x1 ─ relu ─ mean ─ head.fc
//! ```
//! Depth and widths follow from the shapes. Modules without weights are numbered too in `features`
//! and `classifier`, so gaps in the numbers show where they are.

use graph::NodeId;
use graph::ops::{Activation, AdaptivePool, Op, Pool, PoolKind};

use super::named::Named;
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, fastai};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "VGG",
    signs: &["features.0.", "pre_logits."],
    names: &[Named(
        &[
            "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
        ],
        &[],
    )],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-5;
/// Side of the activation that the classifier reads.
const SIDE: usize = 7;
/// More than `features` of VGG-19 with batch norm has, which is 53, and more than any classifier
/// has.
const MAX_CHILDREN: usize = 64;

fn recognise(state: &StateDict) -> Option<Variant> {
    let reads_pictures =
        |name: &str| matches!(state.shape(name), Some([_, inputs]) if inputs % (SIDE * SIDE) == 0);
    let (spelling, build): (Spelling, fn(&mut Network, NodeId) -> _) =
        if state.contains("pre_logits.fc1.weight") {
            (as_written, timm)
        } else if reads_pictures("classifier.0.weight") || reads_pictures("classifier.weight") {
            (as_written, torchvision)
        } else if state.contains("1.2.running_mean") {
            (fastai::features, fastai_classifier)
        } else {
            return None;
        };
    let is_3x3 = |n: usize| {
        let shape = state.shape(&spelling(&format!("features.{n}.weight")));
        matches!(shape, Some([_, _, 3, 3]))
    };
    // The second convolution comes after a ReLU, and perhaps a norm and a pool.
    (is_3x3(0) && (2..=4).any(is_3x3)).then(|| Variant {
        name: name(state, spelling),
        spelling,
        input: InputRule::imagenet(224),
        networks: Networks::One,
        build,
    })
}

/// The number in the name counts the convolutions and the three linear layers, as in the paper.
fn name(state: &StateDict, spelling: Spelling) -> String {
    let shape = |n: usize| state.shape(&spelling(&format!("features.{n}.weight")));
    let shapes = (0..MAX_CHILDREN).filter_map(shape);
    let depth = 3 + shapes.filter(|shape| shape.len() == 4).count();
    if state.contains(&spelling("features.1.running_mean")) {
        format!("VGG-{depth} with batch norm")
    } else {
        format!("VGG-{depth}")
    }
}

fn fastai_classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![fastai::head(net, x)?])
}

fn torchvision(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![mean_and_classifier(net, x, SIDE)?])
}

/// Builds all after `features` in torchvision: means of as many pixels as the linear layers read, and
/// those.
pub(super) fn mean_and_classifier(
    net: &mut Network,
    x: NodeId,
    side: usize,
) -> Result<NodeId, FormatError> {
    let x = mean_to(net, "avgpool", x, [side; 2])?;
    let flatten = Op::Flatten {
        channels_last: false,
    };
    let x = net.step("flatten", flatten, x)?;
    if net.has("classifier.weight") {
        return net.linear("classifier", x);
    }
    classifier(net, x)
}

/// Builds any number of linear layers of any width, with a ReLU between them as in the paper.
fn classifier(net: &mut Network, mut x: NodeId) -> Result<NodeId, FormatError> {
    let children: Vec<usize> = (0..MAX_CHILDREN)
        .filter(|n| net.has(&format!("classifier.{n}.weight")))
        .collect();
    for (place, n) in children.iter().enumerate() {
        x = net.linear(&format!("classifier.{n}"), x)?;
        if children.get(place + 1).is_some_and(|next| next - n > 1) {
            let act = activation(net)?;
            x = net.activation(&format!("classifier.{}", n + 1), act, x)?;
        }
    }
    net.alias("classifier", x);
    Ok(x)
}

fn timm(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let mut x = features(net, x)?;
    if let [.., height, width] = *net.shape(x)
        && (height < SIDE || width < SIDE)
    {
        x = mean_to(
            net,
            "pre_logits.pool",
            x,
            [height.max(SIDE), width.max(SIDE)],
        )?;
    }
    let act = activation(net)?;
    let x = net.conv("pre_logits.fc1", x, Slide::bare(SIDE))?;
    let x = net.activation("pre_logits.act1", act, x)?;
    let x = net.conv("pre_logits.fc2", x, Slide::same(1))?;
    let x = net.activation("pre_logits.act2", act, x)?;
    net.alias("pre_logits", x);
    let x = pooled(net, "head.global_pool", x, false)?;
    let x = net.linear("head.fc", x)?;
    net.alias("head", x);
    Ok(vec![x])
}

fn mean_to(
    net: &mut Network,
    path: &str,
    x: NodeId,
    size: [usize; 2],
) -> Result<NodeId, FormatError> {
    net.step(path, Op::AdaptivePool(AdaptivePool { max: false, size }), x)
}

fn activation(net: &mut Network) -> Result<Activation, FormatError> {
    net.facts.activation(&["act_layer"], Activation::Relu)
}

fn features(net: &mut Network, mut x: NodeId) -> Result<NodeId, FormatError> {
    net.facts.shown(&["mlp_ratio"]);
    net.facts.agrees(&["output_stride"], 32)?;
    let act = activation(net)?;
    let is_conv = |net: &Network, n: usize| {
        matches!(net.dims(&format!("features.{n}.weight")), Ok([_, _, _, _]))
    };
    let convs: Vec<usize> = (0..MAX_CHILDREN).filter(|n| is_conv(net, *n)).collect();
    for (place, first) in convs.iter().enumerate() {
        let mut n = *first;
        x = net.conv(&format!("features.{n}"), x, Slide::same(3))?;
        n += 1;
        if net.has(&format!("features.{n}.running_mean")) {
            x = net.batch_norm(&format!("features.{n}"), x, EPSILON)?;
            n += 1;
        }
        x = net.activation(&format!("features.{n}"), act, x)?;
        n += 1;
        // An unused number before the next convolution is a pool. One also follows the last.
        if convs.get(place + 1).is_none_or(|next| *next > n) {
            let pool = Pool {
                kind: PoolKind::Max,
                kernel: [2, 2],
                window: Slide::patches(2).window(),
                ceil: false,
            };
            x = net.step(&format!("features.{n}"), Op::Pool(pool), x)?;
        }
    }
    net.alias("features", x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    /// Returns the name of a network with convolutions at these indices of `features`, a batch norm
    /// after each if `norms`, and `more` tensors.
    fn found(convs: &[usize], norms: bool, more: &[(&str, &[usize])]) -> Option<String> {
        let conv = |n: &usize| (format!("features.{n}.weight"), &[2, 2, 3, 3][..]);
        let norm = |n: &usize| (format!("features.{}.running_mean", n + 1), &[2][..]);
        let more = more
            .iter()
            .map(|(name, shape)| ((*name).to_owned(), *shape));
        let tensors = convs
            .iter()
            .map(conv)
            .chain(convs.iter().filter(|_| norms).map(norm));
        let variant = recognise(&state(&tensors.chain(more).collect::<Vec<_>>()))?;
        Some(variant.name)
    }

    #[test]
    fn the_name_counts_convolutions_and_similar_networks_are_not_recognised() {
        let plain = [0, 3, 6, 8, 11, 13, 16, 18];
        let normed = [0, 4, 8, 11, 15, 18, 22, 25];
        let whole: (&str, &[usize]) = ("classifier.0.weight", &[8, 98]);
        let one: (&str, &[usize]) = ("classifier.weight", &[3, 98]);
        let timm: (&str, &[usize]) = ("pre_logits.fc1.weight", &[2, 2, 7, 7]);
        assert_eq!(found(&plain, false, &[whole]).as_deref(), Some("VGG-11"));
        assert_eq!(found(&plain, false, &[one]).as_deref(), Some("VGG-11"));
        let name = Some("VGG-11 with batch norm");
        assert_eq!(found(&normed, true, &[timm]).as_deref(), name);
        // SqueezeNet ends in a convolution. MobileNet's classifier reads a mean.
        assert_eq!(
            found(&[0], false, &[("classifier.1.weight", &[9, 2, 1, 1])]),
            None
        );
        assert_eq!(
            found(&[0], false, &[("classifier.0.weight", &[8, 40])]),
            None
        );
        // fastai's SqueezeNet starts like its VGG.
        assert_eq!(found(&[0], false, &[("1.2.running_mean", &[8])]), None);
        // AlexNet starts with an 11x11 convolution.
        let first: (&str, &[usize]) = ("features.0.weight", &[2, 3, 11, 11]);
        assert_eq!(found(&[3, 6], false, &[first, whole]), None);
    }
}
