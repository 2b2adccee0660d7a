use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;

use super::{Curve, Facts, Family, Role, constant, exactly, picture_shape};
use crate::Value;
use crate::builder::check_size;
use crate::layout::Pixels;

/// A window that slides over a picture. Pairs are `[height, width]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Steps between windows.
    pub stride: [usize; 2],
    /// Zeros before and after each axis. They may differ, as in TensorFlow's "same" padding.
    pub padding: [(usize, usize); 2],
    /// Distance between the pixels of one window.
    pub dilation: [usize; 2],
}

/// The largest window, stride or padding. Larger ones have no use, and would let a small file ask
/// for more memory than there is.
const LARGEST_WINDOW: usize = 4096;

impl Default for Window {
    fn default() -> Self {
        Self {
            stride: [1, 1],
            padding: [(0, 0), (0, 0)],
            dilation: [1, 1],
        }
    }
}

impl Window {
    /// Rejects padding that makes the input too large: the padded input is held in memory.
    pub(super) fn check_padded(
        &self,
        [batch, channels, height, width]: [usize; 4],
    ) -> Result<(), String> {
        let [(top, bottom), (left, right)] = self.padding;
        let sum = |size: usize, before: usize, after: usize| {
            size.saturating_add(before).saturating_add(after)
        };
        check_size(&[
            batch,
            channels,
            sum(height, top, bottom),
            sum(width, left, right),
        ])
    }

    /// The size of the output for a picture and a kernel.
    pub(super) fn output(
        &self,
        size: [usize; 2],
        kernel: [usize; 2],
    ) -> Result<[usize; 2], String> {
        self.output_rounded(size, kernel, false)
    }

    /// The same, but with `ceil` the last window may reach over the edge (`ceil_mode` in PyTorch).
    pub(super) fn output_rounded(
        &self,
        size: [usize; 2],
        kernel: [usize; 2],
        ceil: bool,
    ) -> Result<[usize; 2], String> {
        let mut output = [0; 2];
        for axis in 0..2 {
            let (before, after) = self.padding[axis];
            let (stride, dilation) = (self.stride[axis], self.dilation[axis]);
            if stride == 0 || dilation == 0 || kernel[axis] == 0 {
                return Err("stride, dilation and kernel size must be at least 1".into());
            }
            if dilation.max(kernel[axis]).max(stride) > LARGEST_WINDOW
                || before.max(after) > LARGEST_WINDOW
            {
                return Err(format!(
                    "windows, steps and padding of up to {LARGEST_WINDOW} pixels are supported"
                ));
            }
            let reach = dilation * (kernel[axis] - 1) + 1;
            let padded = size[axis] + before + after;
            if padded < reach {
                return Err(format!(
                    "a window of {reach} pixels does not fit into {padded} ({} plus padding)",
                    size[axis]
                ));
            }
            let rest = padded - reach;
            output[axis] = 1 + if ceil {
                rest.div_ceil(stride)
            } else {
                rest / stride
            };
            // PyTorch drops a last window that would start in the padding after the picture.
            if ceil && (output[axis] - 1) * stride >= size[axis] + before {
                output[axis] -= 1;
            }
        }
        Ok(output)
    }
}

/// Returns TensorFlow's "same" padding along one axis. The output has `ceil(size / stride)` pixels,
/// and an odd pixel of padding goes to the end.
#[must_use]
pub fn same_padding(size: usize, kernel: usize, stride: usize, dilation: usize) -> (usize, usize) {
    let reach = dilation * (kernel.max(1) - 1) + 1;
    let stride = stride.max(1);
    let total =
        ((size.div_ceil(stride) - usize::from(size > 0)) * stride + reach).saturating_sub(size);
    (total / 2, total - total / 2)
}

/// A two-dimensional convolution (cross-correlation, as in all deep-learning libraries).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// How the kernel slides.
    pub window: Window,
    /// Number of groups into which the channels are split. Each group of outputs reads one group of
    /// inputs; with one group per channel it is a depthwise convolution.
    pub groups: usize,
}

impl Family for Conv {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: if self.groups > 1 {
                "grouped convolution"
            } else {
                "convolution"
            },
            role: Role::Weighted,
            curve: Curve::Straight,
            learned: 2,
            pixels: Pixels::Picture,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, height, width] = picture_shape(input)?;
        let weight = constants.first().ok_or("the weight is missing")?;
        let &[out, per_group, kernel_height, kernel_width] = weight.as_slice() else {
            return Err(format!(
                "expected a weight [out, in / groups, kh, kw], got {weight:?}"
            ));
        };
        let taken = per_group
            .checked_mul(self.groups)
            .filter(|taken| *taken > 0);
        if taken != Some(channels) || out % self.groups != 0 {
            return Err(format!(
                "weight {weight:?} in {} groups takes {} channels, got {channels}",
                self.groups,
                taken.unwrap_or_default()
            ));
        }
        if let Some(bias) = constants.get(1).filter(|bias| bias[..] != [out]) {
            return Err(format!("expected a bias [{out}], got {bias:?}"));
        }
        let [rows, columns] = self
            .window
            .output([height, width], [kernel_height, kernel_width])?;
        Ok(vec![batch, out, rows, columns])
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let weight = constant(constants, 0, "weight")?.rank4()?;
        let bias = constants.get(1).cloned().map(Value::rank1).transpose()?;
        let Window {
            stride,
            padding,
            dilation,
        } = self.window;
        let options = ConvOptions {
            stride,
            padding,
            dilation,
            groups: self.groups,
        };
        Ok(conv2d(input.rank4()?, weight, bias, options).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn same_padding_follows_tensorflow() {
        struct Case(usize, usize, usize, usize, (usize, usize), &'static str);
        for Case(size, kernel, stride, dilation, expected, why) in [
            Case(4, 3, 1, 1, (1, 1), "stride 1 pads evenly"),
            Case(
                4,
                3,
                2,
                1,
                (0, 1),
                "an even size with stride 2 pads the end only",
            ),
            Case(5, 3, 2, 1, (1, 1), "an odd size needs both"),
            Case(4, 1, 2, 1, (0, 0), "a 1x1 kernel never needs padding"),
            Case(6, 3, 1, 2, (2, 2), "dilation widens the reach to 5"),
            Case(7, 2, 3, 1, (0, 1), "three windows of 2 with step 3 reach 8"),
        ] {
            assert_eq!(
                same_padding(size, kernel, stride, dilation),
                expected,
                "{why}"
            );
        }
    }

    #[test]
    fn a_kernel_that_picks_the_upper_left_neighbour_shifts_the_picture() {
        let picture = value(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 2, 2]);
        let weight = value(&[1.0, 0.0, 0.0, 0.0], &[1, 1, 2, 2]);
        let window = Window {
            padding: [(1, 0), (1, 0)],
            ..Window::default()
        };
        let conv = Conv { window, groups: 1 };
        let output = conv.apply(vec![picture], &[weight, value(&[10.0], &[1])]);
        assert_eq!(read(output.unwrap()), [10.0, 10.0, 10.0, 11.0]);
    }

    #[test]
    fn each_misfit_is_named() {
        let conv = Conv {
            window: Window::default(),
            groups: 2,
        };
        struct Case(&'static [usize], &'static [usize], &'static str);
        for Case(input, weight, expected) in [
            Case(&[1, 8], &[4, 2, 3, 3], "expected a picture"),
            Case(&[1, 8, 5, 5], &[4, 2, 3, 3], "takes 4 channels, got 8"),
            Case(&[1, 4, 2, 5], &[4, 2, 3, 3], "does not fit into 2"),
            Case(&[1, 4, 5, 5], &[4, 2, 3], "expected a weight"),
        ] {
            let error = conv.shape(vec![input], &[weight.to_vec()]).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
