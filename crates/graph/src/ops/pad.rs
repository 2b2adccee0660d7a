use super::{Curve, Facts, Family, Role, exactly, picture_shape};
use crate::Value;
use crate::layout::Pixels;

/// Surrounds a picture with a constant.
pub(super) struct Pad {
    /// Rows and columns that are added, before and after.
    pub(super) window: [(usize, usize); 2],
    pub(super) value: f32,
}

impl Family for Pad {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "pad",
            role: Role::Moves,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Picture,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, height, width] = picture_shape(input)?;
        let [(top, bottom), (left, right)] = self.window;
        let (rows, columns) = (height + top + bottom, width + left + right);
        Ok(vec![batch, channels, rows, columns])
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(input.rank4()?.pad(self.window, self.value).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn a_row_above_and_a_column_on_the_right() {
        let pad = Pad {
            window: [(1, 0), (0, 1)],
            value: 9.0,
        };
        let picture = value(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 2, 2]);
        let shape = pad.shape(vec![&picture.shape()], &[]);
        let padded = pad.apply(vec![picture], &[]).unwrap();
        assert_eq!(shape, Ok(padded.shape()));
        assert_eq!(read(padded), [9.0, 9.0, 9.0, 1.0, 2.0, 9.0, 3.0, 4.0, 9.0]);
    }
}
