//! The inverted residual block of mobile networks (Sandler et al., 2018,
//! <https://arxiv.org/abs/1801.04381>, figure 4), also with squeeze-and-excitation (Howard et al.,
//! 2019, <https://arxiv.org/abs/1905.02244>, figure 4).
//!
//! ```text
//! (1x1 ─ bn ─ act) ─ depthwise ─ bn ─ act ─ (gate) ─ 1x1 ─ bn ─ (+)
//!
//! gate: mean ─ 1x1 ─ squeeze ─ 1x1 ─ excite ─ times the gate's input
//! ```
//! The block has the sum if its output has the shape of its input.

use graph::NodeId;
use graph::ops::{Activation, Binary, GlobalPool, Op};

use super::mobile_names::{Block, Gate, Naming, Place, Unit};
use super::network::{Network, Slide};
use crate::FormatError;

/// Settings that the blocks of a network or stage share.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) epsilon: f32,
    pub(super) activation: Activation,
    /// Activation between the two convolutions of the gate.
    pub(super) squeeze: Activation,
    /// Activation after them.
    pub(super) excite: Activation,
    /// Whether padding is `TensorFlow`'s `SAME`: an odd pixel goes to the end.
    pub(super) tensorflow: bool,
}

/// Consecutive blocks. The first has the stride.
pub(super) struct Stage {
    pub(super) blocks: usize,
    pub(super) stride: usize,
    pub(super) style: Style,
}

/// Builds all blocks of a network.
pub(super) fn stages(
    net: &mut Network,
    stages: impl IntoIterator<Item = Stage>,
    mut x: NodeId,
    naming: &Naming,
) -> Result<NodeId, FormatError> {
    let mut all = 0;
    for (stage, about) in stages.into_iter().enumerate() {
        for block in 0..about.blocks {
            let names = (naming.block)(net, Place { stage, block, all });
            let stride = if block == 0 { about.stride } else { 1 };
            x = one_block(net, &names, x, stride, &about.style)?;
            all += 1;
        }
        if let Some(name) = naming.stage {
            net.alias(&name(stage), x);
        }
    }
    Ok(x)
}

/// Builds a block whose depthwise convolution has this stride.
fn one_block(
    net: &mut Network,
    names: &Block,
    x: NodeId,
    stride: usize,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let act = Some(style.activation);
    let mut y = x;
    if let Some(expand) = &names.expand {
        y = unit(net, expand, y, 1, act, style)?;
    }
    y = unit(net, &names.depthwise, y, stride, act, style)?;
    if let Some(names) = &names.gate {
        y = gate(net, names, y, style)?;
    }
    y = unit(net, &names.project, y, 1, None, style)?;
    if stride == 1 && net.shape(x) == net.shape(y) {
        return net.add(&names.path, y, x);
    }
    net.alias(&names.path, y);
    Ok(y)
}

/// Builds a convolution, depthwise if its weight has that shape, with batch norm and perhaps an
/// activation.
pub(super) fn unit(
    net: &mut Network,
    names: &Unit,
    x: NodeId,
    stride: usize,
    activation: Option<Activation>,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let &[out, taken, kernel, _] = net.dims(&format!("{}.weight", names.conv))? else {
        return net.conv(&names.conv, x, Slide::same(1)); // fails there on the weight's shape
    };
    let groups = if taken == 1 { out } else { 1 };
    let slide = Slide::same(kernel).stride(stride).groups(groups);
    let x = if style.tensorflow && stride > 1 {
        let x = pad(net, &format!("{}.pad", names.conv), x, kernel, stride)?;
        net.conv(
            &names.conv,
            x,
            Slide {
                padding: 0,
                ..slide
            },
        )?
    } else {
        net.conv(&names.conv, x, slide)?
    };
    let Some(activation) = activation else {
        let x = net.batch_norm(&names.norm, x, style.epsilon)?;
        net.alias(&names.output, x);
        return Ok(x);
    };
    let inside = format!("{}.norm", names.norm);
    let node = if names.norm == names.output {
        &inside
    } else {
        &names.norm
    };
    let x = net.batch_norm_as(node, &names.norm, x, style.epsilon)?;
    let x = net.activation(&names.output, activation, x)?;
    net.alias(&names.also, x);
    Ok(x)
}

/// Adds `TensorFlow`'s padding `SAME` as a node of its own.
fn pad(
    net: &mut Network,
    path: &str,
    x: NodeId,
    kernel: usize,
    stride: usize,
) -> Result<NodeId, FormatError> {
    let mut window = [(0, 0); 2];
    for (pads, size) in window.iter_mut().zip(net.shape(x).iter().skip(2)) {
        *pads = same(*size, kernel, stride);
    }
    net.step(path, Op::Pad { window, value: 0.0 }, x)
}

/// Returns the padding before and after, with an odd pixel at the end.
fn same(size: usize, kernel: usize, stride: usize) -> (usize, usize) {
    let reach = size.div_ceil(stride) * stride + kernel;
    let missing = reach.saturating_sub(size + stride);
    (missing / 2, missing - missing / 2)
}

fn gate(net: &mut Network, names: &Gate, x: NodeId, style: &Style) -> Result<NodeId, FormatError> {
    let [pool, reduce, squeeze, expand, excite] =
        names.steps.map(|step| format!("{}.{step}", names.path));
    let mean = GlobalPool {
        max: false,
        keep_axes: true,
    };
    let y = net.step(&pool, Op::GlobalPool(mean), x)?;
    let y = net.conv(&reduce, y, Slide::same(1))?;
    let y = net.activation(&squeeze, style.squeeze, y)?;
    let y = net.conv(&expand, y, Slide::same(1))?;
    let y = net.activation(&excite, style.excite, y)?;
    net.node(&names.path, Op::Binary(Binary::Mul), &[x, y], vec![])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_that_of_tensorflow() {
        struct Case(usize, usize, (usize, usize));
        for Case(size, kernel, expected) in [
            Case(4, 3, (0, 1)), // windows at 0 and 2 end at 5
            Case(5, 3, (1, 1)), // windows at -1, 1 and 3
            Case(4, 5, (1, 2)),
            Case(5, 5, (2, 2)),
            Case(4, 1, (0, 0)),
        ] {
            assert_eq!(same(size, kernel, 2), expected, "{kernel} on {size}");
        }
    }
}
