use burn::tensor::module::conv_transpose2d;
use burn::tensor::ops::ConvTransposeOptions;

use super::{Curve, Facts, Family, Role, constant, exactly, picture_shape};
use crate::Value;
use crate::builder::check_size;
use crate::layout::Pixels;

/// A transposed convolution: the backward pass of a convolution, as a layer that enlarges pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvTranspose {
    /// Distance in the output between neighbouring pixels of the input.
    pub stride: [usize; 2],
    /// Rows and columns that are cut from the output, before and after.
    pub padding: [(usize, usize); 2],
    /// Rows and columns that are added at the end of the output.
    pub output_padding: [usize; 2],
    /// Distance between the pixels of one window.
    pub dilation: [usize; 2],
    /// Number of groups into which the channels are split, as in a convolution.
    pub groups: usize,
}

/// The largest kernel, stride, dilation or padding.
const LARGEST: usize = 4096;

impl ConvTranspose {
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
                .ok_or_else(|| format!("padding {before} and {after} cuts all {full} pixels"))?;
        }
        Ok(output)
    }
}

impl Family for ConvTranspose {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "transposed convolution",
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

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let weight = constant(constants, 0, "weight")?.rank4()?;
        let bias = constants.get(1).cloned().map(Value::rank1).transpose()?;
        let x = input.rank4()?;
        let [_, _, height, width] = x.dims();
        let [_, _, kernel_height, kernel_width] = weight.dims();
        let [rows, columns] = self.sizes([height, width], [kernel_height, kernel_width])?;
        // Burn pads both ends alike, so compute the whole output and cut its ends.
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
    use crate::test_values::{read, value};

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
    fn padding_cuts_the_ends_of_a_row() {
        struct Case(
            [(usize, usize); 2],
            [usize; 2],
            &'static [f32],
            &'static str,
        );
        #[rustfmt::skip] // one case per line
        let cases = [
            Case([(0, 0); 2], [0, 0], &[1.0, 2.0, 13.0, 20.0, 30.0], "plain"),
            Case([(0, 0), (1, 1)], [0, 0], &[2.0, 13.0, 20.0], "both ends cut"),
            Case([(0, 0), (1, 1)], [0, 1], &[2.0, 13.0, 20.0, 30.0], "one more at the end"),
            Case([(0, 0), (0, 2)], [0, 0], &[1.0, 2.0, 13.0], "uneven"),
        ];
        for Case(padding, output_padding, expected, why) in cases {
            let conv = conv(padding, output_padding);
            let weight = value(&[1.0, 2.0, 3.0], &[1, 1, 1, 3]);
            let shape = conv.shape(vec![&[1, 1, 1, 2]], &[weight.shape()]);
            let row = value(&[1.0, 10.0], &[1, 1, 1, 2]);
            let y = conv.apply(vec![row], &[weight]).unwrap();
            assert_eq!(shape, Ok(y.shape()), "{why}");
            assert_eq!(read(y), expected, "{why}");
        }
    }

    #[test]
    fn misfits_are_rejected() {
        let whole = conv([(0, 0); 2], [0, 0]);
        let endless = ConvTranspose {
            stride: [1, usize::MAX],
            ..whole
        };
        for (conv, weight, why) in [
            (conv([(0, 0), (3, 3)], [0, 0]), [1, 1, 1, 3], "nothing left"),
            (whole, [2, 1, 1, 3], "two channels"),
            (endless, [1, 1, 1, 3], "a stride that is too large"),
        ] {
            let shape = conv.shape(vec![&[1, 1, 1, 2]], &[weight.to_vec()]);
            assert!(shape.is_err(), "{why}");
        }
    }
}
