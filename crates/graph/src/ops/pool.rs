use std::ops::Range;

use burn::tensor::Tensor;
use burn::tensor::module::{adaptive_avg_pool2d, avg_pool2d, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, MaxPoolOptions};

use super::{Window, picture_shape};
use crate::Value;

/// How a window of values becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// The largest.
    Max,
    /// The mean.
    Average {
        /// Whether padding counts as zeros in the mean (PyTorch's default, never in TensorFlow).
        count_padding: bool,
    },
}

/// Pooling over sliding windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Maximum or mean.
    pub kind: PoolKind,
    /// Size of the window, `[height, width]`.
    pub kernel: [usize; 2],
    /// How it slides; an average takes no dilation.
    pub window: Window,
    /// Whether the last window may reach over the edge (`ceil_mode`).
    pub ceil: bool,
}

impl Pool {
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            PoolKind::Max => "max pool",
            PoolKind::Average { .. } => "average pool",
        }
    }

    pub(super) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
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

    pub(super) fn apply(&self, input: Value) -> Result<Value, String> {
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

impl GlobalPool {
    pub(super) fn name(self) -> &'static str {
        if self.max {
            "global max pool"
        } else {
            "global average pool"
        }
    }

    pub(super) fn shape(self, input: &[usize]) -> Result<Vec<usize>, String> {
        let [batch, channels, ..] = picture_shape(input)?;
        Ok(if self.keep_axes {
            vec![batch, channels, 1, 1]
        } else {
            vec![batch, channels]
        })
    }

    pub(super) fn apply(self, input: Value) -> Result<Value, String> {
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

/// Pooling over windows that cover the picture, as PyTorch places them: from `⌊i · in / out⌋` to
/// `⌈(i + 1) · in / out⌉`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdaptivePool {
    /// Maximum instead of mean.
    pub max: bool,
    /// Size of the output, `[height, width]`.
    pub size: [usize; 2],
}

impl AdaptivePool {
    pub(super) fn name(self) -> &'static str {
        if self.max {
            "adaptive max pool"
        } else {
            "adaptive average pool"
        }
    }

    pub(super) fn shape(self, input: &[usize]) -> Result<Vec<usize>, String> {
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

    pub(super) fn apply(self, input: Value) -> Result<Value, String> {
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

    fn pooled(kind: PoolKind, padding: [(usize, usize); 2]) -> Vec<f32> {
        let device = burn::tensor::Device::flex();
        let x = Value::new((1..=9).map(|v| v as f32).collect(), &[1, 1, 3, 3], &device).unwrap();
        let window = Window {
            stride: [2, 2],
            padding,
            dilation: [1, 1],
        };
        let pool = Pool {
            kind,
            kernel: [2, 2],
            window,
            ceil: false,
        };
        let expected = pool.shape(&x.shape()).unwrap();
        let y = pool.apply(x).unwrap();
        assert_eq!(
            y.shape(),
            expected,
            "the shape rule and the arithmetic agree"
        );
        y.rank4().unwrap().into_data().try_to_vec().unwrap()
    }

    #[test]
    fn a_3x3_picture_by_hand() {
        let end = [(0, 1), (0, 1)];
        assert_eq!(pooled(PoolKind::Max, [(0, 0), (0, 0)]), [5.0]);
        assert_eq!(pooled(PoolKind::Max, end), [5.0, 6.0, 8.0, 9.0]);
        let without = PoolKind::Average {
            count_padding: false,
        };
        assert_eq!(pooled(without, end), [3.0, 4.5, 7.5, 9.0]);
        let with = PoolKind::Average {
            count_padding: true,
        };
        assert_eq!(pooled(with, end), [3.0, 2.25, 3.75, 2.25]);
    }

    #[test]
    fn global_pools_by_hand() {
        let device = burn::tensor::Device::flex();
        let x = || Value::new(vec![1.0, 2.0, 3.0, 6.0], &[1, 1, 2, 2], &device).unwrap();
        let read = |value: Value| {
            value
                .rank2()
                .unwrap()
                .into_data()
                .try_to_vec::<f32>()
                .unwrap()
        };
        let mean = GlobalPool {
            max: false,
            keep_axes: false,
        };
        let max = GlobalPool {
            max: true,
            keep_axes: false,
        };
        assert_eq!(read(mean.apply(x()).unwrap()), [3.0]);
        assert_eq!(read(max.apply(x()).unwrap()), [6.0]);
    }

    #[test]
    fn adaptive_windows_overlap() {
        let device = burn::tensor::Device::flex();
        let x = || Value::new(vec![1.0, 5.0, 3.0], &[1, 1, 1, 3], &device).unwrap();
        for (max, expected) in [(true, [5.0, 5.0]), (false, [3.0, 4.0])] {
            let pool = AdaptivePool { max, size: [1, 2] };
            let y = pool.apply(x()).unwrap().rank4().unwrap().into_data();
            assert_eq!(y.try_to_vec::<f32>().unwrap(), expected, "{}", pool.name());
        }
    }

    #[test]
    fn negative_values_survive_padded_max_pooling() {
        let device = burn::tensor::Device::flex();
        let x = Value::new(vec![-1.0; 4], &[1, 1, 2, 2], &device).unwrap();
        let window = Window {
            stride: [2, 2],
            padding: [(1, 1), (1, 1)],
            dilation: [1, 1],
        };
        let pool = Pool {
            kind: PoolKind::Max,
            kernel: [3, 3],
            window,
            ceil: false,
        };
        let y: Vec<f32> = pool
            .apply(x)
            .unwrap()
            .rank4()
            .unwrap()
            .into_data()
            .try_to_vec()
            .unwrap();
        assert_eq!(y, [-1.0], "padding is minus infinity, not zero");
    }
}
