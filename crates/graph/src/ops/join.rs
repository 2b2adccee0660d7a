use burn::tensor::Tensor;

use super::arithmetic::{aligned, broadcast};
use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::builder::check_size;
use crate::layout::Pixels;
use crate::value::map_value;

/// Joins values along an axis. A value for a batch of one, such as a class token, is repeated for the
/// whole batch.
pub(super) struct Concat(pub(super) usize);

/// Broadcasts a value to a shape. Axes of size 1 in the shape keep the size of the value.
pub(super) struct Expand<'a>(pub(super) &'a [usize]);

impl Family for Concat {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "concat",
            role: Role::Computes,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Joined(self.0),
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let axis = self.0;
        let (first, rest) = inputs.split_first().ok_or("expected at least one input")?;
        if axis >= first.len() {
            return Err(format!(
                "values of shape {first:?} cannot be joined along axis {axis}"
            ));
        }
        let mut shape = first.to_vec();
        for other in rest {
            let fits = other.len() == first.len()
                && (0..first.len()).all(|a| a == axis || other[a] == first[a]);
            if !fits {
                return Err(format!(
                    "{first:?} and {other:?} differ along another axis than {axis}"
                ));
            }
            shape[axis] = shape[axis].saturating_add(other[axis]);
        }
        Ok(shape)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let batch = inputs.iter().map(|input| input.shape()[0]).max();
        let repeated = |input: Value| {
            let mut shape = input.shape();
            if self.0 > 0 {
                shape[0] = shape[0].max(batch.unwrap_or(1));
            }
            expand(input, &shape)
        };
        let inputs: Vec<Value> = inputs.into_iter().map(repeated).collect::<Result<_, _>>()?;
        macro_rules! cat {
            ($($variant:ident $as_rank:ident),*) => {
                match inputs.first() {
                    $(Some(Value::$variant(_)) => {
                        let tensors: Result<Vec<_>, _> =
                            inputs.into_iter().map(Value::$as_rank).collect();
                        Ok(Value::$variant(Tensor::cat(tensors?, self.0)))
                    })*
                    None => Err("expected at least one input".into()),
                }
            };
        }
        cat!(R1 rank1, R2 rank2, R3 rank3, R4 rank4, R5 rank5, R6 rank6)
    }
}

impl Family for Expand<'_> {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "expand",
            role: Role::Moves,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Repeated,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let shape = broadcast(input, self.0)?;
        check_size(&shape)?;
        Ok(shape)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let shape = self.shape(vec![&input.shape()], &[])?;
        if input.shape() == shape {
            return Ok(input);
        }
        let input = aligned(input, shape.len())?;
        let misfit = |_| format!("cannot repeat to {shape:?}");
        Ok(map_value!(input, x => {
            x.expand::<_, [usize; _]>(shape.as_slice().try_into().map_err(misfit)?)
        }))
    }
}

pub(super) fn expand(input: Value, axes: &[usize]) -> Result<Value, String> {
    Expand(axes).apply(vec![input], &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn pictures_are_joined_along_their_channels() {
        let picture = || value(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 2, 2]);
        let joined = Concat(1).apply(vec![picture(), picture()], &[]).unwrap();
        assert_eq!(read(joined), [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn values_are_repeated_along_axes_and_batches() {
        let row = value(&[1.0, 2.0], &[2]);
        let repeated = expand(row.clone(), &[2, 1]).unwrap();
        assert_eq!(read(repeated), [1.0, 2.0, 1.0, 2.0]);
        assert!(expand(row, &[3]).is_err());
        let token = value(&[9.0], &[1, 1, 1]);
        let tokens = value(&[1.0, 2.0], &[2, 1, 1]);
        let joined = Concat(1).apply(vec![token, tokens], &[]).unwrap();
        assert_eq!(read(joined), [9.0, 1.0, 9.0, 2.0]);
    }

    #[test]
    fn only_values_with_the_same_other_axes_are_joined() {
        let joined = |other: &[usize], axis| Concat(axis).shape(vec![&[1, 2, 3], other], &[]);
        assert_eq!(joined(&[1, 4, 3], 1), Ok(vec![1, 6, 3]));
        assert_eq!(joined(&[2, 2, 3], 0), Ok(vec![3, 2, 3]));
        assert!(joined(&[1, 2, 4], 1).is_err());
        assert!(joined(&[1, 2, 3], 3).is_err());
    }
}
