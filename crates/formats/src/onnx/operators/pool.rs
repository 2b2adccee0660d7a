use std::rc::Rc;

use graph::ops::{Binary, Conv, Function, GlobalPool, Pool, PoolKind, Reduce, ReduceKind, Window};
use graph::{NodeId, Op, Value};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

pub(super) fn max(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.output.get(1).is_some_and(|name| !name.is_empty()) {
        return Err(
            step.error("the indices of the maxima (a second output) are not supported".into())
        );
    }
    pool(step, PoolKind::Max)
}

pub(super) fn average(step: &mut Step) -> Result<Known, FormatError> {
    let count_padding = step.node.int("count_include_pad", 0) != 0;
    pool(step, PoolKind::Average { count_padding })
}

fn pool(step: &mut Step, kind: PoolKind) -> Result<Known, FormatError> {
    let (input, row) = step.picture()?;
    let size = step.picture_size(input)?;
    let mut kernel = step.pair("kernel_shape", 0)?;
    if row {
        kernel[0] = 1;
    }
    let window = step.window(size, kernel)?;
    let ceil = step.node.int("ceil_mode", 0) != 0;
    if let (PoolKind::Average { count_padding }, true) = (kind, window.dilation != [1, 1]) {
        let sums = sums(step, input, kernel, (window, ceil))?;
        let counts = counts(step, sums, (size, kernel), (window, count_padding))?;
        let output = step.binary(Binary::Div, sums, counts)?;
        return step.without_height(output, row);
    }
    let pool = Pool {
        kind,
        kernel,
        window,
        ceil,
    };
    let output = step.add(Op::Pool(pool), &[input], vec![])?;
    step.without_height(output, row)
}

/// The root of the sum of powers in a window.
pub(super) fn of_powers(step: &mut Step) -> Result<Known, FormatError> {
    let (input, row) = step.picture()?;
    let size = step.picture_size(input)?;
    let mut kernel = step.pair("kernel_shape", 0)?;
    if row {
        kernel[0] = 1;
    }
    let window = step.window(size, kernel)?;
    let ceil = step.node.int("ceil_mode", 0) != 0;
    let (powers, order) = powers(step, input)?;
    let sums = sums(step, powers, kernel, (window, ceil))?;
    let output = step.root(sums, order)?;
    step.without_height(output, row)
}

/// The root of the sum of powers of all pixels.
pub(super) fn global_of_powers(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let axes = (2..step.build.graph.shape(input).len()).collect();
    let (powers, order) = powers(step, input)?;
    let (kind, keep_axes) = (ReduceKind::Sum, true);
    let sum = step.add(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[powers],
        vec![],
    )?;
    step.root(sum, order).map(Known::Node)
}

/// `|x|ᵖ`, and p.
fn powers(step: &mut Step, input: NodeId) -> Result<(NodeId, f32), FormatError> {
    let exponent = step.node.int("p", 2) as f32;
    let size = step.function(Function::Abs, input)?;
    Ok((step.function(Function::Power { exponent }, size)?, exponent))
}

/// The sum of each window: a convolution of each channel with ones. With `ceil` the last window may
/// reach over the edge.
fn sums(
    step: &mut Step,
    input: NodeId,
    kernel: [usize; 2],
    (mut window, ceil): (Window, bool),
) -> Result<NodeId, FormatError> {
    let shape = step.build.graph.shape(input).to_vec();
    let (groups, size) = (shape[1], [shape[2], shape[3]]);
    for axis in (0..2).filter(|_| ceil) {
        let (before, after) = window.padding[axis];
        let reach = window.dilation[axis] * (kernel[axis] - 1) + 1;
        let rest = (size[axis] + before + after).saturating_sub(reach);
        let more = rest.next_multiple_of(window.stride[axis].max(1)) - rest;
        // A last window that would begin after the picture is left out.
        if rest + more < size[axis] + before {
            window.padding[axis].1 += more;
        }
    }
    let ones = vec![1.0; groups * kernel[0] * kernel[1]];
    let weight = Value::new(ones, &[groups, 1, kernel[0], kernel[1]], step.build.device);
    let weight = weight.map_err(|reason| step.error(reason))?;
    step.add(Op::Conv(Conv { window, groups }), &[input], vec![weight])
}

/// The number of values in each window: pixels, and perhaps padding.
fn counts(
    step: &mut Step,
    sums: NodeId,
    (size, kernel): ([usize; 2], [usize; 2]),
    (window, count_padding): (Window, bool),
) -> Result<NodeId, FormatError> {
    let shape = step.build.graph.shape(sums).to_vec();
    let along = |axis: usize| -> Vec<f32> {
        let (before, after) = window.padding[axis];
        let inside = if count_padding {
            0..before + size[axis] + after
        } else {
            before..before + size[axis]
        };
        let place =
            |output: usize, tap: usize| output * window.stride[axis] + tap * window.dilation[axis];
        let count = |output: usize| {
            (0..kernel[axis])
                .filter(|tap| inside.contains(&place(output, *tap)))
                .count()
        };
        (0..shape[axis + 2])
            .map(|output| count(output).max(1) as f32)
            .collect()
    };
    let (rows, columns) = (along(0), along(1));
    let floats = rows
        .iter()
        .flat_map(|row| columns.iter().map(move |column| row * column))
        .collect();
    let counts = Host {
        shape: vec![1, 1, shape[2], shape[3]],
        numbers: Numbers::Float(floats),
    };
    step.node_of(&Known::Host(Rc::new(counts)))
}

pub(super) fn global_average(step: &mut Step) -> Result<Known, FormatError> {
    global(step, ReduceKind::Mean)
}

pub(super) fn global_max(step: &mut Step) -> Result<Known, FormatError> {
    global(step, ReduceKind::Max)
}

fn global(step: &mut Step, kind: ReduceKind) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let rank = step.build.graph.shape(input).len();
    let op = match rank {
        4 => Op::GlobalPool(GlobalPool {
            max: kind == ReduceKind::Max,
            keep_axes: true,
        }),
        _ => Op::Reduce(Reduce {
            kind,
            axes: (2..rank).collect(),
            keep_axes: true,
        }),
    };
    step.one(op, &[input], vec![])
}
