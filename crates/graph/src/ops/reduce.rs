use burn::tensor::Tensor;

use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// What the values along the axes become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReduceKind {
    /// Their mean.
    Mean,
    /// Their sum.
    Sum,
    /// The maximum.
    Max,
    /// The minimum.
    Min,
    /// The square root of the sum of their squares.
    L2,
}

/// One value for all values along some axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduce {
    /// What the values become.
    pub kind: ReduceKind,
    /// The axes to reduce, counted from the front, in order.
    pub axes: Vec<usize>,
    /// Whether the axes stay, with size 1.
    pub keep_axes: bool,
}

impl Family for Reduce {
    fn facts(&self) -> Facts<'_> {
        let (name, curve) = match self.kind {
            ReduceKind::Mean => ("mean", Curve::Straight),
            ReduceKind::Sum => ("sum", Curve::Straight),
            ReduceKind::Max => ("maximum along axes", Curve::Straight),
            ReduceKind::Min => ("minimum along axes", Curve::Straight),
            ReduceKind::L2 => ("length", Curve::Curved),
        };
        Facts {
            name,
            role: Role::Computes,
            curve,
            learned: 0,
            pixels: Pixels::Reduced {
                axes: &self.axes,
                keep: self.keep_axes,
            },
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        if self.axes.iter().any(|axis| *axis >= input.len()) || self.axes.is_empty() {
            return Err(format!("{input:?} has no axes {:?} to reduce", self.axes));
        }
        let shape = input.iter().enumerate().filter_map(|(axis, size)| {
            if !self.axes.contains(&axis) {
                return Some(*size);
            }
            self.keep_axes.then_some(1)
        });
        let shape: Vec<usize> = shape.collect();
        Ok(if shape.is_empty() { vec![1] } else { shape })
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let shape = self.shape(vec![&input.shape()], &[])?;
        let kind = self.kind;
        let reduced = map_value!(input, x => {
            let x = if kind == ReduceKind::L2 { x.clone() * x } else { x };
            let x = self.axes.iter().fold(x, |x, axis| match kind {
                ReduceKind::Mean => x.mean_dim(*axis),
                ReduceKind::Sum | ReduceKind::L2 => x.sum_dim(*axis),
                ReduceKind::Max => x.max_dim(*axis),
                ReduceKind::Min => x.min_dim(*axis),
            });
            if kind == ReduceKind::L2 { root(x) } else { x }
        });
        reduced.reshape(&shape)
    }
}

/// The square root, whose derivative at 0 is 0 instead of infinite, as that of a length in PyTorch.
fn root<const D: usize>(squares: Tensor<D>) -> Tensor<D> {
    let zero = squares.clone().equal_elem(0.0);
    let root = squares.mask_fill(zero.clone(), 1.0).sqrt();
    root.mask_fill(zero, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn the_gradient_of_the_length_of_zeros_is_zero() {
        let rows = value(&[0.0, 0.0, 3.0, 4.0], &[2, 2]).tracked();
        let lengths = reduce(ReduceKind::L2, &[1], false)
            .apply(vec![rows.clone()], &[])
            .unwrap();
        let mut gradients = lengths.rank1().unwrap().sum().backward();
        let gradient = rows.take_gradient(&mut gradients).unwrap();
        assert_eq!(read(gradient), [0.0, 0.0, 0.6, 0.8]);
    }

    fn reduce(kind: ReduceKind, axes: &[usize], keep_axes: bool) -> Reduce {
        let axes = axes.to_vec();
        Reduce {
            kind,
            axes,
            keep_axes,
        }
    }

    #[test]
    fn axes_are_reduced_and_kept_or_dropped() {
        struct Case(ReduceKind, &'static [usize], &'static [f32]);
        for Case(kind, axes, expected) in [
            Case(ReduceKind::Mean, &[2], &[3.5, 1.0]),
            Case(ReduceKind::Sum, &[1], &[-3.0, 12.0]),
            Case(ReduceKind::Max, &[1, 2], &[8.0]),
            Case(ReduceKind::Min, &[1], &[-6.0, 4.0]),
            Case(ReduceKind::L2, &[2], &[5.0, 10.0]),
        ] {
            for keep_axes in [true, false] {
                let reduce = reduce(kind, axes, keep_axes);
                let shape = reduce.shape(vec![&[1, 2, 2]], &[]).unwrap();
                assert_eq!(shape.len(), if keep_axes { 3 } else { 3 - axes.len() });
                let rows = value(&[3.0, 4.0, -6.0, 8.0], &[1, 2, 2]);
                let found = reduce.apply(vec![rows], &[]).unwrap();
                assert_eq!(found.shape(), shape, "{kind:?}");
                assert_eq!(read(found), expected, "{kind:?}");
            }
        }
    }

    #[test]
    fn no_axes_and_axes_that_are_not_there_are_rejected() {
        for axes in [&[2][..], &[]] {
            let reduce = reduce(ReduceKind::Sum, axes, true);
            assert!(reduce.shape(vec![&[1, 2]], &[]).is_err());
        }
    }
}
