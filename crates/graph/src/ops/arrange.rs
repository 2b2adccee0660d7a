use burn::tensor::Tensor;

use super::arithmetic::broadcast;
use super::picture_shape;
use crate::Value;
use crate::builder::check_size;

pub(super) fn concat_shape(inputs: &[&[usize]], axis: usize) -> Result<Vec<usize>, String> {
    let (first, rest) = inputs.split_first().ok_or("expected at least one input")?;
    if axis == 0 || axis >= first.len() {
        return Err(format!(
            "values of shape {first:?} cannot be joined along axis {axis}"
        ));
    }
    let mut shape = first.to_vec();
    for other in rest {
        let fits = other.len() == first.len()
            && (0..first.len()).all(|a| a == axis || other[a] == first[a]);
        if !fits {
            return Err(format!("{first:?} and {other:?} differ beside axis {axis}"));
        }
        shape[axis] = shape[axis].saturating_add(other[axis]);
    }
    Ok(shape)
}

/// Joins values. One for a batch of one (a class token, say) is repeated for the whole batch.
pub(super) fn concat(inputs: Vec<Value>, axis: usize) -> Result<Value, String> {
    let batch = inputs.iter().map(|input| input.shape()[0]).max();
    let repeated = |input: Value| {
        let mut shape = input.shape();
        shape[0] = shape[0].max(batch.unwrap_or(1));
        expand(input, &shape)
    };
    let inputs: Vec<Value> = inputs.into_iter().map(repeated).collect::<Result<_, _>>()?;
    macro_rules! cat {
        ($($variant:ident $as_rank:ident),*) => {
            match inputs.first() {
                $(Some(Value::$variant(_)) => {
                    let tensors: Result<Vec<_>, _> =
                        inputs.into_iter().map(Value::$as_rank).collect();
                    Ok(Value::$variant(Tensor::cat(tensors?, axis)))
                })*
                None => Err("expected at least one input".into()),
            }
        };
    }
    cat!(R1 rank1, R2 rank2, R3 rank3, R4 rank4, R5 rank5, R6 rank6)
}

pub(super) fn expanded_shape(input: &[usize], axes: &[usize]) -> Result<Vec<usize>, String> {
    let shape = broadcast(input, axes)?;
    check_size(&shape)?;
    Ok(shape)
}

/// Repeats a value to the given shape, and further where it is larger already, as numpy does.
pub(super) fn expand(input: Value, axes: &[usize]) -> Result<Value, String> {
    let shape = expanded_shape(&input.shape(), axes)?;
    if input.shape() == shape {
        return Ok(input);
    }
    let mut aligned = vec![1; shape.len() - input.shape().len()];
    aligned.extend(input.shape());
    let misfit = |_| format!("cannot repeat to {shape:?}");
    Ok(match input.reshape(&aligned)? {
        Value::R1(x) => {
            Value::R1(x.expand::<1, [usize; 1]>(shape.as_slice().try_into().map_err(misfit)?))
        }
        Value::R2(x) => {
            Value::R2(x.expand::<2, [usize; 2]>(shape.as_slice().try_into().map_err(misfit)?))
        }
        Value::R3(x) => {
            Value::R3(x.expand::<3, [usize; 3]>(shape.as_slice().try_into().map_err(misfit)?))
        }
        Value::R4(x) => {
            Value::R4(x.expand::<4, [usize; 4]>(shape.as_slice().try_into().map_err(misfit)?))
        }
        Value::R5(x) => {
            Value::R5(x.expand::<5, [usize; 5]>(shape.as_slice().try_into().map_err(misfit)?))
        }
        Value::R6(x) => {
            Value::R6(x.expand::<6, [usize; 6]>(shape.as_slice().try_into().map_err(misfit)?))
        }
    })
}

/// The axes of a reshape: 0 keeps an axis, -1 takes what remains.
pub(super) fn resolve_axes(input: &[usize], axes: &[i64]) -> Result<Vec<usize>, String> {
    let misfit = || format!("{input:?} cannot be arranged as {axes:?}");
    let mut shape = Vec::with_capacity(axes.len());
    for (index, axis) in axes.iter().enumerate() {
        shape.push(match *axis {
            0 => *input.get(index).ok_or_else(misfit)?,
            -1 => 1,
            size => usize::try_from(size).map_err(|_| misfit())?,
        });
    }
    let (total, others) = (
        input.iter().product::<usize>(),
        shape.iter().product::<usize>(),
    );
    if let Some(open) = axes.iter().position(|axis| *axis == -1) {
        shape[open] = total.checked_div(others).ok_or_else(misfit)?;
    }
    if axes.iter().filter(|axis| **axis == -1).count() > 1
        || shape.iter().product::<usize>() != total
    {
        return Err(misfit());
    }
    Ok(shape)
}

pub(super) fn reshape(input: Value, axes: &[i64]) -> Result<Value, String> {
    let shape = resolve_axes(&input.shape(), axes)?;
    input.reshape(&shape)
}

pub(super) fn flattened_shape(input: &[usize]) -> Result<Vec<usize>, String> {
    let (batch, rest) = input.split_first().ok_or("expected a batch axis")?;
    Ok(vec![*batch, rest.iter().product()])
}

pub(super) fn flatten(input: Value, channels_last: bool) -> Result<Value, String> {
    let shape = flattened_shape(&input.shape())?;
    let input = match input {
        Value::R4(picture) if channels_last => Value::R4(picture.permute([0, 2, 3, 1])),
        other => other,
    };
    input.reshape(&shape)
}

pub(super) fn transposed_shape(
    input: &[usize],
    permutation: &[usize],
) -> Result<Vec<usize>, String> {
    let mut sorted = permutation.to_vec();
    sorted.sort_unstable();
    if sorted.len() != input.len() || sorted.iter().enumerate().any(|(i, axis)| i != *axis) {
        return Err(format!(
            "{permutation:?} is no order of the axes of {input:?}"
        ));
    }
    Ok(permutation.iter().map(|axis| input[*axis]).collect())
}

pub(crate) fn transpose(input: Value, permutation: &[usize]) -> Result<Value, String> {
    let bad = |_| format!("{permutation:?} is no order of these axes");
    Ok(match input {
        Value::R1(x) => Value::R1(x),
        Value::R2(x) => Value::R2(x.permute::<usize>(permutation.try_into().map_err(bad)?)),
        Value::R3(x) => Value::R3(x.permute::<usize>(permutation.try_into().map_err(bad)?)),
        Value::R4(x) => Value::R4(x.permute::<usize>(permutation.try_into().map_err(bad)?)),
        Value::R5(x) => Value::R5(x.permute::<usize>(permutation.try_into().map_err(bad)?)),
        Value::R6(x) => Value::R6(x.permute::<usize>(permutation.try_into().map_err(bad)?)),
    })
}

pub(super) fn padded_shape(
    input: &[usize],
    window: [(usize, usize); 2],
) -> Result<Vec<usize>, String> {
    let [batch, channels, height, width] = picture_shape(input)?;
    let [(top, bottom), (left, right)] = window;
    Ok(vec![
        batch,
        channels,
        height + top + bottom,
        width + left + right,
    ])
}

pub(super) fn pad(input: Value, window: [(usize, usize); 2], value: f32) -> Result<Value, String> {
    Ok(input.rank4()?.pad(window, value).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Vec<f32> {
        let flat = value.len();
        value
            .reshape(&[flat])
            .unwrap()
            .rank1()
            .unwrap()
            .into_data()
            .try_to_vec()
            .unwrap()
    }

    #[test]
    fn small_values_by_hand() {
        let device = burn::tensor::Device::flex();
        let value = |values: Vec<f32>, shape: &[usize]| Value::new(values, shape, &device).unwrap();
        let picture = || value(vec![1.0, 2.0, 3.0, 4.0], &[1, 1, 2, 2]);
        let joined = concat(vec![picture(), picture()], 1).unwrap();
        assert_eq!(read(joined), [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0]);
        let turned = transpose(picture(), &[0, 1, 3, 2]).unwrap();
        assert_eq!(read(turned), [1.0, 3.0, 2.0, 4.0]);
        let padded = pad(picture(), [(1, 0), (0, 1)], 9.0).unwrap();
        assert_eq!(read(padded), [9.0, 9.0, 9.0, 1.0, 2.0, 9.0, 3.0, 4.0, 9.0]);
        assert_eq!(
            read(flatten(picture(), false).unwrap()),
            [1.0, 2.0, 3.0, 4.0]
        );
        let two = value(vec![1.0, 2.0, 3.0, 4.0], &[1, 2, 1, 2]);
        assert_eq!(read(flatten(two, true).unwrap()), [1.0, 3.0, 2.0, 4.0]);
    }

    #[test]
    fn values_are_repeated_along_axes_and_batches() {
        let device = burn::tensor::Device::flex();
        let value =
            |values: &[f32], shape: &[usize]| Value::new(values.to_vec(), shape, &device).unwrap();
        let row = value(&[1.0, 2.0], &[2]);
        assert_eq!(
            read(expand(row.clone(), &[2, 1]).unwrap()),
            [1.0, 2.0, 1.0, 2.0]
        );
        assert!(expand(row, &[3]).is_err());
        let token = value(&[9.0], &[1, 1, 1]);
        let tokens = value(&[1.0, 2.0], &[2, 1, 1]);
        assert_eq!(
            read(concat(vec![token, tokens], 1).unwrap()),
            [9.0, 1.0, 9.0, 2.0]
        );
    }

    #[test]
    fn axes_of_a_reshape() {
        assert_eq!(resolve_axes(&[2, 3, 4], &[0, -1]), Ok(vec![2, 12]));
        assert_eq!(resolve_axes(&[2, 3, 4], &[0, 4, 3]), Ok(vec![2, 4, 3]));
        assert!(
            resolve_axes(&[2, 3], &[0, -1, -1]).is_err(),
            "two open axes"
        );
        assert!(resolve_axes(&[2, 3], &[0, 4]).is_err(), "too many values");
        assert!(
            resolve_axes(&[2, 3], &[0, 0, 0]).is_err(),
            "no third axis to keep"
        );
    }

    #[test]
    fn what_cannot_be_joined_or_turned() {
        assert!(concat_shape(&[&[1, 2, 3], &[1, 2, 4]], 1).is_err());
        assert!(
            concat_shape(&[&[1, 2], &[1, 2]], 0).is_err(),
            "the batch axis is not joined"
        );
        assert!(transposed_shape(&[1, 2, 3], &[0, 2, 2]).is_err());
    }
}
