//! What a node computes: one file per family, each with the shape rule beside the arithmetic.
//!
//! `shape` sees the shapes for a batch of one and says in a sentence what does not fit; `apply`
//! computes on Burn tensors of any device. Constants are weights in a fixed order, given in the
//! doc comment of each op.

mod activation;
mod arithmetic;
mod arrange;
mod batch_norm;
mod choose;
mod conv;
mod conv_transpose;
mod dispatch;
mod function;
mod linear;
mod norm;
mod op;
mod pool;
mod reduce;
mod resize;
mod select;

pub use activation::Activation;
pub use arithmetic::Binary;
pub use batch_norm::BatchNorm;
pub use conv::{Conv, Window, same_padding};
pub use conv_transpose::ConvTranspose;
pub use function::Function;
pub use norm::{GroupNorm, LayerNorm};
pub use op::Op;
pub use pool::{AdaptivePool, GlobalPool, Pool, PoolKind};
pub use reduce::{Reduce, ReduceKind};
pub use resize::{Coordinates, Resize, ResizeMode};
pub use select::Select;

use crate::Value;

/// `[batch, channel, height, width]`, or a sentence.
fn picture_shape(shape: &[usize]) -> Result<[usize; 4], String> {
    shape
        .try_into()
        .map_err(|_| format!("expected a picture [batch, channel, height, width], got {shape:?}"))
}

fn constant(constants: &[Value], index: usize, what: &str) -> Result<Value, String> {
    constants
        .get(index)
        .cloned()
        .ok_or_else(|| format!("the {what} is missing"))
}
