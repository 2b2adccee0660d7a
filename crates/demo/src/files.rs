use std::error::Error;
use std::fs;
use std::path::Path;

use imaging::Picture;
use libjpeg_turbo_rs::{PixelFormat, Subsampling, compress};

/// Writes a picture as JPEG: scenes have textures, which PNG hardly compresses.
pub(crate) fn write_jpeg(
    picture: &Picture,
    quality: u8,
    path: &Path,
) -> Result<(), Box<dyn Error>> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let bytes = compress(
        &picture.rgb,
        width,
        height,
        PixelFormat::Rgb,
        quality,
        Subsampling::S420,
    )?;
    Ok(fs::write(path, bytes)?)
}
