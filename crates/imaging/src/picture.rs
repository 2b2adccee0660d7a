//! A decoded picture.

use std::rc::Rc;

use serde::Serialize;
use ts_rs::TS;

use crate::limits::{MAX_PIXELS, MAX_SIDE};
use crate::{ImagingError, Rect};

/// An upright, opaque, 8-bit RGB picture.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Pixels")]
pub struct Picture {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// The pixels, `[height, width, 3]` row-major, red first, 0 to 255.
    #[serde(serialize_with = "crate::bulk::u8s")]
    #[ts(type = "Uint8Array")]
    pub rgb: Vec<u8>,
    /// The share of the picture that its file lacks or has damaged, at least: 0 for a whole one, at
    /// most 1. These pixels are grey, or wrong.
    #[serde(skip)]
    #[ts(skip)]
    pub lost: f32,
    /// Where a browser reads it at a smaller size, if it does so: see [`crate::Resizer::Canvas`].
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) smaller: Option<Smaller>,
}

/// A JPEG file that can be decoded at half of its size, or less.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Smaller {
    pub(crate) jpeg: Rc<[u8]>,
    /// Parts that were hidden since.
    pub(crate) hidden: Vec<Rect>,
}

impl Picture {
    /// Wraps pixels of shape `[height, width, 3]`.
    ///
    /// # Errors
    /// `picture-invalid` if a side is 0 or the length is not `width * height * 3`;
    /// `picture-too-large` above [`MAX_PIXELS`] or [`MAX_SIDE`].
    pub fn new(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, ImagingError> {
        let picture = Self {
            width,
            height,
            rgb,
            lost: 0.0,
            smaller: None,
        };
        picture.check()?;
        Ok(picture)
    }

    /// Checks the fields. They are public, so functions that index the pixels call this first.
    pub(crate) fn check(&self) -> Result<(), ImagingError> {
        let Self { width, height, .. } = *self;
        check_size(width, height)?;
        let expected = u64::from(width) * u64::from(height) * 3;
        if expected == 0 || self.rgb.len() as u64 != expected {
            return Err(ImagingError::PictureInvalid {
                width,
                height,
                bytes: self.rgb.len(),
            });
        }
        Ok(())
    }

    /// Row `y`, `width * 3` bytes of interleaved RGB.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let length = self.width as usize * 3;
        &self.rgb[y * length..(y + 1) * length]
    }
}

/// Rejects a size that is too large, before anything of that size is allocated.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), ImagingError> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(ImagingError::PictureTooLarge { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_three_bytes_per_pixel_and_a_limited_size() {
        struct Case {
            why: &'static str,
            size: (u32, u32),
            bytes: usize,
            code: Option<&'static str>,
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "three bytes a pixel", size: (2, 1), bytes: 6, code: None },
            Case { why: "a byte too few", size: (2, 1), bytes: 5, code: Some("picture-invalid") },
            Case { why: "a byte too many", size: (2, 1), bytes: 7, code: Some("picture-invalid") },
            Case { why: "no columns", size: (0, 1), bytes: 0, code: Some("picture-invalid") },
            Case { why: "too many pixels", size: (8001, 8000), bytes: 0, code: Some("picture-too-large") },
            Case { why: "too long a side", size: (65_536, 1), bytes: 0, code: Some("picture-too-large") },
            Case { why: "the product does not wrap", size: (u32::MAX, u32::MAX), bytes: 3, code: Some("picture-too-large") },
        ];
        for case in cases {
            let got = Picture::new(case.size.0, case.size.1, vec![0; case.bytes]);
            assert_eq!(got.err().map(|e| e.code()), case.code, "{}", case.why);
        }
    }

    #[test]
    fn the_largest_size_is_accepted() {
        assert_eq!(check_size(8000, 8000), Ok(()));
    }

    #[test]
    fn a_too_large_picture_is_reported_in_megapixels() {
        let error = check_size(30_000, 30_000).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the picture is 30000 x 30000 px (900 megapixels); the limit is 64 megapixels and 65535 px on a side. Scale it down first."
        );
    }
}
