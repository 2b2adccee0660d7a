use graph::ops::LayerNorm;
use graph::{Node, Value};
use kernels::{layer_norm, layer_norm_back, softmax, softmax_back};

use crate::numbers::{Numbers, only, only_marked};

/// Softmax along the last axis.
pub(crate) fn soft(axis: usize, inputs: &mut Vec<Value>) -> Option<Value> {
    let mut numbers = only(inputs)?;
    let length = last(&numbers.shape, axis)?;
    inputs.clear();
    softmax(numbers.change()?, length)?;
    numbers.value()
}

/// The gradient at the input of [`soft`].
pub(crate) fn soft_back(axis: usize, inputs: &[(Value, bool)], gradient: &Value) -> Option<Value> {
    let mut results = only_marked(inputs)?;
    let length = last(&results.shape, axis)?;
    softmax(results.change()?, length)?;
    let mut back = Numbers::of(gradient.clone())?;
    softmax_back(back.change()?, results.read(), length)?;
    back.value()
}

/// Layer normalisation along the last axis.
pub(crate) fn norm(norm: &LayerNorm, node: &Node, inputs: &mut Vec<Value>) -> Option<Value> {
    let mut numbers = only(inputs)?;
    let (gamma, beta) = affine(norm, node, &numbers.shape)?;
    inputs.clear();
    layer_norm(numbers.change()?, (&gamma, &beta), norm.epsilon)?;
    numbers.value()
}

/// The gradient at the input of [`norm`].
pub(crate) fn norm_back(
    norm: &LayerNorm,
    node: &Node,
    inputs: &[(Value, bool)],
    gradient: &Value,
) -> Option<Value> {
    let input = only_marked(inputs)?;
    let (gamma, _) = affine(norm, node, &input.shape)?;
    let mut back = Numbers::of(gradient.clone())?;
    layer_norm_back(back.change()?, input.read(), &gamma, norm.epsilon)?;
    back.value()
}

fn affine(norm: &LayerNorm, node: &Node, shape: &[usize]) -> Option<(Vec<f32>, Vec<f32>)> {
    let [axis] = norm.axes[..] else { return None };
    let length = last(shape, axis)?;
    let read = |at: usize| {
        Some(
            Numbers::of(node.constants.get(at)?.clone())?
                .read()
                .to_vec(),
        )
    };
    if node.constants.is_empty() {
        return Some((vec![1.0; length], vec![0.0; length]));
    }
    Some((read(0)?, read(1)?))
}

/// The length of the last axis, if it is this one.
fn last(shape: &[usize], axis: usize) -> Option<usize> {
    (axis + 1 == shape.len()).then(|| shape.last().copied())?
}
