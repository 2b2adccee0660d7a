use std::ops::Range;

use burn::tensor::Tensor;
use burn::tensor::module::{adaptive_avg_pool2d, avg_pool2d, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, MaxPoolOptions};

use super::{Curve, Facts, Family, Role, Window, exactly, picture_shape};
use crate::Value;
use crate::layout::Pixels;

/// How a window of values becomes one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// The maximum.
    Max,
    /// The mean.
    Average {
        /// Whether padding counts as zeros in the mean. It does by default in PyTorch and never in
        /// TensorFlow.
        count_padding: bool,
    },
}

fn facts(name: &'static str, pixels: Pixels<'static>) -> Facts<'static> {
    Facts {
        name,
        role: Role::Pool,
        curve: Curve::Straight,
        learned: 0,
        pixels,
    }
}

/// Pooling over sliding windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Maximum or mean.
    pub kind: PoolKind,
    /// Size of the window, `[height, width]`.
    pub kernel: [usize; 2],
    /// How the window slides. The mean takes no dilation.
    pub window: Window,
    /// Whether the last window may reach over the edge (`ceil_mode` in PyTorch).
    pub ceil: bool,
}

impl Family for Pool {
    fn facts(&self) -> Facts<'_> {
        let name = match self.kind {
            PoolKind::Max => "max pool",
            PoolKind::Average { .. } => "average pool",
        };
        facts(name, Pixels::Picture)
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, height, width] = picture_shape(input)?;
        if self.kind != PoolKind::Max && self.window.dilation != [1, 1] {
            return Err(format!(
                "an average takes no dilation, got {:?}",
                self.window.dilation
            ));
        }
        for axis in 0..2 {
            let (before, after) = self.window.padding[axis];
            if before.max(after) >= self.kernel[axis] * self.window.dilation[axis] {
                return Err(format!(
                    "padding {before}, {after} is larger than the window"
                ));
            }
        }
        self.window.check_padded([batch, channels, height, width])?;
        let [rows, columns] =
            self.window
                .output_rounded([height, width], self.kernel, self.ceil)?;
        Ok(vec![batch, channels, rows, columns])
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let x = input.rank4()?;
        let Window {
            stride,
            padding,
            dilation,
        } = self.window;
        let (kernel_size, ceil_mode) = (self.kernel, self.ceil);
        Ok(Value::R4(match self.kind {
            PoolKind::Max => max_pool2d(
                x,
                MaxPoolOptions {
                    kernel_size,
                    stride,
                    padding,
                    dilation,
                    ceil_mode,
                },
            ),
            PoolKind::Average { count_padding } => avg_pool2d(
                x,
                AvgPoolOptions {
                    kernel_size,
                    stride,
                    padding,
                    count_include_pad: count_padding,
                    ceil_mode,
                },
            ),
        }))
    }
}

/// Pooling over all pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalPool {
    /// Maximum instead of mean.
    pub max: bool,
    /// Whether height and width stay as axes of size 1.
    pub keep_axes: bool,
}

impl Family for GlobalPool {
    fn facts(&self) -> Facts<'_> {
        let name = if self.max {
            "global max pool"
        } else {
            "global average pool"
        };
        facts(name, Pixels::Lost)
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, ..] = picture_shape(input)?;
        Ok(if self.keep_axes {
            vec![batch, channels, 1, 1]
        } else {
            vec![batch, channels]
        })
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let x = input.rank4()?;
        let [batch, channels, height, width] = x.dims();
        let rows = x.reshape([batch, channels, height * width]);
        let pooled = if self.max {
            rows.max_dim(2)
        } else {
            rows.mean_dim(2)
        };
        Ok(if self.keep_axes {
            Value::R4(pooled.reshape([batch, channels, 1, 1]))
        } else {
            Value::R2(pooled.reshape([batch, channels]))
        })
    }
}

/// Pooling over windows that cover the picture. As in PyTorch, window `i` is
/// `⌊i · in / out⌋..⌈(i + 1) · in / out⌉`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdaptivePool {
    /// Maximum instead of mean.
    pub max: bool,
    /// Size of the output, `[height, width]`.
    pub size: [usize; 2],
}

impl Family for AdaptivePool {
    fn facts(&self) -> Facts<'_> {
        let name = if self.max {
            "adaptive max pool"
        } else {
            "adaptive average pool"
        };
        facts(name, Pixels::Picture)
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, ..] = picture_shape(input)?;
        let [rows, columns] = self.size;
        if self.size.contains(&0) {
            return Err(format!(
                "expected a size of at least 1x1, got {:?}",
                self.size
            ));
        }
        Ok(vec![batch, channels, rows, columns])
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let x = input.rank4()?;
        if !self.max {
            return Ok(adaptive_avg_pool2d(x, self.size).into());
        }
        let [_, _, height, width] = x.dims();
        let rows = windows(height, self.size[0])
            .map(|rows| x.clone().slice_dim(2, rows).max_dim(2))
            .collect();
        let x = Tensor::cat(rows, 2);
        let columns = windows(width, self.size[1])
            .map(|columns| x.clone().slice_dim(3, columns).max_dim(3))
            .collect();
        Ok(Tensor::cat(columns, 3).into())
    }
}

fn windows(size: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).map(move |i| i * size / count..((i + 1) * size).div_ceil(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    /// Pools, and checks that the shape rule and the arithmetic agree.
    fn pooled(family: &dyn Family, x: Value) -> Vec<f32> {
        let shape = family.shape(vec![&x.shape()], &[]);
        let y = family.apply(vec![x], &[]).unwrap();
        assert_eq!(shape, Ok(y.shape()));
        read(y)
    }

    fn pool(kind: PoolKind, kernel: usize, padding: [(usize, usize); 2]) -> Pool {
        Pool {
            kind,
            kernel: [kernel, kernel],
            window: Window {
                stride: [2, 2],
                padding,
                dilation: [1, 1],
            },
            ceil: false,
        }
    }

    #[test]
    fn padding_counts_in_a_mean_only_if_asked() {
        let average = |count_padding| PoolKind::Average { count_padding };
        let (none, end) = ([(0, 0); 2], [(0, 1); 2]);
        struct Case(PoolKind, [(usize, usize); 2], &'static [f32]);
        for Case(kind, padding, expected) in [
            Case(PoolKind::Max, none, &[5.0]),
            Case(PoolKind::Max, end, &[5.0, 6.0, 8.0, 9.0]),
            Case(average(false), end, &[3.0, 4.5, 7.5, 9.0]),
            Case(average(true), end, &[3.0, 2.25, 3.75, 2.25]),
        ] {
            let x = value(
                &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
                &[1, 1, 3, 3],
            );
            assert_eq!(pooled(&pool(kind, 2, padding), x), expected, "{kind:?}");
        }
    }

    #[test]
    fn global_pools_summarise_all_pixels() {
        for (max, expected) in [(true, [6.0]), (false, [3.0])] {
            for keep_axes in [true, false] {
                let x = value(&[1.0, 2.0, 3.0, 6.0], &[1, 1, 2, 2]);
                assert_eq!(pooled(&GlobalPool { max, keep_axes }, x), expected);
            }
        }
    }

    #[test]
    fn adaptive_windows_overlap() {
        for (max, expected) in [(true, [5.0, 5.0]), (false, [3.0, 4.0])] {
            let x = value(&[1.0, 5.0, 3.0], &[1, 1, 1, 3]);
            assert_eq!(pooled(&AdaptivePool { max, size: [1, 2] }, x), expected);
        }
    }

    /// Max pooling pads with minus infinity, not with 0.
    #[test]
    fn negative_values_survive_padded_max_pooling() {
        let x = value(&[-1.0; 4], &[1, 1, 2, 2]);
        assert_eq!(pooled(&pool(PoolKind::Max, 3, [(1, 1); 2]), x), [-1.0]);
    }
}
