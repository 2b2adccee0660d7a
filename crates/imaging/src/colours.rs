//! The channels of the network's input.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The channels of the network's input, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red: for networks from Caffe, or trained on pictures read by OpenCV.
    Bgr,
    /// One channel of ITU-R 601 luma, as Pillow's `convert("L")`.
    Grey,
}

impl Colours {
    /// All orders, as the menu lists them.
    pub const ALL: &[Self] = &[Self::Rgb, Self::Bgr, Self::Grey];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Rgb => "rgb",
            Self::Bgr => "bgr",
            Self::Grey => "grey",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Rgb => "Red, green, blue",
            Self::Bgr => "Blue, green, red",
            Self::Grey => "Grey",
        }
    }

    /// One sentence that says when to use it.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Rgb => "The usual order; right for nearly every network.",
            Self::Bgr => {
                "The order of Keras's caffe-style models, and of pictures that OpenCV reads."
            }
            Self::Grey => "Brightness alone; for networks whose input has one channel.",
        }
    }
}
