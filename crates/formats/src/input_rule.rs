/// The preprocessing that turns a picture into a network's input, as the files or the family say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputRule {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
    /// How the picture is resized and cropped to the input's size.
    pub fit: InputFit,
    /// Whether resizing is bicubic instead of bilinear.
    pub bicubic: bool,
    /// The values of black and white before normalisation.
    pub range: [f32; 2],
    /// Mean per channel, subtracted first: red, green, blue.
    pub mean: [f32; 3],
    /// Standard deviation per channel, divided by after that: red, green, blue.
    pub std: [f32; 3],
    /// Whether the network takes the channels in the order blue, green, red.
    pub bgr: bool,
}

/// How a picture is resized and cropped to the input's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFit {
    /// Crops the largest centred part with the input's proportions, then resizes it.
    Crop,
    /// Resizes the shorter side, then crops the centre.
    ResizeCrop {
        /// Length of the shorter side after resizing, in pixels.
        shorter: usize,
    },
    /// Stretches the whole picture to the input's size.
    Squash,
}

impl InputRule {
    /// A centre crop whose pixels are scaled to `range` without further normalisation: the rule of
    /// Teachable Machine and of many Keras models.
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

    /// The rule of most `ImageNet` networks: resizes the shorter side to 8/7 of `size`, crops the
    /// centre and normalises by `ImageNet`'s mean and standard deviation. Matches torchvision's
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

    /// This rule with mean and standard deviation 1/2, for inputs from -1 to 1 as Google's vision
    /// transformers take them.
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
    fn imagenet_normalises_black_to_minus_2_118_and_centred_white_to_1() {
        let rule = InputRule::imagenet(224);
        assert_eq!(rule.fit, InputFit::ResizeCrop { shorter: 256 });
        let black = (rule.range[0] - rule.mean[0]) / rule.std[0];
        assert!((black + 2.117_904).abs() < 1e-6, "{black}");
        let white = (rule.range[1] - rule.centred().mean[1]) / rule.centred().std[1];
        assert!((white - 1.0).abs() < 1e-6);
    }
}
