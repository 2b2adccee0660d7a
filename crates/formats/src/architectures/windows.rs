use burn::tensor::{Int, Tensor, TensorData};
use graph::ops::{Op, Select};
use graph::{NodeId, Value};

use super::network::Network;
use crate::FormatError;

/// The square windows of a Swin transformer (section 3.2). Attention is between the pixels of a
/// window of the activation `[1, height, width, channel]`, which may be shifted by half a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Windows {
    /// Height and width of the activation.
    size: [usize; 2],
    /// Side of a window in pixels.
    side: usize,
    /// By how many pixels the activation is shifted up and to the left.
    shift: [usize; 2],
    /// Number of heads of the attention.
    pub(super) heads: usize,
    /// Added to the scores between pixels that are in one window only because the shift wrapped
    /// around.
    apart: f32,
}

/// The most values in the biases of one attention, 1 GiB.
const MAX_VALUES: usize = 1 << 28;

/// [`Windows::apart`] of the first version.
pub(super) const APART: f32 = -100.0;

impl Windows {
    /// For an activation of the shape `picture` and a table of position biases
    /// `[(2 · side − 1)², heads]`. An axis with a single window is not shifted.
    ///
    /// # Errors
    /// A sentence if the windows do not cover the activation exactly, or if there are too many.
    pub(super) fn new(picture: &[usize], table: &[usize], shifted: bool) -> Result<Self, String> {
        let &[shifts, heads] = table else {
            return Err(format!("expected a table [shifts, heads], got {table:?}"));
        };
        let side =
            side(shifts).ok_or_else(|| format!("{shifts} is not the square of an odd number"))?;
        Self::of_side(picture, (side, heads), shifted, APART)
    }

    /// For windows of a side and a number of heads.
    ///
    /// # Errors
    /// Those of [`Windows::new`].
    pub(super) fn of_side(
        picture: &[usize],
        (side, heads): (usize, usize),
        shifted: bool,
        apart: f32,
    ) -> Result<Self, String> {
        let &[_, height, width, channels] = picture else {
            return Err(format!(
                "expected [1, height, width, channel], got {picture:?}"
            ));
        };
        if heads == 0 || channels % heads != 0 {
            return Err(format!(
                "{channels} channels cannot be split for {heads} heads"
            ));
        }
        if side == 0 || height % side != 0 || width % side != 0 {
            return Err(format!(
                "windows of {side} x {side} do not cover {height} x {width} pixels here: height and width of the picture must be multiples of {}",
                32 * side
            ));
        }
        let windows = height / side * (width / side);
        let limit = MAX_VALUES / heads.max(windows);
        if side.checked_pow(4).is_none_or(|pairs| pairs > limit) {
            return Err(format!(
                "{windows} windows of {side} x {side} pixels are too many"
            ));
        }
        let shift = |size: usize| if shifted && size > side { side / 2 } else { 0 };
        Ok(Self {
            size: [height, width],
            side,
            shift: [shift(height), shift(width)],
            heads,
            apart,
        })
    }

    /// Returns the side of a window in pixels.
    pub(super) fn side(self) -> usize {
        self.side
    }

    /// Returns the number of rows and columns of windows.
    fn counts(self) -> [usize; 2] {
        self.size.map(|size| size / self.side)
    }

    /// Shifts `[1, height, width, channel]` and splits it into `[1, windows, pixels, channel]`.
    pub(super) fn split(
        self,
        net: &mut Network,
        path: &str,
        x: NodeId,
    ) -> Result<NodeId, FormatError> {
        let [height, width] = self.size;
        let [up, left] = self.shift;
        let away = [(height - up) % height, (width - left) % width];
        let x = rolled(net, path, x, away)?;
        let [rows, columns] = self.counts();
        let x = arranged(net, path, x, &[rows, self.side, columns, self.side])?;
        let windows = [rows * columns, self.side * self.side];
        arranged(net, &format!("{path}.flat"), x, &windows)
    }

    /// Undoes [`Windows::split`].
    pub(super) fn joined(
        self,
        net: &mut Network,
        path: &str,
        x: NodeId,
    ) -> Result<NodeId, FormatError> {
        let [rows, columns] = self.counts();
        let x = arranged(net, path, x, &[rows, columns, self.side, self.side])?;
        let x = arranged(net, &format!("{path}.flat"), x, &self.size)?;
        rolled(net, path, x, self.shift)
    }

    /// Returns the biases of the scores between the pixels of a window: the learned ones,
    /// `[1, 1, heads, pixels, pixels]`, and if shifted, the mask `[1, windows, 1, pixels, pixels]`.
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

    /// Returns the row of the table with the bias of each pair of pixels of a window.
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

    /// 0 between pixels from the same part of the activation, else [`Windows::apart`].
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
                mask.extend(same.map(|same| if same { 0.0 } else { self.apart }));
            }
        }
        mask
    }

    /// Whether a row (axis 0) or column (axis 1) wrapped around.
    fn wrapped(self, axis: usize, place: usize) -> bool {
        place >= self.size[axis] - self.shift[axis]
    }
}

/// Returns the side of windows whose table has this many rows, (2 · side − 1)².
pub(super) fn side(shifts: usize) -> Option<usize> {
    let span = shifts.isqrt();
    (span * span == shifts && span % 2 == 1).then_some(span / 2 + 1)
}

/// Shifts the activation down and to the right, and wraps around.
fn rolled(
    net: &mut Network,
    path: &str,
    x: NodeId,
    shift: [usize; 2],
) -> Result<NodeId, FormatError> {
    let mut x = x;
    for (axis, shift) in [(1, shift[0]), (2, shift[1])] {
        if shift > 0 {
            let roll = Op::Select(Select::Roll { axis, shift });
            x = net.step(&format!("{path}.rolled.{axis}"), roll, x)?;
        }
    }
    Ok(x)
}

/// Reshapes to `[1, …, channel]` with the axes `between`. If there are four of them, swaps the
/// middle two.
fn arranged(
    net: &mut Network,
    path: &str,
    x: NodeId,
    between: &[usize],
) -> Result<NodeId, FormatError> {
    let channels = net.shape(x).last().copied().unwrap_or(1);
    let sizes = between.iter().chain([&channels]);
    let mut axes = vec![0];
    axes.extend(sizes.map(|size| i64::try_from(*size).unwrap_or(i64::MAX)));
    let x = net.step(&format!("{path}.axes"), Op::Reshape { axes }, x)?;
    if between.len() != 4 {
        return Ok(x);
    }
    let permutation = vec![0, 1, 3, 2, 4, 5];
    net.step(&format!("{path}.swapped"), Op::Transpose { permutation }, x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_the_side_of_the_windows() {
        assert_eq!(side(169), Some(7));
        assert_eq!(side(9), Some(2));
        assert_eq!(side(16), None, "2 · side − 1 is odd");
        assert_eq!(side(170), None);
        let shifted = Windows::new(&[1, 4, 4, 1], &[9, 1], true).unwrap();
        assert_eq!(shifted.shift, [1, 1]);
        let still = Windows::new(&[1, 4, 4, 1], &[9, 1], false).unwrap();
        assert_eq!(still.shift, [0, 0]);
        let low = Windows::new(&[1, 2, 4, 1], &[9, 1], true).unwrap();
        assert_eq!(low.shift, [0, 1], "one window high: not shifted up");
        let error = Windows::new(&[1, 5, 4, 1], &[9, 1], true).unwrap_err();
        assert!(error.contains("multiples of 64"), "{error}");
        let error = Windows::new(&[1, 4, 4, 1], &[9, 3], true).unwrap_err();
        assert!(error.contains("3 heads"), "{error}");
        // 200⁴ pairs of pixels
        let error = Windows::new(&[1, 200, 200, 1], &[399 * 399, 1], true).unwrap_err();
        assert!(error.contains("too many"), "{error}");
    }

    /// 4 x 4 pixels in windows of 2 x 2, shifted by one.
    fn shifted() -> Windows {
        Windows::new(&[1, 4, 4, 1], &[9, 1], true).unwrap()
    }

    #[test]
    fn biases_are_read_by_the_shift_between_two_pixels() {
        // Rows of the table: shifts down by -1, 0, 1, and for each of them to the right by -1, 0,
        // 1.
        #[rustfmt::skip]
        let expected = [
            4, 3, 1, 0, // from the upper left pixel, to each of the four
            5, 4, 2, 1,
            7, 6, 4, 3,
            8, 7, 5, 4,
        ];
        assert_eq!(shifted().places(), expected);
    }

    #[test]
    fn only_windows_at_the_end_are_masked() {
        let mask = shifted().mask();
        let apart = |window: usize| {
            mask[window * 16..][..16]
                .iter()
                .filter(|v| **v < 0.0)
                .count()
        };
        // The right window joins two parts by columns, the bottom one by rows, the corner by both.
        assert_eq!([0, 1, 2, 3].map(apart), [0, 8, 8, 12]);
        // In the right window, the upper left pixel is masked from the other column.
        assert_eq!(mask[16..20], [0.0, APART, 0.0, APART]);
    }
}
