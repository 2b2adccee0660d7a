use graph::Op;
use graph::ops::{GlobalPool, Pool, PoolKind, Reduce, ReduceKind};

use crate::FormatError;
use crate::onnx::build::Known;
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
    let pool = Pool {
        kind,
        kernel,
        window,
        ceil,
    };
    let output = step.add(Op::Pool(pool), &[input], vec![])?;
    step.without_height(output, row)
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
