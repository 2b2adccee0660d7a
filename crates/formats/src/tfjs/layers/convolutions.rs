use graph::ops::{Conv, Window};
use graph::{NodeId, Op, Value};

use super::Layer;
use crate::FormatError;
use crate::tfjs::kernels;

pub(super) fn convolution(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let groups = layer.config("groups").as_u64().unwrap_or(1) as usize;
    let (kernel, size) = kernel(layer, "kernel", kernels::convolution)?;
    let window = window(layer, size)?;
    let constants = with_bias(layer, kernel)?;
    layer.add_activated(layer.input(), Op::Conv(Conv { window, groups }), constants)
}

pub(super) fn depthwise(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (kernel, size) = kernel(layer, "depthwise_kernel", kernels::depthwise)?;
    let conv = Conv {
        window: window(layer, size)?,
        groups: channels(layer)?,
    };
    let constants = with_bias(layer, kernel)?;
    layer.add_activated(layer.input(), Op::Conv(conv), constants)
}

/// A depthwise convolution without bias, then a 1x1 convolution.
pub(super) fn separable(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (depthwise, size) = kernel(layer, "depthwise_kernel", kernels::depthwise)?;
    let (pointwise, _) = kernel(layer, "pointwise_kernel", kernels::convolution)?;
    let conv = Conv {
        window: window(layer, size)?,
        groups: channels(layer)?,
    };
    let middle = layer.step("depthwise", Op::Conv(conv), layer.input(), vec![depthwise])?;
    let constants = with_bias(layer, pointwise)?;
    let conv = Conv {
        window: Window::default(),
        groups: 1,
    };
    layer.add_activated(middle, Op::Conv(conv), constants)
}

type Reorder = fn(&crate::tfjs::weights::Weight) -> Option<(Vec<f32>, [usize; 4])>;

/// A kernel on the device, and its height and width.
fn kernel(
    layer: &mut Layer,
    kind: &str,
    reorder: Reorder,
) -> Result<(Value, [usize; 2]), FormatError> {
    let weight = layer
        .build
        .weights
        .take(layer.parent, layer.keras.name, kind)?;
    let (values, shape) = reorder(&weight).ok_or_else(|| {
        layer.error(format!(
            "expected a {kind} with four axes, got {:?}",
            weight.shape
        ))
    })?;
    Ok((layer.value(values, &shape)?, [shape[2], shape[3]]))
}

fn window(layer: &Layer, kernel: [usize; 2]) -> Result<Window, FormatError> {
    layer.window(
        kernel,
        layer.pair("strides", 1)?,
        layer.pair("dilation_rate", 1)?,
    )
}

fn channels(layer: &Layer) -> Result<usize, FormatError> {
    match layer.shape()[..] {
        [_, channels, _, _] => Ok(channels),
        ref shape => Err(layer.error(format!("expected a picture, got {shape:?}"))),
    }
}

fn with_bias(layer: &mut Layer, kernel: Value) -> Result<Vec<Value>, FormatError> {
    if layer.config("use_bias").as_bool().unwrap_or(true) {
        return Ok(vec![kernel, layer.weight("bias")?]);
    }
    Ok(vec![kernel])
}
