use burn::tensor::Tensor;

use super::norm::affine;
use super::{Curve, Facts, Family, Role, along_channels, constant, exactly};
use crate::Value;
use crate::layout::Pixels;

/// Batch normalisation with the stored statistics: `(x − mean) / √(variance + ε) · γ + β` per
/// channel (axis 1). Ioffe and Szegedy, 2015, <https://arxiv.org/abs/1502.03167>.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNorm {
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

impl BatchNorm {
    /// Returns `scale` and `shift`, each `[channel]`, with which it is `x · scale + shift`.
    ///
    /// # Errors
    /// A sentence if the constants are not gamma, beta, mean and variance.
    pub fn scale_and_shift(self, constants: &[Value]) -> Result<(Tensor<1>, Tensor<1>), String> {
        let part = |index, what| constant(constants, index, what)?.rank1();
        let (gamma, beta) = (part(0, "gamma")?, part(1, "beta")?);
        let (mean, variance) = (part(2, "mean")?, part(3, "variance")?);
        let scale = gamma / (variance + self.epsilon).sqrt();
        Ok((scale.clone(), beta - mean * scale))
    }
}

impl Family for BatchNorm {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "batch norm",
            role: Role::Computes,
            curve: Curve::Straight,
            // Mean and variance come after gamma and beta and describe the training pictures.
            learned: 2,
            pixels: Pixels::Kept,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
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

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let (scale, shift) = self.scale_and_shift(constants)?;
        let rank = input.shape().len();
        let scale = along_channels(scale.into(), rank)?;
        affine(input, scale, along_channels(shift.into(), rank)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn each_channel_has_its_own_scale_and_shift() {
        // channel 0: (x − 1) / 2 · 3 + 0; channel 1: (x − 0) / 1 · 1 + 5
        let constants = [[3.0, 1.0], [0.0, 5.0], [1.0, 0.0], [3.75, 0.75]];
        let constants = constants.map(|pair| value(&pair, &[2]));
        let norm = BatchNorm { epsilon: 0.25 };
        for shape in [&[1, 2, 2][..], &[1, 2, 1, 2]] {
            let x = value(&[1.0, 3.0, 1.0, 3.0], shape);
            let y = norm.apply(vec![x], &constants).unwrap();
            assert_eq!(read(y), [0.0, 3.0, 6.0, 8.0]);
        }
    }
}
