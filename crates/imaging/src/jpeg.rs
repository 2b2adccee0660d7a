//! JPEG files, with the very pixels of libjpeg-turbo.
//!
//! Pillow, OpenCV and browsers decode with libjpeg-turbo, so networks are trained and asked with its
//! pixels. Other decoders compute the cosine transform and the colours between subsampled pixels in
//! another way: those of `image` differ by up to 6 levels of 255, in up to a quarter of all values.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use libjpeg_turbo_rs::{Decoder, JpegError, PixelFormat};

use crate::{ImagingError, Picture, decode::picture, picture::check_size};

/// Decodes a JPEG file and turns it upright. What is missing at the end of the file stays grey, as
/// in browsers.
///
/// # Errors
/// Those of [`crate::decode()`].
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, ImagingError> {
    let failed = |error: JpegError| ImagingError::PictureCorrupt {
        format: "JPEG",
        reason: error.to_string(),
    };
    let mut decoder = Decoder::new(bytes).map_err(failed)?;
    let (width, height) = (decoder.header().width, decoder.header().height);
    check_size(width.into(), height.into())?;
    decoder.set_output_format(PixelFormat::Rgb);
    decoder.set_lenient(true);
    let orientation = decoder.exif_orientation().and_then(Orientation::from_exif);
    let decoded = decoder.decode_image().map_err(failed)?;
    let (width, height) = (decoded.width as u32, decoded.height as u32);
    let rgb = RgbImage::from_raw(width, height, decoded.into_vec());
    let Some(rgb) = rgb else {
        return Err(ImagingError::PictureCorrupt {
            format: "JPEG",
            reason: "its pixels do not fill it".to_owned(),
        });
    };
    let mut upright = DynamicImage::ImageRgb8(rgb);
    upright.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    picture(upright)
}
