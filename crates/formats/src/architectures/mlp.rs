//! The MLP of vision transformers, with a gate or without (Shazeer, 2020,
//! <https://arxiv.org/abs/2002.05202>).

use graph::NodeId;
use graph::ops::{Activation, Binary, Op, Select};

use super::network::Network;
use crate::FormatError;

/// Builds two linear layers with an activation between them: `path.fc1`, `path.act`, `path.fc2`.
///
/// With a gate, the activation is that of one half of the values, which multiplies the other half.
/// Both come from `path.fc1`, which is then twice as wide, or from `path.fc1_g` and `path.fc1_x`.
/// Before the last layer, there may be a norm `path.norm` with this epsilon.
pub(super) fn mlp(
    net: &mut Network,
    path: &str,
    (act, epsilon): (Activation, f32),
    x: NodeId,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let mut x = if net.has(&part("fc1_g.weight")) {
        let gate = net.linear(&part("fc1_g"), x)?;
        let x = net.linear(&part("fc1_x"), x)?;
        gated(net, path, act, [gate, x])?
    } else {
        let is_gated = is_gated(net, path);
        let x = net.linear(&part("fc1"), x)?;
        if is_gated {
            let halves = halves(net, path, x)?;
            gated(net, path, act, halves)?
        } else {
            net.activation(&part("act"), act, x)?
        }
    };
    if net.has(&part("norm.weight")) {
        let axis = net.shape(x).len().saturating_sub(1);
        x = net.layer_norm(&part("norm"), x, axis, epsilon)?;
    }
    let x = net.linear(&part("fc2"), x)?;
    net.alias(path, x);
    Ok(x)
}

/// Whether the MLP has a gate.
pub(super) fn is_gated(net: &Network, path: &str) -> bool {
    let size = |layer: &str, axis: usize| {
        let dims = net.dims(&format!("{path}.{layer}.weight")).ok();
        dims.and_then(|dims| dims.get(axis).copied())
    };
    let twice = |width: usize| width.checked_mul(2);
    size("fc1_g", 0).is_some() || size("fc1", 0) == size("fc2", 1).and_then(twice)
}

fn halves(net: &mut Network, path: &str, x: NodeId) -> Result<[NodeId; 2], FormatError> {
    let axis = net.shape(x).len().saturating_sub(1);
    let size = net.shape(x).last().copied().unwrap_or(0);
    let half = |net: &mut Network, name: &str, range| {
        let half = Op::Select(Select::Range { axis, range });
        net.step(&format!("{path}.{name}"), half, x)
    };
    Ok([
        half(net, "gate", 0..size / 2)?,
        half(net, "values", size / 2..size)?,
    ])
}

fn gated(
    net: &mut Network,
    path: &str,
    act: Activation,
    [gate, x]: [NodeId; 2],
) -> Result<NodeId, FormatError> {
    let gate = net.activation(&format!("{path}.act"), act, gate)?;
    let product = Op::Binary(Binary::Mul);
    net.node(&format!("{path}.gated"), product, &[gate, x], vec![])
}
