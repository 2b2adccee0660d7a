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

/// What an op makes of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// None of its inputs has a known batch.
    Unknown,
    /// The pictures stay apart, along this axis.
    Apart(Batch),
    /// The output of a picture depends on its batch, or there is none for more than one picture.
    Mixed,
}

/// An input of an op: its shape, and its batch if it is known.
pub(super) type Input<'a> = (&'a [usize], Option<Batch>);

impl Fate {
    /// The batch after an op other than a reshape, which [`Batch::reshaped`] handles.
    pub(super) fn of(op: &Op, inputs: &[Input], output: &[usize]) -> Self {
        let mut known = inputs.iter().enumerate();
        let known = known.find_map(|(place, (shape, batch))| Some((place, *shape, (*batch)?)));
        let Some((place, shape, batch)) = known else {
            return Self::Unknown;
        };
        let others = inputs
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place);
        let mut others = others.map(|(_, input)| *input);
        if !stays_apart(op, (place, shape, batch), others.clone())
            || joins(op) && !others.all(|other| is_aligned(op, other, (shape, batch)))
        {
            return Self::Mixed;
        }
        let axis = match op {
            Op::Transpose { permutation } => {
                permutation.iter().position(|axis| *axis == batch.axis)
            }
            Op::Reduce(reduce) if !reduce.keep_axes => {
                let gone = reduce.axes.iter().filter(|gone| **gone < batch.axis);
                batch.axis.checked_sub(gone.count())
            }
            Op::GlobalPool(_) | Op::Flatten { .. } => Some(batch.axis),
            // All other ops align their inputs at the last axes.
            _ => (batch.axis + output.len()).checked_sub(shape.len()),
        };
        axis.map_or(Self::Mixed, |axis| Self::Apart(Batch { axis, ..batch }))
    }
}

/// Whether an op computes nothing from several entries of the batch axis, and has no constant along
/// it.
fn stays_apart<'a>(
    op: &Op,
    (place, shape, batch): (usize, &[usize], Batch),
    mut others: impl Iterator<Item = Input<'a>>,
) -> bool {
    let (axis, last) = (batch.axis, shape.len().saturating_sub(1));
    match op {
        Op::Reduce(reduce) => !reduce.axes.contains(&axis),
        Op::LayerNorm(norm) => !norm.axes.contains(&axis),
        Op::Softmax { axis: along }
        | Op::LogSoftmax { axis: along }
        | Op::Hardmax { axis: along }
        | Op::Concat { axis: along } => *along != axis,
        Op::Select(select) => select.axis() != axis,
        Op::Expand { axes } => {
            let wanted = (axis + axes.len()).checked_sub(shape.len());
            wanted
                .and_then(|axis| axes.get(axis))
                .is_some_and(|size| *size == 1)
        }
        Op::Linear => axis != last,
        Op::BatchNorm(_) | Op::Bias | Op::PRelu => axis != 1,
        // Rows of the left matrix and columns of the right one stay apart, the others are summed.
        Op::MatMul if axis + 1 >= last => {
            let own = if place == 0 { last - 1 } else { last };
            axis == own && others.all(|other| other.1.is_none())
        }
        Op::Conv(_)
        | Op::ConvTranspose(_)
        | Op::GroupNorm(_)
        | Op::Pool(_)
        | Op::GlobalPool(_)
        | Op::AdaptivePool(_)
        | Op::Resize(_)
        | Op::Pad { .. }
        | Op::Flatten { .. }
        | Op::GridSample(_) => axis == 0,
        _ => true,
    }
}

/// Whether an op broadcasts its inputs to each other.
fn joins(op: &Op) -> bool {
    matches!(
        op,
        Op::Binary(_) | Op::Choose | Op::Concat { .. } | Op::MatMul | Op::GridSample(_)
    )
}

/// Whether another input goes with any number of pictures: it has the same batch axis, or one entry
/// there for all.
fn is_aligned(op: &Op, (other, batch): Input, (shape, own): (&[usize], Batch)) -> bool {
    let matrix = matches!(op, Op::MatMul) && own.axis + 2 >= shape.len();
    let axis = (own.axis + other.len()).checked_sub(shape.len());
    match batch {
        Some(batch) => Some(batch.axis) == axis && batch.major == own.major,
        None => matrix || axis.is_none_or(|axis| other[axis] == 1),
    }
}

impl Batch {
    /// The batch of pictures: the first axis.
    pub(super) const FIRST: Self = Self { axis: 0, major: 1 };

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
