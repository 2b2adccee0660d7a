use graph::ops::{Conv, Window};
use graph::{NodeId, Op, Value};

use crate::FormatError;
use crate::keras::kernels;
use crate::keras::layer::Layer;

pub(super) fn convolution(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let groups = layer.count("groups", 1)?;
    let kernel = layer.arranged_weight("kernel", kernels::convolution)?;
    let conv = Conv {
        window: window(layer, &kernel)?,
        groups,
    };
    let constants = layer.with_bias(kernel)?;
    layer.add_activated(layer.input(), Op::Conv(conv), constants)
}

pub(super) fn depthwise(layer: &mut Layer) -> Result<NodeId, FormatError> {
    // Keras 3 names it `kernel`.
    let kernel = each_channel(layer, "depthwise_kernel")
        .or_else(|error| each_channel(layer, "kernel").map_err(|_| error))?;
    let conv = Conv {
        window: window(layer, &kernel)?,
        groups: channels(layer)?,
    };
    let constants = layer.with_bias(kernel)?;
    layer.add_activated(layer.input(), Op::Conv(conv), constants)
}

/// A depthwise convolution without bias, then a 1x1 convolution.
pub(super) fn separable(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let depthwise = each_channel(layer, "depthwise_kernel")?;
    let pointwise = layer.arranged_weight("pointwise_kernel", kernels::convolution)?;
    let conv = Conv {
        window: window(layer, &depthwise)?,
        groups: channels(layer)?,
    };
    let middle = layer.step(
        "depthwise",
        Op::Conv(conv),
        &[layer.input()],
        vec![depthwise],
    )?;
    let constants = layer.with_bias(pointwise)?;
    let conv = Conv {
        window: Window::default(),
        groups: 1,
    };
    layer.add_activated(middle, Op::Conv(conv), constants)
}

fn window(layer: &Layer, kernel: &Value) -> Result<Window, FormatError> {
    let shape = kernel.shape();
    let size = [shape[2], shape[3]];
    let expected = layer.pair("kernel_size", 0)?;
    if ![size, [0, 0]].contains(&expected) {
        return Err(layer.error(format!(
            "expected a kernel of {expected:?} pixels, got {size:?}"
        )));
    }
    layer.window(
        size,
        layer.pair("strides", 1)?,
        layer.pair("dilation_rate", 1)?,
    )
}

/// A depthwise kernel. Its third axis must be the channels of the input: a kernel of another shape
/// might hold as many values, in another order.
fn each_channel(layer: &mut Layer, kind: &str) -> Result<Value, FormatError> {
    let channels = channels(layer)?;
    layer.arranged_weight(kind, |weight| {
        if weight.shape.get(2) == Some(&channels) {
            kernels::depthwise(weight)
        } else {
            None
        }
    })
}

fn channels(layer: &Layer) -> Result<usize, FormatError> {
    match layer.shape()[..] {
        [_, channels, _, _] => Ok(channels),
        ref shape => Err(layer.error(format!("expected a picture, got {shape:?}"))),
    }
}
