//! JPEG files, with the very pixels of libjpeg-turbo.
//!
//! Pillow, OpenCV and browsers decode with libjpeg-turbo, so networks are trained and asked with its
//! pixels. Other decoders compute the cosine transform and the colours between subsampled pixels in
//! another way: those of `image` differ by up to 6 levels of 255, in up to a quarter of all values.

use std::rc::Rc;

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use libjpeg_turbo_rs::{
    DecodeWarning, Decoder, FrameHeader, JpegError, PixelFormat, ScalingFactor,
};

use crate::cover::cover;
use crate::limits::MAX_SCANS;
use crate::picture::{Smaller, check_size};
use crate::{ImagingError, Picture, Rect, decode::picture};

/// The largest number of halvings that the cosine transform of 8 x 8 pixels can do.
const MOST_HALVINGS: u32 = 3;

/// Decodes a JPEG file and turns it upright. What the file lacks or has damaged stays grey, and
/// [`Picture::lost`] says how much that is.
///
/// # Errors
/// Those of [`crate::decode()`].
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, ImagingError> {
    let (picture, is_whole) = read(bytes, ScalingFactor::default())?;
    let smaller = is_whole.then(|| Smaller {
        jpeg: Rc::from(bytes),
        hidden: Vec::new(),
    });
    Ok(Picture { smaller, ..picture })
}

/// Decodes a picture after up to three `halvings` of its sides, as Chromium does where both sides are
/// made of whole blocks. `None` if it does not.
pub(crate) fn halved(picture: &Picture, halvings: u32) -> Option<Picture> {
    let smaller = (picture.smaller.as_ref()).filter(|_| (1..=MOST_HALVINGS).contains(&halvings))?;
    let scale = ScalingFactor::try_new(1, 1 << halvings).ok()?;
    let (copy, _) = read(&smaller.jpeg, scale).ok()?;
    let [across, down] = [(copy.width, picture.width), (copy.height, picture.height)]
        .map(|(part, all)| f64::from(part) / f64::from(all));
    let scaled = |rect: &Rect| Rect {
        x: rect.x * across,
        y: rect.y * down,
        width: rect.width * across,
        height: rect.height * down,
    };
    let hidden: Vec<Rect> = smaller.hidden.iter().map(scaled).collect();
    Some(cover(copy, &hidden))
}

/// The upright picture at a scale, and whether it is made of whole blocks.
fn read(bytes: &[u8], scale: ScalingFactor) -> Result<(Picture, bool), ImagingError> {
    let failed = |error: JpegError| ImagingError::PictureCorrupt {
        format: "JPEG",
        reason: error.to_string(),
    };
    let mut decoder = Decoder::new(bytes).map_err(failed)?;
    let (width, height) = (decoder.header().width, decoder.header().height);
    check_size(width.into(), height.into())?;
    let Markers { scans, ends } = markers(bytes);
    if scans > MAX_SCANS {
        return Err(ImagingError::PictureCorrupt {
            format: "JPEG",
            reason: format!("it goes over its pixels {scans} times, and {MAX_SCANS} are allowed"),
        });
    }
    let is_whole = is_of_whole_blocks(decoder.header());
    decoder.set_scale(scale);
    decoder.set_output_format(PixelFormat::Rgb);
    decoder.set_lenient(true);
    let orientation = decoder.exif_orientation().and_then(Orientation::from_exif);
    let decoded = decoder.decode_image().map_err(failed)?;
    let mut lost = lost(&decoded.warnings, blocks(decoder.header()))?;
    if !ends {
        // Cut between two scans, it lacks details everywhere and gives no warning.
        lost = lost.max(f32::MIN_POSITIVE);
    }
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
    let picture = picture(upright)?;
    Ok((Picture { lost, ..picture }, is_whole))
}

/// The share of the blocks that could not be read, at least.
fn lost(warnings: &[DecodeWarning], blocks: usize) -> Result<f32, ImagingError> {
    let mut missing = 0.0_f32;
    let mut wrong = 0;
    for warning in warnings {
        match warning {
            DecodeWarning::ExtraneousData { .. } => {}
            DecodeWarning::WarningsSuppressed { count } => wrong += count,
            DecodeWarning::TruncatedData {
                decoded_mcus,
                total_mcus,
            } => {
                let read = *decoded_mcus as f32 / (*total_mcus).max(1) as f32;
                missing = missing.max(1.0 - read);
            }
            // The decoder filled it with grey.
            DecodeWarning::UnsupportedRecovered { detail } => {
                return Err(ImagingError::PictureCorrupt {
                    format: "JPEG",
                    reason: detail.clone(),
                });
            }
            // A block that cannot be read, and what later versions of the decoder tell.
            _ => wrong += 1,
        }
    }
    let wrong = wrong as f32 / blocks.max(1) as f32;
    Ok(missing.max(wrong).min(1.0))
}

struct Markers {
    /// How often the file goes over its pixels.
    scans: usize,
    /// Whether it says that it ends.
    ends: bool,
}

fn markers(bytes: &[u8]) -> Markers {
    let (mut at, mut scans) = (2, 0);
    while let Some(next) = bytes.get(at..) {
        match *next {
            // A stuffed byte, a restart or padding: still inside a scan.
            [0xFF, 0 | 0xD0..=0xD8 | 0xFF, ..] => at += 1,
            [0xFF, 0xD9, ..] => return Markers { scans, ends: true },
            [0xFF, kind, high, low, ..] => {
                scans += usize::from(kind == 0xDA);
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
            }
            [_, _, ..] => at += 1,
            _ => break,
        }
    }
    Markers { scans, ends: false }
}

/// The sides of the blocks of pixels that are coded together: 8 px, or 16 px along a side where colours
/// are subsampled.
fn block(header: &FrameHeader) -> [u16; 2] {
    let components = header.components.iter();
    let samplings = components.map(|one| (one.horizontal_sampling, one.vertical_sampling));
    let (across, down) = match header.components.len() {
        1 => (1, 1),
        _ => samplings.fold((1, 1), |most, one| (most.0.max(one.0), most.1.max(one.1))),
    };
    [8 * u16::from(across), 8 * u16::from(down)]
}

fn blocks(header: &FrameHeader) -> usize {
    let [width, height] = block(header);
    usize::from(header.width.div_ceil(width)) * usize::from(header.height.div_ceil(height))
}

fn is_of_whole_blocks(header: &FrameHeader) -> bool {
    let [width, height] = block(header);
    header.width.is_multiple_of(width) && header.height.is_multiple_of(height)
}
