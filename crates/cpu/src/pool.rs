use graph::Value;
use graph::ops::{Pool, PoolKind};
use kernels::{Window, average_pool, average_pool_back, max_pool, max_pool_back};

use crate::conv::pictures;
use crate::numbers::{Numbers, only, only_marked, value};

/// Pooling over windows.
pub(crate) fn run(pool: Pool, inputs: &[Value]) -> Option<Value> {
    let input = only(inputs)?;
    let kernel = kernel(pool, &input.shape)?;
    let result = match pool.kind {
        PoolKind::Max => max_pool(&kernel, input.read())?,
        PoolKind::Average { count_padding } => average_pool(&kernel, input.read(), count_padding)?,
    };
    let output = kernel.output()?;
    let [rows, columns] = output.size;
    value(result, &[output.count, output.channels, rows, columns])
}

/// The gradient at the input of a pooling.
pub(crate) fn pull_back(pool: Pool, inputs: &[(Value, bool)], gradient: &Value) -> Option<Value> {
    let input = only_marked(inputs)?;
    let kernel = kernel(pool, &input.shape)?;
    let gradient = Numbers::of(gradient.clone())?;
    let back = match pool.kind {
        PoolKind::Max => max_pool_back(&kernel, input.read(), gradient.read())?,
        PoolKind::Average { count_padding } => {
            average_pool_back(&kernel, gradient.read(), count_padding)?
        }
    };
    value(back, &input.shape)
}

fn kernel(pool: Pool, shape: &[usize]) -> Option<kernels::Pool> {
    // A window that reaches over the edge counts its pixels in another way.
    if pool.ceil {
        return None;
    }
    Some(kernels::Pool {
        input: pictures(shape)?,
        window: Window {
            kernel: pool.kernel,
            stride: pool.window.stride,
            padding: pool.window.padding,
            dilation: pool.window.dilation,
        },
    })
}
