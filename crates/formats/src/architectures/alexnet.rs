//! `AlexNet` in one column (Krizhevsky, 2014, <https://arxiv.org/abs/1404.5997>) in the spellings of
//! torchvision and fastai.
//!
//! ```text
//! features     11x11/4 ─ pool ─ 5x5 ─ pool ─ 3x3 ─ 3x3 ─ 3x3 ─ pool      relu after each convolution
//! classifier   mean to 6x6 ─ flatten ─ linear ─ relu ─ linear ─ relu ─ linear
//! ```
//! Each pool is the maximum of 3x3 pixels, every other one. Widths and classes follow from the shapes.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind};

use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::vgg::mean_and_classifier;
use super::{Family, Variant, as_written, fastai};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "AlexNet",
    signs: &["features.10.", "classifier.6."],
    names: &[],
    transformers: &[],
    recognise,
};

/// Side of the activation that the classifier reads.
const SIDE: usize = 6;

/// A convolution: its number in `features`, kernel, stride and padding, and whether a pool follows
/// its ReLU.
struct Row(usize, usize, usize, usize, bool);

#[rustfmt::skip] // a convolution per line
const FEATURES: [Row; 5] = [
    Row( 0, 11, 4, 2, true),
    Row( 3,  5, 1, 2, true),
    Row( 6,  3, 1, 1, false),
    Row( 8,  3, 1, 1, false),
    Row(10,  3, 1, 1, true),
];

/// More children than the classifier has.
const MAX_CHILDREN: usize = 16;

fn recognise(state: &StateDict) -> Option<Variant> {
    let children = (0..MAX_CHILDREN).map(|n| format!("classifier.{n}.weight"));
    let mut linear = children.chain(["classifier.weight".to_owned()]);
    let reads_pictures = |name: String| matches!(state.shape(&name), Some([_, inputs]) if inputs % (SIDE * SIDE) == 0);
    let (spelling, build): (Spelling, fn(&mut Network, NodeId) -> _) = if linear.any(reads_pictures)
    {
        (as_written, torchvision)
    } else if state.contains("1.2.running_mean") {
        (fastai::features, fastai_classifier)
    } else {
        return None;
    };
    let fits = |Row(n, kernel, ..): &Row| {
        let shape = state.shape(&spelling(&format!("features.{n}.weight")));
        matches!(shape, Some([_, _, height, width]) if [height, width] == [kernel; 2])
    };
    FEATURES.iter().all(fits).then(|| Variant {
        name: "AlexNet".into(),
        spelling,
        input: InputRule::imagenet(224),
        networks: Networks::One,
        build,
    })
}

fn torchvision(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![mean_and_classifier(net, x, SIDE)?])
}

fn fastai_classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![fastai::head(net, x)?])
}

fn features(net: &mut Network, mut x: NodeId) -> Result<NodeId, FormatError> {
    for Row(n, kernel, stride, padding, pools) in FEATURES {
        let slide = Slide::bare(kernel).stride(stride).padding(padding);
        x = net.conv(&format!("features.{n}"), x, slide)?;
        x = net.relu(&format!("features.{}", n + 1), x)?;
        if pools {
            let pool = Pool {
                kind: PoolKind::Max,
                kernel: [3, 3],
                window: Slide::bare(3).stride(2).window(),
                ceil: false,
            };
            x = net.step(&format!("features.{}", n + 2), Op::Pool(pool), x)?;
        }
    }
    net.alias("features", x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    const FEATURES: [Tensor; 5] = [
        ("features.0.weight", &[64, 3, 11, 11]),
        ("features.3.weight", &[192, 64, 5, 5]),
        ("features.6.weight", &[384, 192, 3, 3]),
        ("features.8.weight", &[256, 384, 3, 3]),
        ("features.10.weight", &[256, 256, 3, 3]),
    ];

    #[test]
    fn kernels_and_the_side_that_the_classifier_reads_tell_the_network() {
        struct Case(Tensor, bool);
        for Case(linear, expected) in [
            Case(("classifier.1.weight", &[8, 9216]), true),
            Case(("classifier.weight", &[8, 9216]), true),
            Case(("classifier.1.weight", &[8, 12544]), false), // 7 x 7 pixels
            Case(("head.weight", &[8, 9216]), false),
        ] {
            let whole: Vec<Tensor> = FEATURES.into_iter().chain([linear]).collect();
            assert_eq!(recognise(&state(&whole)).is_some(), expected, "{linear:?}");
            let shorter: Vec<Tensor> = FEATURES.into_iter().take(4).chain([linear]).collect();
            assert!(recognise(&state(&shorter)).is_none());
        }
    }
}
