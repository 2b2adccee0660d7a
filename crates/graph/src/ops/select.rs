use std::ops::Range;

use burn::tensor::{Int, Tensor, TensorData};

use crate::Value;
use crate::value::map_value;

/// A part of the values along one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// Neighbours.
    Range {
        /// The axis, counted from the front.
        axis: usize,
        /// Which of its places.
        range: Range<usize>,
    },
    /// Any places, in any order, also several times.
    Places {
        /// The axis, counted from the front.
        axis: usize,
        /// The places that are read, from 0.
        places: Vec<usize>,
    },
    /// All, moved towards the end of the axis by so many places; what leaves there comes back at
    /// the front (`torch.roll`).
    Roll {
        /// The axis, counted from the front.
        axis: usize,
        /// By how many places.
        shift: usize,
    },
}

impl Select {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Range { .. } => "slice",
            Self::Places { .. } => "select",
            Self::Roll { .. } => "roll",
        }
    }

    /// The axis that it works on.
    #[must_use]
    pub fn axis(&self) -> usize {
        match self {
            Self::Range { axis, .. } | Self::Places { axis, .. } | Self::Roll { axis, .. } => *axis,
        }
    }

    pub(super) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
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

    pub(crate) fn apply(&self, input: Value) -> Value {
        match self {
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_places_by_hand() {
        let device = burn::tensor::Device::flex();
        let row = || Value::new(vec![1.0, 2.0, 3.0, 4.0], &[1, 4], &device).unwrap();
        struct Case(Select, &'static [f32]);
        let (axis, places) = (1, vec![3, 0, 3]);
        for Case(select, expected) in [
            Case(Select::Range { axis, range: 1..3 }, &[2.0, 3.0]),
            Case(Select::Places { axis, places }, &[4.0, 1.0, 4.0]),
            Case(Select::Roll { axis, shift: 1 }, &[4.0, 1.0, 2.0, 3.0]),
            Case(Select::Roll { axis, shift: 0 }, &[1.0, 2.0, 3.0, 4.0]),
        ] {
            assert_eq!(select.shape(&[1, 4]), Ok(vec![1, expected.len()]));
            let found = select.apply(row()).rank2().unwrap().into_data();
            assert_eq!(
                found.try_to_vec::<f32>().unwrap(),
                expected,
                "{}",
                select.name()
            );
        }
    }

    #[test]
    fn what_lies_outside_is_refused() {
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
            assert!(select.shape(&[1, 4]).is_err(), "{select:?}");
        }
    }
}
