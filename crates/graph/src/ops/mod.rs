//! What a node computes. One family of ops is one file.
//!
//! An op is a variant of [`Op`] and an implementation of `Family` in its own file, which answers
//! everything that the rest of the crate asks about it. Constants are weights, in the order that
//! the variant's doc comment gives.

mod activation;
mod arithmetic;
mod arrange;
mod batch_norm;
mod choose;
mod conv;
mod conv_transpose;
mod family;
mod function;
mod grid_sample;
mod hardmax;
mod join;
mod linear;
mod norm;
mod pad;
mod pool;
mod prelu;
mod reduce;
mod resize;
mod select;
mod softmax;
mod source;

pub use activation::Activation;
pub use arithmetic::Binary;
pub use batch_norm::BatchNorm;
pub use conv::{Conv, Window, same_padding};
pub use conv_transpose::ConvTranspose;
pub use function::Function;
pub use grid_sample::{Around, Between, GridSample};
pub use norm::{GroupNorm, LayerNorm};
pub use pool::{AdaptivePool, GlobalPool, Pool, PoolKind};
pub use reduce::{Reduce, ReduceKind};
pub use resize::{Coordinates, Resize, ResizeMode};
pub use select::Select;

pub(crate) use family::{Curve, Facts, Family, Role};

use arrange::{Flatten, Reshape, Transpose};
use choose::Choose;
use family::{along_channels, constant, exactly, picture_shape};
use hardmax::Hardmax;
use join::{Concat, Expand};
use linear::{Bias, Linear, MatMul};
use pad::Pad;
use prelu::PRelu;
use softmax::{LogSoftmax, Softmax};
use source::{Constant, Identity, Input};

use crate::Value;

/// What a node computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// An input of the network. Its value comes from the caller.
    Input,
    /// The value of its one constant.
    Constant,
    /// Convolution. Constants: weight `[out, in / groups, kh, kw]`, optionally bias `[out]`.
    Conv(Conv),
    /// Transposed convolution. Constants: weight `[in, out / groups, kh, kw]`, optionally bias
    /// `[out]`.
    ConvTranspose(ConvTranspose),
    /// Batch normalisation with stored statistics. Constants: gamma, beta, mean, variance, each
    /// `[channel]`.
    BatchNorm(BatchNorm),
    /// Layer normalisation. Constants: none, or gamma and beta of the shape of its axes.
    LayerNorm(LayerNorm),
    /// Group or instance normalisation. Constants: none, or gamma and beta, each `[channel]`.
    GroupNorm(GroupNorm),
    /// `x · w + b` on the last axis. Constants: weight `[in, out]`, optionally bias `[out]`.
    Linear,
    /// Product of two matrices, or of two stacks of matrices with broadcasting.
    MatMul,
    /// Adds a constant `[channel]` along axis 1.
    Bias,
    /// An element-wise non-linearity.
    Activation(Activation),
    /// ReLU with a learned slope on the negative side. Constants: slope `[channel]` or `[1]`.
    PRelu,
    /// Any other element-wise function.
    Function(Function),
    /// Softmax along an axis, counted from the front.
    Softmax {
        /// The axis along which the values sum to 1.
        axis: usize,
    },
    /// Logarithm of the softmax along an axis.
    LogSoftmax {
        /// The axis, counted from the front.
        axis: usize,
    },
    /// 1 at the largest value along an axis, else 0.
    Hardmax {
        /// The axis, counted from the front.
        axis: usize,
    },
    /// One value for all values along some axes.
    Reduce(Reduce),
    /// Maximum or average over windows.
    Pool(Pool),
    /// Maximum or average over all pixels.
    GlobalPool(GlobalPool),
    /// Maximum or average over windows that cover the picture.
    AdaptivePool(AdaptivePool),
    /// Resizes pictures.
    Resize(Resize),
    /// Reads the first value at the places in the second.
    GridSample(GridSample),
    /// Arithmetic on two values, with broadcasting.
    Binary(Binary),
    /// The second value where the first is not 0, else the third.
    Choose,
    /// Selects entries along one axis.
    Select(Select),
    /// Repeats a value to a shape, as numpy's broadcasting does.
    Expand {
        /// The shape, for a batch of one.
        axes: Vec<usize>,
    },
    /// Joins values along an axis.
    Concat {
        /// The axis, counted from the front.
        axis: usize,
    },
    /// Joins all axes after the batch into one.
    Flatten {
        /// Whether a picture is read pixel by pixel, as in Keras, instead of channel by channel.
        channels_last: bool,
    },
    /// Gives the value another shape. 0 keeps an axis, -1 takes the rest.
    Reshape {
        /// The new axes.
        axes: Vec<i64>,
    },
    /// Reorders the axes.
    Transpose {
        /// For each new axis, the old one.
        permutation: Vec<usize>,
    },
    /// Pads pictures with a constant.
    Pad {
        /// Rows and columns to add, before and after.
        window: [(usize, usize); 2],
        /// The value of the added pixels.
        value: f32,
    },
    /// Returns its input: dropout and other ops that do nothing after training.
    Identity,
}

impl Op {
    /// Calls `question` with the op's family.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&dyn Family) -> T) -> T {
        match self {
            Self::Input => question(&Input),
            Self::Constant => question(&Constant),
            Self::Conv(conv) => question(conv),
            Self::ConvTranspose(conv) => question(conv),
            Self::BatchNorm(norm) => question(norm),
            Self::LayerNorm(norm) => question(norm),
            Self::GroupNorm(norm) => question(norm),
            Self::Linear => question(&Linear),
            Self::MatMul => question(&MatMul),
            Self::Bias => question(&Bias),
            Self::Activation(activation) => question(activation),
            Self::PRelu => question(&PRelu),
            Self::Function(function) => question(function),
            Self::Softmax { axis } => question(&Softmax(*axis)),
            Self::LogSoftmax { axis } => question(&LogSoftmax(*axis)),
            Self::Hardmax { axis } => question(&Hardmax(*axis)),
            Self::Reduce(reduce) => question(reduce),
            Self::Pool(pool) => question(pool),
            Self::GlobalPool(pool) => question(pool),
            Self::AdaptivePool(pool) => question(pool),
            Self::Resize(resize) => question(resize),
            Self::GridSample(sample) => question(sample),
            Self::Binary(binary) => question(binary),
            Self::Choose => question(&Choose),
            Self::Select(select) => question(select),
            Self::Expand { axes } => question(&Expand(axes)),
            Self::Concat { axis } => question(&Concat(*axis)),
            Self::Flatten { channels_last } => question(&Flatten {
                channels_last: *channels_last,
            }),
            Self::Reshape { axes } => question(&Reshape(axes)),
            Self::Transpose { permutation } => question(&Transpose(permutation)),
            Self::Pad { window, value } => question(&Pad {
                window: *window,
                value: *value,
            }),
            Self::Identity => question(&Identity),
        }
    }

    /// Display name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.ask(|family| family.facts().name)
    }

    /// Returns the shape of the output for these shapes of inputs and constants.
    ///
    /// # Errors
    /// A sentence that says what was expected and what came.
    pub fn shape(
        &self,
        inputs: &[&[usize]],
        constants: &[Vec<usize>],
    ) -> Result<Vec<usize>, String> {
        self.ask(|family| family.shape(inputs.to_vec(), constants))
    }

    /// Computes the output.
    ///
    /// # Errors
    /// A sentence that says what was expected and what came. Does not fail if [`Op::shape`] accepts
    /// the shapes for a batch of one.
    pub fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        self.ask(|family| family.apply(inputs, constants))
    }

    /// Whether it turns scores into probabilities without changing their order.
    #[must_use]
    pub fn is_squashing(&self) -> bool {
        self.role() == Role::Squashes
    }

    /// Whether it is a pooling layer.
    #[must_use]
    pub fn is_pool(&self) -> bool {
        self.role() == Role::Pool
    }

    /// Whether it is piecewise linear in its inputs.
    #[must_use]
    pub fn is_straight(&self) -> bool {
        self.curve() != Curve::Curved
    }

    /// Whether it is piecewise constant, so that no gradient passes it.
    pub(crate) fn is_step(&self) -> bool {
        self.curve() == Curve::Step
    }

    pub(crate) fn role(&self) -> Role {
        self.ask(|family| family.facts().role)
    }

    /// How many of its constants, from the first, training changes.
    pub(crate) fn learned(&self) -> usize {
        self.ask(|family| family.facts().learned)
    }

    fn curve(&self) -> Curve {
        self.ask(|family| family.facts().curve)
    }
}
