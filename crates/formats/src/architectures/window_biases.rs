use burn::tensor::{Int, Tensor, TensorData};
use graph::ops::Op;
use graph::{NodeId, Value};

use super::network::Network;
use super::windows::Windows;
use crate::FormatError;

/// Added to scores between pixels that are neighbours only because the picture was moved.
const APART: f32 = -100.0;

impl Windows {
    /// What is added to the scores between the pixels of a window: the learned biases
    /// `[1, 1, heads, pixels, pixels]` and, in a moved picture, `[1, windows, 1, pixels, pixels]`.
    pub(super) fn biases(
        self,
        net: &mut Network,
        path: &str,
        table: Value,
    ) -> Result<Vec<NodeId>, FormatError> {
        let tensor = format!("{path}.relative_position_bias_table");
        let table = (table.rank2()).map_err(|reason| FormatError::Tensor {
            tensor: net.name(&tensor),
            reason,
        })?;
        let pixels = self.side * self.side;
        let places = TensorData::new(self.places(), [pixels * pixels]);
        let places: Tensor<1, Int> = Tensor::from_data(places, &table.device());
        let learned = table
            .select(0, places)
            .reshape([pixels, pixels, self.heads]);
        let learned = learned.permute([2, 0, 1]);
        let learned = Value::R5(learned.reshape([1, 1, self.heads, pixels, pixels]));
        let mut biases = vec![net.node(&tensor, Op::Constant, &[], vec![learned])?];
        if self.shift != [0, 0] {
            let windows = self.counts().iter().product();
            let shape = [1, windows, 1, pixels, pixels];
            biases.push(net.fixed(&format!("{path}.mask"), self.mask(), &shape)?);
        }
        Ok(biases)
    }

    /// For each two pixels of a window the row of the table with their bias.
    fn places(self) -> Vec<i32> {
        let (side, span) = (self.side, 2 * self.side - 1);
        let place = |from: usize, to: usize| {
            let down = from / side + side - 1 - to / side;
            let right = from % side + side - 1 - to % side;
            i32::try_from(down * span + right).unwrap_or(i32::MAX)
        };
        let pixels = side * side;
        (0..pixels * pixels)
            .map(|pair| place(pair / pixels, pair % pixels))
            .collect()
    }

    /// 0 between pixels that are from one part of the picture, else [`APART`].
    fn mask(self) -> Vec<f32> {
        let [_, columns] = self.counts();
        let pixels = self.side * self.side;
        let part = |window: usize, pixel: usize| {
            let row = window / columns * self.side + pixel / self.side;
            let column = window % columns * self.side + pixel % self.side;
            [self.wrapped(0, row), self.wrapped(1, column)]
        };
        let windows: usize = self.counts().iter().product();
        let mut mask = Vec::with_capacity(windows * pixels * pixels);
        for window in 0..windows {
            for from in 0..pixels {
                let here = part(window, from);
                let same = (0..pixels).map(|to| here == part(window, to));
                mask.extend(same.map(|same| if same { 0.0 } else { APART }));
            }
        }
        mask
    }

    /// Whether a row (axis 0) or column came in from the other side when the picture was moved.
    fn wrapped(self, axis: usize, place: usize) -> bool {
        place >= self.size[axis] - self.shift[axis]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 4 x 4 pixels in windows of 2 x 2, moved by one.
    fn moved() -> Windows {
        Windows::new(&[1, 4, 4, 1], &[9, 1], true).unwrap()
    }

    #[test]
    fn the_bias_between_two_pixels() {
        // Rows of the table: shifts down by -1, 0, 1, in each to the right by -1, 0, 1.
        #[rustfmt::skip]
        let expected = [
            4, 3, 1, 0, // from the upper left pixel, to each of the four
            5, 4, 2, 1,
            7, 6, 4, 3,
            8, 7, 5, 4,
        ];
        assert_eq!(moved().places(), expected);
    }

    #[test]
    fn only_the_last_windows_have_strangers() {
        let mask = moved().mask();
        let apart = |window: usize| {
            mask[window * 16..][..16]
                .iter()
                .filter(|v| **v < 0.0)
                .count()
        };
        // In the window at the right two columns meet, at the bottom two rows, in the corner both.
        assert_eq!([0, 1, 2, 3].map(apart), [0, 8, 8, 12]);
        // At the right: from the upper left pixel, those of the other column are strangers.
        assert_eq!(mask[16..20], [0.0, APART, 0.0, APART]);
    }
}
