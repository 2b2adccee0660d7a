//! How a picture is fitted to the size of the network's input.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a picture is fitted to the size of the network's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// Stretches the whole picture to the input's size, as Keras's `load_img(target_size=…)`.
    Squash,
    /// Resizes the largest centred rectangle with the input's aspect ratio, as Teachable Machine's
    /// `cropTo` and Pillow's `ImageOps.fit`.
    Crop,
    /// Resizes the shorter side to `resize`, then cuts out a centred window of the input's size, as
    /// torchvision's `Resize` and `CenterCrop`.
    ResizeCrop,
    /// Stretches the whole picture to a square of `resize`, then cuts out a centred window of the
    /// input's size, as the processor of `DeiT` in transformers.
    SquashCrop,
}

impl Fit {
    /// All fits, as the menu lists them.
    pub const ALL: &[Self] = &[Self::Squash, Self::Crop, Self::ResizeCrop, Self::SquashCrop];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Squash => "squash",
            Self::Crop => "crop",
            Self::ResizeCrop => "resize-crop",
            Self::SquashCrop => "squash-crop",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Squash => "Squash",
            Self::Crop => "Crop the centre",
            Self::ResizeCrop => "Resize, then crop",
            Self::SquashCrop => "Squash, then crop",
        }
    }

    /// One sentence that says what it does.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Squash => "Stretches the whole picture to the network's input size.",
            Self::Crop => {
                "Takes the largest centred part with the proportions of the network's input."
            }
            Self::ResizeCrop => {
                "Resizes the shorter side to a given length, then cuts out the centre."
            }
            Self::SquashCrop => {
                "Stretches the whole picture to a larger square, then cuts out the centre."
            }
        }
    }
    /// Whether it cuts out the input after resizing.
    pub(crate) fn crops_after(self) -> bool {
        matches!(self, Self::ResizeCrop | Self::SquashCrop)
    }
}
