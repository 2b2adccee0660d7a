//! Arithmetic on two or more values, nodes or constants.

use graph::ops::{Binary, Function};
use graph::{NodeId, Op};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::Numbers;
use crate::onnx::step::Step;

/// The operation on constants: on floats, and on integers if both operands are integers.
type OnHost = (fn(f32, f32) -> f32, fn(i64, i64) -> i64);

fn binary(step: &mut Step, op: Binary, on_host: OnHost) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    two(step, op, on_host, &left, &right)
}

fn two(
    step: &mut Step,
    op: Binary,
    on_host: OnHost,
    left: &Known,
    right: &Known,
) -> Result<Known, FormatError> {
    step.combine(op, left, right, |a, b| {
        if a.is_int() && b.is_int() {
            let ints = a.ints().into_iter().zip(b.ints());
            Numbers::Int(ints.map(|(a, b)| on_host.1(a, b)).collect())
        } else {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Float(floats.map(|(a, b)| on_host.0(a, b)).collect())
        }
    })
}

pub(super) fn add(step: &mut Step) -> Result<Known, FormatError> {
    binary(step, Binary::Add, ADD)
}

const ADD: OnHost = (|a, b| a + b, i64::wrapping_add);

pub(super) fn sub(step: &mut Step) -> Result<Known, FormatError> {
    binary(step, Binary::Sub, (|a, b| a - b, i64::wrapping_sub))
}

pub(super) fn mul(step: &mut Step) -> Result<Known, FormatError> {
    binary(step, Binary::Mul, (|a, b| a * b, i64::wrapping_mul))
}

/// Integer division truncates towards zero; division by zero gives 0.
pub(super) fn div(step: &mut Step) -> Result<Known, FormatError> {
    binary(
        step,
        Binary::Div,
        (|a, b| a / b, |a, b| a.checked_div(b).unwrap_or_default()),
    )
}

/// A constant exponent becomes [`Function::Power`], which also takes negative bases.
pub(super) fn pow(step: &mut Step) -> Result<Known, FormatError> {
    let (base, exponent) = (step.input(0)?, step.input(1)?);
    if let (Known::Node(id), Some(host)) = (&base, step.build.load(&exponent)?)
        && let [exponent] = host.floats()[..]
        && host.shape.len() <= step.shape(&base).len()
    {
        let power = Function::Power { exponent };
        return step.function(power, *id).map(Known::Node);
    }
    let whole = |a: i64, b: i64| u32::try_from(b).map_or(0, |b| a.wrapping_pow(b));
    two(step, Binary::Pow, (f32::powf, whole), &base, &exponent)
}

/// The remainder of constants: integers with the sign of the divisor, or of the dividend with
/// `fmod`.
pub(super) fn modulo(step: &mut Step) -> Result<Known, FormatError> {
    let (left, right) = (step.input(0)?, step.input(1)?);
    let like_c = step.node.int("fmod", 0) != 0;
    let rest = |a: i64, b: i64| {
        let rest = a.checked_rem(b).unwrap_or_default();
        if !like_c && rest != 0 && (rest < 0) != (b < 0) {
            rest + b
        } else {
            rest
        }
    };
    if left.is_node() || right.is_node() {
        return remainder(step, like_c);
    }
    let computed = step.on_both(&left, &right, |a, b| {
        if a.is_int() && b.is_int() {
            let ints = a.ints().into_iter().zip(b.ints());
            Numbers::Int(ints.map(|(a, b)| rest(a, b)).collect())
        } else {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Float(floats.map(|(a, b)| a % b).collect())
        }
    })?;
    computed.ok_or_else(|| step.error("only constants are supported".into()))
}

/// `a - b · (a / b)` with the quotient truncated as in C, or rounded down.
fn remainder(step: &mut Step, like_c: bool) -> Result<Known, FormatError> {
    let (left, right) = (step.id(0)?, step.id(1)?);
    let quotient = step.binary(Binary::Div, left, right)?;
    let whole = if like_c {
        step.truncated(quotient)?
    } else {
        step.function(Function::Floor, quotient)?
    };
    let covered = step.binary(Binary::Mul, whole, right)?;
    step.binary(Binary::Sub, left, covered).map(Known::Node)
}

pub(super) fn max(step: &mut Step) -> Result<Known, FormatError> {
    several(step, Binary::Max, (f32::max, i64::max))
}

pub(super) fn min(step: &mut Step) -> Result<Known, FormatError> {
    several(step, Binary::Min, (f32::min, i64::min))
}

pub(super) fn sum(step: &mut Step) -> Result<Known, FormatError> {
    several(step, Binary::Add, ADD)
}

pub(super) fn mean(step: &mut Step) -> Result<Known, FormatError> {
    let count = step.node.input.len();
    let sum = several(step, Binary::Add, ADD)?;
    let sum = step.node_of(&sum)?;
    step.times(sum, 1.0 / count as f32).map(Known::Node)
}

/// Combines all inputs, one after the other.
fn several(step: &mut Step, op: Binary, on_host: OnHost) -> Result<Known, FormatError> {
    let mut all = step.input(0)?;
    for index in 1..step.node.input.len() {
        let next = step.input(index)?;
        all = two(step, op, on_host, &all, &next)?;
    }
    Ok(all)
}

/// Converts to another kind of value. The graph has float32 only, so a cast to an integer type
/// truncates towards zero there.
pub(super) fn cast(step: &mut Step) -> Result<Known, FormatError> {
    let to = step.node.int("to", 1);
    cast_to(step, to)
}

/// Converts to the kind of another value. Values whose kind is not known are floats.
pub(super) fn cast_like(step: &mut Step) -> Result<Known, FormatError> {
    let to = step.kind(1).unwrap_or(1);
    cast_to(step, i64::from(to))
}

/// Rounds to the 8 significant bits of a bfloat16 (Veltkamp's splitting).
fn to_eight_bits(step: &mut Step, input: NodeId) -> Result<NodeId, FormatError> {
    let scaled = step.times(input, 65_537.0)?;
    let rest = step.binary(Binary::Sub, scaled, input)?;
    let rounded = step.binary(Binary::Sub, scaled, rest)?;
    // Infinite values have no rest.
    let infinite = step.function(Function::IsInfinite, input)?;
    step.add(Op::Choose, &[infinite, input, rounded], vec![])
}

fn cast_to(step: &mut Step, to: i64) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    if let (Some(name), Ok(kind)) = (step.node.output.first(), i32::try_from(to)) {
        step.build.kinds.insert(name.clone(), kind);
    }
    if let Known::Node(id) = input {
        return match to {
            9 => {
                let zero = step.number(0.0)?;
                let none = step.binary(Binary::Equal, id, zero)?;
                step.negation(&Known::Node(none))
            }
            2..=7 | 12 | 13 => step.truncated(id).map(Known::Node),
            // Only an output of the network is rounded to its kind.
            16 if step.is_output(0) => to_eight_bits(step, id).map(Known::Node),
            1 | 10 | 11 | 16 => Ok(input),
            _ => Err(step.error(format!("a cast to numbers of kind {to} is not supported"))),
        };
    }
    if let (Known::Stored(_), 1 | 10 | 11 | 16) = (&input, to) {
        return Ok(input);
    }
    step.on_host(&input, |host| {
        let numbers = match to {
            1 | 10 | 11 | 16 => Numbers::Float(host.floats()),
            2..=7 | 12 | 13 => Numbers::Int(host.ints()),
            9 => Numbers::Bool(host.flags()),
            _ => return None,
        };
        Some(host.with(numbers))
    })
}
