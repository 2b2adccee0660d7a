//! Decoding picture files.

use std::borrow::Cow;
use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba};

use crate::limits::{MAX_BYTES, MAX_DECODING};
use crate::{ImagingError, Picture, jpeg, picture::check_size, png, recognise::recognise};

/// Looks at the beginning of a file and its length in bytes, before the rest of it is read.
///
/// # Errors
/// `picture-empty`, `picture-format`, and `picture-too-large` above [`MAX_BYTES`].
pub fn admit(beginning: &[u8], length: u64) -> Result<(), ImagingError> {
    recognise(beginning)?;
    if length > MAX_BYTES {
        return Err(ImagingError::PictureFileTooLarge { bytes: length });
    }
    Ok(())
}

/// Decodes a PNG, JPEG, WebP, GIF or BMP file, recognised by its first bytes.
///
/// Applies the EXIF orientation, blends transparency over white, rounds 16-bit channels to 8 bits,
/// turns grey into RGB and takes the first frame of an animation. Ignores embedded colour profiles,
/// as Pillow and OpenCV do, which read the pictures that networks are trained on.
///
/// A small file cannot claim a large amount of memory: the size in the header is checked before any
/// pixel is decoded, and decoders get a limit on what they allocate.
///
/// # Errors
/// - `picture-empty` if there are no bytes.
/// - `picture-format` for any other kind of file; the message says what the file looks like.
/// - `picture-too-large` above one of the [`crate::limits`].
/// - `picture-corrupt` if decoding fails, with the decoder's reason.
pub fn decode(bytes: &[u8]) -> Result<Picture, ImagingError> {
    let (format, name) = recognise(bytes)?;
    admit(bytes, bytes.len() as u64)?;
    if format == ImageFormat::Jpeg {
        return jpeg::decode(bytes);
    }
    let corrupt = |reason: String| ImagingError::PictureCorrupt {
        format: name,
        reason,
    };
    let failed = |error: image::ImageError| corrupt(error.to_string());
    if format == ImageFormat::WebP && exif_claims_too_much(bytes) {
        return Err(corrupt("its EXIF block is longer than the file".to_owned()));
    }
    let mut bytes = Cow::Borrowed(bytes);
    if format == ImageFormat::Png {
        if let Some((width, height)) = png::size(&bytes) {
            check_size(width, height)?;
        }
        bytes = png::without_extras(bytes);
    }
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let mut limits = limits();
    limits.reserve(decoder.total_bytes()).map_err(failed)?;
    decoder.set_limits(limits).map_err(failed)?;
    let orientation = decoder.orientation().map_err(failed)?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(failed)?;
    // Flatten before rotating: rotating needs a second copy, and RGB is the smallest form.
    let mut upright = DynamicImage::ImageRgb8(flatten(decoded));
    upright.apply_orientation(orientation);
    picture(upright)
}

/// A picture as it is kept.
pub(crate) fn picture(upright: DynamicImage) -> Result<Picture, ImagingError> {
    let rgb = upright.into_rgb8();
    Picture::new(rgb.width(), rgb.height(), rgb.into_raw())
}

/// Sets no limit on width and height: `check_size` checks them and names them in its message.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODING);
    limits
}

/// Blends a picture over white, as a page shows it.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (target, &Rgba([r, g, b, alpha])) in rgb.pixels_mut().zip(rgba.pixels()) {
        let over_white = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        *target = Rgb([r, g, b].map(over_white));
    }
    rgb
}

/// Whether a WebP file has an EXIF chunk that claims to be longer than the file. The decoder would
/// allocate the claimed length, up to 4 GB, before reading it; its allocation limit does not apply
/// there.
fn exif_claims_too_much(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((&[a, b, c, d, l0, l1, l2, l3], body)) = rest.split_first_chunk() {
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if length > body.len() {
            return [a, b, c, d] == *b"EXIF";
        }
        // Chunks are padded to an even length.
        rest = body.get(length + length % 2..).unwrap_or_default();
    }
    false
}
