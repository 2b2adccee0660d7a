use graph::ops::{GlobalPool, Pool, PoolKind};
use graph::{NodeId, Op};

use crate::FormatError;
use crate::keras::layer::Layer;

pub(super) fn max(layer: &mut Layer) -> Result<NodeId, FormatError> {
    pool(layer, PoolKind::Max)
}

/// TensorFlow does not count the padding.
pub(super) fn average(layer: &mut Layer) -> Result<NodeId, FormatError> {
    pool(
        layer,
        PoolKind::Average {
            count_padding: false,
        },
    )
}

fn pool(layer: &mut Layer, kind: PoolKind) -> Result<NodeId, FormatError> {
    let kernel = layer.pair("pool_size", 2)?;
    let stride = if layer.config("strides").is_null() {
        kernel
    } else {
        layer.pair("strides", 1)?
    };
    let window = layer.window(kernel, stride, [1, 1])?;
    layer.add(
        Op::Pool(Pool {
            kind,
            kernel,
            window,
            ceil: false,
        }),
        Vec::new(),
    )
}

pub(super) fn global_average(layer: &mut Layer) -> Result<NodeId, FormatError> {
    global(layer, false)
}

pub(super) fn global_max(layer: &mut Layer) -> Result<NodeId, FormatError> {
    global(layer, true)
}

fn global(layer: &mut Layer, max: bool) -> Result<NodeId, FormatError> {
    let keep_axes = layer.flag("keepdims", false)?;
    layer.add(Op::GlobalPool(GlobalPool { max, keep_axes }), Vec::new())
}
