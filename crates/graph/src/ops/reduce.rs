use crate::Value;
use crate::value::map_value;

/// What many values become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReduceKind {
    /// Their mean.
    Mean,
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// The root of the sum of their squares.
    L2,
}

/// One number for all values along some axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduce {
    /// What they become.
    pub kind: ReduceKind,
    /// The axes that are summed up, counted from the front, in order.
    pub axes: Vec<usize>,
    /// Whether they stay, with size 1.
    pub keep_axes: bool,
}

impl Reduce {
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            ReduceKind::Mean => "mean",
            ReduceKind::Sum => "sum",
            ReduceKind::Max => "maximum along axes",
            ReduceKind::Min => "minimum along axes",
            ReduceKind::L2 => "length",
        }
    }

    pub(super) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
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

    pub(super) fn apply(&self, input: Value) -> Result<Value, String> {
        let shape = self.shape(&input.shape())?;
        let kind = self.kind;
        let reduced = map_value!(input, x => {
            let x = if kind == ReduceKind::L2 { x.clone() * x } else { x };
            let x = self.axes.iter().fold(x, |x, axis| match kind {
                ReduceKind::Mean => x.mean_dim(*axis),
                ReduceKind::Sum | ReduceKind::L2 => x.sum_dim(*axis),
                ReduceKind::Max => x.max_dim(*axis),
                ReduceKind::Min => x.min_dim(*axis),
            });
            if kind == ReduceKind::L2 { x.sqrt() } else { x }
        });
        reduced.reshape(&shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_by_hand() {
        let device = burn::tensor::Device::flex();
        let rows = || Value::new(vec![3.0, 4.0, -6.0, 8.0], &[1, 2, 2], &device).unwrap();
        struct Case(ReduceKind, &'static [usize], &'static [f32]);
        for Case(kind, axes, expected) in [
            Case(ReduceKind::Mean, &[2], &[3.5, 1.0]),
            Case(ReduceKind::Sum, &[1], &[-3.0, 12.0]),
            Case(ReduceKind::Max, &[1, 2], &[8.0]),
            Case(ReduceKind::Min, &[1], &[-6.0, 4.0]),
            Case(ReduceKind::L2, &[2], &[5.0, 10.0]),
        ] {
            for keep_axes in [true, false] {
                let reduce = Reduce {
                    kind,
                    axes: axes.to_vec(),
                    keep_axes,
                };
                let shape = reduce.shape(&[1, 2, 2]).unwrap();
                assert_eq!(shape.len(), if keep_axes { 3 } else { 3 - axes.len() });
                let found = reduce.apply(rows()).unwrap();
                assert_eq!(found.shape(), shape, "{}", reduce.name());
                let flat = found.reshape(&[expected.len()]).unwrap().rank1().unwrap();
                assert_eq!(
                    flat.into_data().try_to_vec::<f32>().unwrap(),
                    expected,
                    "{}",
                    reduce.name()
                );
            }
        }
    }

    #[test]
    fn axes_that_are_not_there_are_refused() {
        let reduce = |axes: &[usize]| Reduce {
            kind: ReduceKind::Sum,
            axes: axes.to_vec(),
            keep_axes: true,
        };
        assert!(reduce(&[2]).shape(&[1, 2]).is_err());
        assert!(reduce(&[]).shape(&[1, 2]).is_err());
    }
}
