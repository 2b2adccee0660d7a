//! `GoogLeNet` (Szegedy et al., 2014, <https://arxiv.org/abs/1409.4842>, table 1) with batch norms, in
//! the spelling of torchvision.
//!
//! ```text
//! 7x7/2 ─ pool ─ 1x1 ─ 3x3 ─ pool ─ 2 blocks ─ pool ─ 5 blocks ─ pool ─ 2 blocks ─ mean ─ linear
//!
//! block    1x1 | 1x1 ─ 3x3 | 1x1 ─ 3x3 | pool ─ 1x1
//! ```
//! Each convolution has a batch norm and a ReLU. Where the paper has 5x5, torchvision's weights have
//! 3x3. `aux1` and `aux2` are classifiers for the training alone. Weights do not show whether the
//! network has `transform_input`, as its published weights do.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind};

use super::named::{Argument, Named};
use super::network::{Network, Slide};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head, transform_input};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "GoogLeNet",
    signs: &["inception3a.", "inception4e.", "inception5b."],
    names: &[],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-3;

const WAYS: &[Named] = &[
    Named(
        &["GoogLeNet with transform_input"],
        &[("transform_input", Argument::Flag(true))],
    ),
    Named(
        &["GoogLeNet without transform_input"],
        &[("transform_input", Argument::Flag(false))],
    ),
];

/// The blocks between two pools.
const STAGES: [&[&str]; 3] = [
    &["inception3a", "inception3b"],
    &[
        "inception4a",
        "inception4b",
        "inception4c",
        "inception4d",
        "inception4e",
    ],
    &["inception5a", "inception5b"],
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let weights = [
        "conv3.conv.weight",
        "inception3a.branch4.1.conv.weight",
        "inception4e.branch3.1.conv.weight",
        "inception5b.branch2.1.conv.weight",
    ];
    let is_it = weights.iter().all(|name| state.contains(name));
    is_it.then(|| Variant {
        name: FAMILY.name.into(),
        spelling: as_written,
        input: InputRule::imagenet(224),
        networks: Networks::all(WAYS),
        build,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let mut x = transform_input::maybe(net, x)?;
    x = unit(net, "conv1", x, Slide::same(7).stride(2))?;
    x = pool(net, "maxpool1", x, Slide::bare(3).stride(2))?;
    x = unit(net, "conv2", x, Slide::same(1))?;
    x = unit(net, "conv3", x, Slide::same(3))?;
    let pools = [
        ("maxpool2", Slide::bare(3).stride(2)),
        ("maxpool3", Slide::bare(3).stride(2)),
        ("maxpool4", Slide::patches(2)),
    ];
    for ((path, slide), blocks) in pools.into_iter().zip(STAGES) {
        x = pool(net, path, x, slide)?;
        for path in blocks {
            x = block(net, path, x)?;
        }
    }
    for training in ["aux1", "aux2"] {
        net.without_effect(training);
    }
    let x = pooled(net, "avgpool", x, false)?;
    Ok(vec![head::linear(net, "fc", x)?])
}

fn block(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let mut branches = vec![unit(net, &part("branch1"), x, Slide::same(1))?];
    for branch in ["branch2", "branch3"] {
        let narrow = unit(net, &part(&format!("{branch}.0")), x, Slide::same(1))?;
        branches.push(unit(
            net,
            &part(&format!("{branch}.1")),
            narrow,
            Slide::same(3),
        )?);
    }
    let largest = pool(net, &part("branch4.0"), x, Slide::same(3))?;
    branches.push(unit(net, &part("branch4.1"), largest, Slide::same(1))?);
    let x = net.node(path, Op::Concat { axis: 1 }, &branches, vec![])?;
    net.alias(path, x);
    Ok(x)
}

fn unit(net: &mut Network, path: &str, x: NodeId, slide: Slide) -> Result<NodeId, FormatError> {
    let x = net.conv(&format!("{path}.conv"), x, slide)?;
    let x = net.batch_norm(&format!("{path}.bn"), x, EPSILON)?;
    net.relu(path, x)
}

fn pool(net: &mut Network, path: &str, x: NodeId, slide: Slide) -> Result<NodeId, FormatError> {
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: [slide.kernel; 2],
        window: slide.window(),
        ceil: true,
    };
    net.step(path, Op::Pool(pool), x)
}
