//! Comparisons, logic and choices. Truths are 1 and 0 in the graph.

use graph::Op;
use graph::ops::Binary;

use super::arithmetic::{aligned, constants, nodes};
use super::norm::number;
use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, broadcast};
use crate::onnx::step::Step;

/// A comparison: true is 1, and its opposite is 1 minus it.
fn compare(
    step: &mut Step,
    op: Binary,
    opposite: bool,
    on_host: fn(f32, f32) -> bool,
    on_ints: fn(i64, i64) -> bool,
) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    if let (Some(a), Some(b)) = constants(step, &left, &right)? {
        return aligned(step, &a, &b, |a, b| match (&a.numbers, &b.numbers) {
            (Numbers::Int(a), Numbers::Int(b)) => {
                Numbers::Bool(a.iter().zip(b).map(|(a, b)| on_ints(*a, *b)).collect())
            }
            _ => Numbers::Bool(
                a.floats()
                    .iter()
                    .zip(b.floats())
                    .map(|(a, b)| on_host(*a, b))
                    .collect(),
            ),
        });
    }
    let (left, right) = nodes(step, &left, &right)?;
    let found = step.one(Op::Binary(op), &[left, right], vec![])?;
    if opposite {
        negation(step, &found)
    } else {
        Ok(found)
    }
}

/// 1 where it was 0, 0 where it was 1.
pub(super) fn negation(step: &mut Step, known: &Known) -> Result<Known, FormatError> {
    let (one, id) = (number(step, 1.0)?, step.node_of(known)?);
    step.one(Op::Binary(Binary::Sub), &[one, id], vec![])
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

/// Logic on truths that are 0 or 1.
fn logic(
    step: &mut Step,
    op: Binary,
    on_host: fn(bool, bool) -> bool,
) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    if let (Some(a), Some(b)) = constants(step, &left, &right)? {
        return aligned(step, &a, &b, |a, b| {
            Numbers::Bool(
                a.flags()
                    .into_iter()
                    .zip(b.flags())
                    .map(|(a, b)| on_host(a, b))
                    .collect(),
            )
        });
    }
    let (left, right) = nodes(step, &left, &right)?;
    step.one(Op::Binary(op), &[left, right], vec![])
}

pub(super) fn and(step: &mut Step) -> Result<Known, FormatError> {
    logic(step, Binary::Min, |a, b| a && b)
}

pub(super) fn or(step: &mut Step) -> Result<Known, FormatError> {
    logic(step, Binary::Max, |a, b| a || b)
}

pub(super) fn xor(step: &mut Step) -> Result<Known, FormatError> {
    let same = logic(step, Binary::Equal, |a, b| a != b)?;
    if let Known::Node(_) = same {
        negation(step, &same)
    } else {
        Ok(same)
    }
}

pub(super) fn not(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    if let Known::Node(_) = input {
        return negation(step, &input);
    }
    step.on_host(&input, |host| {
        let flags = host.flags().into_iter().map(|flag| !flag).collect();
        Some(Host {
            shape: host.shape.clone(),
            numbers: Numbers::Bool(flags),
        })
    })
}

/// The second where the first is true, else the third.
pub(super) fn choose(step: &mut Step) -> Result<Known, FormatError> {
    let inputs = [step.input(0)?, step.input(1)?, step.input(2)?];
    if inputs.iter().any(|input| matches!(input, Known::Node(_))) {
        let ids = [step.id(0)?, step.id(1)?, step.id(2)?];
        return step.one(Op::Choose, &ids, vec![]);
    }
    let [flags, yes, no] = [step.host(0)?, step.host(1)?, step.host(2)?];
    let shape = broadcast(&yes.shape, &no.shape).and_then(|shape| broadcast(&flags.shape, &shape));
    let shape = shape.ok_or_else(|| step.error("the shapes do not go together".into()))?;
    let from = flags.len().max(yes.len()).max(no.len());
    step.check_constant(&shape, from)?;
    let chosen = || {
        let flags = flags.expanded(&shape)?.flags();
        let (yes, no) = (yes.expanded(&shape)?, no.expanded(&shape)?);
        let ints = matches!(
            (&yes.numbers, &no.numbers),
            (Numbers::Int(_), Numbers::Int(_))
        );
        let numbers = if ints {
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
