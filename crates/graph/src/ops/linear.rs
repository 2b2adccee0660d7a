use burn::tensor::module;

use super::arithmetic::{aligned, broadcast};
use super::{Binary, Curve, Facts, Family, Role, along_channels, constant, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// `x · w + b` on the last axis.
pub(super) struct Linear;

/// Product of two matrices, or of two stacks of them.
pub(super) struct MatMul;

/// Adds a constant along axis 1.
pub(super) struct Bias;

impl Family for Linear {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "linear",
            role: Role::Weighted,
            curve: Curve::Straight,
            learned: 2,
            pixels: Pixels::Contracted,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let weight = constants.first().ok_or("the weight is missing")?;
        let &[rows, columns] = weight.as_slice() else {
            return Err(format!("expected a weight [in, out], got {weight:?}"));
        };
        let Some((&last, before)) = input.split_last().filter(|(last, _)| **last == rows) else {
            return Err(format!(
                "weight {weight:?} takes {rows} values, got shape {input:?}"
            ));
        };
        if before.is_empty() {
            return Err(format!("expected a batch axis before the {last} values"));
        }
        if let Some(bias) = constants.get(1).filter(|bias| bias[..] != [columns]) {
            return Err(format!("expected a bias [{columns}], got {bias:?}"));
        }
        Ok([before, &[columns]].concat())
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let weight = constant(constants, 0, "weight")?.rank2()?;
        let bias = constants.get(1).cloned().map(Value::rank1).transpose()?;
        Ok(map_value!(input, x => module::linear(x, weight, bias)))
    }
}

impl Family for MatMul {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "matrix product",
            role: Role::Computes,
            curve: Curve::Curved,
            learned: 0,
            pixels: Pixels::Product,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [left, right] = exactly(inputs)?;
        let misfit = || format!("matrices {left:?} and {right:?} cannot be multiplied");
        let ([before_left @ .., rows, inner_left], [before_right @ .., inner_right, columns]) =
            (left, right)
        else {
            return Err(misfit());
        };
        if inner_left != inner_right {
            return Err(misfit());
        }
        let before = broadcast(before_left, before_right).map_err(|_| misfit())?;
        Ok([before.as_slice(), &[*rows, *columns]].concat())
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [left, right] = exactly(inputs)?;
        let rank = left.shape().len().max(right.shape().len());
        match (aligned(left, rank)?, aligned(right, rank)?) {
            (Value::R2(left), Value::R2(right)) => Ok(left.matmul(right).into()),
            (Value::R3(left), Value::R3(right)) => Ok(left.matmul(right).into()),
            (Value::R4(left), Value::R4(right)) => Ok(left.matmul(right).into()),
            (Value::R5(left), Value::R5(right)) => Ok(left.matmul(right).into()),
            (Value::R6(left), Value::R6(right)) => Ok(left.matmul(right).into()),
            (left, right) => Err(format!(
                "cannot multiply {:?} and {:?}",
                left.shape(),
                right.shape()
            )),
        }
    }
}

impl Family for Bias {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "bias",
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
            [bias] if bias[..] == [channels] => Ok(input.to_vec()),
            _ => Err(format!(
                "expected a bias [{channels}] for {input:?}, got {constants:?}"
            )),
        }
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let bias = along_channels(constant(constants, 0, "bias")?, input.shape().len())?;
        Binary::Add.apply(vec![input, bias], &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn linear_is_a_product_and_a_bias() {
        let weight = value(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3]);
        let bias = value(&[100.0, 0.0, 0.0], &[3]);
        let row = || value(&[1.0, -1.0], &[1, 2]);
        let y = Linear.apply(vec![row()], &[weight.clone(), bias.clone()]);
        assert_eq!(read(y.unwrap()), [97.0, -3.0, -3.0]);
        let product = MatMul.apply(vec![row(), weight], &[]).unwrap();
        let y = Bias.apply(vec![product], &[bias]).unwrap();
        assert_eq!(read(y), [97.0, -3.0, -3.0]);
    }

    #[test]
    fn each_misfit_is_named() {
        struct Case(
            &'static dyn Family,
            &'static [&'static [usize]],
            &'static [&'static [usize]],
            &'static str,
        );
        for Case(family, inputs, constants, expected) in [
            Case(&Linear, &[&[1, 5]], &[&[4, 2]], "takes 4 values"),
            Case(&Linear, &[&[4]], &[&[4, 2]], "batch axis"),
            Case(&Linear, &[&[1, 4]], &[&[4, 2], &[3]], "bias [2]"),
            Case(&MatMul, &[&[1, 2, 3], &[1, 4, 5]], &[], "cannot"),
            Case(&Bias, &[&[1, 4, 2, 2]], &[&[3]], "[4]"),
        ] {
            let constants: Vec<Vec<usize>> = constants.iter().map(|c| c.to_vec()).collect();
            let error = family.shape(inputs.to_vec(), &constants).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
