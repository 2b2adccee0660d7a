//! Parts in which timm's `ResNets` differ from torchvision's.
//!
//! ```text
//! stem      7x7/2, or 3x3/2 ─ bn ─ relu ─ 3x3 ─ bn ─ relu ─ 3x3     then bn ─ relu
//! pool      maximum of 3x3 /2, or 3x3/2 ─ bn ─ relu (RS)
//! shortcut  1x1/2 ─ bn, or mean of 2x2 /2 ─ 1x1 ─ bn (D, E, T), or 3x3/2 ─ bn (SENet-154)
//! gate      mean ─ 1x1 ─ relu ─ 1x1 ─ sigmoid, on the output of a block before the sum
//! ```

use graph::NodeId;
use graph::ops::{Activation, Op, Pool, PoolKind};

use super::antialias::Antialias;
use super::inverted_residual::gate;
use super::mobile_names::Gate;
use super::network::{Network, Slide};
use super::resnet::{EPSILON, Style};
use crate::FormatError;

/// Whether the stem has three convolutions.
pub(super) fn is_deep(net: &Network, prefix: &str) -> bool {
    net.has(&format!("{prefix}conv1.0.weight"))
}

/// Builds all before the first stage.
pub(super) fn stem(
    net: &mut Network,
    prefix: &str,
    x: NodeId,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let conv1 = format!("{prefix}conv1");
    let three_stages = !net.has(&format!("{prefix}layer4.0.conv1.weight"));
    let deep = is_deep(net, prefix);
    let pools = match net.facts.flag(&["maxpool"])? {
        None if three_stages && !deep && net.kernel(&conv1)? == 3 => Some(false),
        small => small,
    };
    let x = if deep {
        three(net, &conv1, x, style)?
    } else {
        let slide = match pools {
            None => Slide::same(7).stride(2),
            Some(_) => Slide::same(3),
        };
        net.conv(&conv1, x, slide)?
    };
    let x = net.batch_norm(&format!("{prefix}bn1"), x, EPSILON)?;
    let x = net.activation(&format!("{prefix}relu"), style.act, x)?;
    if pools == Some(false) {
        return Ok(x);
    }
    pool(net, &format!("{prefix}maxpool"), x, style)
}

fn three(net: &mut Network, path: &str, x: NodeId, style: &Style) -> Result<NodeId, FormatError> {
    let part = |n: usize| format!("{path}.{n}");
    let mut x = net.conv(&part(0), x, Slide::same(3).stride(2))?;
    for n in [3, 6] {
        x = net.batch_norm(&part(n - 2), x, EPSILON)?;
        x = net.activation(&part(n - 1), style.act, x)?;
        x = net.conv(&part(n), x, Slide::same(3))?;
    }
    net.alias(path, x);
    Ok(x)
}

fn pool(net: &mut Network, path: &str, x: NodeId, style: &Style) -> Result<NodeId, FormatError> {
    let part = |n: usize| format!("{path}.{n}");
    if net.has(&format!("{path}.0.weight")) {
        return learned_pool(net, path, x, style);
    }
    let pool = |stride: usize| {
        Op::Pool(Pool {
            kind: PoolKind::Max,
            kernel: [3, 3],
            window: Slide::same(3).stride(stride).window(),
            ceil: false,
        })
    };
    match style.antialias {
        None => net.step(path, pool(2), x),
        Some(mean @ Antialias::Mean) => mean.halved(net, path, x),
        Some(blur) => {
            let x = net.step(&part(0), pool(1), x)?;
            let x = blur.halved(net, &part(1), x)?;
            net.alias(path, x);
            Ok(x)
        }
    }
}

/// Builds a convolution in the place of the pool.
fn learned_pool(
    net: &mut Network,
    path: &str,
    x: NodeId,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let part = |n: usize| format!("{path}.{n}");
    let (x, norm) = match style.antialias {
        None => (net.conv(&part(0), x, Slide::same(3).stride(2))?, 1),
        Some(antialias) => {
            let x = net.conv(&part(0), x, Slide::same(3))?;
            (antialias.halved(net, &part(1), x)?, 2)
        }
    };
    let x = net.batch_norm(&part(norm), x, EPSILON)?;
    let x = net.activation(&part(norm + 1), style.act, x)?;
    net.alias(path, x);
    Ok(x)
}

/// Builds the shortcut of a block whose stride is this, if it has one with weights.
pub(super) fn shortcut(
    net: &mut Network,
    path: &str,
    x: NodeId,
    stride: usize,
) -> Result<NodeId, FormatError> {
    let part = |n: usize| format!("{path}.{n}");
    if net.has(&format!("{path}.0.weight")) {
        let kernel = match net.kernel(&part(0))? {
            3 if stride > 1 => 3,
            _ => 1,
        };
        let x = net.conv(&part(0), x, Slide::same(kernel).stride(stride))?;
        return net.batch_norm(&part(1), x, EPSILON);
    }
    if !net.has(&format!("{path}.1.weight")) {
        return Ok(x);
    }
    let mut x = x;
    if stride > 1 {
        let mean = Pool {
            kind: PoolKind::Average {
                count_padding: false,
            },
            kernel: [2, 2],
            window: Slide::bare(2).stride(stride).window(),
            ceil: true,
        };
        x = net.step(&part(0), Op::Pool(mean), x)?;
    }
    let x = net.conv(&part(1), x, Slide::same(1))?;
    net.batch_norm(&part(2), x, EPSILON)
}

/// Builds the squeeze-and-excitation of a block, if it has one.
pub(super) fn excited(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    if !net.has(&format!("{path}.fc1.weight")) {
        return Ok(x);
    }
    let names = Gate::of(path.to_owned(), ["pool", "fc1", "act", "fc2", "gate"]);
    gate(net, &names, x, [Activation::Relu, Activation::Sigmoid])
}
