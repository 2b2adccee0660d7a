use graph::NodeId;
use graph::ops::{Binary, Op, Reduce, ReduceKind};

use super::network::Network;
use crate::FormatError;

/// Added to the mean, so that it is never 0.
const EPSILON: f32 = 1e-6;

/// Adds global response normalisation (Woo et al., 2023, <https://arxiv.org/abs/2301.00808>,
/// section 3) of the activation `x`, whose channels are along `axis` (1 or 3).
///
/// The L2 norm of each channel over all pixels, divided by the mean of these norms, multiplies the
/// channel. The result is scaled by `path.weight`, shifted by `path.bias` and added to `x`.
pub(super) fn response_norm(
    net: &mut Network,
    path: &str,
    x: NodeId,
    axis: usize,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let reduce = |kind: ReduceKind, axes: Vec<usize>| {
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes: true,
        })
    };
    let pixels = (1..4).filter(|other| *other != axis).collect();
    let mut shape = [1; 4];
    shape[axis] = net.shape(x).get(axis).copied().unwrap_or(1);
    let length = net.step(&part("length"), reduce(ReduceKind::L2, pixels), x)?;
    let mean = net.step(&part("mean"), reduce(ReduceKind::Mean, vec![axis]), length)?;
    let epsilon = net.fixed(&part("epsilon"), vec![EPSILON], &[1])?;
    let mean = net.add(&part("mean.positive"), mean, epsilon)?;
    let calculated = |net: &mut Network, name: &str, op: Binary, inputs: [NodeId; 2]| {
        net.node(&part(name), Op::Binary(op), &inputs, vec![])
    };
    let relative = calculated(net, "relative", Binary::Div, [length, mean])?;
    let y = calculated(net, "response", Binary::Mul, [x, relative])?;
    let weight = net.arranged(&part("weight"), &shape)?;
    let y = calculated(net, "weighed", Binary::Mul, [y, weight])?;
    let bias = net.arranged(&part("bias"), &shape)?;
    let y = net.add(&part("placed"), y, bias)?;
    net.add(path, x, y)
}
