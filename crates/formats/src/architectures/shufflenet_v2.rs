//! `ShuffleNetV2` (Ma et al., 2018, <https://arxiv.org/abs/1807.11164>, table 5 and figure 3) in the
//! spelling of torchvision.
//!
//! ```text
//! 3x3/2 ─ pool ─ three stages of blocks ─ 1x1 ─ mean ─ linear
//!
//! first of a stage:  [dw/2 ─ 1x1, 1x1 ─ dw/2 ─ 1x1] ─ shuffle
//! others:            [first half, second half ─ 1x1 ─ dw ─ 1x1] ─ shuffle
//! ```
//! Each convolution has a batch norm, and all but depthwise ones a ReLU. Shuffling takes channels from
//! both halves in turn. Widths and the number of blocks follow from the tensors.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind, Select};

use super::network::{Network, Slide};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ShuffleNetV2",
    signs: &[".branch1.", ".branch2.", "stage4.", "conv5."],
    names: &[],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-5;

fn recognise(state: &StateDict) -> Option<Variant> {
    let weights = [
        "conv1.0.weight",
        "stage2.0.branch1.0.weight",
        "stage4.0.branch2.5.weight",
        "conv5.0.weight",
    ];
    let is_it = weights.iter().all(|name| state.contains(name));
    is_it.then(|| Variant {
        name: "ShuffleNetV2".into(),
        spelling: as_written,
        input: InputRule::imagenet(224),
        networks: Networks::One,
        build,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let mut x = chain(net, "conv1", x, &[(Slide::same(3).stride(2), true)])?;
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: [3, 3],
        window: Slide::same(3).stride(2).window(),
        ceil: false,
    };
    x = net.step("maxpool", Op::Pool(pool), x)?;
    for stage in ["stage2", "stage3", "stage4"] {
        let blocks = net.count(|block| format!("{stage}.{block}.branch2.0.weight"));
        for number in 0..blocks {
            x = block(net, &format!("{stage}.{number}"), x, number == 0)?;
        }
        net.alias(stage, x);
    }
    x = chain(net, "conv5", x, &[(Slide::same(1), true)])?;
    let x = pooled(net, "mean", x, false)?;
    Ok(vec![head::linear(net, "fc", x)?])
}

fn block(net: &mut Network, path: &str, x: NodeId, halves: bool) -> Result<NodeId, FormatError> {
    let [one, two] = ["branch1", "branch2"].map(|branch| format!("{path}.{branch}"));
    let stride = if halves { 2 } else { 1 };
    let around = |net: &Network, at: &str| -> Result<Slide, FormatError> {
        let groups = net.dims(&format!("{at}.weight"))?.first().copied();
        let slide = Slide::same(3).stride(stride);
        Ok(slide.groups(groups.unwrap_or(1)))
    };
    let [kept, changed] = if halves {
        let steps = [
            (around(net, &format!("{one}.0"))?, false),
            (Slide::same(1), true),
        ];
        [chain(net, &one, x, &steps)?, x]
    } else {
        let channels = net.shape(x).get(1).copied().unwrap_or(0);
        let half = channels / 2;
        let mut part = |branch: &str, range| {
            let range = Op::Select(Select::Range { axis: 1, range });
            net.step(&format!("{branch}.half"), range, x)
        };
        [part(&one, 0..half)?, part(&two, half..channels)?]
    };
    let steps = [
        (Slide::same(1), true),
        (around(net, &format!("{two}.3"))?, false),
        (Slide::same(1), true),
    ];
    let changed = chain(net, &two, changed, &steps)?;
    let joined = net.node(
        &format!("{path}.joined"),
        Op::Concat { axis: 1 },
        &[kept, changed],
        vec![],
    )?;
    let half = net.shape(joined).get(1).copied().unwrap_or(0) / 2;
    let places = (0..half).flat_map(|place| [place, half + place]).collect();
    let shuffle = Op::Select(Select::Places { axis: 1, places });
    net.step(path, shuffle, joined)
}

/// Builds convolutions with batch norms whose modules are numbered. Each has a ReLU or not.
fn chain(
    net: &mut Network,
    path: &str,
    mut x: NodeId,
    convolutions: &[(Slide, bool)],
) -> Result<NodeId, FormatError> {
    let mut number = 0;
    for (slide, activated) in convolutions {
        let module = |n: usize| format!("{path}.{n}");
        x = net.conv(&module(number), x, *slide)?;
        x = net.batch_norm(&module(number + 1), x, EPSILON)?;
        number += 2;
        if *activated {
            x = net.relu(&module(number), x)?;
            number += 1;
        }
    }
    net.alias(path, x);
    Ok(x)
}
