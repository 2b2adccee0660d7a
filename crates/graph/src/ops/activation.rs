use std::f32::consts::FRAC_1_SQRT_2;

use burn::tensor::{Tensor, activation as burn_activation};

use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// An element-wise non-linearity.
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
        /// Minus the limit on the negative side.
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
    /// GELU with the approximation by tanh.
    GeluTanh,
    /// `x · sigmoid(1.702 · x)`, which is near GELU.
    QuickGelu,
    /// `ln(1 + eˣ)`.
    Softplus,
    /// `x · tanh(ln(1 + eˣ))`.
    Mish,
    /// ELU with two constants that preserve mean and variance (Klambauer et al., 2017).
    Selu,
    /// `x / (1 + |x|)`.
    Softsign,
}

impl Family for Activation {
    fn facts(&self) -> Facts<'_> {
        use Curve::{Curved, Straight};
        use Role::{Computes, Squashes};
        let (name, role, curve) = match self {
            Self::Relu => ("ReLU", Computes, Straight),
            Self::Clip {
                low: 0.0,
                high: 6.0,
            } => ("ReLU6", Computes, Straight),
            Self::Clip { .. } => ("clip", Computes, Straight),
            Self::LeakyRelu { .. } => ("leaky ReLU", Computes, Straight),
            Self::Elu { .. } => ("ELU", Computes, Curved),
            Self::Sigmoid => ("sigmoid", Squashes, Curved),
            Self::Tanh => ("tanh", Computes, Curved),
            Self::HardSigmoid { .. } => ("hard sigmoid", Computes, Straight),
            Self::HardSwish => ("hard swish", Computes, Curved),
            Self::Swish => ("swish", Computes, Curved),
            Self::Gelu | Self::GeluTanh => ("GELU", Computes, Curved),
            Self::QuickGelu => ("quick GELU", Computes, Curved),
            Self::Softplus => ("softplus", Computes, Curved),
            Self::Mish => ("mish", Computes, Curved),
            Self::Selu => ("SELU", Computes, Curved),
            Self::Softsign => ("softsign", Computes, Curved),
        };
        Facts {
            name,
            role,
            curve,
            learned: 0,
            pixels: Pixels::Kept,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        Ok(input.to_vec())
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(map_value!(input, x => match *self {
            Self::Relu => burn_activation::relu(x),
            // Through ReLU, so that the derivative at exactly 0 is 0, as in PyTorch and TensorFlow.
            Self::Clip { low: 0.0, high } => burn_activation::relu(x).clamp_max(high),
            Self::Clip { low, high } => x.clamp(low, high),
            Self::LeakyRelu { slope } => burn_activation::leaky_relu(x, f64::from(slope)),
            // Burn's own computes the exponential of large positive values too, and its gradient there
            // is 0 · ∞.
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
            // Burn's own has different derivatives on WebGPU and on the CPU.
            Self::Gelu => x.clone() * ((x * FRAC_1_SQRT_2).erf() + 1.0) * 0.5,
            Self::GeluTanh => burn_activation::gelu_approximate(x),
            Self::QuickGelu => x.clone() * burn_activation::sigmoid(x * 1.702),
            // Burn's own overflows: the exponential of large values is infinite.
            Self::Softplus => softplus(x),
            Self::Mish => x.clone() * burn_activation::tanh(softplus(x)),
            Self::Softsign => x.clone() / (x.abs() + 1.0),
        }))
    }
}

const SELU_ALPHA: f32 = 1.673_263_2;
const SELU_SCALE: f32 = 1.050_701;

/// `max(x, 0) + ln(1 + e^−|x|)`.
fn softplus<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let rest = x.clone().abs().neg().exp().log1p();
    burn_activation::relu(x) + rest
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn matches_hand_computed_values() {
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
                Activation::QuickGelu,
                [-0.004_414_7, -0.154_204_2, 0.0, 0.845_795_8, 7.999_99],
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
            let y = read(activation.apply(vec![value(&x, &[1, 5])], &[]).unwrap());
            assert_absolute(&format!("{activation:?}"), &y, &expected, 1e-5);
        }
    }
}
