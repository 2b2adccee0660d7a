/// How a picture becomes the input of a network, as its files or its family say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputRule {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
    /// How the picture's shape is brought to the input's.
    pub fit: InputFit,
    /// Whether pixels between pixels are found by a cubic instead of a straight line.
    pub bicubic: bool,
    /// What black and white become before mean and standard deviation.
    pub range: [f32; 2],
    /// Subtracted, per channel: red, green, blue.
    pub mean: [f32; 3],
    /// Divided by, per channel, after the mean; in the same order.
    pub std: [f32; 3],
    /// Whether the network takes blue first and red last.
    pub bgr: bool,
}

/// How the picture's shape is brought to the input's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFit {
    /// The largest centred part of the input's proportions.
    Crop,
    /// The shorter side is resized to so many pixels, then the centre is cut out.
    ResizeCrop {
        /// Length of the shorter side.
        shorter: usize,
    },
    /// The whole picture, stretched.
    Squash,
}

impl InputRule {
    /// A square picture, its pixels brought to `range` and nothing else: the rule of Teachable
    /// Machine and of many Keras models.
    #[must_use]
    pub const fn plain(height: usize, width: usize, channels: usize, range: [f32; 2]) -> Self {
        Self {
            width,
            height,
            channels,
            fit: InputFit::Crop,
            bicubic: false,
            range,
            mean: [0.0; 3],
            std: [1.0; 3],
            bgr: false,
        }
    }

    /// The rule that most networks for `ImageNet` were trained with: resize by 8/7, cut out the
    /// centre, mean and standard deviation of `ImageNet`. Matches torchvision's
    /// `ImageClassification(crop_size=size, resize_size=size * 8 / 7)`.
    #[must_use]
    pub const fn imagenet(size: usize) -> Self {
        Self {
            fit: InputFit::ResizeCrop {
                shorter: size * 8 / 7,
            },
            mean: [0.485, 0.456, 0.406],
            std: [0.229, 0.224, 0.225],
            ..Self::plain(size, size, 3, [0.0, 1.0])
        }
    }

    /// Mean and standard deviation 1/2: values from -1 to 1, as Google's vision transformers take
    /// them.
    #[must_use]
    pub const fn centred(self) -> Self {
        Self {
            mean: [0.5; 3],
            std: [0.5; 3],
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_of_imagenet() {
        let rule = InputRule::imagenet(224);
        assert_eq!(rule.fit, InputFit::ResizeCrop { shorter: 256 });
        let black = (rule.range[0] - rule.mean[0]) / rule.std[0];
        assert!((black + 2.117_904).abs() < 1e-6, "{black}");
        let white = (rule.range[1] - rule.centred().mean[1]) / rule.centred().std[1];
        assert!((white - 1.0).abs() < 1e-6);
    }
}
