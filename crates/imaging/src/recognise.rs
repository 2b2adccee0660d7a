//! Recognises file formats by their first bytes, never by file name.

use image::ImageFormat;

use crate::ImagingError;

const CONVERT: &str = "Convert it to JPEG or PNG first.";
const CHOOSE: &str = "Choose a picture file.";

/// Offset, signature, format and advice. The first match counts.
const OTHERS: &[(usize, &[u8], &str, &str)] = &[
    (
        0,
        b"PK\x03\x04",
        "a zip archive",
        "If it is a model, drop it as a model; else unpack it and choose a picture.",
    ),
    (4, b"ftypavif", "an AVIF picture", CONVERT),
    (4, b"ftypavis", "an AVIF picture", CONVERT),
    (4, b"ftyphei", "a HEIC picture", CONVERT),
    (4, b"ftyphev", "a HEIC picture", CONVERT),
    (4, b"ftypmif1", "a HEIC picture", CONVERT),
    (4, b"ftypmsf1", "a HEIC picture", CONVERT),
    (4, b"ftyp", "a video", "Save a single frame as JPEG or PNG."),
    (
        0,
        b"\x1a\x45\xdf\xa3",
        "a video",
        "Save a single frame as JPEG or PNG.",
    ),
    (0, b"\xff\x0a", "a JPEG XL picture", CONVERT),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture", CONVERT),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture", CONVERT),
    (0, b"II*\0", "a TIFF or camera raw picture", CONVERT),
    (0, b"MM\0*", "a TIFF or camera raw picture", CONVERT),
    (0, b"8BPS", "a Photoshop document", CONVERT),
    (0, b"\0\0\x01\0", "a Windows icon", CONVERT),
    (
        0,
        b"%PDF",
        "a PDF document",
        "Save the picture in it as JPEG or PNG.",
    ),
    (
        0,
        b"\x89HDF",
        "an HDF5 file",
        "If it is a Keras model, drop it as a model.",
    ),
];

/// First characters of a text file in lower case, after white space; format and advice.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "<!doctype html",
        "an HTML page",
        "Save the picture itself, not the page around it.",
    ),
    (
        "<html",
        "an HTML page",
        "Save the picture itself, not the page around it.",
    ),
    ("<svg", "an SVG drawing", "Export it as PNG first."),
    ("<!doctype svg", "an SVG drawing", "Export it as PNG first."),
    ("{", "a JSON file", CHOOSE),
];

/// Returns the format of a supported picture and its name for messages.
///
/// # Errors
/// `picture-empty` if there are no bytes; `picture-format`, naming what the file looks like, if the
/// format is not supported.
pub(crate) fn recognise(bytes: &[u8]) -> Result<(ImageFormat, &'static str), ImagingError> {
    if bytes.is_empty() {
        return Err(ImagingError::PictureEmpty);
    }
    if let Ok(format) = image::guess_format(bytes) {
        match format {
            ImageFormat::Png => return Ok((format, "PNG")),
            ImageFormat::Jpeg => return Ok((format, "JPEG")),
            ImageFormat::WebP => return Ok((format, "WebP")),
            ImageFormat::Gif => return Ok((format, "GIF")),
            ImageFormat::Bmp => return Ok((format, "BMP")),
            _ => {}
        }
    }
    let (found, remedy) = other(bytes);
    Err(ImagingError::PictureFormat { found, remedy })
}

fn other(bytes: &[u8]) -> (&'static str, &'static str) {
    let starts =
        |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(magic));
    if let Some(&(.., found, remedy)) = OTHERS
        .iter()
        .find(|&&(offset, magic, ..)| starts(offset, magic))
    {
        return (found, remedy);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let text = head.trim_start_matches('\u{feff}').trim_start();
    if let Some(&(_, found, remedy)) = TEXTS.iter().find(|(start, ..)| text.starts_with(start)) {
        return (found, remedy);
    }
    if text.starts_with("<?xml") || text.starts_with("<!--") {
        return if text.contains("<svg") {
            ("an SVG drawing", "Export it as PNG first.")
        } else {
            ("an XML file", CHOOSE)
        };
    }
    ("an unknown kind of file", CHOOSE)
}
