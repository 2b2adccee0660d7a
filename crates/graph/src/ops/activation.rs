use std::f32::consts::FRAC_1_SQRT_2;

use burn::tensor::{Tensor, activation as burn_activation};

use super::{Binary, constant};
use crate::Value;
use crate::value::map_value;

/// An element-wise function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, low), high)`; ReLU6 is 0 to 6.
    Clip {
        /// Smallest value.
        low: f32,
        /// Largest value.
        high: f32,
    },
    /// `x` where positive, else `slope · x`.
    LeakyRelu {
        /// Slope of the negative side.
        slope: f32,
    },
    /// `x` where positive, else `alpha · (eˣ − 1)`.
    Elu {
        /// Depth of the negative side.
        alpha: f32,
    },
    /// `1 / (1 + e⁻ˣ)`.
    Sigmoid,
    /// `tanh x`.
    Tanh,
    /// `min(max(alpha · x + beta, 0), 1)`: PyTorch and Keras 3 use 1/6 and 1/2, ONNX and Keras 2
    /// 0.2 and 1/2.
    HardSigmoid {
        /// Slope.
        alpha: f32,
        /// Value at 0.
        beta: f32,
    },
    /// `x · min(max(x / 6 + 1/2, 0), 1)`.
    HardSwish,
    /// `x · sigmoid(x)`, also called SiLU.
    Swish,
    /// `x · Φ(x)` with the error function.
    Gelu,
    /// The same with the approximation by tanh.
    GeluTanh,
    /// `ln(1 + eˣ)`.
    Softplus,
    /// `x · tanh(ln(1 + eˣ))`.
    Mish,
    /// ELU with the two constants that keep mean and variance (Klambauer et al., 2017).
    Selu,
    /// `x / (1 + |x|)`.
    Softsign,
}

impl Activation {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Relu => "ReLU",
            Self::Clip {
                low: 0.0,
                high: 6.0,
            } => "ReLU6",
            Self::Clip { .. } => "clip",
            Self::LeakyRelu { .. } => "leaky ReLU",
            Self::Elu { .. } => "ELU",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::HardSigmoid { .. } => "hard sigmoid",
            Self::HardSwish => "hard swish",
            Self::Swish => "swish",
            Self::Gelu | Self::GeluTanh => "GELU",
            Self::Softplus => "softplus",
            Self::Mish => "mish",
            Self::Selu => "SELU",
            Self::Softsign => "softsign",
        }
    }

    /// Applies it to every element.
    #[must_use]
    pub fn apply(self, input: Value) -> Value {
        map_value!(input, x => match self {
            Self::Relu => burn_activation::relu(x),
            // Through ReLU, so that the derivative at exactly 0 is 0, as in PyTorch and TensorFlow.
            Self::Clip { low: 0.0, high } => burn_activation::relu(x).clamp_max(high),
            Self::Clip { low, high } => x.clamp(low, high),
            Self::LeakyRelu { slope } => burn_activation::leaky_relu(x, f64::from(slope)),
            // Burn's own takes the exponential of large positive values too, and its gradient there is
            // 0 · ∞.
            Self::Elu { alpha } => {
                burn_activation::relu(x.clone()) + (x.clamp_max(0.0).exp() - 1.0) * alpha
            }
            Self::Selu => {
                let negative = (x.clone().clamp_max(0.0).exp() - 1.0) * SELU_ALPHA;
                (burn_activation::relu(x) + negative) * SELU_SCALE
            }
            Self::Sigmoid => burn_activation::sigmoid(x),
            Self::Tanh => burn_activation::tanh(x),
            Self::HardSigmoid { alpha, beta } => {
                burn_activation::hard_sigmoid(x, f64::from(alpha), f64::from(beta))
            }
            Self::HardSwish => burn_activation::hard_swish(x),
            Self::Swish => burn_activation::silu(x),
            // Written out, since Burn's own has another derivative on WebGPU than on the CPU.
            Self::Gelu => x.clone() * ((x * FRAC_1_SQRT_2).erf() + 1.0) * 0.5,
            Self::GeluTanh => burn_activation::gelu_approximate(x),
            // Written out: the exponential of large numbers is infinite.
            Self::Softplus => softplus(x),
            Self::Mish => x.clone() * burn_activation::tanh(softplus(x)),
            Self::Softsign => x.clone() / (x.abs() + 1.0),
        })
    }
}

const SELU_ALPHA: f32 = 1.673_263_2;
const SELU_SCALE: f32 = 1.050_701;

/// `max(x, 0) + ln(1 + e^−|x|)`.
fn softplus<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let rest = x.clone().abs().neg().exp().log1p();
    burn_activation::relu(x) + rest
}

pub(super) fn prelu_shape(input: &[usize], constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
    let channels = input.get(1).copied().unwrap_or_default();
    match constants {
        [slope] if slope[..] == [channels] || slope[..] == [1] => Ok(input.to_vec()),
        _ => Err(format!(
            "expected slopes [{channels}] or [1], got {constants:?}"
        )),
    }
}

/// `x` where positive, else `slope · x`, with a learned slope per channel (He et al., 2015).
pub(super) fn prelu(input: Value, constants: &[Value]) -> Result<Value, String> {
    let slope = constant(constants, 0, "slope")?;
    let mut axes = vec![1; input.shape().len()];
    axes[1] = slope.len();
    let negative = map_value!(input.clone(), x => burn_activation::relu(x.neg()));
    let scaled = Binary::Mul.apply(&[negative, slope.reshape(&axes)?])?;
    Binary::Sub.apply(&[Activation::Relu.apply(input), scaled])
}

pub(super) fn softmax_shape(input: &[usize], axis: usize) -> Result<Vec<usize>, String> {
    if axis >= input.len() {
        return Err(format!("there is no axis {axis} in {input:?}"));
    }
    Ok(input.to_vec())
}

pub(super) fn softmax(input: Value, axis: usize) -> Value {
    map_value!(input, x => burn_activation::softmax(x, axis))
}

pub(super) fn log_softmax(input: Value, axis: usize) -> Value {
    map_value!(input, x => burn_activation::log_softmax(x, axis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_by_hand() {
        let device = burn::tensor::Device::flex();
        let x = [-4.0, -1.0, 0.0, 1.0, 8.0];
        struct Case(Activation, [f32; 5]);
        for Case(activation, expected) in [
            Case(Activation::Relu, [0.0, 0.0, 0.0, 1.0, 8.0]),
            Case(
                Activation::Clip {
                    low: 0.0,
                    high: 6.0,
                },
                [0.0, 0.0, 0.0, 1.0, 6.0],
            ),
            Case(
                Activation::Clip {
                    low: -1.0,
                    high: 0.5,
                },
                [-1.0, -1.0, 0.0, 0.5, 0.5],
            ),
            Case(
                Activation::LeakyRelu { slope: 0.25 },
                [-1.0, -0.25, 0.0, 1.0, 8.0],
            ),
            Case(
                Activation::Elu { alpha: 1.0 },
                [-0.981_684_4, -0.632_120_56, 0.0, 1.0, 8.0],
            ),
            Case(
                Activation::Sigmoid,
                [0.017_986_21, 0.268_941_43, 0.5, 0.731_058_6, 0.999_664_6],
            ),
            Case(
                Activation::Tanh,
                [-0.999_329_3, -0.761_594_2, 0.0, 0.761_594_2, 0.999_999_8],
            ),
            Case(
                Activation::HardSigmoid {
                    alpha: 0.25,
                    beta: 0.5,
                },
                [0.0, 0.25, 0.5, 0.75, 1.0],
            ),
            Case(
                Activation::HardSwish,
                [0.0, -1.0 / 3.0, 0.0, 2.0 / 3.0, 8.0],
            ),
            Case(
                Activation::Swish,
                [-0.071_944_84, -0.268_941_43, 0.0, 0.731_058_6, 7.997_317],
            ),
            Case(
                Activation::Gelu,
                [-0.000_126_7, -0.158_655_26, 0.0, 0.841_344_7, 8.0],
            ),
            Case(
                Activation::GeluTanh,
                [-0.000_070_2, -0.158_808, 0.0, 0.841_192, 8.0],
            ),
            Case(
                Activation::Softplus,
                [
                    0.018_149_93,
                    0.313_261_7,
                    std::f32::consts::LN_2,
                    1.313_261_7,
                    8.000_335,
                ],
            ),
            Case(
                Activation::Mish,
                [-0.072_591_7, -0.303_401_5, 0.0, 0.865_098_4, 7.999_998],
            ),
            Case(
                Activation::Selu,
                [-1.725_899, -1.111_330_7, 0.0, 1.050_701, 8.405_608],
            ),
            Case(Activation::Softsign, [-0.8, -0.5, 0.0, 0.5, 8.0 / 9.0]),
        ] {
            let value = Value::new(x.to_vec(), &[1, 5], &device).unwrap();
            let y = activation
                .apply(value)
                .rank2()
                .unwrap()
                .into_data()
                .try_to_vec()
                .unwrap();
            let close = y
                .iter()
                .zip(expected)
                .all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-5);
            assert!(close, "{}: {y:?}, expected {expected:?}", activation.name());
        }
    }

    #[test]
    fn learned_slopes_are_for_negative_values() {
        let device = burn::tensor::Device::flex();
        let value =
            |values: &[f32], shape: &[usize]| Value::new(values.to_vec(), shape, &device).unwrap();
        let x = value(&[-2.0, 3.0, -4.0, 5.0], &[1, 2, 2]);
        let y = prelu(x, &[value(&[0.5, 0.25], &[2])])
            .unwrap()
            .rank3()
            .unwrap();
        assert_eq!(
            y.into_data().try_to_vec::<f32>().unwrap(),
            [-1.0, 3.0, -1.0, 5.0]
        );
        assert!(prelu_shape(&[1, 2, 2], &[vec![3]]).is_err());
    }

    #[test]
    fn softmax_of_log_2_and_0() {
        let device = burn::tensor::Device::flex();
        let value = Value::new(vec![2f32.ln(), 0.0], &[1, 2], &device).unwrap();
        let y = softmax(value, 1)
            .rank2()
            .unwrap()
            .into_data()
            .try_to_vec::<f32>()
            .unwrap();
        assert!((y[0] - 2.0 / 3.0).abs() < 1e-6, "{y:?}");
        assert!(softmax_shape(&[1, 2], 2).is_err());
    }
}
