use graph::ops::BatchNorm;
use graph::{NodeId, Op, Value};

use super::Layer;
use crate::FormatError;

pub(super) fn dense(layer: &mut Layer) -> Result<NodeId, FormatError> {
    if layer.shape().len() != 2 {
        let reason = format!(
            "expected rows of values, got {:?}: put Flatten or pooling before",
            layer.shape()
        );
        return Err(layer.error(reason));
    }
    let mut constants = vec![layer.weight("kernel")?];
    if layer.config("use_bias").as_bool().unwrap_or(true) {
        constants.push(layer.weight("bias")?);
    }
    layer.add_activated(layer.input(), Op::Linear, constants)
}

pub(super) fn batch_norm(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let shape = layer.shape();
    // Older versions write the axis as a list.
    let axis = layer
        .config("axis")
        .as_i64()
        .or_else(|| layer.config("axis")[0].as_i64())
        .unwrap_or(-1);
    if axis != -1 && usize::try_from(axis + 1) != Ok(shape.len()) {
        return Err(layer.error(format!("expected the last axis, got {axis}")));
    }
    let channels = shape.get(1).copied().unwrap_or_default();
    let epsilon = layer.config("epsilon").as_f64().unwrap_or(1e-3) as f32;
    let mut part = |switch: &str, kind: &str, neutral: f32| -> Result<Value, FormatError> {
        if layer.config(switch).as_bool().unwrap_or(true) {
            layer.weight(kind)
        } else {
            layer.value(vec![neutral; channels], &[channels])
        }
    };
    let constants = vec![
        part("scale", "gamma", 1.0)?,
        part("center", "beta", 0.0)?,
        part("", "moving_mean", 0.0)?,
        part("", "moving_variance", 1.0)?,
    ];
    layer.add(Op::BatchNorm(BatchNorm { epsilon }), constants)
}
