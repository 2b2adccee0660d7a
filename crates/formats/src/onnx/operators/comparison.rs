//! Comparisons, logic and `Where`. In the graph, true is 1 and false is 0.

use std::rc::Rc;

use graph::Op;
use graph::ops::Binary;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, broadcast};
use crate::onnx::step::Step;

/// Compares two values. With `opposite` the graph computes 1 minus `op`.
fn compare(
    step: &mut Step,
    op: Binary,
    opposite: bool,
    on_host: fn(f32, f32) -> bool,
    on_ints: fn(i64, i64) -> bool,
) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    let found = step.combine(op, &left, &right, |a, b| {
        if a.is_int() && b.is_int() {
            let ints = a.ints().into_iter().zip(b.ints());
            Numbers::Bool(ints.map(|(a, b)| on_ints(a, b)).collect())
        } else {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Bool(floats.map(|(a, b)| on_host(a, b)).collect())
        }
    })?;
    if opposite && found.is_node() {
        step.negation(&found)
    } else {
        Ok(found)
    }
}

#[allow(clippy::float_cmp, reason = "the operator compares exactly")]
pub(super) fn equal(step: &mut Step) -> Result<Known, FormatError> {
    compare(step, Binary::Equal, false, |a, b| a == b, |a, b| a == b)
}

pub(super) fn greater(step: &mut Step) -> Result<Known, FormatError> {
    compare(step, Binary::Greater, false, |a, b| a > b, |a, b| a > b)
}

pub(super) fn less(step: &mut Step) -> Result<Known, FormatError> {
    compare(step, Binary::Less, false, |a, b| a < b, |a, b| a < b)
}

pub(super) fn greater_or_equal(step: &mut Step) -> Result<Known, FormatError> {
    compare(step, Binary::Less, true, |a, b| a >= b, |a, b| a >= b)
}

pub(super) fn less_or_equal(step: &mut Step) -> Result<Known, FormatError> {
    compare(step, Binary::Greater, true, |a, b| a <= b, |a, b| a <= b)
}

/// Combines truth values, which are 0 or 1.
fn logic(
    step: &mut Step,
    op: Binary,
    on_host: fn(bool, bool) -> bool,
) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    step.combine(op, &left, &right, |a, b| {
        let flags = a.flags().into_iter().zip(b.flags());
        Numbers::Bool(flags.map(|(a, b)| on_host(a, b)).collect())
    })
}

pub(super) fn and(step: &mut Step) -> Result<Known, FormatError> {
    logic(step, Binary::Min, |a, b| a && b)
}

pub(super) fn or(step: &mut Step) -> Result<Known, FormatError> {
    logic(step, Binary::Max, |a, b| a || b)
}

pub(super) fn xor(step: &mut Step) -> Result<Known, FormatError> {
    let same = logic(step, Binary::Equal, |a, b| a != b)?;
    if same.is_node() {
        step.negation(&same)
    } else {
        Ok(same)
    }
}

pub(super) fn not(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    if input.is_node() {
        return step.negation(&input);
    }
    step.on_host(&input, |host| {
        let flags = host.flags().into_iter().map(|flag| !flag).collect();
        Some(host.with(Numbers::Bool(flags)))
    })
}

/// A row of `depth` values for each index: the second value at the index, the first elsewhere.
pub(super) fn one_hot(step: &mut Step) -> Result<Known, FormatError> {
    let (indices, values) = (step.input(0)?, step.host(2)?.floats());
    let depth = step.host(1)?.ints().first().copied().unwrap_or_default();
    let (Ok(size), [off, on]) = (usize::try_from(depth), values.as_slice()) else {
        return Err(step.error(format!("{values:?} for {depth} places are not supported")));
    };
    let mut shape = step.shape(&indices);
    let axis = step.axis(step.node.int("axis", -1), shape.len() + 1)?;
    shape.insert(axis, 1);
    let indices = step.reshape(&indices, &shape)?;
    let mut along = vec![1; shape.len()];
    along[axis] = size;
    step.check_constant(&along, 0)?;
    let mut marked = |start: i64| {
        let numbers = Numbers::Float((0..size).map(|place| start as f32 + place as f32).collect());
        let places = Known::Host(Rc::new(Host {
            shape: along.clone(),
            numbers,
        }));
        let ids = [step.node_of(&indices)?, step.node_of(&places)?];
        step.binary(Binary::Equal, ids[0], ids[1])
    };
    // Indices may count from the end.
    let (front, back) = (marked(0)?, marked(-depth)?);
    let mark = step.binary(Binary::Max, front, back)?;
    let (on, off) = (step.number(*on)?, step.number(*off)?);
    step.one(Op::Choose, &[mark, on, off], vec![])
}

/// Takes the second input where the first is true, else the third.
pub(super) fn choose(step: &mut Step) -> Result<Known, FormatError> {
    let inputs = [step.input(0)?, step.input(1)?, step.input(2)?];
    if inputs.iter().any(Known::is_node) {
        let ids = [step.id(0)?, step.id(1)?, step.id(2)?];
        return step.one(Op::Choose, &ids, vec![]);
    }
    let [flags, yes, no] = [step.host(0)?, step.host(1)?, step.host(2)?];
    let shape = broadcast(&yes.shape, &no.shape).and_then(|shape| broadcast(&flags.shape, &shape));
    let shape = shape.ok_or_else(|| step.error("the shapes do not fit together".into()))?;
    let from = flags.len().max(yes.len()).max(no.len());
    step.check_constant(&shape, from)?;
    let chosen = || {
        let flags = flags.expanded(&shape)?.flags();
        let (yes, no) = (yes.expanded(&shape)?, no.expanded(&shape)?);
        let numbers = if yes.is_int() && no.is_int() {
            Numbers::Int(picked(&flags, &yes.ints(), &no.ints()))
        } else {
            Numbers::Float(picked(&flags, &yes.floats(), &no.floats()))
        };
        Some(Host {
            shape: shape.clone(),
            numbers,
        })
    };
    step.computed(chosen(), from)
}

fn picked<T: Copy>(flags: &[bool], yes: &[T], no: &[T]) -> Vec<T> {
    let both = yes.iter().zip(no);
    flags
        .iter()
        .zip(both)
        .map(|(flag, (yes, no))| if *flag { *yes } else { *no })
        .collect()
}
