use graph::ops::BatchNorm;
use graph::{NodeId, Op, Value};
use serde_json::Value as Json;

use super::Layer;
use crate::FormatError;

pub(super) fn dense(layer: &mut Layer) -> Result<NodeId, FormatError> {
    if layer.shape().len() == 4 {
        let reason = format!(
            "expected rows of values, got {:?}: put Flatten or pooling before",
            layer.shape()
        );
        return Err(layer.error(reason));
    }
    let mut constants = vec![layer.weight("kernel")?];
    if layer.flag("use_bias", true)? {
        constants.push(layer.weight("bias")?);
    }
    layer.add_activated(layer.input(), Op::Linear, constants)
}

pub(super) fn batch_norm(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (axis, shape) = (axis(layer)?, layer.shape());
    if !layer.is_last(axis) || !matches!(shape.len(), 2 | 4) {
        return Err(layer.error(format!(
            "expected the last axis of rows or pictures, got axis {axis} of {shape:?}"
        )));
    }
    let constants = vec![
        scaling(layer, "scale", "gamma", 1.0)?,
        scaling(layer, "center", "beta", 0.0)?,
        layer.weight("moving_mean")?,
        layer.weight("moving_variance")?,
    ];
    let epsilon = layer.number("epsilon", 1e-3)?;
    layer.add(Op::BatchNorm(BatchNorm { epsilon }), constants)
}

/// Older versions write the axis as a list.
fn axis(layer: &Layer) -> Result<i64, FormatError> {
    let axis = |json: &Json| json.as_i64().or_else(|| json[0].as_i64());
    layer.setting("axis", -1, axis, "one axis")
}

/// Gamma or beta, or what does nothing where the layer was made without it.
fn scaling(
    layer: &mut Layer,
    switch: &str,
    kind: &str,
    neutral: f32,
) -> Result<Value, FormatError> {
    if layer.flag(switch, true)? {
        return layer.weight(kind);
    }
    let channels = layer.shape()[1];
    layer.value(vec![neutral; channels], &[channels])
}
