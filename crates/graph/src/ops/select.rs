use std::ops::Range;

use burn::tensor::{Int, Tensor, TensorData};

use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// Selects entries along one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// Neighbouring entries.
    Range {
        /// The axis, counted from the front.
        axis: usize,
        /// The entries to keep.
        range: Range<usize>,
    },
    /// Any entries, in any order, with repetition.
    Places {
        /// The axis, counted from the front.
        axis: usize,
        /// The indices of the entries.
        places: Vec<usize>,
    },
    /// All entries, moved towards the end of the axis. Those that leave it come back at the front
    /// (`torch.roll`).
    Roll {
        /// The axis, counted from the front.
        axis: usize,
        /// By how many places to move.
        shift: usize,
    },
}

impl Select {
    /// The axis of the entries, counted from the front.
    #[must_use]
    pub fn axis(&self) -> usize {
        match self {
            Self::Range { axis, .. } | Self::Places { axis, .. } | Self::Roll { axis, .. } => *axis,
        }
    }
}

impl Family for Select {
    fn facts(&self) -> Facts<'_> {
        let name = match self {
            Self::Range { .. } => "slice",
            Self::Places { .. } => "select",
            Self::Roll { .. } => "roll",
        };
        Facts {
            name,
            role: Role::Moves,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Selected(self),
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let axis = self.axis();
        let size = *input
            .get(axis)
            .ok_or_else(|| format!("there is no axis {axis} in {input:?}"))?;
        let (inside, count) = match self {
            Self::Range { range, .. } => (range.end <= size, range.len()),
            Self::Places { places, .. } => (places.iter().all(|place| *place < size), places.len()),
            Self::Roll { shift, .. } => (*shift < size, size),
        };
        if !inside || count == 0 {
            return Err(format!(
                "{self:?} does not lie within axis {axis} of {input:?}"
            ));
        }
        let mut shape = input.to_vec();
        shape[axis] = count;
        Ok(shape)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(match self {
            Self::Range { axis, range } => {
                map_value!(input, x => x.slice_dim(*axis, range.clone()))
            }
            Self::Places { axis, places } => {
                let index = |place: &usize| i32::try_from(*place).unwrap_or(i32::MAX);
                let indices: Vec<i32> = places.iter().map(index).collect();
                let data = TensorData::new(indices, [places.len()]);
                let indices: Tensor<1, Int> = Tensor::from_data(data, &input.device());
                map_value!(input, x => x.select(*axis, indices))
            }
            Self::Roll { shift: 0, .. } => input,
            Self::Roll { axis, shift } => {
                let size = input.shape()[*axis];
                let (stays, leaves) = (0..size - shift, size - shift..size);
                map_value!(input, x => Tensor::cat(
                    vec![x.clone().slice_dim(*axis, leaves), x.slice_dim(*axis, stays)],
                    *axis,
                ))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn each_selection_picks_its_places() {
        struct Case(Select, &'static [f32]);
        let (axis, places) = (1, vec![3, 0, 3]);
        for Case(select, expected) in [
            Case(Select::Range { axis, range: 1..3 }, &[2.0, 3.0]),
            Case(Select::Places { axis, places }, &[4.0, 1.0, 4.0]),
            Case(Select::Roll { axis, shift: 1 }, &[4.0, 1.0, 2.0, 3.0]),
            Case(Select::Roll { axis, shift: 0 }, &[1.0, 2.0, 3.0, 4.0]),
        ] {
            let row = value(&[1.0, 2.0, 3.0, 4.0], &[1, 4]);
            let shape = select.shape(vec![&[1, 4]], &[]);
            assert_eq!(shape, Ok(vec![1, expected.len()]));
            let found = select.apply(vec![row], &[]).unwrap();
            assert_eq!(read(found), expected, "{select:?}");
        }
    }

    #[test]
    fn places_outside_the_axis_are_rejected() {
        let (axis, places) = (1, vec![4]);
        for select in [
            Select::Range { axis, range: 3..5 },
            Select::Range { axis, range: 2..2 },
            Select::Range {
                axis: 2,
                range: 0..1,
            },
            Select::Places { axis, places },
            Select::Roll { axis, shift: 4 },
        ] {
            assert!(select.shape(vec![&[1, 4]], &[]).is_err(), "{select:?}");
        }
    }
}
