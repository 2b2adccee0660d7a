use super::{Activation, Binary, Curve, Facts, Family, Role, along_channels, constant, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// `x` where positive, else `slope · x`, with a learned slope per channel (He et al., 2015,
/// <https://arxiv.org/abs/1502.01852>).
pub(super) struct PRelu;

impl Family for PRelu {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "PReLU",
            role: Role::Computes,
            curve: Curve::Straight,
            learned: 1,
            pixels: Pixels::Kept,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let channels = input.get(1).copied().unwrap_or_default();
        match constants {
            [slope] if slope[..] == [channels] || slope[..] == [1] => Ok(input.to_vec()),
            _ => Err(format!(
                "expected slopes [{channels}] or [1], got {constants:?}"
            )),
        }
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let slope = along_channels(constant(constants, 0, "slope")?, input.shape().len())?;
        let relu = |input| Activation::Relu.apply(vec![input], &[]);
        let negative = relu(map_value!(input.clone(), x => x.neg()))?;
        let scaled = Binary::Mul.apply(vec![negative, slope], &[])?;
        Binary::Sub.apply(vec![relu(input)?, scaled], &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn learned_slopes_are_for_negative_values() {
        let x = value(&[-2.0, 3.0, -4.0, 5.0], &[1, 2, 2]);
        let slopes = [value(&[0.5, 0.25], &[2])];
        assert_eq!(
            read(PRelu.apply(vec![x], &slopes).unwrap()),
            [-1.0, 3.0, -1.0, 5.0]
        );
        assert!(PRelu.shape(vec![&[1, 2, 2]], &[vec![3]]).is_err());
    }
}
