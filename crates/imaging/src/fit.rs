//! How the picture's shape is brought to the input's.

use serde::{Deserialize, Serialize};

/// How the picture's shape is brought to the input's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// The whole picture, stretched to the input's size. Keras' `load_img(target_size=…)`.
    Squash,
    /// The largest centred rectangle of the input's aspect, resized. Teachable Machine's
    /// `cropTo`, Pillow's `ImageOps.fit`.
    Crop,
    /// The shorter side resized to `resize`, then a centred window of the input's size.
    /// torchvision's `Resize` and `CenterCrop`.
    ResizeCrop,
}

impl Fit {
    /// All, in the order of the menu.
    pub const ALL: &[Self] = &[Self::Squash, Self::Crop, Self::ResizeCrop];

    /// Kebab-case name, the same as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Squash => "squash",
            Self::Crop => "crop",
            Self::ResizeCrop => "resize-crop",
        }
    }

    /// Name for the menu.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Squash => "Squash",
            Self::Crop => "Crop the centre",
            Self::ResizeCrop => "Resize, then crop",
        }
    }

    /// One sentence for the menu.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Squash => "The whole picture, stretched to the network's size.",
            Self::Crop => "The largest centred part that has the network's proportions.",
            Self::ResizeCrop => {
                "The shorter side is resized to a given length, then the centre is cut out."
            }
        }
    }
}
