//! `DenseNet` (Huang et al., 2016, <https://arxiv.org/abs/1608.06993>) in the spellings of
//! torchvision, timm and fastai. torchvision's files have older names than its modules.
//!
//! ```text
//! conv0 7x7/2 ─ norm0 ─ relu0 ─ pool0 3x3/2 ─ denseblock1 ─ transition1 ─ … ─ denseblock4 ─ norm5
//!                                                         ─ relu ─ mean ─ classifier
//! dense layer   everything so far ─ norm ─ relu ─ 1x1 ─ norm ─ relu ─ 3x3 ─ joins everything so far
//! transition    norm ─ relu ─ 1x1 ─ mean 2x2/2
//!
//! layers        121: 6 12 24 16      161: 6 12 36 24      169: 6 12 32 32      201: 6 12 48 32
//! ```

use graph::NodeId;
use graph::ops::{Activation, Op, Pool, PoolKind};

use super::named::{Argument, Named};
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, fastai, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "DenseNet",
    signs: &["denseblock", "denselayer"],
    names: &[Named(
        &["densenet121", "densenet161", "densenet169", "densenet201"],
        &[],
    )],
    transformers: &[],
    recognise,
};

/// Networks for small pictures have a first convolution of 3x3 without a stride. Some keep the
/// pool after it and some do not; weights show neither.
const SMALL: &[Named] = &[
    Named(
        &["DenseNet for small pictures, with pool0"],
        &[("pool0", Argument::Flag(true))],
    ),
    Named(
        &["DenseNet for small pictures, without pool0"],
        &[("pool0", Argument::Flag(false))],
    ),
];

const EPSILON: f32 = 1e-5;
const BLOCKS: usize = 4;

fn recognise(state: &StateDict) -> Option<Variant> {
    type Library = (
        Spelling,
        fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>,
    );
    const LIBRARIES: [Library; 3] = [
        (as_written, classifier),
        (dotted, classifier),
        (fastai::features, fastai_classifier),
    ];
    let first = "features.denseblock1.denselayer1.conv1.weight";
    let is_it = |(spelling, _): &Library| state.contains(&spelling(first));
    let (spelling, build) = LIBRARIES.into_iter().find(is_it)?;
    let small = match state.shape(&spelling("features.conv0.weight"))? {
        [_, _, height, width] => [height, width] == [&3, &3],
        _ => false,
    };
    Some(Variant {
        name: name(state),
        spelling,
        input: if small {
            InputRule::small()
        } else {
            InputRule::imagenet(224)
        },
        networks: if small {
            Networks::all(SMALL)
        } else {
            Networks::One
        },
        build,
    })
}

/// The number in the name counts two convolutions per dense layer, one per transition, the first
/// convolution and the classifier.
fn name(state: &StateDict) -> String {
    let is_layer = |name: &&str| {
        let first = name.ends_with("conv1.weight") || name.ends_with("conv.1.weight");
        first && name.contains(".denselayer")
    };
    let layers = state.names().filter(is_layer).count();
    format!("DenseNet-{}", 2 * layers + BLOCKS + 1)
}

fn classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    let act = activation(net)?;
    let x = net.activation("relu", act, x)?;
    let x = pooled(net, "avgpool", x, false)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

/// fastai keeps only `features` as the body, so the ReLU after it is missing.
fn fastai_classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![fastai::head(net, x)?])
}

fn activation(net: &mut Network) -> Result<Activation, FormatError> {
    net.facts.activation(&["act_layer"], Activation::Relu)
}

fn features(net: &mut Network, x: NodeId) -> Result<NodeId, FormatError> {
    net.facts
        .shown(&["block_config", "bn_size", "growth_rate", "stem_type"]);
    let act = activation(net)?;
    let kept = net.facts.flag(&["pool0"])?;
    let slide = match kept {
        None => Slide::same(7).stride(2),
        Some(_) => Slide::same(3),
    };
    let x = net.conv("features.conv0", x, slide)?;
    let x = net.batch_norm("features.norm0", x, EPSILON)?;
    let mut x = net.activation("features.relu0", act, x)?;
    if kept != Some(false) {
        x = pool(net, "features.pool0", x, PoolKind::Max, Slide::same(3))?;
    }
    for block in 1..=BLOCKS {
        x = dense_block(net, &format!("features.denseblock{block}"), act, x)?;
        if block < BLOCKS {
            x = transition(net, &format!("features.transition{block}"), act, x)?;
        }
    }
    let x = net.batch_norm("features.norm5", x, EPSILON)?;
    net.alias("features", x);
    Ok(x)
}

fn dense_block(
    net: &mut Network,
    path: &str,
    act: Activation,
    mut x: NodeId,
) -> Result<NodeId, FormatError> {
    let layers = net.count(|n| format!("{path}.denselayer{}.conv1.weight", n + 1));
    for layer in 1..=layers {
        let part = |name: &str| format!("{path}.denselayer{layer}.{name}");
        let y = net.batch_norm(&part("norm1"), x, EPSILON)?;
        let y = net.activation(&part("relu1"), act, y)?;
        let y = net.conv(&part("conv1"), y, Slide::same(1))?;
        let y = net.batch_norm(&part("norm2"), y, EPSILON)?;
        let y = net.activation(&part("relu2"), act, y)?;
        let y = net.conv(&part("conv2"), y, Slide::same(3))?;
        net.alias(&format!("{path}.denselayer{layer}"), y);
        // The last concatenation is the block's output.
        let joined = if layer == layers {
            path
        } else {
            &part("concat")
        };
        x = net.node(joined, Op::Concat { axis: 1 }, &[x, y], vec![])?;
    }
    Ok(x)
}

fn transition(
    net: &mut Network,
    path: &str,
    act: Activation,
    x: NodeId,
) -> Result<NodeId, FormatError> {
    let x = net.batch_norm(&format!("{path}.norm"), x, EPSILON)?;
    let x = net.activation(&format!("{path}.relu"), act, x)?;
    let x = net.conv(&format!("{path}.conv"), x, Slide::same(1))?;
    let mean = PoolKind::Average {
        count_padding: true,
    };
    let x = pool(net, &format!("{path}.pool"), x, mean, Slide::bare(1))?;
    net.alias(path, x);
    Ok(x)
}

/// Halves the activation by a pool of 3x3 with padding, or of 2x2 without.
fn pool(
    net: &mut Network,
    path: &str,
    x: NodeId,
    kind: PoolKind,
    slide: Slide,
) -> Result<NodeId, FormatError> {
    let pool = Pool {
        kind,
        kernel: [2 + slide.padding; 2],
        window: slide.stride(2).window(),
        ceil: false,
    };
    net.step(path, Op::Pool(pool), x)
}

/// Spelling of torchvision's files: `norm.1` is `norm1` in its modules.
fn dotted(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        [before @ .., layer, step, weight] if layer.starts_with("denselayer") => {
            let (kind, number) = step.split_at(step.len().saturating_sub(1));
            format!("{}.{layer}.{kind}.{number}.{weight}", before.join("."))
        }
        _ => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    #[test]
    fn the_name_counts_the_layers_in_both_spellings() {
        for (spelling, layers, name) in [
            (
                as_written as fn(&str) -> String,
                [6, 12, 24, 16],
                "DenseNet-121",
            ),
            (dotted, [6, 12, 32, 32], "DenseNet-169"),
            (dotted, [6, 12, 36, 24], "DenseNet-161"),
        ] {
            let mut names = vec![
                "features.conv0.weight".to_owned(),
                "classifier.weight".into(),
            ];
            for (block, layers) in (1..).zip(layers) {
                let name = |n| format!("features.denseblock{block}.denselayer{n}.conv1.weight");
                names.extend((1..=layers).map(|n| spelling(&name(n))));
            }
            let tensors: Vec<_> = names.iter().map(|name| (name, &[1][..])).collect();
            assert_eq!(recognise(&state(&tensors)).unwrap().name, name);
        }
    }

    #[test]
    fn tensors_in_old_files_have_one_more_dot() {
        struct Case(&'static str, &'static str);
        for Case(recipe, file) in [
            Case(
                "features.denseblock1.denselayer10.norm1.running_var",
                "features.denseblock1.denselayer10.norm.1.running_var",
            ),
            Case(
                "features.denseblock4.denselayer2.conv2.weight",
                "features.denseblock4.denselayer2.conv.2.weight",
            ),
            Case(
                "features.denseblock4.denselayer2.conv2",
                "features.denseblock4.denselayer2.conv2",
            ),
            Case(
                "features.denseblock4.denselayer2",
                "features.denseblock4.denselayer2",
            ),
            Case(
                "features.transition1.norm.weight",
                "features.transition1.norm.weight",
            ),
            Case("features.norm5.bias", "features.norm5.bias"),
        ] {
            assert_eq!(dotted(recipe), file);
        }
    }
}
