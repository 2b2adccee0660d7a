//! What a node computes: one file per family, each with the shape rule beside the arithmetic.
//!
//! `shape` sees the shapes for a batch of one and says in a sentence what does not fit; `apply`
//! computes on Burn tensors of any device. Constants are weights in a fixed order, given in the
//! doc comment of each op.

mod activation;
mod arithmetic;
mod arrange;
mod batch_norm;
mod conv;
mod linear;
mod pool;

pub use activation::Activation;
pub use arithmetic::Binary;
pub use batch_norm::BatchNorm;
pub use conv::{Conv, Window, same_padding};
pub use pool::{GlobalPool, Pool, PoolKind};

use crate::Value;

/// What a node computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Fed from outside.
    Input,
    /// Answers with its one constant.
    Constant,
    /// Convolution. Constants: weight `[out, in / groups, kh, kw]`, then perhaps bias `[out]`.
    Conv(Conv),
    /// Batch normalisation with stored statistics. Constants: gamma, beta, mean, variance, each
    /// `[channel]`.
    BatchNorm(BatchNorm),
    /// `x · w + b` on the last axis. Constants: weight `[in, out]`, then perhaps bias `[out]`.
    Linear,
    /// Product of two matrices or of two stacks of them.
    MatMul,
    /// Adds a constant `[channel]` along axis 1.
    Bias,
    /// An element-wise function.
    Activation(Activation),
    /// Softmax along an axis, counted from the front.
    Softmax {
        /// The axis whose values sum to 1.
        axis: usize,
    },
    /// Maximum or average over windows.
    Pool(Pool),
    /// Maximum or average over all pixels.
    GlobalPool(GlobalPool),
    /// Average over `[height, width]` windows that cover the picture, as PyTorch places them.
    AdaptiveAveragePool {
        /// Size of the output.
        size: [usize; 2],
    },
    /// Arithmetic on two values, with broadcasting.
    Binary(Binary),
    /// Joins values along an axis.
    Concat {
        /// The axis, counted from the front.
        axis: usize,
    },
    /// Joins all axes after the batch into one.
    Flatten {
        /// Whether a picture is read pixel by pixel, all channels of one after the other, as Keras
        /// does, instead of channel by channel.
        channels_last: bool,
    },
    /// Arranges the values in another shape: 0 keeps an axis, -1 is what remains.
    Reshape {
        /// The new axes.
        axes: Vec<i64>,
    },
    /// Reorders the axes.
    Transpose {
        /// For each new axis, the old one.
        permutation: Vec<usize>,
    },
    /// Surrounds the picture with a constant.
    Pad {
        /// Rows and columns that are added.
        window: [(usize, usize); 2],
        /// The value that is added.
        value: f32,
    },
    /// Passes its input on: dropout and its like, which do nothing after training.
    Identity,
}

impl Op {
    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Constant => "constant",
            Self::Conv(conv) => conv.name(),
            Self::BatchNorm(_) => "batch norm",
            Self::Linear => "linear",
            Self::MatMul => "matrix product",
            Self::Bias => "bias",
            Self::Activation(activation) => activation.name(),
            Self::Softmax { .. } => "softmax",
            Self::Pool(pool) => pool.name(),
            Self::GlobalPool(pool) => pool.name(),
            Self::AdaptiveAveragePool { .. } => "adaptive average pool",
            Self::Binary(binary) => binary.name(),
            Self::Concat { .. } => "concat",
            Self::Flatten { .. } => "flatten",
            Self::Reshape { .. } => "reshape",
            Self::Transpose { .. } => "transpose",
            Self::Pad { .. } => "pad",
            Self::Identity => "identity",
        }
    }

    /// Whether it turns scores into probabilities without changing their order.
    #[must_use]
    pub fn is_squashing(&self) -> bool {
        matches!(
            self,
            Self::Softmax { .. } | Self::Activation(Activation::Sigmoid)
        )
    }

    /// Whether it summarises a picture by a smaller one without weights.
    #[must_use]
    pub fn is_pool(&self) -> bool {
        matches!(
            self,
            Self::Pool(_) | Self::GlobalPool(_) | Self::AdaptiveAveragePool { .. }
        )
    }

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
            Self::BatchNorm(_) => batch_norm::shape(inputs[0], constants),
            Self::Linear => linear::shape(inputs[0], constants),
            Self::MatMul => linear::product_shape(inputs[0], inputs[1]),
            Self::Bias => linear::bias_shape(inputs[0], constants),
            Self::Activation(_) | Self::Identity => Ok(inputs[0].to_vec()),
            Self::Softmax { axis } => activation::softmax_shape(inputs[0], *axis),
            Self::Pool(pool) => pool.shape(inputs[0]),
            Self::GlobalPool(pool) => pool.shape(inputs[0]),
            Self::AdaptiveAveragePool { size } => pool::adaptive_shape(inputs[0], *size),
            Self::Binary(_) => arithmetic::broadcast(inputs[0], inputs[1]),
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
            Self::BatchNorm(batch_norm) => batch_norm.apply(input, constants),
            Self::Linear => linear::apply(input, constants),
            Self::Bias => linear::bias(input, constants),
            Self::Activation(activation) => Ok(activation.apply(input)),
            Self::Softmax { axis } => Ok(activation::softmax(input, *axis)),
            Self::Pool(pool) => pool.apply(input),
            Self::GlobalPool(pool) => pool.apply(input),
            Self::AdaptiveAveragePool { size } => pool::adaptive(input, *size),
            Self::Flatten { channels_last } => arrange::flatten(input, *channels_last),
            Self::Reshape { axes } => arrange::reshape(input, axes),
            Self::Transpose { permutation } => arrange::transpose(input, permutation),
            Self::Pad { window, value } => arrange::pad(input, *window, *value),
            _ => Ok(input),
        }
    }

    /// The number of inputs, where it is fixed.
    fn arity(&self) -> Option<usize> {
        match self {
            Self::Input | Self::Constant => Some(0),
            Self::Binary(_) | Self::MatMul => Some(2),
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
