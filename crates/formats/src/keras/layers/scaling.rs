//! Scales and offsets from settings or weights, mostly between a picture and its network.

use graph::ops::Binary;
use graph::{NodeId, Op};

use crate::FormatError;
use crate::keras::json;
use crate::keras::layer::Layer;
use crate::keras::weights::Weight;

/// The smallest standard deviation in `Normalization`.
const EPSILON: f32 = 1e-7;

/// `x · scale + offset`; each is one number or one per channel.
pub(super) fn rescaling(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let scale = numbers(layer, "scale")?.unwrap_or_else(|| vec![1.0]);
    let offset = numbers(layer, "offset")?.filter(|offset| offset.iter().any(|n| *n != 0.0));
    let axis = layer.channel_axis();
    let many = scale.len().max(offset.as_ref().map_or(0, Vec::len)) > 1;
    if many && axis != layer.last_axis() {
        // Which axis it is depends on a setting of Keras that no file has.
        return Err(layer.error("a scale per channel is not supported with channels_first"));
    }
    let scale = layer.constant("scale", scale, axis)?;
    let input = layer.input();
    let (mul, add) = (Op::Binary(Binary::Mul), Op::Binary(Binary::Add));
    let Some(offset) = offset else {
        return layer.node(mul, &[input, scale], Vec::new());
    };
    let offset = layer.constant("offset", offset, axis)?;
    let scaled = layer.step("scaled", mul, &[input, scale], Vec::new())?;
    layer.node(add, &[scaled, offset], Vec::new())
}

/// `(x − mean) / max(√variance, ε)`, or its inverse. The statistics are settings or weights.
pub(super) fn normalisation(layer: &mut Layer) -> Result<NodeId, FormatError> {
    expect_channels(layer)?;
    let invert = layer.flag("invert", false)?;
    let factor = move |variance: f32| {
        let deviation = variance.sqrt().max(EPSILON);
        if invert { deviation } else { deviation.recip() }
    };
    let mean = statistic(layer, "mean", |mean| mean)?;
    let scale = statistic(layer, "variance", factor)?;
    let input = layer.input();
    let mul = Op::Binary(Binary::Mul);
    if invert {
        let scaled = layer.step("scaled", mul, &[input, scale], Vec::new())?;
        return layer.node(Op::Binary(Binary::Add), &[scaled, mean], Vec::new());
    }
    let sub = Op::Binary(Binary::Sub);
    let centred = layer.step("centred", sub, &[input, mean], Vec::new())?;
    layer.node(mul, &[centred, scale], Vec::new())
}

/// Fails unless statistics are per channel, or for all values together.
fn expect_channels(layer: &Layer) -> Result<(), FormatError> {
    let axis = layer.config("axis");
    let none = axis.is_null() || axis.as_array().is_some_and(Vec::is_empty);
    let found = json::axes(axis, layer.shape().len());
    let is_channels = |found: &[usize]| match found {
        [axis] => layer.graph_axis(*axis) == layer.channel_axis(),
        _ => false,
    };
    if none || found.is_some_and(|found| is_channels(&found)) {
        return Ok(());
    }
    Err(layer.error(format!(
        "expected the axis of the channels or none, got {axis}"
    )))
}

/// A constant from a setting, or from the weight of that name if the setting is missing.
fn statistic(
    layer: &mut Layer,
    kind: &str,
    change: impl Fn(f32) -> f32,
) -> Result<NodeId, FormatError> {
    if let Some(values) = numbers(layer, kind)? {
        let values = values.into_iter().map(change).collect();
        return layer.constant(kind, values, layer.channel_axis());
    }
    per_channel(layer, kind, change)
}

/// A constant from a weight with one value, or one per channel.
fn per_channel(
    layer: &mut Layer,
    kind: &str,
    change: impl Fn(f32) -> f32,
) -> Result<NodeId, FormatError> {
    let axis = layer.channel_axis();
    let channels = layer.shape().get(axis).copied();
    let known = [1, channels.unwrap_or(1)].map(|count| (count, layer.broadcast_shape(count, axis)));
    let value = layer.arranged_weight(kind, |weight| {
        let (_, shape) = (known.iter()).find(|(count, _)| *count == weight.values.len())?;
        Some(Weight {
            shape: shape.clone(),
            values: weight.values.iter().map(|value| change(*value)).collect(),
        })
    })?;
    layer.step(kind, Op::Constant, &[], vec![value])
}

/// `x · γ` per channel, of `ConvNeXt`.
pub(super) fn layer_scale(layer: &mut Layer) -> Result<NodeId, FormatError> {
    if layer.channel_axis() != layer.last_axis() {
        return Err(layer.error("it is not supported with channels_first"));
    }
    let gamma = per_channel(layer, "gamma", |gamma| gamma)?;
    let input = layer.input();
    layer.node(Op::Binary(Binary::Mul), &[input, gamma], Vec::new())
}

/// `a + scale · b`, of `InceptionResNetV2`.
pub(super) fn residual(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let &[stays, added] = layer.inputs else {
        return Err(layer.error("expected two inputs"));
    };
    let scale = vec![layer.number("scale", 1.0)?];
    let scale = layer.constant("scale", scale, 0)?;
    let (mul, add) = (Op::Binary(Binary::Mul), Op::Binary(Binary::Add));
    let scaled = layer.step("scaled", mul, &[added, scale], Vec::new())?;
    layer.node(add, &[stays, scaled], Vec::new())
}

/// A setting of one number or a list of numbers, however nested. Returns `None` if it is missing.
fn numbers(layer: &Layer, key: &str) -> Result<Option<Vec<f32>>, FormatError> {
    let config = layer.config(key);
    if config.is_null() {
        return Ok(None);
    }
    match json::numbers(config) {
        Some(numbers) if layer.fits(numbers.len(), layer.channel_axis()) => Ok(Some(numbers)),
        _ => Err(layer.error(format!(
            "expected `{key}` as one number or one per channel, got {config}"
        ))),
    }
}
