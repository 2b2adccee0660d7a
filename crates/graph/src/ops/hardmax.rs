use burn::tensor::{Int, Tensor};

use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// 1 at the largest value along an axis, the first one of several, and 0 elsewhere.
pub(super) struct Hardmax(pub(super) usize);

impl Family for Hardmax {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "hard max",
            role: Role::Computes,
            curve: Curve::Step,
            learned: 0,
            pixels: Pixels::Kept,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        if self.0 >= input.len() {
            return Err(format!("there is no axis {} in {input:?}", self.0));
        }
        Ok(input.to_vec())
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(map_value!(input, x => one_hot(x, self.0)))
    }
}

/// An arg max may return any of several largest places, so the first is found by a second one: of
/// the places from the end, among those that hold the maximum.
fn one_hot<const D: usize>(x: Tensor<D>, axis: usize) -> Tensor<D> {
    let (size, device) = (x.dims()[axis], x.device());
    let mut along = [1; D];
    along[axis] = size;
    let from_end: Tensor<D> = Tensor::<1, Int>::arange(0..size.cast_signed() as i64, &device)
        .float()
        .reshape(along)
        .neg()
        + size as f32;
    let largest = x.clone().max_dim(axis);
    let place = x.equal(largest).float() * from_end;
    let first = place.clone().max_dim(axis);
    place.equal(first).float()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn the_first_of_several_largest_values_is_marked() {
        let rows = value(&[3.0, -1.0, 3.0, -2.0, -1.0, -3.0], &[2, 3]);
        let marked = Hardmax(1).apply(vec![rows.clone()], &[]).unwrap();
        assert_eq!(read(marked), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        let marked = Hardmax(0).apply(vec![rows], &[]).unwrap();
        assert_eq!(read(marked), [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        assert!(Hardmax(2).shape(vec![&[2, 3]], &[]).is_err());
    }
}
