//! Decoding picture files.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba};

use crate::{ImagingError, MAX_PIXELS, Picture, jpeg, picture::check_size, recognise::recognise};

/// Limit in bytes on what a decoder allocates: 16-bit RGBA of the largest picture, plus 64 MiB of
/// working memory.
const MAX_ALLOC: u64 = MAX_PIXELS * 8 + (64 << 20);

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
/// - `picture-too-large` above [`MAX_PIXELS`] or [`crate::MAX_SIDE`].
/// - `picture-corrupt` if decoding fails, with the decoder's reason.
pub fn decode(bytes: &[u8]) -> Result<Picture, ImagingError> {
    let (format, name) = recognise(bytes)?;
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
    if let Some((width, height)) = png_size(bytes).filter(|_| format == ImageFormat::Png) {
        check_size(width, height)?;
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
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
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

/// Reads the size from a PNG file's first chunk, which is at a fixed offset. The decoder rejects
/// the largest sizes without naming them.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| {
        bytes
            .get(at..)?
            .first_chunk()
            .copied()
            .map(u32::from_be_bytes)
    };
    Some((side(16)?, side(20)?))
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
