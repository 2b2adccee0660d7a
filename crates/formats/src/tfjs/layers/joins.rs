use graph::ops::Binary;
use graph::{NodeId, Op};
use serde_json::Value as Json;

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
    let inputs = aligned(layer)?;
    let Some((last, before)) = inputs.split_last().filter(|(_, before)| !before.is_empty()) else {
        return Err(layer.error("expected at least two inputs"));
    };
    let mut sum = before[0];
    for (index, input) in before.iter().enumerate().skip(1) {
        sum = layer.step(
            &index.to_string(),
            Op::Binary(binary),
            &[sum, *input],
            Vec::new(),
        )?;
    }
    layer.node(Op::Binary(binary), &[sum, *last], Vec::new())
}

/// The inputs with as many axes as the largest: rows beside pictures are one value per channel,
/// since the channels are last in Keras.
fn aligned(layer: &mut Layer) -> Result<Vec<NodeId>, FormatError> {
    let rank = |layer: &Layer, input: NodeId| layer.build.graph.shape(input).len();
    let inputs = layer.inputs.to_vec();
    let largest = inputs
        .iter()
        .map(|input| rank(layer, *input))
        .max()
        .unwrap_or_default();
    let mut aligned = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        aligned.push(match (rank(layer, input), largest) {
            (own, largest) if own == largest => input,
            (2, 4) => {
                let op = Op::Reshape {
                    axes: vec![0, 0, 1, 1],
                };
                layer.step(&format!("input-{index}"), op, &[input], Vec::new())?
            }
            (own, _) => {
                return Err(layer.error(format!(
                    "inputs of {own} and {largest} axes cannot be joined"
                )));
            }
        });
    }
    Ok(aligned)
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
