use super::{
    Activation, AdaptivePool, BatchNorm, Binary, Conv, ConvTranspose, Function, GlobalPool,
    GroupNorm, LayerNorm, Pool, Reduce, Resize, Select,
};

/// What a node computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Fed from outside.
    Input,
    /// Answers with its one constant.
    Constant,
    /// Convolution. Constants: weight `[out, in / groups, kh, kw]`, then perhaps bias `[out]`.
    Conv(Conv),
    /// Transposed convolution. Constants: weight `[in, out / groups, kh, kw]`, then perhaps bias
    /// `[out]`.
    ConvTranspose(ConvTranspose),
    /// Batch normalisation with stored statistics. Constants: gamma, beta, mean, variance, each
    /// `[channel]`.
    BatchNorm(BatchNorm),
    /// Layer normalisation. Constants: none, or gamma and beta of the shape of its axes.
    LayerNorm(LayerNorm),
    /// Group or instance normalisation. Constants: none, or gamma and beta, each `[channel]`.
    GroupNorm(GroupNorm),
    /// `x · w + b` on the last axis. Constants: weight `[in, out]`, then perhaps bias `[out]`.
    Linear,
    /// Product of two matrices or of two stacks of them, with broadcasting of the stacks.
    MatMul,
    /// Adds a constant `[channel]` along axis 1.
    Bias,
    /// An element-wise function that networks use as a non-linearity.
    Activation(Activation),
    /// ReLU with a learned slope on the negative side. Constants: slope `[channel]` or `[1]`.
    PRelu,
    /// Any other element-wise function.
    Function(Function),
    /// Softmax along an axis, counted from the front.
    Softmax {
        /// The axis whose values sum to 1.
        axis: usize,
    },
    /// Logarithm of the softmax along an axis.
    LogSoftmax {
        /// The axis, counted from the front.
        axis: usize,
    },
    /// One number for all values along some axes.
    Reduce(Reduce),
    /// Maximum or average over windows.
    Pool(Pool),
    /// Maximum or average over all pixels.
    GlobalPool(GlobalPool),
    /// Maximum or average over windows that cover the picture.
    AdaptivePool(AdaptivePool),
    /// Another size for pictures.
    Resize(Resize),
    /// Arithmetic on two values, with broadcasting.
    Binary(Binary),
    /// The second value where the first is not 0, else the third.
    Choose,
    /// A part of the values along one axis.
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
            Self::ConvTranspose(_) => "transposed convolution",
            Self::BatchNorm(_) => "batch norm",
            Self::LayerNorm(_) => "layer norm",
            Self::GroupNorm(_) => "group norm",
            Self::Linear => "linear",
            Self::MatMul => "matrix product",
            Self::Bias => "bias",
            Self::Activation(activation) => activation.name(),
            Self::PRelu => "PReLU",
            Self::Function(function) => function.name(),
            Self::Softmax { .. } => "softmax",
            Self::LogSoftmax { .. } => "log softmax",
            Self::Reduce(reduce) => reduce.name(),
            Self::Pool(pool) => pool.name(),
            Self::GlobalPool(pool) => pool.name(),
            Self::AdaptivePool(pool) => pool.name(),
            Self::Resize(_) => "resize",
            Self::Binary(binary) => binary.name(),
            Self::Choose => "choice",
            Self::Select(select) => select.name(),
            Self::Expand { .. } => "expand",
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
            Self::Softmax { .. } | Self::LogSoftmax { .. } | Self::Activation(Activation::Sigmoid)
        )
    }

    /// Whether it is a staircase: no gradient passes it.
    pub(crate) fn is_step(&self) -> bool {
        match self {
            Self::Binary(binary) => binary.is_step(),
            Self::Function(function) => function.is_step(),
            _ => false,
        }
    }

    /// Whether it summarises a picture by a smaller one without weights.
    #[must_use]
    pub fn is_pool(&self) -> bool {
        matches!(
            self,
            Self::Pool(_) | Self::GlobalPool(_) | Self::AdaptivePool(_)
        )
    }
}
