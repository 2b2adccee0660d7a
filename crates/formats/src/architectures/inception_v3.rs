//! Inception v3 (Szegedy et al., 2015, <https://arxiv.org/abs/1512.00567>, table 1) in the spelling of
//! torchvision and timm.
//!
//! ```text
//! 3x3/2 ─ 3x3 ─ 3x3 ─ pool ─ 1x1 ─ 3x3 ─ pool ─ A A A ─ B ─ C C C C ─ D ─ E E ─ mean ─ linear
//!
//! A    1x1 | 1x1 ─ 5x5 | 1x1 ─ 3x3 ─ 3x3 | mean ─ 1x1
//! B    3x3/2 | 1x1 ─ 3x3 ─ 3x3/2 | pool
//! C    1x1 | 1x1 ─ 1x7 ─ 7x1 | 1x1 ─ 7x1 ─ 1x7 ─ 7x1 ─ 1x7 | mean ─ 1x1
//! D    1x1 ─ 3x3/2 | 1x1 ─ 1x7 ─ 7x1 ─ 3x3/2 | pool
//! E    1x1 | 1x1 ─ [1x3, 3x1] | 1x1 ─ 3x3 ─ [1x3, 3x1] | mean ─ 1x1
//! ```
//! Each convolution has a batch norm and a ReLU. Convolutions with a stride and the first ones are not
//! padded. Means are of 3x3 pixels, and pools the maximum of 3x3, every other one.
//!
//! Weights do not show whether the network has `transform_input`, as torchvision's published ones do. `AuxLogits` is a classifier for the training alone.

use graph::NodeId;
use graph::ops::{Activation, Conv, Op, Pool, PoolKind, Window};

use super::named::{Argument, Named};
use super::network::{Network, Slide};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, head, transform_input};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "Inception v3",
    signs: &["Mixed_5b.", "Mixed_7c.", "branch7x7dbl_"],
    names: &[Named(
        &[
            "inception_v3",
            "tf_inception_v3",
            "adv_inception_v3",
            "gluon_inception_v3",
        ],
        &[("transform_input", Argument::Flag(false))],
    )],
    transformers: &[],
    recognise,
};

const EPSILON: f32 = 1e-3;
const SIDE: usize = 299;

const WITH: &str = "Inception v3 with transform_input";
const WITHOUT: &str = "Inception v3 without transform_input";

const WAYS: &[Named] = &[
    Named(&[WITH], &[("transform_input", Argument::Flag(true))]),
    Named(&[WITHOUT], &[("transform_input", Argument::Flag(false))]),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let weights = [
        "Conv2d_1a_3x3.conv.weight",
        "Mixed_5b.branch5x5_2.conv.weight",
        "Mixed_6e.branch7x7dbl_5.conv.weight",
        "Mixed_7c.branch3x3dbl_3b.conv.weight",
    ];
    if !weights.iter().all(|name| state.contains(name)) {
        return None;
    }
    // Of those that were not made by torchvision, most come from timm.
    let torchvision = state.contains("AuxLogits.fc.weight");
    let (shorter, filter) = if torchvision {
        (342, InputFilter::Bilinear)
    } else {
        (341, InputFilter::Bicubic)
    };
    let names = if torchvision {
        vec![WITH, WITHOUT]
    } else {
        vec![WITHOUT, WITH]
    };
    Some(Variant {
        name: "Inception v3".into(),
        spelling: as_written,
        // What the first layer takes. A network that rescales its pixels is seen by its first nodes.
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            filter,
            ..InputRule::imagenet(SIDE).centred()
        },
        networks: Networks::Ways {
            table: WAYS,
            names,
            unless: &["transform_input"],
        },
        build,
    })
}

/// What the weights do not show.
#[derive(Clone, Copy)]
struct Style {
    act: Activation,
    epsilon: f32,
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    net.facts.shown(&["aux_logits"]);
    net.facts
        .is_one_of(&["norm_layer"], &["batchnorm", "batchnorm2d"])?;
    let style = Style {
        act: net.facts.activation(&["act_layer"], Activation::Relu)?,
        epsilon: net.facts.positive(&["norm_eps"])?.unwrap_or(EPSILON),
    };
    let mut x = transform_input::maybe(net, x)?;
    for (path, slide) in [
        ("Conv2d_1a_3x3", Slide::bare(3).stride(2)),
        ("Conv2d_2a_3x3", Slide::bare(3)),
        ("Conv2d_2b_3x3", Slide::same(3)),
    ] {
        x = unit(net, path, x, slide, style)?;
    }
    x = pool(net, "maxpool1", x)?;
    net.alias("Pool1", x);
    x = unit(net, "Conv2d_3b_1x1", x, Slide::same(1), style)?;
    x = unit(net, "Conv2d_4a_3x3", x, Slide::bare(3), style)?;
    x = pool(net, "maxpool2", x)?;
    net.alias("Pool2", x);
    type Block = fn(&mut Network, &str, NodeId, Style) -> Result<Vec<NodeId>, FormatError>;
    #[rustfmt::skip] // a block per line
    let blocks: [(&str, Block); 11] = [
        ("Mixed_5b", a), ("Mixed_5c", a), ("Mixed_5d", a),
        ("Mixed_6a", b),
        ("Mixed_6b", c), ("Mixed_6c", c), ("Mixed_6d", c), ("Mixed_6e", c),
        ("Mixed_7a", d),
        ("Mixed_7b", e), ("Mixed_7c", e),
    ];
    for (path, block) in blocks {
        let branches = block(net, path, x, style)?;
        x = net.node(path, Op::Concat { axis: 1 }, &branches, vec![])?;
        net.alias(path, x);
    }
    let x = pooled(net, "avgpool", x, false)?;
    net.alias("global_pool", x);
    Ok(vec![head::linear(net, "fc", x)?])
}

fn a(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<Vec<NodeId>, FormatError> {
    let same = Slide::same;
    let squares = [same(1), same(3), same(3)];
    Ok(vec![
        unit(net, &format!("{path}.branch1x1"), x, same(1), style)?,
        chain(
            net,
            &format!("{path}.branch5x5"),
            x,
            &[same(1), same(5)],
            style,
        )?,
        chain(net, &format!("{path}.branch3x3dbl"), x, &squares, style)?,
        averaged(net, path, x, style)?,
    ])
}

fn b(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<Vec<NodeId>, FormatError> {
    let halves = Slide::bare(3).stride(2);
    let squares = [Slide::same(1), Slide::same(3), halves];
    Ok(vec![
        unit(net, &format!("{path}.branch3x3"), x, halves, style)?,
        chain(net, &format!("{path}.branch3x3dbl"), x, &squares, style)?,
        pool(net, &format!("{path}.branch_pool"), x)?,
    ])
}

fn c(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<Vec<NodeId>, FormatError> {
    const ROW: [usize; 2] = [1, 7];
    const COLUMN: [usize; 2] = [7, 1];
    let first = unit(net, &format!("{path}.branch1x1"), x, Slide::same(1), style)?;
    let mut branches = vec![first];
    let kernels: [(&str, &[[usize; 2]]); 2] = [
        ("branch7x7", &[ROW, COLUMN]),
        ("branch7x7dbl", &[COLUMN, ROW, COLUMN, ROW]),
    ];
    for (name, kernels) in kernels {
        let part = |n: usize| format!("{path}.{name}_{n}");
        let mut y = unit(net, &part(1), x, Slide::same(1), style)?;
        for (n, kernel) in (2..).zip(kernels) {
            y = long(net, &part(n), y, *kernel, style)?;
        }
        branches.push(y);
    }
    branches.push(averaged(net, path, x, style)?);
    Ok(branches)
}

fn d(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<Vec<NodeId>, FormatError> {
    let halves = Slide::bare(3).stride(2);
    let squares = [Slide::same(1), halves];
    let part = |n: usize| format!("{path}.branch7x7x3_{n}");
    let mut y = unit(net, &part(1), x, Slide::same(1), style)?;
    y = long(net, &part(2), y, [1, 7], style)?;
    y = long(net, &part(3), y, [7, 1], style)?;
    Ok(vec![
        chain(net, &format!("{path}.branch3x3"), x, &squares, style)?,
        unit(net, &part(4), y, halves, style)?,
        pool(net, &format!("{path}.branch_pool"), x)?,
    ])
}

fn e(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<Vec<NodeId>, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let both = |net: &mut Network, name: &str, x: NodeId| {
        let row = long(net, &part(&format!("{name}a")), x, [1, 3], style)?;
        let column = long(net, &part(&format!("{name}b")), x, [3, 1], style)?;
        net.node(&part(name), Op::Concat { axis: 1 }, &[row, column], vec![])
    };
    let first = unit(net, &part("branch1x1"), x, Slide::same(1), style)?;
    let small = unit(net, &part("branch3x3_1"), x, Slide::same(1), style)?;
    let small = both(net, "branch3x3_2", small)?;
    let squares = [Slide::same(1), Slide::same(3)];
    let large = chain(net, &part("branch3x3dbl"), x, &squares, style)?;
    let large = both(net, "branch3x3dbl_3", large)?;
    Ok(vec![first, small, large, averaged(net, path, x, style)?])
}

/// Builds units whose names end in their numbers.
fn chain(
    net: &mut Network,
    path: &str,
    mut x: NodeId,
    slides: &[Slide],
    style: Style,
) -> Result<NodeId, FormatError> {
    for (n, slide) in (1..).zip(slides) {
        x = unit(net, &format!("{path}_{n}"), x, *slide, style)?;
    }
    Ok(x)
}

/// The last branch of a block that keeps the size of the picture.
fn averaged(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<NodeId, FormatError> {
    let mean = Pool {
        kind: PoolKind::Average {
            count_padding: true,
        },
        kernel: [3, 3],
        window: Slide::same(3).window(),
        ceil: false,
    };
    let path = format!("{path}.branch_pool");
    let x = net.step(&format!("{path}.mean"), Op::Pool(mean), x)?;
    unit(net, &path, x, Slide::same(1), style)
}

fn pool(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: [3, 3],
        window: Slide::bare(3).stride(2).window(),
        ceil: false,
    };
    net.step(path, Op::Pool(pool), x)
}

fn unit(
    net: &mut Network,
    path: &str,
    x: NodeId,
    slide: Slide,
    style: Style,
) -> Result<NodeId, FormatError> {
    let x = net.conv(&format!("{path}.conv"), x, slide)?;
    activated(net, path, x, style)
}

/// Builds a unit whose kernel is longer along one axis. It keeps the size of the picture.
fn long(
    net: &mut Network,
    path: &str,
    x: NodeId,
    kernel: [usize; 2],
    style: Style,
) -> Result<NodeId, FormatError> {
    let conv = Conv {
        window: Window {
            padding: kernel.map(|side| (side / 2, side / 2)),
            ..Slide::bare(1).window()
        },
        groups: 1,
    };
    let x = net.conv_of(&format!("{path}.conv"), x, kernel, conv)?;
    activated(net, path, x, style)
}

/// In timm, the activation is a child of the norm.
fn activated(
    net: &mut Network,
    path: &str,
    x: NodeId,
    style: Style,
) -> Result<NodeId, FormatError> {
    let x = net.batch_norm(&format!("{path}.bn"), x, style.epsilon)?;
    let x = net.activation(path, style.act, x)?;
    net.alias(&format!("{path}.bn.act"), x);
    Ok(x)
}
