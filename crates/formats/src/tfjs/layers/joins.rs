use graph::ops::Binary;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use super::{Layer, settings};
use crate::FormatError;
use crate::tfjs::topology::Argument;

pub(super) fn add(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Add)
}

pub(super) fn multiply(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Mul)
}

pub(super) fn subtract(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Sub)
}

pub(super) fn divide(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Div)
}

pub(super) fn maximum(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Max)
}

pub(super) fn minimum(layer: &mut Layer) -> Result<NodeId, FormatError> {
    chain(layer, Binary::Min)
}

pub(super) fn average(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let inputs = aligned(layer)?;
    let share = layer.constant("share", vec![1.0 / inputs.len() as f32])?;
    let sum = joined(layer, Binary::Add, &inputs)?;
    let sum = layer.step("sum", Op::Binary(Binary::Add), &sum, Vec::new())?;
    layer.node(Op::Binary(Binary::Mul), &[sum, share], Vec::new())
}

/// Whether a class is also a function of `keras.ops`, of which one argument may be a constant.
pub(super) fn takes_constants(class: &str) -> bool {
    let functions = [
        "Add",
        "Divide",
        "Maximum",
        "Minimum",
        "Multiply",
        "Subtract",
        "TFOpLambda",
        "TrueDivide",
    ];
    functions.contains(&class)
}

/// Keras joins any number of inputs, an op two: the last step has the layer's name.
pub(super) fn chain(layer: &mut Layer, binary: Binary) -> Result<NodeId, FormatError> {
    let inputs = aligned(layer)?;
    let last = joined(layer, binary, &inputs)?;
    layer.node(Op::Binary(binary), &last, Vec::new())
}

/// Joins all inputs but the last; the answer is what the last step reads.
fn joined(
    layer: &mut Layer,
    binary: Binary,
    inputs: &[NodeId],
) -> Result<[NodeId; 2], FormatError> {
    let [first, between @ .., last] = inputs else {
        return Err(layer.error("expected at least two inputs"));
    };
    let mut sum = *first;
    for (index, input) in between.iter().enumerate() {
        let step = (index + 1).to_string();
        sum = layer.step(&step, Op::Binary(binary), &[sum, *input], Vec::new())?;
    }
    Ok([sum, *last])
}

/// What the layer is called with, in its order: the inputs with as many axes as the largest, and
/// constants. Rows beside pictures are one value per channel, since the channels are last in Keras.
fn aligned(layer: &mut Layer) -> Result<Vec<NodeId>, FormatError> {
    let call = layer.call;
    let rank = |layer: &Layer, input: &NodeId| layer.build.graph.shape(*input).len();
    let largest = layer.inputs.iter().map(|input| rank(layer, input)).max();
    let largest = largest.unwrap_or_default();
    let mut inputs = Vec::with_capacity(layer.inputs.len());
    for (index, input) in layer.inputs.iter().enumerate() {
        inputs.push(match rank(layer, input) {
            own if own == largest => *input,
            2 if largest == 4 => {
                let axes = vec![0, 0, 1, 1];
                let step = format!("input-{index}");
                layer.step(&step, Op::Reshape { axes }, &[*input], Vec::new())?
            }
            own => {
                return Err(layer.error(format!(
                    "inputs of {own} and {largest} axes cannot be joined"
                )));
            }
        });
    }
    for (index, argument) in call.arguments.iter().enumerate() {
        if let Argument::Constant(json) = argument {
            let constant = constant(layer, json)?;
            inputs.insert(index.min(inputs.len()), constant);
        }
    }
    Ok(inputs)
}

fn constant(layer: &mut Layer, json: &Json) -> Result<NodeId, FormatError> {
    let channels = layer.shape().get(layer.channel_axis()).copied();
    match settings::numbers(json) {
        Some(numbers) if numbers.len() == 1 || Some(numbers.len()) == channels => {
            layer.constant("constant", numbers)
        }
        _ => Err(layer.error(format!(
            "expected one number or one per channel as its constant, got {json}"
        ))),
    }
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
