use super::{Binary, constant};
use crate::Value;
use crate::value::map_value;

/// Layer normalisation: `(x − mean) / √(variance + ε) · γ + β`, mean and variance over `axes` of
/// each example. Ba et al., 2016, <https://arxiv.org/abs/1607.06450>. Tokens are normalised along
/// their last axis, the pictures of a `ConvNeXt` along the channel.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerNorm {
    /// The axes that share one mean, counted from the front, in order.
    pub axes: Vec<usize>,
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

/// Group normalisation: channels (axis 1) are split into groups, each with its own mean and
/// variance over its channels and all pixels. Wu and He, 2018, <https://arxiv.org/abs/1803.08494>.
/// As many groups as channels is instance normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNorm {
    /// Number of groups.
    pub groups: usize,
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

impl LayerNorm {
    pub(super) fn shape(
        &self,
        input: &[usize],
        constants: &[Vec<usize>],
    ) -> Result<Vec<usize>, String> {
        let sizes: Option<Vec<usize>> = (self.axes.iter())
            .map(|axis| input.get(*axis).copied())
            .collect();
        let sizes = sizes
            .filter(|sizes| !sizes.is_empty() && !self.axes.contains(&0))
            .ok_or_else(|| format!("{input:?} has no axes {:?} to normalise", self.axes))?;
        check_affine(constants, &sizes)?;
        Ok(input.to_vec())
    }

    pub(super) fn apply(&self, input: Value, constants: &[Value]) -> Result<Value, String> {
        let axes: Vec<usize> = (input.shape().iter().enumerate())
            .map(|(axis, size)| if self.axes.contains(&axis) { *size } else { 1 })
            .collect();
        let normal = normalised(input, &self.axes, self.epsilon);
        affine(normal, constants, &axes)
    }
}

impl GroupNorm {
    pub(super) fn shape(
        self,
        input: &[usize],
        constants: &[Vec<usize>],
    ) -> Result<Vec<usize>, String> {
        let channels = input.get(1).copied().unwrap_or_default();
        if self.groups == 0 || channels == 0 || channels % self.groups != 0 {
            return Err(format!(
                "the channels of {input:?} cannot be split into {} groups",
                self.groups
            ));
        }
        check_affine(constants, &[channels])?;
        Ok(input.to_vec())
    }

    pub(super) fn apply(self, input: Value, constants: &[Value]) -> Result<Value, String> {
        let shape = input.shape();
        let (batch, channels) = (shape[0], shape[1]);
        let values = shape.iter().product::<usize>() / (batch * self.groups);
        let grouped = input.reshape(&[batch, self.groups, values])?;
        let normal = normalised(grouped, &[2], self.epsilon).reshape(&shape)?;
        let mut axes = vec![1; shape.len()];
        axes[1] = channels;
        affine(normal, constants, &axes)
    }
}

fn check_affine(constants: &[Vec<usize>], sizes: &[usize]) -> Result<(), String> {
    let fits = constants.iter().all(|constant| constant == sizes);
    if fits && (constants.is_empty() || constants.len() == 2) {
        return Ok(());
    }
    Err(format!(
        "expected gamma and beta of shape {sizes:?}, or none, got {constants:?}"
    ))
}

fn normalised(input: Value, axes: &[usize], epsilon: f32) -> Value {
    map_value!(input, x => {
        let mean = axes.iter().fold(x.clone(), |x, axis| x.mean_dim(*axis));
        let centred = x - mean;
        let squares = centred.clone() * centred.clone();
        let variance = axes.iter().fold(squares, |x, axis| x.mean_dim(*axis));
        centred / (variance + epsilon).sqrt()
    })
}

fn affine(normal: Value, constants: &[Value], axes: &[usize]) -> Result<Value, String> {
    if constants.is_empty() {
        return Ok(normal);
    }
    let gamma = constant(constants, 0, "gamma")?.reshape(axes)?;
    let beta = constant(constants, 1, "beta")?.reshape(axes)?;
    let scaled = Binary::Mul.apply(&[normal, gamma])?;
    Binary::Add.apply(&[scaled, beta])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Vec<f32> {
        let flat = value.len();
        let rows = value.reshape(&[flat]).unwrap().rank1().unwrap();
        rows.into_data().try_to_vec().unwrap()
    }

    fn value(values: &[f32], shape: &[usize]) -> Value {
        Value::new(values.to_vec(), shape, &burn::tensor::Device::flex()).unwrap()
    }

    /// 1 and 3 have mean 2 and variance 1; with ε = 3 they become ∓1/2.
    #[test]
    fn pairs_by_hand() {
        let affine = [value(&[2.0, 4.0], &[2]), value(&[0.0, 1.0], &[2])];
        struct Case(&'static str, Vec<f32>, &'static [f32]);
        let layer = |axes: &[usize]| LayerNorm {
            axes: axes.to_vec(),
            epsilon: 3.0,
        };
        let group = |groups| GroupNorm {
            groups,
            epsilon: 3.0,
        };
        let tokens = || value(&[1.0, 3.0, 3.0, 1.0], &[1, 2, 2]);
        let picture = || value(&[1.0, 1.0, 3.0, 3.0], &[1, 2, 1, 2]);
        let rows = || value(&[1.0, 3.0, 5.0, 7.0], &[1, 2, 1, 2]);
        for Case(why, found, expected) in [
            Case(
                "each token",
                read(layer(&[2]).apply(tokens(), &affine).unwrap()),
                &[-1.0, 3.0, 1.0, -1.0],
            ),
            Case(
                "without gamma and beta",
                read(layer(&[2]).apply(tokens(), &[]).unwrap()),
                &[-0.5, 0.5, 0.5, -0.5],
            ),
            Case(
                "the channels of each pixel",
                read(layer(&[1]).apply(picture(), &affine).unwrap()),
                &[-1.0, -1.0, 3.0, 3.0],
            ),
            Case(
                "one group is everything",
                read(group(1).apply(picture(), &affine).unwrap()),
                &[-1.0, -1.0, 3.0, 3.0],
            ),
            Case(
                "two groups are instances",
                read(group(2).apply(rows(), &affine).unwrap()),
                &[-1.0, 1.0, -1.0, 3.0],
            ),
        ] {
            assert_eq!(found, expected, "{why}");
        }
    }

    #[test]
    fn misfits_are_refused() {
        let layer = |axes: &[usize]| LayerNorm {
            axes: axes.to_vec(),
            epsilon: 0.0,
        };
        assert!(layer(&[3]).shape(&[1, 2, 2], &[]).is_err(), "no such axis");
        assert!(
            layer(&[0]).shape(&[1, 2, 2], &[]).is_err(),
            "examples do not meet"
        );
        assert!(
            layer(&[2]).shape(&[1, 2, 2], &[vec![3], vec![3]]).is_err(),
            "gamma of another size"
        );
        assert!(
            layer(&[2]).shape(&[1, 2, 2], &[vec![2]]).is_err(),
            "gamma without beta"
        );
        let group = GroupNorm {
            groups: 2,
            epsilon: 0.0,
        };
        assert!(
            group.shape(&[1, 3, 2, 2], &[]).is_err(),
            "3 channels in 2 groups"
        );
    }
}
