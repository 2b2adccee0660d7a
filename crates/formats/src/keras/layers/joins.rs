use graph::ops::Binary;
use graph::{NodeId, Op};

use crate::FormatError;
use crate::keras::json;
use crate::keras::layer::Layer;

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
    let share = layer.constant("share", vec![1.0 / inputs.len() as f32], 0)?;
    let sum = layer.joined(Binary::Add, &inputs)?;
    let sum = layer.step("sum", Op::Binary(Binary::Add), &sum, Vec::new())?;
    layer.node(Op::Binary(Binary::Mul), &[sum, share], Vec::new())
}

pub(super) fn concat(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (setting, rank) = (layer.config("axis"), layer.shape().len());
    let axis = match json::axes(setting, rank).as_deref() {
        None if setting.is_null() => layer.last_axis(),
        Some([axis]) if (1..rank).contains(axis) => layer.graph_axis(*axis),
        _ => return Err(layer.error(format!("joining along axis {setting} is not supported"))),
    };
    layer.add(Op::Concat { axis }, Vec::new())
}
