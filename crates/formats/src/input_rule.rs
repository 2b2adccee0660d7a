use crate::{Origin, Origins};

/// The longest side up to which a picture is squashed if nothing says how it is fitted: networks for
/// digits and thumbnails are trained on whole pictures.
const SMALL: usize = 64;

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
    /// How resizing computes values between pixels.
    pub filter: InputFilter,
    /// What resizes.
    pub resizer: InputResizer,
    /// The values of black and white before normalisation.
    pub range: [f32; 2],
    /// Mean per channel, subtracted first: red, green, blue.
    pub mean: [f32; 3],
    /// Standard deviation per channel, divided by after that: red, green, blue.
    pub std: [f32; 3],
    /// Whether the network takes the channels in the order blue, green, red.
    pub bgr: bool,
    /// Where each setting comes from.
    pub origins: Origins,
}

/// How resizing computes values between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each filter has the name that Pillow gives it")]
pub enum InputFilter {
    Nearest,
    Box,
    Bilinear,
    Hamming,
    Bicubic,
    Lanczos,
}

/// What resizes: each rounds in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputResizer {
    /// Pillow: widens the filter when a picture shrinks, and rounds to whole levels after each pass.
    Pillow,
    /// The image processors of transformers: the same with coarser weights.
    Transformers,
    /// Tensors: widens the filter and does not round.
    Tensors,
    /// TensorFlow's `tf.image.resize`: neither.
    Samples,
    /// A canvas of a browser: rounds, and does not widen the filter.
    Canvas,
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
    /// Stretches the whole picture to a larger square, then crops the centre.
    SquashCrop {
        /// Length of the sides after stretching, in pixels.
        side: usize,
    },
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
            filter: InputFilter::Bilinear,
            resizer: InputResizer::Pillow,
            range,
            mean: [0.0; 3],
            std: [1.0; 3],
            bgr: false,
            origins: Origins::all(Origin::Guess("")),
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

    /// The rule of networks for pictures of 32 x 32 pixels, as those of CIFAR: the whole picture,
    /// normalised as for [`InputRule::imagenet`].
    #[must_use]
    pub const fn small() -> Self {
        Self {
            fit: InputFit::Squash,
            ..Self::imagenet(32)
        }
    }

    /// This rule for a network that takes grey pictures: from 0 to 1, because the means of colours say
    /// nothing about them.
    #[must_use]
    pub const fn grey(self) -> Self {
        Self {
            channels: 1,
            range: [0.0, 1.0],
            mean: [0.0; 3],
            std: [1.0; 3],
            ..self
        }
    }

    /// This rule for the whole picture, resized as `image_dataset_from_directory` of Keras does it.
    #[must_use]
    pub const fn as_keras(self) -> Self {
        Self {
            fit: InputFit::Squash,
            resizer: InputResizer::Samples,
            ..self
        }
    }

    /// This rule with all settings from one place.
    #[must_use]
    pub const fn from(self, origin: Origin) -> Self {
        Self {
            origins: Origins::all(origin),
            ..self
        }
    }

    /// This rule with guesses that suit the size of its input: a small square gets the whole
    /// picture. A small grey picture has values from 0 to 1, as in most networks for digits, and
    /// black may be white.
    #[must_use]
    pub fn suiting_size(self) -> Self {
        let small = self.width.max(self.height) <= SMALL;
        let mut rule = self;
        if small && self.width == self.height && self.origins.fit.is_guess() {
            rule.fit = InputFit::Squash;
        }
        let drawing = small && self.channels == 1;
        if drawing && rule.origins.guesses_values() {
            (rule.range, rule.mean, rule.std) = ([0.0, 1.0], [0.0; 3], [1.0; 3]);
        }
        if !drawing && rule.origins.polarity.is_guess() {
            rule.origins.polarity = Origin::Recipe("photographs");
        }
        rule
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
    fn small_squares_get_the_whole_picture_unless_a_file_says_otherwise() {
        struct Case(usize, usize, usize, Origin, InputFit, bool);
        let guess = Origin::Guess("");
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(28, 28, 1, guess, InputFit::Squash, true),
            Case(64, 64, 3, guess, InputFit::Squash, false),
            Case(65, 65, 1, guess, InputFit::Crop, false),
            Case(32, 64, 3, guess, InputFit::Crop, false),
            Case(32, 32, 3, Origin::File("config.json"), InputFit::Crop, false),
        ];
        for Case(height, width, channels, origin, fit, may_be_inverted) in cases {
            let mut rule = InputRule::plain(height, width, channels, [0.0, 1.0]);
            rule.origins.fit = origin;
            let rule = rule.suiting_size();
            assert_eq!(rule.fit, fit, "{height} x {width}");
            assert_eq!(
                rule.origins.polarity.is_guess(),
                may_be_inverted,
                "{height} x {width}"
            );
        }
    }

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
