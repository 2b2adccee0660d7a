//! What resizes a picture: libraries round in different ways.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What resizes a picture. Each rounds in another way, and not all of them average when a picture
/// shrinks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Resizer {
    /// Pillow 13: whole levels after each of its two passes, in fixed-point numbers.
    Pillow,
    /// The image processors of transformers, which are torchvision's `antialias=True` on tensors of
    /// bytes: as Pillow with weights of 16 bits, always along the rows first, and a window whose margin
    /// is rounded down.
    Transformers,
    /// torchvision's `antialias=True` on tensors of floats: the same without rounding.
    #[default]
    Tensors,
    /// `tf.image.resize` with its defaults: no averaging when a picture shrinks, and no rounding.
    Samples,
    /// `drawImage` of a canvas in Chromium, as Teachable Machine calls it: by halvings to the next larger
    /// size, then one sample for each pixel. Its smoothing is the same whatever the interpolation.
    Canvas,
}

impl Resizer {
    /// All of them, as the menu lists them.
    pub const ALL: &[Self] = &[
        Self::Pillow,
        Self::Transformers,
        Self::Tensors,
        Self::Samples,
        Self::Canvas,
    ];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Pillow => "pillow",
            Self::Transformers => "transformers",
            Self::Tensors => "tensors",
            Self::Samples => "samples",
            Self::Canvas => "canvas",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pillow => "Pillow",
            Self::Transformers => "Hugging Face",
            Self::Tensors => "Tensors of PyTorch",
            Self::Samples => "TensorFlow",
            Self::Canvas => "Canvas of a browser",
        }
    }

    /// One sentence that says when to use it.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Pillow => {
                "Rounds to whole levels; what torchvision, timm, fastai and Keras’s load_img use."
            }
            Self::Transformers => {
                "Rounds to whole levels, with coarser weights; what the image processors of transformers do."
            }
            Self::Tensors => "Rounds nothing; for pictures that were resized as tensors of floats.",
            Self::Samples => {
                "Takes single samples without averaging; what tf.image.resize and image_dataset_from_directory do."
            }
            Self::Canvas => {
                "Halves the picture while it can, then takes single samples; what Teachable Machine does in Chrome. The interpolation is its own."
            }
        }
    }

    /// Whether the filter widens when a picture shrinks.
    pub(crate) fn averages(self) -> bool {
        matches!(self, Self::Pillow | Self::Transformers | Self::Tensors)
    }
}
