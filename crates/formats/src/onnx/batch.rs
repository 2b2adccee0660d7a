//! Which axis of a value is the batch. Files are read with a batch of one, so the axis looks like
//! any other of size 1. Graphs run with any batch size, so a shape that a file spells out must
//! leave the right axis open.

use graph::Op;

use super::host::count;

/// The position of the batch among the axes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// The axis, perhaps merged with others, such as the windows or heads of all pictures.
    pub(super) axis: usize,
    /// The size of what is merged into the axis before the batch; 1 if the batch comes first.
    pub(super) major: usize,
}

impl Batch {
    /// The batch of pictures: the first axis.
    pub(super) const FIRST: Self = Self { axis: 0, major: 1 };

    /// The batch after an op that maps `rank` axes to `new_rank`. Returns `None` if it is lost, and
    /// for a reshape, which [`Batch::reshaped`] handles.
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
            // All other ops align their inputs at the last axes.
            _ => (self.axis + new_rank).checked_sub(rank)?,
        };
        Some(Self { axis, ..self })
    }

    /// The batch after a reshape: the axis with as many values before it as the batch had. The last
    /// axis holds the features of one position, so it is the batch only if it has size 1 or is the
    /// only axis; otherwise the batch is merged into an earlier axis.
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
    fn the_batch_is_followed_through_the_reshapes_of_transformers() {
        struct Case(Batch, &'static [usize], &'static [usize], Batch);
        for Case(before, from, to, after) in [
            // Heads and windows of a picture.
            Case(at(0, 1), &[1, 42, 6], &[1, 42, 3, 2], at(0, 1)),
            Case(at(0, 1), &[1, 2, 2, 3, 3, 8], &[4, 9, 8], at(0, 1)),
            Case(at(0, 1), &[4, 9, 8], &[1, 2, 2, 3, 3, 8], at(0, 1)),
            // Tokens first, as in PyTorch's attention: merged with the heads, then with the tokens,
            // and split again.
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
