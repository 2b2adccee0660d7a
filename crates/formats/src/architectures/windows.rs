use graph::NodeId;
use graph::ops::{Op, Select};

use super::network::Network;
use crate::FormatError;

/// Cuts `[1, height, width, channel]` into square windows among whose pixels attention is, perhaps
/// after moving the picture by half a window. Swin transformer, section 3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Windows {
    /// Height and width of the picture.
    pub(super) size: [usize; 2],
    /// Side of a window.
    pub(super) side: usize,
    /// By how many pixels the picture is moved up and to the left.
    pub(super) shift: [usize; 2],
    /// Number of heads of the attention.
    pub(super) heads: usize,
}

/// So many numbers at most are added to the scores of one attention, 1 GiB.
const LARGEST: usize = 1 << 28;

impl Windows {
    /// For a picture of that shape and a table of position biases `[(2 · side − 1)², heads]`. A side
    /// of the picture that is one window is not moved.
    ///
    /// # Errors
    /// A sentence where windows do not cover the picture exactly.
    pub(super) fn new(picture: &[usize], table: &[usize], shifted: bool) -> Result<Self, String> {
        let (&[_, height, width, channels], &[shifts, heads]) = (picture, table) else {
            return Err(format!("expected a table [shifts, heads], got {table:?}"));
        };
        if heads == 0 || channels % heads != 0 {
            return Err(format!(
                "{channels} channels cannot be split for {heads} heads"
            ));
        }
        let side = side(shifts).ok_or_else(|| format!("{shifts} is no square of an odd number"))?;
        if height % side != 0 || width % side != 0 {
            return Err(format!(
                "windows of {side} x {side} do not cover {height} x {width} pixels here: height and width of the picture must be multiples of {}",
                32 * side
            ));
        }
        let windows = height / side * (width / side);
        let limit = LARGEST / heads.max(windows);
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
        })
    }

    /// How many rows and columns of windows there are.
    pub(super) fn counts(self) -> [usize; 2] {
        self.size.map(|size| size / self.side)
    }

    /// `[1, height, width, channel]` to `[1, windows, pixels, channel]`.
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

    /// The way back.
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
}

/// The side of windows between whose pixels there are so many different shifts: (2 · side − 1)².
pub(super) fn side(shifts: usize) -> Option<usize> {
    let span = shifts.isqrt();
    (span * span == shifts && span % 2 == 1).then_some(span / 2 + 1)
}

/// Moves the picture down and to the right; what leaves it comes back at the other side.
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

/// `[1, …, channel]` with other axes between; where there are four of them, the middle two are
/// swapped.
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
    fn windows_by_the_table() {
        assert_eq!(side(169), Some(7));
        assert_eq!(side(9), Some(2));
        assert_eq!(
            side(16),
            None,
            "a table has an odd number of rows of shifts"
        );
        assert_eq!(side(170), None);
        let moved = Windows::new(&[1, 4, 4, 1], &[9, 1], true).unwrap();
        assert_eq!(moved.shift, [1, 1]);
        let still = Windows::new(&[1, 4, 4, 1], &[9, 1], false).unwrap();
        assert_eq!(still.shift, [0, 0]);
        let low = Windows::new(&[1, 2, 4, 1], &[9, 1], true).unwrap();
        assert_eq!(low.shift, [0, 1], "one window high: not moved up");
        let error = Windows::new(&[1, 5, 4, 1], &[9, 1], true).unwrap_err();
        assert!(error.contains("multiples of 64"), "{error}");
        let error = Windows::new(&[1, 4, 4, 1], &[9, 3], true).unwrap_err();
        assert!(error.contains("3 heads"), "{error}");
        // 200 to the power of 4 pairs of pixels
        let error = Windows::new(&[1, 200, 200, 1], &[399 * 399, 1], true).unwrap_err();
        assert!(error.contains("too many"), "{error}");
    }
}
