use graph::ops::Binary;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::tfjs::layer::Layer;

pub(super) fn add(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Add)
}

pub(super) fn multiply(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Mul)
}

pub(super) fn subtract(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Sub)
}

pub(super) fn divide(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Div)
}

pub(super) fn maximum(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Max)
}

pub(super) fn minimum(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.chain(Binary::Min)
}

pub(super) fn average(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let inputs = layer.aligned_inputs()?;
    let share = layer.constant("share", vec![1.0 / inputs.len() as f32])?;
    let sum = layer.joined(Binary::Add, &inputs)?;
    let sum = layer.step("sum", Op::Binary(Binary::Add), &sum, Vec::new())?;
    layer.node(Op::Binary(Binary::Mul), &[sum, share], Vec::new())
}

pub(super) fn concat(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let rank = layer.shape().len();
    let axis = layer.setting("axis", -1, Json::as_i64, "one axis")?;
    let axis = match axis {
        _ if layer.is_last(axis) => layer.channel_axis(),
        1 | 2 if rank == 4 => axis as usize + 1,
        1 if rank == 3 => 1,
        _ => return Err(layer.error(format!("joining along axis {axis} is not supported"))),
    };
    layer.add(Op::Concat { axis }, Vec::new())
}
