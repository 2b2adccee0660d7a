use graph::ops::{Conv, Window};
use graph::{NodeId, Op};

use crate::FormatError;
use crate::keras::kernels;
use crate::keras::layer::Layer;

/// A matrix product with the channels of each row, or of each pixel.
pub(super) fn dense(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let is_picture = layer.shape().len() == 4;
    if is_picture && !layer.is_channels_last() {
        return Err(layer.error("a dense layer along the columns of a picture is not supported"));
    }
    let (op, kernel) = if is_picture {
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
