use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// Joins all axes after the batch axis into one.
pub(super) struct Flatten {
    pub(super) channels_last: bool,
}

/// The same values in another shape: 0 keeps an axis, -1 takes what remains.
pub(super) struct Reshape<'a>(pub(super) &'a [i64]);

/// The axes in another order: for each new axis, the old one.
pub(super) struct Transpose<'a>(pub(super) &'a [usize]);

fn facts<'a>(name: &'static str, pixels: Pixels<'a>) -> Facts<'a> {
    Facts {
        name,
        role: Role::Moves,
        curve: Curve::Straight,
        learned: 0,
        pixels,
    }
}

impl Family for Flatten {
    fn facts(&self) -> Facts<'_> {
        let pixels = if self.channels_last {
            Pixels::Lost
        } else {
            Pixels::Reshaped
        };
        facts("flatten", pixels)
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let (batch, rest) = input.split_first().ok_or("expected a batch axis")?;
        Ok(vec![*batch, rest.iter().product()])
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let shape = self.shape(vec![&input.shape()], &[])?;
        let input = match input {
            Value::R4(picture) if self.channels_last => Value::R4(picture.permute([0, 2, 3, 1])),
            other => other,
        };
        input.reshape(&shape)
    }
}

impl Family for Reshape<'_> {
    fn facts(&self) -> Facts<'_> {
        facts("reshape", Pixels::Reshaped)
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let axes = self.0;
        let misfit = || format!("{input:?} cannot be arranged as {axes:?}");
        let mut shape = Vec::with_capacity(axes.len());
        for (index, axis) in axes.iter().enumerate() {
            shape.push(match *axis {
                0 => *input.get(index).ok_or_else(misfit)?,
                -1 => 1,
                size => usize::try_from(size).map_err(|_| misfit())?,
            });
        }
        let count = |shape: &[usize]| shape.iter().product::<usize>();
        let mut open = (0..axes.len()).filter(|index| axes[*index] == -1);
        if let Some(index) = open.next() {
            let rest = count(input).checked_div(count(&shape));
            shape[index] = rest.ok_or_else(misfit)?;
        }
        if open.next().is_some() || count(&shape) != count(input) {
            return Err(misfit());
        }
        Ok(shape)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let shape = self.shape(vec![&input.shape()], &[])?;
        input.reshape(&shape)
    }
}

impl Family for Transpose<'_> {
    fn facts(&self) -> Facts<'_> {
        facts("transpose", Pixels::Transposed(self.0))
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let mut sorted = self.0.to_vec();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(0..input.len()) {
            return Err(format!(
                "{:?} is not a permutation of the axes of {input:?}",
                self.0
            ));
        }
        Ok(self.0.iter().map(|axis| input[*axis]).collect())
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let misfit = |_| format!("{:?} is not a permutation of these axes", self.0);
        Ok(map_value!(input, x => x.permute::<usize>(self.0.try_into().map_err(misfit)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn transpose_and_flatten_reorder_values() {
        let two = || vec![value(&[1.0, 2.0, 3.0, 4.0], &[1, 2, 1, 2])];
        let turned = Transpose(&[0, 3, 2, 1]).apply(two(), &[]).unwrap();
        assert_eq!(read(turned), [1.0, 3.0, 2.0, 4.0]);
        for (channels_last, expected) in
            [(false, [1.0, 2.0, 3.0, 4.0]), (true, [1.0, 3.0, 2.0, 4.0])]
        {
            let flat = Flatten { channels_last }.apply(two(), &[]).unwrap();
            assert_eq!(read(flat), expected);
        }
    }

    #[test]
    fn reshape_keeps_axes_and_computes_one() {
        let reshaped = |input: &[usize], axes: &[i64]| Reshape(axes).shape(vec![input], &[]);
        assert_eq!(reshaped(&[2, 3, 4], &[0, -1]), Ok(vec![2, 12]));
        assert_eq!(reshaped(&[2, 3, 4], &[0, 4, 3]), Ok(vec![2, 4, 3]));
        assert!(reshaped(&[2, 3], &[0, -1, -1]).is_err(), "two open axes");
        assert!(reshaped(&[2, 3], &[0, 4]).is_err(), "too many values");
        assert!(reshaped(&[2, 3], &[0, 0, 0]).is_err(), "no third axis");
    }

    #[test]
    fn a_permutation_names_each_axis_once() {
        let turned = |axes: &[usize]| Transpose(axes).shape(vec![&[1, 2, 3]], &[]);
        assert_eq!(turned(&[0, 2, 1]), Ok(vec![1, 3, 2]));
        assert!(turned(&[0, 2, 2]).is_err());
        assert!(turned(&[0, 1]).is_err());
    }
}
