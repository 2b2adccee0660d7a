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
pub(super) fn exactly<const N: usize, T>(inputs: Vec<T>) -> Result<[T; N], String> {
    let misfit = |inputs: Vec<T>| format!("expected {N} inputs, got {}", inputs.len());
    inputs.try_into().map_err(misfit)
}

/// `[batch, channel, height, width]`, or a sentence.
pub(super) fn picture_shape(shape: &[usize]) -> Result<[usize; 4], String> {
    shape
        .try_into()
        .map_err(|_| format!("expected a picture [batch, channel, height, width], got {shape:?}"))
}

pub(super) fn constant(constants: &[Value], index: usize, what: &str) -> Result<Value, String> {
    constants
        .get(index)
        .cloned()
        .ok_or_else(|| format!("the {what} is missing"))
}

/// Lays a constant `[channel]` along axis 1 of a value with `rank` axes.
pub(super) fn along_channels(constant: Value, rank: usize) -> Result<Value, String> {
    let mut axes = vec![1; rank];
    *axes.get_mut(1).ok_or("expected a channel axis")? = constant.len();
    constant.reshape(&axes)
}

#[cfg(test)]
mod tests {
    use crate::ops::{Activation, Function, Op, Reduce, ReduceKind};
    use crate::test_values::{read, value};

    /// Second differences, at points away from kinks and steps, are 0 for straight ops alone.
    #[test]
    fn straight_ops_have_no_second_derivative() {
        use Activation::{Elu, Gelu, HardSigmoid, HardSwish, LeakyRelu, Mish, Relu, Sigmoid, Tanh};
        let (alpha, beta) = (0.2, 0.5);
        let activations = [
            Relu,
            LeakyRelu { slope: 0.3 },
            HardSigmoid { alpha, beta },
            Elu { alpha },
            HardSwish,
            Sigmoid,
            Tanh,
            Gelu,
            Mish,
        ];
        use Function::{Abs, Exp, Floor, Log, Negate, Sin, Sqrt};
        let functions = [Abs, Negate, Floor, Exp, Log, Sqrt, Sin];
        let norm = |kind| Reduce {
            kind,
            axes: vec![1],
            keep_axes: true,
        };
        let reductions = [ReduceKind::Mean, ReduceKind::Max, ReduceKind::L2].map(norm);
        let ops = (activations.map(Op::Activation).into_iter())
            .chain(functions.map(Op::Function))
            .chain(reductions.map(Op::Reduce))
            .chain([Op::Identity, Op::Softmax { axis: 1 }]);
        for op in ops {
            let at = |x: f32| {
                let row = value(&[x, 0.5, -x, 2.0 * x], &[2, 2]);
                read(op.apply(vec![row], &[]).unwrap())
            };
            let (before, here, after) = (at(0.6), at(0.7), at(0.8));
            let bends =
                (0..here.len()).any(|i| (before[i] + after[i] - 2.0 * here[i]).abs() > 1e-4);
            assert_eq!(bends, !op.is_straight(), "{op:?}");
        }
    }
}
