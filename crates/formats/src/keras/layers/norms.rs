use graph::ops::{BatchNorm, Binary, Function, GroupNorm, LayerNorm, Reduce, ReduceKind};
use graph::{NodeId, Op, Value};

use crate::FormatError;
use crate::keras::json;
use crate::keras::kernels;
use crate::keras::layer::Layer;

/// The default epsilon of Keras, added to the variance.
const EPSILON: f32 = 1e-3;

pub(super) fn batch(layer: &mut Layer) -> Result<NodeId, FormatError> {
    expect_channels(layer)?;
    if !matches!(layer.shape().len(), 2 | 4) {
        let reason = format!("expected rows or pictures, got {:?}", layer.shape());
        return Err(layer.error(reason));
    }
    let shape = [layer.shape()[1]];
    let constants = vec![
        scaling(layer, "scale", "gamma", &shape)?,
        scaling(layer, "center", "beta", &shape)?,
        layer.weight("moving_mean")?,
        layer.weight("moving_variance")?,
    ];
    let epsilon = layer.number("epsilon", EPSILON)?;
    layer.add(Op::BatchNorm(BatchNorm { epsilon }), constants)
}

/// Normalises along the channels, or over all values of each example.
pub(super) fn layer(layer: &mut Layer) -> Result<NodeId, FormatError> {
    if layer.flag("rms_scaling", false)? {
        return Err(layer.error("rms_scaling is not supported"));
    }
    let shape = layer.shape();
    let all: Vec<usize> = (1..shape.len()).collect();
    let axes = if axes(layer)? == all {
        all
    } else {
        expect_channels(layer)?;
        vec![layer.channel_axis()]
    };
    let sizes: Vec<usize> = axes.iter().map(|axis| shape[*axis]).collect();
    let constants = vec![
        scaling(layer, "scale", "gamma", &sizes)?,
        scaling(layer, "center", "beta", &sizes)?,
    ];
    let epsilon = layer.number("epsilon", EPSILON)?;
    layer.add(Op::LayerNorm(LayerNorm { axes, epsilon }), constants)
}

pub(super) fn group(layer: &mut Layer) -> Result<NodeId, FormatError> {
    expect_channels(layer)?;
    let channels = channels_in_front(layer)?;
    // Keras saves `groups=-1`, one group per channel, as the number of channels.
    let groups = layer.count("groups", 32)?;
    let constants = vec![
        scaling(layer, "scale", "gamma", &[channels])?,
        scaling(layer, "center", "beta", &[channels])?,
    ];
    let epsilon = layer.number("epsilon", EPSILON)?;
    layer.add(Op::GroupNorm(GroupNorm { groups, epsilon }), constants)
}

/// `x / √Σx²` along the channels, with a sum of at least 1e-12.
pub(super) fn unit(layer: &mut Layer) -> Result<NodeId, FormatError> {
    expect_channels(layer)?;
    let input = layer.input();
    let sum = Reduce {
        kind: ReduceKind::Sum,
        axes: vec![layer.channel_axis()],
        keep_axes: true,
    };
    let least = layer.constant("least", vec![1e-12], 0)?;
    let square = Op::Function(Function::Power { exponent: 2.0 });
    let inverse = Op::Function(Function::Power { exponent: -0.5 });
    let squares = layer.step("squares", square, &[input], Vec::new())?;
    let sum = layer.step("sum", Op::Reduce(sum), &[squares], Vec::new())?;
    let sum = layer.step("at-least", Op::Binary(Binary::Max), &[sum, least], vec![])?;
    let inverse = layer.step("inverse", inverse, &[sum], Vec::new())?;
    layer.node(Op::Binary(Binary::Mul), &[input, inverse], Vec::new())
}

/// The axes of the graph that the layer normalises; the last one of Keras by default.
fn axes(layer: &Layer) -> Result<Vec<usize>, FormatError> {
    let rank = layer.shape().len();
    let last = vec![rank.saturating_sub(1)];
    let axes = layer.setting("axis", last, |json| json::axes(json, rank), "axes")?;
    let mut axes: Vec<usize> = axes
        .into_iter()
        .map(|axis| layer.graph_axis(axis))
        .collect();
    axes.sort_unstable();
    Ok(axes)
}

fn expect_channels(layer: &Layer) -> Result<(), FormatError> {
    if axes(layer)? == [layer.channel_axis()] {
        return Ok(());
    }
    Err(layer.error(format!(
        "expected the axis of the channels, got {} of an input with {} axes",
        layer.config("axis"),
        layer.shape().len()
    )))
}

/// The number of channels. Fails unless they follow the batch.
fn channels_in_front(layer: &Layer) -> Result<usize, FormatError> {
    match layer.shape()[..] {
        [_, channels] | [_, channels, _, _] => Ok(channels),
        ref shape => Err(layer.error(format!("expected rows or pictures, got {shape:?}"))),
    }
}

/// Gamma or beta, or ones or zeros if the layer has none.
fn scaling(
    layer: &mut Layer,
    switch: &str,
    kind: &str,
    shape: &[usize],
) -> Result<Value, FormatError> {
    if layer.flag(switch, true)? {
        let is_last = layer.is_channels_last();
        return layer.arranged_weight(kind, |weight| {
            Some(kernels::channels_first(weight, is_last))
        });
    }
    let neutral = if kind == "gamma" { 1.0 } else { 0.0 };
    layer.value(vec![neutral; shape.iter().product()], shape)
}
