use graph::ops::Binary;
use graph::{NodeId, Op};

use super::Layer;
use crate::FormatError;

pub(super) fn add(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Add)
}

pub(super) fn multiply(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Mul)
}

pub(super) fn subtract(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Sub)
}

/// Keras joins any number of inputs, an op two: the last step has the layer's name.
fn chain(layer: &mut Layer, binary: Binary) -> Result<NodeId, FormatError> {
    let Some((last, before)) = layer
        .inputs
        .split_last()
        .filter(|(_, before)| !before.is_empty())
    else {
        return Err(layer.error("expected at least two inputs"));
    };
    let mut sum = before[0];
    for (index, input) in before.iter().enumerate().skip(1) {
        let name = format!("{}/{index}", layer.name);
        sum = layer
            .build
            .graph
            .add(name, Op::Binary(binary), &[sum, *input], Vec::new())?;
    }
    let name = layer.name.clone();
    Ok(layer
        .build
        .graph
        .add(name, Op::Binary(binary), &[sum, *last], Vec::new())?)
}

/// The last axis of Keras is the channel axis, 1 here.
pub(super) fn concat(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let rank = layer.shape().len();
    let axis = layer.config("axis").as_i64().unwrap_or(-1);
    let channels_last = axis == -1 || usize::try_from(axis + 1) == Ok(rank);
    let axis = match (axis, rank) {
        _ if channels_last && rank > 1 => 1,
        (1, 4) => 2,
        (2, 4) => 3,
        _ => return Err(layer.error(format!("joining along axis {axis} is not supported"))),
    };
    layer.add(Op::Concat { axis }, Vec::new())
}
