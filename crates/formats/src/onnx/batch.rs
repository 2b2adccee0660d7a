//! Where the pictures of a batch are counted. Files are read for a batch of one, where that axis
//! looks like any other of size 1, but graphs run for any number of pictures: a shape that a file
//! spells out has to leave the right axis open.

use graph::Op;

use super::host::count;

/// The place of the batch among the axes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// The axis, perhaps joined with others: windows or heads of all pictures.
    pub(super) axis: usize,
    /// So many values of that axis stand before the batch: 1 where it comes first in there.
    pub(super) major: usize,
}

impl Batch {
    /// As pictures have it.
    pub(super) const FIRST: Self = Self { axis: 0, major: 1 };

    /// After an op on a value of that rank, of which the result has another; reshaping is apart.
    pub(super) fn after(self, op: &Op, rank: usize, new_rank: usize) -> Option<Self> {
        let axis = match op {
            Op::Transpose { permutation } => {
                permutation.iter().position(|axis| *axis == self.axis)?
            }
            Op::Reduce(reduce) if reduce.axes.contains(&self.axis) => return None,
            Op::Reduce(reduce) if !reduce.keep_axes => {
                self.axis - reduce.axes.iter().filter(|gone| **gone < self.axis).count()
            }
            Op::Reshape { .. } => return None,
            Op::GlobalPool(_) | Op::Flatten { .. } => self.axis,
            // Values of all others are aligned at their last axes.
            _ => (self.axis + new_rank).checked_sub(rank)?,
        };
        Some(Self { axis, ..self })
    }

    /// After an arrangement in another shape: the axis that has as many values before it as stood
    /// before the batch until now. The last axis holds what belongs to one place, and never pictures,
    /// if there is another; then they are joined with the axis before.
    pub(super) fn reshaped(self, from: &[usize], to: &[usize]) -> Option<Self> {
        let before = count(from.get(..self.axis)?)?.checked_mul(self.major)?;
        let stands_before = |axis: &usize| count(&to[..*axis]) == Some(before);
        let fits = |axis: &usize| *axis == 0 || *axis + 1 < to.len() || to[*axis] == 1;
        if let Some(axis) = (0..to.len()).filter(stands_before).find(fits) {
            return Some(Self { axis, major: 1 });
        }
        let holds = |axis: &usize| {
            let outer = count(&to[..*axis]).filter(|outer| *outer > 0);
            let with = count(&to[..=*axis]);
            outer.zip(with).is_some_and(|(outer, with)| {
                before.is_multiple_of(outer) && with.is_multiple_of(before)
            })
        };
        let axis = (0..to.len()).find(holds)?;
        let major = before / count(&to[..axis])?;
        Some(Self { axis, major })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(axis: usize, major: usize) -> Batch {
        Batch { axis, major }
    }

    #[test]
    fn arrangements_of_transformers() {
        struct Case(Batch, &'static [usize], &'static [usize], Batch);
        for Case(before, from, to, after) in [
            // Heads of a picture, and windows.
            Case(at(0, 1), &[1, 42, 6], &[1, 42, 3, 2], at(0, 1)),
            Case(at(0, 1), &[1, 2, 2, 3, 3, 8], &[4, 9, 8], at(0, 1)),
            Case(at(0, 1), &[4, 9, 8], &[1, 2, 2, 3, 3, 8], at(0, 1)),
            // Tokens first, as PyTorch's attention computes: joined with the heads, then with the
            // tokens, and apart again.
            Case(at(1, 1), &[50, 1, 768], &[50, 12, 64], at(1, 1)),
            Case(at(1, 1), &[50, 1, 12, 64], &[50, 768], at(0, 50)),
            Case(at(0, 50), &[50, 768], &[50, 1, 768], at(1, 1)),
            Case(at(1, 1), &[3, 1, 4, 5], &[3, 1, 20], at(1, 1)),
        ] {
            assert_eq!(before.reshaped(from, to), Some(after), "{from:?} to {to:?}");
        }
        assert_eq!(at(1, 1).reshaped(&[6, 1], &[4]), None);
    }
}
