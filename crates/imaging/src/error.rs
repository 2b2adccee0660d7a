//! What can go wrong with pixels, in words for the person who chose them.

use crate::{MAX_PIXELS, MAX_SIDE};

/// Every error of this crate. The text may change; [`ImagingError::code`] may not.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImagingError {
    /// The file chosen as a picture has no bytes.
    #[error("the file is empty. Choose a PNG, JPEG, WebP, GIF or BMP picture.")]
    PictureEmpty,

    /// The file is something else than one of the formats that are read.
    #[error("this looks like {found}, not a PNG, JPEG, WebP, GIF or BMP picture. {remedy}")]
    PictureFormat {
        /// What the first bytes look like, with its article: "a zip archive".
        found: &'static str,
        /// One sentence that says what to do.
        remedy: &'static str,
    },

    /// The picture has more pixels than a page can hold in memory.
    #[error(
        "the picture is {width} x {height} px ({} megapixels); the limit is {} megapixels and {} px on a side. Scale it down first.",
        u64::from(*width) * u64::from(*height) / 1_000_000,
        MAX_PIXELS / 1_000_000,
        MAX_SIDE
    )]
    PictureTooLarge {
        /// Width in pixels, as the file says.
        width: u32,
        /// Height in pixels, as the file says.
        height: u32,
    },

    /// The file begins as a picture, but cannot be decoded.
    #[error(
        "the {format} picture cannot be decoded: {reason}. Open it in an image editor and save it again."
    )]
    PictureCorrupt {
        /// Format that the first bytes announce: "PNG".
        format: &'static str,
        /// What the decoder said.
        reason: String,
    },

    /// Pixels handed over by another crate do not fit the size that was given with them.
    #[error(
        "a picture of {width} x {height} px needs at least one pixel and 3 bytes for each, got {bytes} bytes. Pass row-major RGB."
    )]
    PictureInvalid {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Length of the pixel data in bytes.
        bytes: usize,
    },

    /// A preprocessing setting that no picture could satisfy.
    #[error(
        "the preprocessing's {setting} must be {expected}, got {got}. Change it in the model's input settings."
    )]
    PreprocessingInvalid {
        /// Name of the setting, as in [`crate::Preprocessing`].
        setting: &'static str,
        /// The values that are allowed.
        expected: String,
        /// The value that came.
        got: String,
    },

    /// A map whose numbers do not fit its size, or are not numbers.
    #[error(
        "a map of {width} x {height} must be {expected}, got {got}. Choose another layer or method."
    )]
    MapInvalid {
        /// Width in cells.
        width: usize,
        /// Height in cells.
        height: usize,
        /// What is allowed.
        expected: String,
        /// What came.
        got: String,
    },
}

impl ImagingError {
    /// Stable kebab-case name of the variant, for programs and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PictureEmpty => "picture-empty",
            Self::PictureFormat { .. } => "picture-format",
            Self::PictureTooLarge { .. } => "picture-too-large",
            Self::PictureCorrupt { .. } => "picture-corrupt",
            Self::PictureInvalid { .. } => "picture-invalid",
            Self::PreprocessingInvalid { .. } => "preprocessing-invalid",
            Self::MapInvalid { .. } => "map-invalid",
        }
    }
}
