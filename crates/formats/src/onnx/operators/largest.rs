//! The largest values and their places.

use std::rc::Rc;

use graph::ops::{Binary, Function, Reduce, ReduceKind};
use graph::{NodeId, Op};

use super::activation::along_axis;
use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

/// The most values that are picked one after the other.
const MOST: usize = 128;

pub(super) fn hardmax(step: &mut Step) -> Result<Known, FormatError> {
    along_axis(step, |axis| Op::Hardmax { axis })
}

/// `Contents::read_scores` leaves out an arg max at the end of a network.
pub(super) fn arg_max(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    place(step, input)
}

pub(super) fn arg_min(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let negated = step.function(Function::Negate, input)?;
    place(step, negated)
}

/// The place of the largest value, the first or the last of several.
fn place(step: &mut Step, mut input: NodeId) -> Result<Known, FormatError> {
    let shape = step.build.graph.shape(input).to_vec();
    let axis = step.axis(step.node.int("axis", 0), shape.len())?;
    let mut places: Vec<usize> = (0..shape[axis]).collect();
    if step.node.int("select_last_index", 0) != 0 {
        places.reverse();
        let turned = step.take(&Known::Node(input), axis, places.clone())?;
        input = step.node_of(&turned)?;
    }
    let keep_axes = step.node.int("keepdims", 1) != 0;
    let mark = step.add(Op::Hardmax { axis }, &[input], vec![])?;
    let found = weighted(step, mark, &places, (axis, shape.len()))?;
    total(step, found, axis, keep_axes).map(Known::Node)
}

/// Marks times the number of each place.
fn weighted(
    step: &mut Step,
    marks: NodeId,
    places: &[usize],
    (axis, rank): (usize, usize),
) -> Result<NodeId, FormatError> {
    let mut shape = vec![1; rank];
    shape[axis] = places.len();
    let floats = places.iter().map(|place| *place as f32).collect();
    let numbers = Numbers::Float(floats);
    let places = step.node_of(&Known::Host(Rc::new(Host { shape, numbers })))?;
    step.binary(Binary::Mul, marks, places)
}

fn total(
    step: &mut Step,
    input: NodeId,
    axis: usize,
    keep_axes: bool,
) -> Result<NodeId, FormatError> {
    let (kind, axes) = (ReduceKind::Sum, vec![axis]);
    step.add(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[input],
        vec![],
    )
}

/// The largest or smallest few values in order, and their places.
pub(super) fn top(step: &mut Step) -> Result<Known, FormatError> {
    let count = step.ints(1, "k")?.and_then(|count| count.first().copied());
    let count = count.unwrap_or_else(|| step.node.int("k", 0));
    let mut input = step.id(0)?;
    let shape = step.build.graph.shape(input).to_vec();
    let axis = step.axis(step.node.int("axis", -1), shape.len())?;
    let wanted = usize::try_from(count).ok();
    let count = wanted.filter(|count| (1..=MOST.min(shape[axis])).contains(count));
    let count = count.ok_or_else(|| {
        step.error(format!(
            "the best {wanted:?} of {} values are not supported",
            shape[axis]
        ))
    })?;
    let smallest = step.node.int("largest", 1) == 0;
    if smallest {
        input = step.function(Function::Negate, input)?;
    }
    let places: Vec<usize> = (0..shape[axis]).collect();
    let (zero, gone) = (step.number(0.0)?, step.number(f32::NEG_INFINITY)?);
    let (mut values, mut indices) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let mark = step.add(Op::Hardmax { axis }, &[input], vec![])?;
        let only = step.add(Op::Choose, &[mark, input, zero], vec![])?;
        values.push(Known::Node(total(step, only, axis, true)?));
        let place = weighted(step, mark, &places, (axis, shape.len()))?;
        indices.push(Known::Node(total(step, place, axis, true)?));
        input = step.add(Op::Choose, &[mark, gone, input], vec![])?;
    }
    let mut values = step.concat(&values, axis)?;
    if smallest {
        let id = step.node_of(&values)?;
        values = Known::Node(step.function(Function::Negate, id)?);
    }
    let indices = step.concat(&indices, axis)?;
    step.another(indices);
    Ok(values)
}
