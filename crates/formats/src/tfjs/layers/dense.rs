use graph::ops::{Conv, Window};
use graph::{NodeId, Op};

use crate::FormatError;
use crate::tfjs::kernels;
use crate::tfjs::layer::Layer;

/// A matrix product with the channels of each row, or of each pixel.
pub(super) fn dense(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (op, kernel) = if layer.shape().len() == 4 {
        let conv = Conv {
            window: Window::default(),
            groups: 1,
        };
        let kernel = layer.arranged_weight("kernel", kernels::pointwise)?;
        (Op::Conv(conv), kernel)
    } else {
        (Op::Linear, layer.weight("kernel")?)
    };
    let constants = layer.with_bias(kernel)?;
    layer.add_activated(layer.input(), op, constants)
}
