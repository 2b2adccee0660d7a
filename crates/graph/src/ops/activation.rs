use std::f32::consts::FRAC_1_SQRT_2;

use burn::tensor::activation as burn_activation;

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
        })
    }
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
