use burn::tensor::Tensor;

use super::constant;
use crate::Value;

/// Batch normalisation with the statistics of training: `(x − mean) / √(variance + ε) · γ + β` per
/// channel (axis 1). Ioffe and Szegedy, 2015, <https://arxiv.org/abs/1502.03167>.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNorm {
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

pub(super) fn shape(input: &[usize], constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
    let channels = *input
        .get(1)
        .ok_or_else(|| format!("expected a channel axis, got {input:?}"))?;
    if constants.len() != 4 || constants.iter().any(|constant| constant[..] != [channels]) {
        return Err(format!(
            "expected gamma, beta, mean and variance of {channels} channels, got {constants:?}"
        ));
    }
    Ok(input.to_vec())
}

impl BatchNorm {
    /// The same as one multiplication and one addition: `x · scale + shift`, each `[channel]`.
    ///
    /// # Errors
    /// A sentence when the constants are not gamma, beta, mean and variance.
    pub fn scale_and_shift(self, constants: &[Value]) -> Result<(Tensor<1>, Tensor<1>), String> {
        let part = |index, what| constant(constants, index, what)?.rank1();
        let (gamma, beta) = (part(0, "gamma")?, part(1, "beta")?);
        let (mean, variance) = (part(2, "mean")?, part(3, "variance")?);
        let scale = gamma / (variance + self.epsilon).sqrt();
        Ok((scale.clone(), beta - mean * scale))
    }

    pub(super) fn apply(self, input: Value, constants: &[Value]) -> Result<Value, String> {
        let (scale, shift) = self.scale_and_shift(constants)?;
        let channels = scale.dims()[0];
        Ok(match input {
            Value::R2(x) => {
                Value::R2(x * scale.reshape([1, channels]) + shift.reshape([1, channels]))
            }
            Value::R4(x) => {
                let axes = [1, channels, 1, 1];
                Value::R4(x * scale.reshape(axes) + shift.reshape(axes))
            }
            other => {
                return Err(format!(
                    "expected rows or pictures, got {:?}",
                    other.shape()
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_channels_by_hand() {
        let device = burn::tensor::Device::flex();
        let value = |values: Vec<f32>, shape: &[usize]| Value::new(values, shape, &device).unwrap();
        // channel 0: (x − 1) / 2 · 3 + 0; channel 1: (x − 0) / 1 · 1 + 5
        let constants = [
            value(vec![3.0, 1.0], &[2]),
            value(vec![0.0, 5.0], &[2]),
            value(vec![1.0, 0.0], &[2]),
            value(vec![3.75, 0.75], &[2]),
        ];
        let x = value(vec![1.0, 3.0, 1.0, 3.0], &[1, 2, 1, 2]);
        let y = BatchNorm { epsilon: 0.25 }.apply(x, &constants).unwrap();
        let values = y.rank4().unwrap().into_data().try_to_vec::<f32>().unwrap();
        assert_eq!(values, [0.0, 3.0, 6.0, 8.0]);
    }
}
