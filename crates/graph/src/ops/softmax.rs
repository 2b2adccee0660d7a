use burn::tensor::activation;

use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// Softmax along an axis.
pub(super) struct Softmax(pub(super) usize);

/// Logarithm of the softmax along an axis.
pub(super) struct LogSoftmax(pub(super) usize);

fn facts(name: &'static str) -> Facts<'static> {
    Facts {
        name,
        role: Role::Squashes,
        curve: Curve::Curved,
        learned: 0,
        pixels: Pixels::Kept,
    }
}

fn shape(inputs: Vec<&[usize]>, axis: usize) -> Result<Vec<usize>, String> {
    let [input] = exactly(inputs)?;
    if axis >= input.len() {
        return Err(format!("there is no axis {axis} in {input:?}"));
    }
    Ok(input.to_vec())
}

impl Family for Softmax {
    fn facts(&self) -> Facts<'_> {
        facts("softmax")
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        shape(inputs, self.0)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(map_value!(input, x => activation::softmax(x, self.0)))
    }
}

impl Family for LogSoftmax {
    fn facts(&self) -> Facts<'_> {
        facts("log softmax")
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        shape(inputs, self.0)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(map_value!(input, x => activation::log_softmax(x, self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn softmax_of_log_2_and_0() {
        let row = || vec![value(&[std::f32::consts::LN_2, 0.0], &[1, 2])];
        let y = read(Softmax(1).apply(row(), &[]).unwrap());
        assert!((y[0] - 2.0 / 3.0).abs() < 1e-6, "{y:?}");
        let logs = read(LogSoftmax(1).apply(row(), &[]).unwrap());
        assert!((logs[0].exp() - y[0]).abs() < 1e-6, "{logs:?}");
    }

    #[test]
    fn an_axis_that_is_not_there_is_rejected() {
        assert!(Softmax(2).shape(vec![&[1, 2]], &[]).is_err());
        assert!(LogSoftmax(2).shape(vec![&[1, 2]], &[]).is_err());
    }
}
