//! The inverted residual block of mobile networks (Sandler et al., 2018,
//! <https://arxiv.org/abs/1801.04381>, figure 4), also with squeeze-and-excitation (Howard et al.,
//! 2019, <https://arxiv.org/abs/1905.02244>, figure 4).
//!
//! ```text
//! (1x1 ─ bn ─ act) ─ depthwise ─ bn ─ act ─ (gate) ─ 1x1 ─ bn ─ (+)
//! fused:   any convolution ─ bn ─ act ─ (gate) ─ (1x1 ─ bn) ─ (+)
//!
//! gate: mean ─ 1x1 ─ squeeze ─ 1x1 ─ excite ─ times the gate's input
//! ```
//! The block has the sum if its stride is 1 and its output has the shape of its input. In Hugging
//! Face's networks some blocks have none all the same.

use graph::NodeId;
use graph::ops::{Activation, Binary, GlobalPool, Op};

use super::antialias::Antialias;
use super::mobile_names::{Block, Gate, Naming, Place, Unit};
use super::network::{Network, Slide};
use crate::FormatError;

/// How a convolution with a stride is padded. Without a stride, all are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// As much before as after.
    Even,
    /// `TensorFlow`'s `SAME`: as much as the activation needs, an odd pixel at the end.
    TensorFlow,
    /// One pixel less before, whatever the activation needs.
    Uneven {
        /// Numbers of the blocks that are padded evenly all the same.
        even: Vec<usize>,
    },
    /// As `TensorFlow`'s for a square of this side, whatever the picture's own size.
    MadeFor { side: usize },
}

impl Padding {
    /// Takes the fact in timm's spelling.
    pub(super) fn read(net: &mut Network) -> Result<Self, FormatError> {
        let named = net.facts.read(&["pad_type"], |json| match json.as_str()? {
            "same" => Some(Self::TensorFlow),
            "" => Some(Self::Even),
            _ => None,
        })?;
        Ok(named.unwrap_or(Self::Even))
    }

    /// The padding in the block of this number, to whose input these strides lead.
    fn at(&self, block: usize, strides: usize) -> Self {
        match self {
            Self::Uneven { even } if even.contains(&block) => Self::Even,
            Self::MadeFor { side } => Self::MadeFor {
                side: side.div_ceil(strides),
            },
            other => other.clone(),
        }
    }

    /// Pixels before and after along an axis of this size.
    fn around(&self, size: usize, kernel: usize, stride: usize) -> (usize, usize) {
        match self {
            Self::Even => (kernel / 2, kernel / 2),
            Self::TensorFlow => same(size, kernel, stride),
            Self::Uneven { .. } => ((kernel / 2).saturating_sub(1), kernel / 2),
            Self::MadeFor { side } => same(*side, kernel, stride),
        }
    }
}

/// Settings that the blocks of a network or stage share.
#[derive(Clone)]
pub(super) struct Style {
    pub(super) epsilon: f32,
    pub(super) activation: Activation,
    /// Activation between the two convolutions of the gate.
    pub(super) squeeze: Activation,
    /// Activation after them.
    pub(super) excite: Activation,
    pub(super) padding: Padding,
    /// What takes the place of the strides of blocks.
    pub(super) antialias: Option<Antialias>,
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
    let (mut all, mut strides) = (0, 2); // that of the stem
    for (stage, about) in stages.into_iter().enumerate() {
        for block in 0..about.blocks {
            let names = (naming.block)(net, Place { stage, block, all });
            let stride = if block == 0 { about.stride } else { 1 };
            let style = Style {
                padding: about.style.padding.at(all, strides),
                ..about.style.clone()
            };
            x = self::block(net, &names, x, stride, &style)?;
            all += 1;
            strides *= stride;
        }
        if let Some(name) = naming.stage {
            net.alias(&name(stage), x);
        }
    }
    Ok(x)
}

/// Builds a block whose depthwise convolution has this stride.
pub(super) fn block(
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
    y = match style.antialias.filter(|_| stride > 1) {
        None => unit(net, &names.depthwise, y, stride, act, style)?,
        Some(antialias) => {
            y = unit(net, &names.depthwise, y, 1, act, style)?;
            antialias.halved(net, &format!("{}.aa", names.path), y)?
        }
    };
    if let Some(names) = &names.gate {
        y = gate(net, names, y, [style.squeeze, style.excite])?;
    }
    if let Some(project) = &names.project {
        y = unit(net, project, y, 1, None, style)?;
    }
    if names.adds && stride == 1 && net.shape(x) == net.shape(y) {
        return net.add(&names.path, y, x);
    }
    net.alias(&names.path, y);
    Ok(y)
}

/// Builds the first unit of a network, 3x3 with stride 2.
///
/// # Errors
/// [`FormatError::OtherNetwork`] for another kernel, whose stride is not known.
pub(super) fn stem(
    net: &mut Network,
    names: &Unit,
    x: NodeId,
    style: &Style,
) -> Result<NodeId, FormatError> {
    if net.kernel(&names.conv)? != STEM {
        return net.conv(&names.conv, x, Slide::same(STEM)); // says so
    }
    unit(net, names, x, 2, Some(style.activation), style)
}

/// Kernel of the first convolution.
const STEM: usize = 3;

/// Builds a convolution, depthwise if its weight has that shape, with batch norm and perhaps an
/// activation.
///
/// # Errors
/// [`FormatError::OtherNetwork`] for a kernel that has no middle.
pub(super) fn unit(
    net: &mut Network,
    names: &Unit,
    x: NodeId,
    stride: usize,
    activation: Option<Activation>,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let kernel = net.kernel(&names.conv)?;
    let &[out, taken, ..] = net.dims(&format!("{}.weight", names.conv))? else {
        return net.conv(&names.conv, x, Slide::same(kernel)); // fails there on the weight's shape
    };
    if kernel.is_multiple_of(2) {
        let name = net.name(&names.conv);
        let fact = format!("`{name}.weight` has a kernel of {kernel} x {kernel}");
        return Err(net.facts.other(fact));
    }
    let groups = if taken == 1 { out } else { 1 };
    let slide = Slide::same(kernel).stride(stride).groups(groups);
    let x = if style.padding != Padding::Even && stride > 1 {
        let x = pad(net, &names.conv, x, (kernel, stride), &style.padding)?;
        net.conv(&names.conv, x, slide.padding(0))?
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

/// Adds the padding of a convolution as a node of its own.
fn pad(
    net: &mut Network,
    conv: &str,
    x: NodeId,
    (kernel, stride): (usize, usize),
    padding: &Padding,
) -> Result<NodeId, FormatError> {
    let mut window = [(0, 0); 2];
    for (pads, size) in window.iter_mut().zip(net.shape(x).iter().skip(2)) {
        *pads = padding.around(*size, kernel, stride);
    }
    net.step(&format!("{conv}.pad"), Op::Pad { window, value: 0.0 }, x)
}

/// Returns the padding before and after, with an odd pixel at the end.
fn same(size: usize, kernel: usize, stride: usize) -> (usize, usize) {
    let reach = size.div_ceil(stride) * stride + kernel;
    let missing = reach.saturating_sub(size + stride);
    (missing / 2, missing - missing / 2)
}

/// Builds a squeeze-and-excitation with these activations.
pub(super) fn gate(
    net: &mut Network,
    names: &Gate,
    x: NodeId,
    [squeezes, excites]: [Activation; 2],
) -> Result<NodeId, FormatError> {
    let [pool, reduce, squeeze, expand, excite] = &names.steps;
    let mean = GlobalPool {
        max: false,
        keep_axes: true,
    };
    let y = net.step(pool, Op::GlobalPool(mean), x)?;
    let y = net.conv(reduce, y, Slide::same(1))?;
    let y = net.activation(squeeze, squeezes, y)?;
    let y = net.conv(expand, y, Slide::same(1))?;
    let y = net.activation(excite, excites, y)?;
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
    #[test]
    fn uneven_padding_does_not_follow_the_size() {
        let uneven = Padding::Uneven { even: vec![5] };
        assert_eq!(uneven.around(5, 3, 2), (0, 1));
        assert_eq!(uneven.around(4, 5, 2), (1, 2));
        assert_eq!(uneven.at(5, 2).around(4, 5, 2), (2, 2));
        assert_eq!(uneven.at(4, 2), uneven);
        let made = Padding::MadeFor { side: 300 }; // 300, 150, 75, 38, 19
        assert_eq!(made.at(1, 2).around(9, 3, 2), (0, 1));
        assert_eq!(made.at(3, 4).around(8, 3, 2), (1, 1));
        assert_eq!(made.at(9, 16).around(8, 5, 2), (2, 2));
    }
}
