//! Reductions along axes.

use graph::Op;
use graph::ops::{Binary, Function, GlobalPool, Reduce, ReduceKind};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::Host;
use crate::onnx::step::Step;

pub(super) fn mean(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::Mean, None)
}

pub(super) fn sum(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::Sum, None)
}

pub(super) fn max(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::Max, None)
}

pub(super) fn min(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::Min, None)
}

pub(super) fn l2(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::L2, None)
}

pub(super) fn l1(step: &mut Step) -> Result<Known, FormatError> {
    reduce(step, ReduceKind::Sum, Some(Function::Abs))
}

pub(super) fn sum_square(step: &mut Step) -> Result<Known, FormatError> {
    reduce(
        step,
        ReduceKind::Sum,
        Some(Function::Power { exponent: 2.0 }),
    )
}

/// The logarithm of the sum.
pub(super) fn log_sum(step: &mut Step) -> Result<Known, FormatError> {
    let sum = reduce(step, ReduceKind::Sum, None)?;
    let sum = step.node_of(&sum)?;
    step.function(Function::Log, sum).map(Known::Node)
}

/// The logarithm of the sum of exponentials, of which the largest is 1, so that none is infinite.
pub(super) fn log_sum_exp(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let Some((axes, keep_axes)) = axes(step, &input)? else {
        return Ok(input);
    };
    let input = step.node_of(&input)?;
    let mut over = |kind, input, keep_axes| {
        let axes = axes.clone();
        step.add(
            Op::Reduce(Reduce {
                kind,
                axes,
                keep_axes,
            }),
            &[input],
            vec![],
        )
    };
    let largest = over(ReduceKind::Max, input, true)?;
    let left = over(ReduceKind::Max, input, keep_axes)?;
    let less = step.binary(Binary::Sub, input, largest)?;
    let exponentials = step.function(Function::Exp, less)?;
    let kind = ReduceKind::Sum;
    let sum = step.add(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[exponentials],
        vec![],
    )?;
    let logarithm = step.function(Function::Log, sum)?;
    step.binary(Binary::Add, logarithm, left).map(Known::Node)
}

/// The most factors of a product.
const MOST_FACTORS: usize = 256;

/// Multiplies one slice after the other, so that the gradient at a 0 is that of the other factors.
fn factors(
    step: &mut Step,
    input: &Known,
    axes: &[usize],
    keep_axes: bool,
) -> Result<Known, FormatError> {
    let shape = step.shape(input);
    let stays: Vec<usize> = (0..shape.len())
        .filter(|axis| !axes.contains(axis))
        .collect();
    let count = axes.iter().map(|axis| shape[*axis]).product::<usize>();
    if count > MOST_FACTORS {
        return Err(step.error(format!("a product of {count} values is not supported")));
    }
    let order: Vec<usize> = stays.iter().chain(axes).copied().collect();
    let mut rows: Vec<usize> = stays.iter().map(|axis| shape[*axis]).collect();
    rows.push(count);
    let turned = step.transpose(input, &order)?;
    let rows = step.reshape(&turned, &rows)?;
    let mut product = None;
    for place in 0..count {
        let factor = step.take(&rows, stays.len(), vec![place])?;
        let factor = step.node_of(&factor)?;
        product = Some(match product {
            None => factor,
            Some(product) => step.binary(Binary::Mul, product, factor)?,
        });
    }
    let product = product.ok_or_else(|| step.error("it has no values".into()))?;
    let left = shape.iter().enumerate().filter_map(|(axis, size)| {
        if axes.contains(&axis) {
            return keep_axes.then_some(1);
        }
        Some(*size)
    });
    step.reshape(&Known::Node(product), &left.collect::<Vec<_>>())
}

/// Exporters use products of constants for shapes.
pub(super) fn prod(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let Some((axes, keep_axes)) = axes(step, &input)? else {
        return Ok(input);
    };
    if input.is_node() {
        return factors(step, &input, &axes, keep_axes);
    }
    on_host(step, &input, &axes, keep_axes, |values| {
        values.iter().copied().reduce(|a, b| a * b)
    })
}

fn reduce(
    step: &mut Step,
    kind: ReduceKind,
    first: Option<Function>,
) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let Some((axes, keep_axes)) = axes(step, &input)? else {
        return Ok(input);
    };
    let Known::Node(mut id) = input else {
        return constant(step, &input, &axes, keep_axes, kind, first);
    };
    if let Some(function) = first {
        id = step.function(function, id)?;
    }
    let pool = matches!(kind, ReduceKind::Mean | ReduceKind::Max);
    if pool && axes == [2, 3] && step.build.graph.shape(id).len() == 4 {
        let max = kind == ReduceKind::Max;
        return step.one(Op::GlobalPool(GlobalPool { max, keep_axes }), &[id], vec![]);
    }
    step.one(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[id],
        vec![],
    )
}

/// The axes in order, and whether the output keeps them with size 1. Returns `None` if the node
/// reduces nothing.
fn axes(step: &mut Step, input: &Known) -> Result<Option<(Vec<usize>, bool)>, FormatError> {
    let rank = step.shape(input).len();
    let given = step.ints(1, "axes")?.unwrap_or_default();
    if given.is_empty() && step.node.int("noop_with_empty_axes", 0) != 0 {
        return Ok(None);
    }
    let mut axes = step.axes(&given, rank)?;
    if axes.is_empty() {
        axes = (0..rank).collect();
    }
    axes.sort_unstable();
    axes.dedup();
    Ok(Some((axes, step.node.int("keepdims", 1) != 0)))
}

fn constant(
    step: &mut Step,
    input: &Known,
    axes: &[usize],
    keep_axes: bool,
    kind: ReduceKind,
    first: Option<Function>,
) -> Result<Known, FormatError> {
    on_host(step, input, axes, keep_axes, |values| {
        let values = values.iter().map(|value| match first {
            Some(Function::Abs) => value.abs(),
            Some(_) => value * value,
            None => *value,
        });
        let count = values.len() as f32;
        match kind {
            ReduceKind::Mean => Some(values.sum::<f32>() / count),
            ReduceKind::Sum => Some(values.sum()),
            ReduceKind::Max => values.reduce(f32::max),
            ReduceKind::Min => values.reduce(f32::min),
            ReduceKind::L2 => Some(values.map(|value| value * value).sum::<f32>().sqrt()),
        }
    })
}

/// Reduces a constant; integers stay integers.
fn on_host(
    step: &mut Step,
    input: &Known,
    axes: &[usize],
    keep_axes: bool,
    compute: impl Fn(&[f32]) -> Option<f32>,
) -> Result<Known, FormatError> {
    step.on_host(input, |host| {
        let stays: Vec<usize> = (0..host.shape.len())
            .filter(|axis| !axes.contains(axis))
            .collect();
        let order: Vec<usize> = stays.iter().chain(axes).copied().collect();
        let together: usize = axes.iter().map(|axis| host.shape[*axis]).product();
        let rows = host.transposed(&order)?.into_floats();
        let values: Option<Vec<f32>> = rows.chunks(together.max(1)).map(compute).collect();
        let shape = if keep_axes {
            let size = |(axis, size): (usize, &usize)| if axes.contains(&axis) { 1 } else { *size };
            host.shape.iter().enumerate().map(size).collect()
        } else {
            stays.iter().map(|axis| host.shape[*axis]).collect()
        };
        let reduced = Host::floats_of(values?, shape)?;
        Some(reduced.truncated_if(host.is_int()))
    })
}
