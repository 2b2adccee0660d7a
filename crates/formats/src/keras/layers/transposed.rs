use graph::ops::ConvTranspose;
use graph::{NodeId, Op};

use crate::FormatError;
use crate::keras::kernels;
use crate::keras::layer::Layer;

/// A transposed convolution with the sizes and paddings of Keras' `Conv2DTranspose`: with `same`
/// the output has `size · stride` pixels.
pub(super) fn convolution(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let weight = layer.arranged_weight("kernel", kernels::transposed)?;
    let shape = weight.shape();
    let size = layer.picture_size()?;
    let same = match layer.config("padding").as_str().unwrap_or("valid") {
        "same" => true,
        "valid" => false,
        other => return Err(layer.error(format!("padding `{other}` is not supported"))),
    };
    let (stride, dilation) = (layer.pair("strides", 1)?, layer.pair("dilation_rate", 1)?);
    let asked = if layer.config("output_padding").is_null() {
        None
    } else {
        Some(layer.pair("output_padding", 0)?)
    };
    let mut conv = ConvTranspose {
        stride,
        padding: [(0, 0); 2],
        output_padding: [0; 2],
        dilation,
        groups: 1,
    };
    for axis in 0..2 {
        let length = Length {
            size: size[axis],
            kernel: (shape[2 + axis]
                .saturating_sub(1)
                .saturating_mul(dilation[axis]))
            .saturating_add(1),
            stride: stride[axis],
            same,
            asked: asked.map(|asked| asked[axis]),
        };
        let (padding, extra) = length.fitted().ok_or_else(|| {
            layer.error("its strides, padding and output_padding do not fit together")
        })?;
        (conv.padding[axis], conv.output_padding[axis]) = (padding, extra);
    }
    let constants = layer.with_bias(weight)?;
    layer.add_activated(layer.input(), Op::ConvTranspose(conv), constants)
}

/// The settings that decide the length of the output along one axis.
struct Length {
    size: usize,
    /// The reach of the kernel, including its dilation.
    kernel: usize,
    stride: usize,
    same: bool,
    /// The setting `output_padding`.
    asked: Option<usize>,
}

impl Length {
    /// The length of the output, as in `deconv_output_length` of Keras.
    fn output(&self) -> Option<usize> {
        let Some(asked) = self.asked else {
            let beyond = if self.same {
                0
            } else {
                self.kernel.saturating_sub(self.stride)
            };
            return Some(self.size.saturating_mul(self.stride).saturating_add(beyond));
        };
        let cut = if self.same { self.kernel / 2 * 2 } else { 0 };
        self.full().saturating_add(asked).checked_sub(cut)
    }

    /// The length that all windows cover.
    fn full(&self) -> usize {
        (self.size.saturating_sub(1).saturating_mul(self.stride)).saturating_add(self.kernel)
    }

    /// The pixels cut off before and after, and the pixels added after.
    fn fitted(&self) -> Option<((usize, usize), usize)> {
        let (full, output) = (self.full(), self.output()?);
        if output >= full {
            return Some(((0, 0), output - full));
        }
        // A convolution with `same` puts the smaller half of the padding first.
        let cut = full - output;
        Some(((cut / 2, cut - cut / 2), 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_match_hand_computed_values() {
        struct Case(Length, Option<((usize, usize), usize)>, &'static str);
        let length = |kernel, stride, same, asked| Length {
            size: 4,
            kernel,
            stride,
            same,
            asked,
        };
        for Case(length, expected, why) in [
            Case(
                length(3, 2, true, None),
                Some(((0, 1), 0)),
                "9 pixels, 8 are kept",
            ),
            Case(
                length(4, 2, true, None),
                Some(((1, 1), 0)),
                "10 pixels, 8 are kept",
            ),
            Case(
                length(2, 3, true, None),
                Some(((0, 0), 1)),
                "11 pixels, 12 are wanted",
            ),
            Case(length(3, 2, false, None), Some(((0, 0), 0)), "all 9 pixels"),
            Case(
                length(2, 3, false, None),
                Some(((0, 0), 1)),
                "the last gap stays",
            ),
            Case(length(3, 2, true, Some(0)), Some(((1, 1), 0)), "7 pixels"),
            Case(length(3, 2, true, Some(1)), Some(((0, 1), 0)), "8 pixels"),
            Case(length(3, 2, false, Some(1)), Some(((0, 0), 1)), "10 pixels"),
        ] {
            assert_eq!(length.fitted(), expected, "{why}");
        }
    }
}
