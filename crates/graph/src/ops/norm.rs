use super::{Binary, Curve, Facts, Family, Role, constant, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// Layer normalisation: `(x − mean) / √(variance + ε) · γ + β`, mean and variance over `axes` of
/// each example. Ba et al., 2016, <https://arxiv.org/abs/1607.06450>. Tokens are normalised along
/// their last axis, pictures in `ConvNeXt` along the channels.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerNorm {
    /// The axes that share one mean, counted from the front, in order.
    pub axes: Vec<usize>,
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

/// Group normalisation: channels (axis 1) are split into groups, each with its own mean and
/// variance over its channels and all pixels. Wu and He, 2018, <https://arxiv.org/abs/1803.08494>.
/// With one group per channel it is instance normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNorm {
    /// Number of groups.
    pub groups: usize,
    /// ε, which keeps the root away from 0.
    pub epsilon: f32,
}

fn facts(name: &'static str, role: Role) -> Facts<'static> {
    Facts {
        name,
        role,
        curve: Curve::Curved,
        learned: 2,
        pixels: Pixels::Kept,
    }
}

impl Family for LayerNorm {
    fn facts(&self) -> Facts<'_> {
        facts("layer norm", Role::TokenNorm)
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let sizes: Option<Vec<usize>> = (self.axes.iter())
            .map(|axis| input.get(*axis).copied())
            .collect();
        let sizes = sizes
            .filter(|sizes| !sizes.is_empty())
            .ok_or_else(|| format!("{input:?} has no axes {:?} to normalise", self.axes))?;
        check_affine(constants, &sizes)?;
        Ok(input.to_vec())
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let axes: Vec<usize> = (input.shape().iter().enumerate())
            .map(|(axis, size)| if self.axes.contains(&axis) { *size } else { 1 })
            .collect();
        let normal = normalised(input, &self.axes, self.epsilon);
        scaled(normal, constants, &axes)
    }
}

impl Family for GroupNorm {
    fn facts(&self) -> Facts<'_> {
        facts("group norm", Role::Computes)
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
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

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let shape = input.shape();
        let (batch, channels) = (shape[0], shape[1]);
        let values = shape.iter().product::<usize>() / (batch * self.groups);
        let grouped = input.reshape(&[batch, self.groups, values])?;
        let normal = normalised(grouped, &[2], self.epsilon).reshape(&shape)?;
        let mut axes = vec![1; shape.len()];
        axes[1] = channels;
        scaled(normal, constants, &axes)
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

/// `normal · γ + β` if there are gamma and beta. `axes` is the shape in which they are broadcast.
fn scaled(normal: Value, constants: &[Value], axes: &[usize]) -> Result<Value, String> {
    if constants.is_empty() {
        return Ok(normal);
    }
    let gamma = constant(constants, 0, "gamma")?.reshape(axes)?;
    affine(
        normal,
        gamma,
        constant(constants, 1, "beta")?.reshape(axes)?,
    )
}

/// `x · scale + shift`.
pub(super) fn affine(x: Value, scale: Value, shift: Value) -> Result<Value, String> {
    let scaled = Binary::Mul.apply(vec![x, scale], &[])?;
    Binary::Add.apply(vec![scaled, shift], &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    fn layer(axes: &[usize], epsilon: f32) -> LayerNorm {
        let axes = axes.to_vec();
        LayerNorm { axes, epsilon }
    }

    /// 1 and 3 have mean 2 and variance 1; with ε = 3 they become ∓1/2.
    #[test]
    fn each_norm_has_its_own_mean_and_variance() {
        let affine = [value(&[2.0, 4.0], &[2]), value(&[0.0, 1.0], &[2])];
        let (tokens, channels) = (layer(&[2], 3.0), layer(&[1], 3.0));
        let group = |groups| GroupNorm {
            groups,
            epsilon: 3.0,
        };
        let rows = value(&[1.0, 3.0, 3.0, 1.0], &[1, 2, 2]);
        let picture = value(&[1.0, 1.0, 3.0, 3.0], &[1, 2, 1, 2]);
        let rising = value(&[1.0, 3.0, 5.0, 7.0], &[1, 2, 1, 2]);
        struct Case<'a>(&'a str, &'a dyn Family, &'a Value, &'a [Value], [f32; 4]);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("each token", &tokens, &rows, &affine, [-1.0, 3.0, 1.0, -1.0]),
            Case("without gamma and beta", &tokens, &rows, &[], [-0.5, 0.5, 0.5, -0.5]),
            Case("the channels of each pixel", &channels, &picture, &affine, [-1.0, -1.0, 3.0, 3.0]),
            Case("one group is everything", &group(1), &picture, &affine, [-1.0, -1.0, 3.0, 3.0]),
            Case("two groups are instances", &group(2), &rising, &affine, [-1.0, 1.0, -1.0, 3.0]),
        ];
        for Case(why, norm, x, constants, expected) in cases {
            let y = norm.apply(vec![x.clone()], constants).unwrap();
            assert_eq!(read(y), expected, "{why}");
        }
    }

    #[test]
    fn misfits_are_rejected() {
        let (last, group) = (
            layer(&[2], 0.0),
            GroupNorm {
                groups: 2,
                epsilon: 0.0,
            },
        );
        struct Case<'a>(&'a dyn Family, &'a [usize], &'a [Vec<usize>], &'a str);
        for Case(norm, input, constants, why) in [
            Case(&layer(&[3], 0.0), &[1, 2, 2], &[], "no such axis"),
            Case(
                &last,
                &[1, 2, 2],
                &[vec![3], vec![3]],
                "gamma of another size",
            ),
            Case(&last, &[1, 2, 2], &[vec![2]], "gamma without beta"),
            Case(&group, &[1, 3, 2, 2], &[], "3 channels in 2 groups"),
        ] {
            assert!(norm.shape(vec![input], constants).is_err(), "{why}");
        }
    }
}
