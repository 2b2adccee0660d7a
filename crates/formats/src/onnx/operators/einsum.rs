//! `Einsum` as transpositions and one matrix product.

use graph::Op;
use graph::ops::{Reduce, ReduceKind};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::step::Step;

/// A value and the letter of each of its axes.
struct Term {
    value: Known,
    axes: Vec<char>,
}

/// Takes one or two inputs. A letter that repeats within an input is not supported.
pub(super) fn einsum(step: &mut Step) -> Result<Known, FormatError> {
    let equation: String = step
        .node
        .text("equation", "")
        .chars()
        .filter(|c| *c != ' ')
        .collect();
    let unsupported = format!(
        "`{equation}` is not supported: expected one or two inputs, each with different letters"
    );
    let (left, right) = equation
        .split_once("->")
        .ok_or_else(|| step.error(unsupported.clone()))?;
    let letters: Vec<&str> = left.split(',').collect();
    if letters.len() != step.node.input.len() || letters.len() > 2 {
        return Err(step.error(unsupported));
    }
    let mut terms = Vec::new();
    for (index, letters) in letters.into_iter().enumerate() {
        let value = step.input(index)?;
        let axes = spelled(letters, step.shape(&value).len());
        let axes = axes.ok_or_else(|| step.error(unsupported.clone()))?;
        terms.push(Term { value, axes });
    }
    let longest = terms
        .iter()
        .map(|term| term.axes.len())
        .max()
        .unwrap_or_default();
    let dotted = terms
        .iter()
        .map(|term| term.axes.iter().filter(|c| c.is_ascii_digit()).count())
        .max();
    let output = spelled(
        right,
        right.replace("...", "").len() + dotted.unwrap_or_default().min(longest),
    );
    let output = output.filter(|output| {
        output
            .iter()
            .all(|axis| terms.iter().any(|term| term.axes.contains(axis)))
    });
    let output = output.ok_or_else(|| step.error(unsupported.clone()))?;
    let mut terms = terms.into_iter();
    let (Some(first), second) = (terms.next(), terms.next()) else {
        return Err(step.error(unsupported));
    };
    let product = match second {
        Some(second) => multiplied(step, first, second, &output)?,
        None => summed(step, first, |axis| output.contains(&axis))?,
    };
    arranged(step, &product, &output)
}

/// A letter for each axis. The dots cover the remaining axes; these are named `9`, `8`, … counted
/// from the end, so the dots of two inputs align at their last axes.
fn spelled(letters: &str, rank: usize) -> Option<Vec<char>> {
    let (before, after) = letters.split_once("...").unwrap_or((letters, ""));
    let dots = rank.checked_sub(before.len() + after.len())?;
    if dots > 0 && !letters.contains("...") {
        return None;
    }
    let middle = (0..dots)
        .rev()
        .map(|index| char::from_digit(9u32.checked_sub(index as u32)?, 10));
    let middle: Option<Vec<char>> = middle.collect();
    let axes: Vec<char> = before.chars().chain(middle?).chain(after.chars()).collect();
    let repeated = (1..axes.len()).any(|index| axes[..index].contains(&axes[index]));
    (!repeated && axes.len() == rank).then_some(axes)
}

/// Sums over the axes that do not stay.
fn summed(step: &mut Step, term: Term, stays: impl Fn(char) -> bool) -> Result<Term, FormatError> {
    let axes: Vec<usize> = (0..term.axes.len())
        .filter(|index| !stays(term.axes[*index]))
        .collect();
    if axes.is_empty() {
        return Ok(term);
    }
    let id = step.node_of(&term.value)?;
    let reduce = Reduce {
        kind: ReduceKind::Sum,
        axes,
        keep_axes: false,
    };
    let value = step.one(Op::Reduce(reduce), &[id], vec![])?;
    let axes = term.axes.into_iter().filter(|axis| stays(*axis)).collect();
    Ok(Term { value, axes })
}

/// `[both, left, summed] · [both, summed, right]`, each group of axes joined into one.
fn multiplied(
    step: &mut Step,
    left: Term,
    right: Term,
    output: &[char],
) -> Result<Term, FormatError> {
    let left = {
        let others = right.axes.clone();
        summed(step, left, |axis| {
            others.contains(&axis) || output.contains(&axis)
        })?
    };
    let right = {
        let others = left.axes.clone();
        summed(step, right, |axis| {
            others.contains(&axis) || output.contains(&axis)
        })?
    };
    let kept = |from: &Term, other: &Term, in_other: bool, in_output: bool| -> Vec<char> {
        let fits = |axis: &&char| {
            other.axes.contains(axis) == in_other && output.contains(axis) == in_output
        };
        from.axes.iter().filter(fits).copied().collect()
    };
    let both = kept(&left, &right, true, true);
    let inner = kept(&left, &right, true, false);
    let rows = kept(&left, &right, false, true);
    let columns = kept(&right, &left, false, true);
    let size = |step: &Step, term: &Term, axis: &char| {
        let place = term.axes.iter().position(|other| other == axis);
        place
            .and_then(|place| step.shape(&term.value).get(place).copied())
            .unwrap_or(1)
    };
    let sizes = |step: &Step, term: &Term, axes: &[char]| -> Vec<usize> {
        axes.iter().map(|axis| size(step, term, axis)).collect()
    };
    let shape = [
        sizes(step, &left, &both),
        sizes(step, &left, &rows),
        sizes(step, &right, &columns),
    ]
    .concat();
    let a = matrix(step, &left, [&both, &rows, &inner])?;
    let b = matrix(step, &right, [&both, &inner, &columns])?;
    let product = step.one(Op::MatMul, &[a, b], vec![])?;
    let value = step.reshape(&product, &shape)?;
    let axes = [both, rows, columns].concat();
    Ok(Term { value, axes })
}

/// A value as a batch of matrices: the first group of axes stays, the second and third become one
/// axis each.
fn matrix(
    step: &mut Step,
    term: &Term,
    groups: [&[char]; 3],
) -> Result<graph::NodeId, FormatError> {
    let turned = arranged(step, term, &groups.concat())?;
    let shape = step.shape(&turned);
    let (stays, rest) = shape.split_at(groups[0].len());
    let (rows, columns) = rest.split_at(groups[1].len());
    let sizes = [stays, &[rows.iter().product()], &[columns.iter().product()]].concat();
    let matrix = step.reshape(&turned, &sizes)?;
    step.node_of(&matrix)
}

/// The axes in the order of these letters.
fn arranged(step: &mut Step, term: &Term, order: &[char]) -> Result<Known, FormatError> {
    let place = |axis: &char| term.axes.iter().position(|other| other == axis);
    let order: Option<Vec<usize>> = order.iter().map(place).collect();
    let order = order.ok_or_else(|| step.error("its letters do not match".into()))?;
    step.transpose(&term.value, &order)
}
