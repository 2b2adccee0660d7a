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
mod function;
mod linear;
mod norm;
mod op;
mod pool;
mod reduce;
mod resize;
mod select;

pub(crate) use arrange::transpose;

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

impl Op {
    /// The shape of the output for the given shapes of inputs and constants.
    ///
    /// # Errors
    /// A sentence with what was expected and what came.
    pub fn shape(
        &self,
        inputs: &[&[usize]],
        constants: &[Vec<usize>],
    ) -> Result<Vec<usize>, String> {
        if let Some(expected) = self.arity().filter(|expected| *expected != inputs.len()) {
            return Err(format!("expected {expected} inputs, got {}", inputs.len()));
        }
        match self {
            Self::Input => Err("an input takes its shape from outside".into()),
            Self::Constant => match constants {
                [constant] => Ok(constant.clone()),
                _ => Err(format!("expected one constant, got {}", constants.len())),
            },
            Self::Conv(conv) => conv.shape(inputs[0], constants),
            Self::ConvTranspose(conv) => conv.shape(inputs[0], constants),
            Self::BatchNorm(_) => batch_norm::shape(inputs[0], constants),
            Self::LayerNorm(norm) => norm.shape(inputs[0], constants),
            Self::GroupNorm(norm) => norm.shape(inputs[0], constants),
            Self::Linear => linear::shape(inputs[0], constants),
            Self::MatMul => linear::product_shape(inputs[0], inputs[1]),
            Self::Bias => linear::bias_shape(inputs[0], constants),
            Self::Activation(_) | Self::Function(_) | Self::Identity => Ok(inputs[0].to_vec()),
            Self::PRelu => activation::prelu_shape(inputs[0], constants),
            Self::Softmax { axis } | Self::LogSoftmax { axis } => {
                activation::softmax_shape(inputs[0], *axis)
            }
            Self::Reduce(reduce) => reduce.shape(inputs[0]),
            Self::Pool(pool) => pool.shape(inputs[0]),
            Self::GlobalPool(pool) => pool.shape(inputs[0]),
            Self::AdaptivePool(pool) => pool.shape(inputs[0]),
            Self::Resize(resize) => resize.shape(inputs[0]),
            Self::Binary(_) => arithmetic::broadcast(inputs[0], inputs[1]),
            Self::Choose => choose::shape(inputs),
            Self::Select(select) => select.shape(inputs[0]),
            Self::Expand { axes } => arrange::expanded_shape(inputs[0], axes),
            Self::Concat { axis } => arrange::concat_shape(inputs, *axis),
            Self::Flatten { .. } => arrange::flattened_shape(inputs[0]),
            Self::Reshape { axes } => arrange::resolve_axes(inputs[0], axes),
            Self::Transpose { permutation } => arrange::transposed_shape(inputs[0], permutation),
            Self::Pad { window, .. } => arrange::padded_shape(inputs[0], *window),
        }
    }

    /// Computes the output.
    ///
    /// # Errors
    /// A sentence with what was expected and what came. None where [`Op::shape`] accepted the
    /// shapes and only the batch size differs.
    pub fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        if self
            .arity()
            .is_some_and(|expected| expected != inputs.len())
        {
            return Err(format!("got {} inputs", inputs.len()));
        }
        match self {
            Self::Concat { axis } => return arrange::concat(inputs, *axis),
            Self::Binary(binary) => return binary.apply(&inputs),
            Self::MatMul => return linear::product(inputs),
            Self::Choose => return choose::apply(inputs),
            _ => {}
        }
        let Some(input) = inputs.into_iter().next() else {
            return constants
                .first()
                .cloned()
                .ok_or_else(|| "no value was given".into());
        };
        match self {
            Self::Conv(conv) => conv.apply(input, constants),
            Self::ConvTranspose(conv) => conv.apply(input, constants),
            Self::BatchNorm(batch_norm) => batch_norm.apply(input, constants),
            Self::LayerNorm(norm) => norm.apply(input, constants),
            Self::GroupNorm(norm) => norm.apply(input, constants),
            Self::Linear => linear::apply(input, constants),
            Self::Bias => linear::bias(input, constants),
            Self::Activation(activation) => Ok(activation.apply(input)),
            Self::PRelu => activation::prelu(input, constants),
            Self::Function(function) => Ok(function.apply(input)),
            Self::Softmax { axis } => Ok(activation::softmax(input, *axis)),
            Self::LogSoftmax { axis } => Ok(activation::log_softmax(input, *axis)),
            Self::Reduce(reduce) => reduce.apply(input),
            Self::Pool(pool) => pool.apply(input),
            Self::GlobalPool(pool) => pool.apply(input),
            Self::AdaptivePool(pool) => pool.apply(input),
            Self::Resize(resize) => resize.apply(input),
            Self::Select(select) => Ok(select.apply(input)),
            Self::Expand { axes } => arrange::expand(input, axes),
            Self::Flatten { channels_last } => arrange::flatten(input, *channels_last),
            Self::Reshape { axes } => arrange::reshape(input, axes),
            Self::Transpose { permutation } => transpose(input, permutation),
            Self::Pad { window, value } => arrange::pad(input, *window, *value),
            _ => Ok(input),
        }
    }

    /// The number of inputs, where it is fixed.
    fn arity(&self) -> Option<usize> {
        match self {
            Self::Input | Self::Constant => Some(0),
            Self::Binary(_) | Self::MatMul => Some(2),
            Self::Choose => Some(3),
            Self::Concat { .. } => None,
            _ => Some(1),
        }
    }
}

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
