use burn::tensor::module::conv_transpose2d;
use burn::tensor::ops::ConvTransposeOptions;

use super::{constant, picture_shape};
use crate::Value;
use crate::builder::check_size;

/// A transposed convolution, the backward pass of a convolution used as a layer that enlarges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvTranspose {
    /// Distance between the pixels of the input on the output.
    pub stride: [usize; 2],
    /// Rows and columns that are cut off the output, before and after.
    pub padding: [(usize, usize); 2],
    /// Rows and columns that are added at the end of the output.
    pub output_padding: [usize; 2],
    /// Distance between the pixels of one window.
    pub dilation: [usize; 2],
    /// Channels are split into so many groups that do not see each other.
    pub groups: usize,
}

/// Larger kernels and steps make no sense on pictures.
const LARGEST: usize = 4096;

impl ConvTranspose {
    pub(super) fn shape(
        self,
        input: &[usize],
        constants: &[Vec<usize>],
    ) -> Result<Vec<usize>, String> {
        let [batch, channels, height, width] = picture_shape(input)?;
        let weight = constants.first().ok_or("the weight is missing")?;
        let &[taken, per_group, kernel_height, kernel_width] = weight.as_slice() else {
            return Err(format!(
                "expected a weight [in, out / groups, kh, kw], got {weight:?}"
            ));
        };
        if taken != channels || self.groups == 0 || channels % self.groups != 0 {
            return Err(format!(
                "weight {weight:?} in {} groups takes {taken} channels, got {channels}",
                self.groups
            ));
        }
        let out = per_group.saturating_mul(self.groups);
        if let Some(bias) = constants.get(1).filter(|bias| bias[..] != [out]) {
            return Err(format!("expected a bias [{out}], got {bias:?}"));
        }
        let [rows, columns] = self.sizes([height, width], [kernel_height, kernel_width])?;
        Ok(vec![batch, out, rows, columns])
    }

    fn sizes(self, size: [usize; 2], kernel: [usize; 2]) -> Result<[usize; 2], String> {
        let mut output = [0; 2];
        for axis in 0..2 {
            let (stride, dilation) = (self.stride[axis], self.dilation[axis]);
            let (before, after) = self.padding[axis];
            let all = [stride, dilation, kernel[axis]];
            let extra = self.output_padding[axis];
            if all.contains(&0)
                || all
                    .iter()
                    .chain([&before, &after, &extra])
                    .any(|n| *n > LARGEST)
            {
                return Err(format!(
                    "kernels, steps and paddings of up to {LARGEST} pixels are supported"
                ));
            }
            let full = (size[axis] - 1) * stride + dilation * (kernel[axis] - 1) + 1 + extra;
            check_size(&[full, full])?;
            output[axis] = full
                .checked_sub(before + after)
                .filter(|left| *left > 0)
                .ok_or_else(|| {
                    format!("padding {before} and {after} leaves nothing of {full} pixels")
                })?;
        }
        Ok(output)
    }

    pub(super) fn apply(self, input: Value, constants: &[Value]) -> Result<Value, String> {
        let weight = constant(constants, 0, "weight")?.rank4()?;
        let bias = constants.get(1).cloned().map(Value::rank1).transpose()?;
        let x = input.rank4()?;
        let [_, _, height, width] = x.dims();
        let [_, _, kernel_height, kernel_width] = weight.dims();
        let [rows, columns] = self.sizes([height, width], [kernel_height, kernel_width])?;
        // Burn pads both ends alike, so everything is computed and the ends are cut off.
        let options = ConvTransposeOptions::new(
            self.stride,
            [0, 0],
            self.output_padding,
            self.dilation,
            self.groups,
        );
        let full = conv_transpose2d(x, weight, bias, options);
        let [(top, _), (left, _)] = self.padding;
        Ok(full
            .slice_dim(2, top..top + rows)
            .slice_dim(3, left..left + columns)
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(padding: [(usize, usize); 2], output_padding: [usize; 2]) -> ConvTranspose {
        ConvTranspose {
            stride: [1, 2],
            padding,
            output_padding,
            dilation: [1, 1],
            groups: 1,
        }
    }

    /// A row 1, 10 with stride 2 and kernel 1, 2, 3 is 1 2 3+10 20 30.
    #[test]
    fn one_row_by_hand() {
        let device = burn::tensor::Device::flex();
        let value =
            |values: &[f32], shape: &[usize]| Value::new(values.to_vec(), shape, &device).unwrap();
        struct Case(ConvTranspose, &'static [f32], &'static str);
        for Case(conv, expected, why) in [
            Case(
                conv([(0, 0); 2], [0, 0]),
                &[1.0, 2.0, 13.0, 20.0, 30.0],
                "plain",
            ),
            Case(
                conv([(0, 0), (1, 1)], [0, 0]),
                &[2.0, 13.0, 20.0],
                "both ends cut",
            ),
            Case(
                conv([(0, 0), (1, 1)], [0, 1]),
                &[2.0, 13.0, 20.0, 30.0],
                "one more at the end",
            ),
            Case(conv([(0, 0), (0, 2)], [0, 0]), &[1.0, 2.0, 13.0], "uneven"),
        ] {
            let weight = value(&[1.0, 2.0, 3.0], &[1, 1, 1, 3]);
            let shape = conv.shape(&[1, 1, 1, 2], &[weight.shape()]).unwrap();
            let y = conv
                .apply(value(&[1.0, 10.0], &[1, 1, 1, 2]), &[weight])
                .unwrap();
            assert_eq!(y.shape(), shape, "{why}");
            let y = y.rank4().unwrap().into_data().try_to_vec::<f32>().unwrap();
            assert_eq!(y, expected, "{why}");
        }
    }

    #[test]
    fn misfits_are_refused() {
        let input = [1, 1, 1, 2];
        assert!(
            conv([(0, 0), (3, 3)], [0, 0])
                .shape(&input, &[vec![1, 1, 1, 3]])
                .is_err(),
            "nothing left"
        );
        assert!(
            conv([(0, 0); 2], [0, 0])
                .shape(&input, &[vec![2, 1, 1, 3]])
                .is_err(),
            "two channels"
        );
        let long = ConvTranspose {
            stride: [1, usize::MAX],
            ..conv([(0, 0); 2], [0, 0])
        };
        assert!(
            long.shape(&input, &[vec![1, 1, 1, 3]]).is_err(),
            "a step without end"
        );
    }
}
