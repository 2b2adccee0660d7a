//! Errors of this crate, worded for the person who chose the picture.

use crate::limits::{MAX_BYTES, MAX_PIXELS, MAX_SIDE};

/// Every error of this crate. Messages may change; codes ([`ImagingError::code`]) do not.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImagingError {
    /// The picture file has no bytes.
    #[error("the file is empty. Choose a PNG, JPEG, WebP, GIF or BMP picture.")]
    PictureEmpty,

    /// The file is not in a supported picture format.
    #[error("this looks like {found}, not a PNG, JPEG, WebP, GIF or BMP picture. {remedy}")]
    PictureFormat {
        /// The format that the first bytes suggest, with its article: "a zip archive".
        found: &'static str,
        /// One sentence that says what to do.
        remedy: &'static str,
    },

    /// The picture exceeds [`MAX_PIXELS`] or [`MAX_SIDE`].
    #[error(
        "the picture is {width} x {height} px ({} megapixels); the limit is {} megapixels and {} px on a side. Scale it down first.",
        u64::from(*width) * u64::from(*height) / 1_000_000,
        MAX_PIXELS / 1_000_000,
        MAX_SIDE
    )]
    PictureTooLarge {
        /// Width in pixels, from the file's header.
        width: u32,
        /// Height in pixels, from the file's header.
        height: u32,
    },

    /// The file is longer than [`MAX_BYTES`].
    #[error(
        "the picture's file has {} MB; at most {} MB are read. Save it as JPEG or PNG first.",
        bytes / 1_000_000,
        MAX_BYTES / 1_000_000
    )]
    PictureFileTooLarge {
        /// Length of the file in bytes.
        bytes: u64,
    },

    /// The file starts like a picture but cannot be decoded.
    #[error(
        "the {format} picture cannot be decoded: {}. Open it in an image editor and save it again.",
        short(reason)
    )]
    PictureCorrupt {
        /// The format, from the first bytes: "PNG".
        format: &'static str,
        /// The decoder's message.
        reason: String,
    },

    /// The number of bytes does not match the size of the picture.
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

    /// A preprocessing setting is out of range.
    #[error(
        "the input's {setting} must be {expected}, got {got}. Change it under “What the network gets”."
    )]
    PreprocessingInvalid {
        /// Name of the setting, as in [`crate::Preprocessing`].
        setting: &'static str,
        /// The allowed values.
        expected: String,
        /// The rejected value.
        got: String,
    },

    /// The map's values do not match its size, or are not finite.
    #[error(
        "a map of {width} x {height} must be {expected}, got {got}. Choose another layer or method."
    )]
    MapInvalid {
        /// Width in cells.
        width: usize,
        /// Height in cells.
        height: usize,
        /// What a map must be.
        expected: String,
        /// What it was instead.
        got: String,
    },
}

/// A decoder's reason, cut so that no message is longer than 300 characters.
fn short(reason: &str) -> String {
    const MOST: usize = 150;
    if reason.chars().count() <= MOST {
        return reason.to_owned();
    }
    reason.chars().take(MOST).chain(['…']).collect()
}

impl ImagingError {
    /// Stable kebab-case name of the variant, for code and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PictureEmpty => "picture-empty",
            Self::PictureFormat { .. } => "picture-format",
            Self::PictureTooLarge { .. } | Self::PictureFileTooLarge { .. } => "picture-too-large",
            Self::PictureCorrupt { .. } => "picture-corrupt",
            Self::PictureInvalid { .. } => "picture-invalid",
            Self::PreprocessingInvalid { .. } => "preprocessing-invalid",
            Self::MapInvalid { .. } => "map-invalid",
        }
    }
}
