//! What a node computes. One family of ops is one file.
//!
//! An op is a variant of [`Op`] and an implementation of `Family`, which answers everything that
//! the rest of the crate asks about it. Constants are weights, in the order that the variant's doc
//! comment gives.

mod activation;
mod arithmetic;
mod arrange;
mod batch_norm;
mod choose;
mod conv;
mod conv_transpose;
mod function;
mod join;
mod linear;
mod norm;
mod op;
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
pub use norm::{GroupNorm, LayerNorm};
pub use op::Op;
pub use pool::{AdaptivePool, GlobalPool, Pool, PoolKind};
pub use reduce::{Reduce, ReduceKind};
pub use resize::{Coordinates, Resize, ResizeMode};
pub use select::Select;

use crate::Value;
use crate::layout::Pixels;

/// One kind of op. No method has a default, so an op that leaves a question open does not compile.
pub(crate) trait Family {
    /// What the layer table, the layouts, the backward pass and the methods ask.
    fn facts(&self) -> Facts<'_>;

    /// Returns the shape of the output for a batch of one, or a sentence that says what was
    /// expected and what came.
    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String>;

    /// Computes the output for any batch size; `shape` has accepted the other axes. Uses only calls
    /// of Burn whose backward pass is the same on every device, because `gradients` differentiates
    /// this.
    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String>;
}

/// What an op says about itself beside its shape rule and its arithmetic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// Display name.
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    pub(crate) curve: Curve,
    /// How many of its constants, from the first, training changes.
    pub(crate) learned: usize,
    pub(crate) pixels: Pixels<'a>,
}

/// What an op is for in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Mixes channels with learned weights: a convolution or a linear layer.
    Weighted,
    /// Summarises a picture by a smaller one, without weights.
    Pool,
    /// Normalises tokens; in a transformer, the layers to explain.
    TokenNorm,
    /// Brings or moves values and computes none, so it makes no layer of its own.
    Moves,
    /// Passes its input on, perhaps at another size.
    Passes,
    /// Turns scores into probabilities without changing their order.
    Squashes,
    /// Computes anything else.
    Computes,
}

/// How the output of an op follows its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    /// Piecewise linear: the second derivative is 0 wherever there is one.
    Straight,
    /// Piecewise constant: the gradient is 0 wherever there is one.
    Step,
    /// Anything else.
    Curved,
}

/// Takes apart the inputs of an op that reads exactly `N`.
fn exactly<const N: usize, T>(inputs: Vec<T>) -> Result<[T; N], String> {
    let misfit = |inputs: Vec<T>| format!("expected {N} inputs, got {}", inputs.len());
    inputs.try_into().map_err(misfit)
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

/// Lays a constant `[channel]` along axis 1 of a value with `rank` axes.
fn along_channels(constant: Value, rank: usize) -> Result<Value, String> {
    let mut axes = vec![1; rank];
    *axes.get_mut(1).ok_or("expected a channel axis")? = constant.len();
    constant.reshape(&axes)
}
