//! Activations and other functions of one value.

use graph::Op;
use graph::ops::{Activation, Binary, Function};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::Numbers;
use crate::onnx::step::Step;

/// Applies a function to a node or a constant.
fn function(
    step: &mut Step,
    function: Function,
    on_host: fn(f32) -> f32,
) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    if let Known::Node(id) = input {
        return step.function(function, id).map(Known::Node);
    }
    step.on_host(&input, |host| {
        let numbers = match &host.numbers {
            Numbers::Int(values) if matches!(function, Function::Negate) => {
                Numbers::Int(values.iter().map(|value| value.wrapping_neg()).collect())
            }
            Numbers::Int(values) if matches!(function, Function::Abs) => {
                Numbers::Int(values.iter().map(|value| value.wrapping_abs()).collect())
            }
            _ => Numbers::Float(host.floats().into_iter().map(on_host).collect()),
        };
        Some(host.with(numbers))
    })
}

macro_rules! functions {
    ($($name:ident $function:expr, $on_host:expr;)*) => {
        $(pub(super) fn $name(step: &mut Step) -> Result<Known, FormatError> {
            function(step, $function, $on_host)
        })*
    };
}
functions! {
    abs Function::Abs, f32::abs;
    ceil Function::Ceil, f32::ceil;
    cos Function::Cos, f32::cos;
    exp Function::Exp, f32::exp;
    floor Function::Floor, f32::floor;
    log Function::Log, f32::ln;
    negate Function::Negate, |x| -x;
    reciprocal Function::Power { exponent: -1.0 }, f32::recip;
    round Function::Round, f32::round_ties_even;
    sin Function::Sin, f32::sin;
    tan Function::Tan, f32::tan;
    sinh Function::Sinh, f32::sinh;
    cosh Function::Cosh, f32::cosh;
    asin Function::Asin, f32::asin;
    acos Function::Acos, f32::acos;
    atan Function::Atan, f32::atan;
    asinh Function::Asinh, f32::asinh;
    acosh Function::Acosh, f32::acosh;
    atanh Function::Atanh, f32::atanh;
    is_nan Function::IsNan, |x| f32::from(u8::from(x.is_nan()));
    sqrt Function::Sqrt, f32::sqrt;
}

pub(super) fn erf(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    step.function(Function::Erf, input).map(Known::Node)
}

fn activation(step: &mut Step, activation: Activation) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    step.one(Op::Activation(activation), &[input], vec![])
}

pub(super) fn relu(step: &mut Step) -> Result<Known, FormatError> {
    clipped(step, 0.0, f32::MAX)
}

pub(super) fn sigmoid(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::Sigmoid)
}

pub(super) fn tanh(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::Tanh)
}

pub(super) fn softplus(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::Softplus)
}

pub(super) fn softsign(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::Softsign)
}

pub(super) fn mish(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::Mish)
}

pub(super) fn hard_swish(step: &mut Step) -> Result<Known, FormatError> {
    activation(step, Activation::HardSwish)
}

pub(super) fn leaky_relu(step: &mut Step) -> Result<Known, FormatError> {
    let slope = step.node.float("alpha", 0.01);
    activation(step, Activation::LeakyRelu { slope })
}

pub(super) fn elu(step: &mut Step) -> Result<Known, FormatError> {
    let alpha = step.node.float("alpha", 1.0);
    activation(step, Activation::Elu { alpha })
}

pub(super) fn hard_sigmoid(step: &mut Step) -> Result<Known, FormatError> {
    let (alpha, beta) = (step.node.float("alpha", 0.2), step.node.float("beta", 0.5));
    activation(step, Activation::HardSigmoid { alpha, beta })
}

pub(super) fn gelu(step: &mut Step) -> Result<Known, FormatError> {
    match step.node.text("approximate", "none") {
        "tanh" => activation(step, Activation::GeluTanh),
        _ => activation(step, Activation::Gelu),
    }
}

/// `gamma · ELU(x)` with parameter alpha; the defaults are the constants of the paper.
pub(super) fn selu(step: &mut Step) -> Result<Known, FormatError> {
    if !step.node.has("alpha") && !step.node.has("gamma") {
        return activation(step, Activation::Selu);
    }
    let (alpha, gamma) = (
        step.node.float("alpha", 1.673_263_2),
        step.node.float("gamma", 1.050_701),
    );
    let input = step.id(0)?;
    let elu = step.add(Op::Activation(Activation::Elu { alpha }), &[input], vec![])?;
    step.times(elu, gamma).map(Known::Node)
}

/// `max(x, 0) + min(alpha · (exp(x / alpha) − 1), 0)`.
pub(super) fn celu(step: &mut Step) -> Result<Known, FormatError> {
    let alpha = step.node.float("alpha", 1.0);
    let input = step.id(0)?;
    let inner = step.times(input, 1.0 / alpha)?;
    let elu = step.add(
        Op::Activation(Activation::Elu { alpha: 1.0 }),
        &[inner],
        vec![],
    )?;
    step.times(elu, alpha).map(Known::Node)
}

pub(super) fn swish(step: &mut Step) -> Result<Known, FormatError> {
    let alpha = step.node.float("alpha", 1.0);
    if (alpha - 1.0).abs() < f32::EPSILON {
        return activation(step, Activation::Swish);
    }
    let input = step.id(0)?;
    let inner = step.times(input, alpha)?;
    let gate = step.add(Op::Activation(Activation::Sigmoid), &[inner], vec![])?;
    step.binary(Binary::Mul, input, gate).map(Known::Node)
}

/// `x` where it is greater than alpha, else 0.
pub(super) fn thresholded_relu(step: &mut Step) -> Result<Known, FormatError> {
    let alpha = step.node.float("alpha", 1.0);
    let (input, alpha) = (step.id(0)?, step.number(alpha)?);
    let passes = step.binary(Binary::Greater, input, alpha)?;
    step.binary(Binary::Mul, input, passes).map(Known::Node)
}

/// `x + bias` below -lambda, `x - bias` above lambda, else 0.
pub(super) fn shrink(step: &mut Step) -> Result<Known, FormatError> {
    let (bias, limit) = (step.node.float("bias", 0.0), step.node.float("lambd", 0.5));
    let input = step.id(0)?;
    let (high, low) = (step.number(limit)?, step.number(-limit)?);
    let (bias, zero) = (step.number(bias)?, step.number(0.0)?);
    let (above, below) = (
        step.binary(Binary::Greater, input, high)?,
        step.binary(Binary::Less, input, low)?,
    );
    let (less, more) = (
        step.binary(Binary::Sub, input, bias)?,
        step.binary(Binary::Add, input, bias)?,
    );
    let left = step.add(Op::Choose, &[below, more, zero], vec![])?;
    step.one(Op::Choose, &[above, less, left], vec![])
}

/// 1 where `x` is infinite, of both signs or of one.
pub(super) fn is_infinite(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let infinite = step.function(Function::IsInfinite, input)?;
    let zero = step.number(0.0)?;
    let sides = ["detect_negative", "detect_positive"].map(|name| step.node.int(name, 1) != 0);
    let side = match sides {
        [true, true] => return Ok(Known::Node(infinite)),
        [true, false] => step.binary(Binary::Less, input, zero)?,
        [false, true] => step.binary(Binary::Greater, input, zero)?,
        [false, false] => zero,
    };
    step.binary(Binary::Mul, infinite, side).map(Known::Node)
}

/// −1, 0 or 1.
pub(super) fn sign(step: &mut Step) -> Result<Known, FormatError> {
    let (input, zero) = (step.id(0)?, step.number(0.0)?);
    let above = step.binary(Binary::Greater, input, zero)?;
    let below = step.binary(Binary::Less, input, zero)?;
    step.binary(Binary::Sub, above, below).map(Known::Node)
}

/// The limits are attributes, or inputs since opset 11; both are optional.
pub(super) fn clip(step: &mut Step) -> Result<Known, FormatError> {
    let low = step.float(1, "min")?.unwrap_or(f32::MIN);
    let high = step.float(2, "max")?.unwrap_or(f32::MAX);
    if low.is_nan() || high.is_nan() {
        return Err(step.error(format!(
            "expected a lower and an upper limit, got {low} and {high}"
        )));
    }
    // If the limits are the wrong way round, every value becomes the upper one.
    clipped(step, low.min(high), high)
}

/// Clips a node or a constant: exporters clip shapes to compute padding.
fn clipped(step: &mut Step, low: f32, high: f32) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    if !input.is_node() {
        return step.on_host(&input, |host| {
            let floats = host.floats().into_iter();
            let clipped = host.with(Numbers::Float(
                floats.map(|value| value.clamp(low, high)).collect(),
            ));
            Some(clipped.truncated_if(!host.is_float()))
        });
    }
    if low == 0.0 && high >= f32::MAX {
        return activation(step, Activation::Relu);
    }
    activation(step, Activation::Clip { low, high })
}

pub(super) fn prelu(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let shape = step.build.graph.shape(input).to_vec();
    let slope = step.input(1)?;
    let slopes = step.shape(&slope);
    let channels = shape.get(1).copied().unwrap_or_default();
    let others = slopes.iter().filter(|size| **size != 1).count();
    // Slopes per channel lie on the channel axis, counted from the end.
    let on_channel = slopes.len() + 1 == shape.len() && slopes.first() == Some(&channels);
    if !slope.is_node() && (others == 0 || others == 1 && on_channel) {
        let slope = step.weight(1, "slope", |host| {
            let count = host.len();
            host.reshaped(&[count])
        })?;
        return step.one(Op::PRelu, &[input], vec![slope]);
    }
    let slope = step.id(1)?;
    let positive = step.add(Op::Activation(Activation::Relu), &[input], vec![])?;
    let negative = step.binary(Binary::Sub, input, positive)?;
    let scaled = step.binary(Binary::Mul, negative, slope)?;
    step.binary(Binary::Add, positive, scaled).map(Known::Node)
}

pub(super) fn softmax(step: &mut Step) -> Result<Known, FormatError> {
    along_axis(step, |axis| Op::Softmax { axis })
}

pub(super) fn log_softmax(step: &mut Step) -> Result<Known, FormatError> {
    along_axis(step, |axis| Op::LogSoftmax { axis })
}

/// Applies an op along an axis. Before opset 13 all axes from the given one on count as one.
pub(super) fn along_axis(step: &mut Step, op: fn(usize) -> Op) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let shape = step.build.graph.shape(input).to_vec();
    let old = step.build.opset < 13;
    let axis = step.axis(step.node.int("axis", if old { 1 } else { -1 }), shape.len())?;
    let together: usize = shape[axis..].iter().product();
    if !old || together == shape[axis] {
        return step.one(op(axis), &[input], vec![]);
    }
    let mut rows = shape[..axis].to_vec();
    rows.push(together);
    let rows = step.reshape(&Known::Node(input), &rows)?;
    let rows = step.node_of(&rows)?;
    let soft = step.one(op(axis), &[rows], vec![])?;
    step.reshape(&soft, &shape)
}
