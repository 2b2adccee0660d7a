use burn::tensor::{Tensor, module};

use super::arithmetic::broadcast;
use super::constant;
use crate::Value;

pub(super) fn shape(input: &[usize], constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
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

pub(super) fn apply(input: Value, constants: &[Value]) -> Result<Value, String> {
    let weight = constant(constants, 0, "weight")?.rank2()?;
    let bias = constants.get(1).cloned().map(Value::rank1).transpose()?;
    Ok(match input {
        Value::R2(x) => Value::R2(module::linear(x, weight, bias)),
        Value::R3(x) => Value::R3(module::linear(x, weight, bias)),
        Value::R4(x) => Value::R4(module::linear(x, weight, bias)),
        Value::R5(x) => Value::R5(module::linear(x, weight, bias)),
        Value::R6(x) => Value::R6(module::linear(x, weight, bias)),
        Value::R1(_) => return Err("expected rows of values, got one without a batch axis".into()),
    })
}

pub(super) fn product_shape(left: &[usize], right: &[usize]) -> Result<Vec<usize>, String> {
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

pub(super) fn product(inputs: Vec<Value>) -> Result<Value, String> {
    let [left, right]: [Value; 2] = inputs.try_into().map_err(|_| "expected two matrices")?;
    let rank = left.shape().len().max(right.shape().len());
    let same_rank = |value: Value| {
        let mut shape = vec![1; rank - value.shape().len()];
        shape.extend(value.shape());
        value.reshape(&shape)
    };
    match (same_rank(left)?, same_rank(right)?) {
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

pub(super) fn bias_shape(input: &[usize], constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
    let channels = input.get(1).copied().unwrap_or_default();
    match constants {
        [bias] if bias[..] == [channels] => Ok(input.to_vec()),
        _ => Err(format!(
            "expected a bias [{channels}] for {input:?}, got {constants:?}"
        )),
    }
}

pub(super) fn bias(input: Value, constants: &[Value]) -> Result<Value, String> {
    let bias: Tensor<1> = constant(constants, 0, "bias")?.rank1()?;
    let channels = bias.dims()[0];
    Ok(match input {
        Value::R2(x) => Value::R2(x + bias.reshape([1, channels])),
        Value::R3(x) => Value::R3(x + bias.reshape([1, channels, 1])),
        Value::R4(x) => Value::R4(x + bias.reshape([1, channels, 1, 1])),
        other => return Err(format!("cannot add a bias to {:?}", other.shape())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_by_hand() {
        let device = burn::tensor::Device::flex();
        let value = |values: Vec<f32>, shape: &[usize]| Value::new(values, shape, &device).unwrap();
        let weight = value(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3]);
        let bias = value(vec![100.0, 0.0, 0.0], &[3]);
        let row = value(vec![1.0, -1.0], &[1, 2]);
        let y = apply(row, &[weight, bias]).unwrap().rank2().unwrap();
        assert_eq!(
            y.into_data().try_to_vec::<f32>().unwrap(),
            [97.0, -3.0, -3.0]
        );
    }

    #[test]
    fn each_misfit_is_named() {
        let weight = || vec![vec![4, 2]];
        assert!(
            shape(&[1, 5], &weight())
                .unwrap_err()
                .contains("takes 4 values")
        );
        assert!(shape(&[4], &weight()).unwrap_err().contains("batch axis"));
        assert!(
            shape(&[1, 4], &[vec![4, 2], vec![3]])
                .unwrap_err()
                .contains("bias [2]")
        );
        assert!(
            product_shape(&[1, 2, 3], &[1, 4, 5])
                .unwrap_err()
                .contains("cannot")
        );
        assert!(
            bias_shape(&[1, 4, 2, 2], &[vec![3]])
                .unwrap_err()
                .contains("[4]")
        );
    }
}
