//! Decoding picture files, and the messages for files that are not pictures.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use std::io::Cursor;

use image::{
    DynamicImage, ImageEncoder, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};
use imaging::{Picture, decode};

fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Two columns and three rows of cells; the red channel counts from 0 to 5 in steps of 40.
fn counting(scale: u32) -> RgbImage {
    RgbImage::from_fn(2 * scale, 3 * scale, |x, y| {
        let index = y / scale * 2 + x / scale;
        Rgb([index as u8 * 40, 100, 200])
    })
}

/// An EXIF block that contains only the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    block
}

/// Reads the count, 0 to 5, at the middle of each cell, row by row.
fn cells(picture: &Picture, scale: u32) -> (u32, Vec<u8>) {
    let at = |x: u32, y: u32| {
        ((y * scale + scale / 2) * picture.width + x * scale + scale / 2) as usize * 3
    };
    let (columns, rows) = (picture.width / scale, picture.height / scale);
    let places = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    (
        columns,
        places
            .map(|(x, y)| (picture.rgb[at(x, y)] + 20) / 40)
            .collect(),
    )
}

/// How a viewer shows `0 1 / 2 3 / 4 5` with EXIF orientation 1 to 8: columns, then cells.
const UPRIGHT: [(u32, [u8; 6]); 8] = [
    (2, [0, 1, 2, 3, 4, 5]),
    (2, [1, 0, 3, 2, 5, 4]),
    (2, [5, 4, 3, 2, 1, 0]),
    (2, [4, 5, 2, 3, 0, 1]),
    (3, [0, 2, 4, 1, 3, 5]),
    (3, [4, 2, 0, 5, 3, 1]),
    (3, [5, 3, 1, 4, 2, 0]),
    (3, [1, 3, 5, 0, 2, 4]),
];

#[test]
fn every_exif_orientation_is_decoded_upright() {
    for (orientation, (columns, expected)) in (1..).zip(UPRIGHT) {
        for scale in [1, 16] {
            let picture = counting(scale);
            let mut png = Vec::new();
            let mut encoder = PngEncoder::new(&mut png);
            encoder.set_exif_metadata(exif(orientation)).unwrap();
            encoder
                .write_image(
                    &picture,
                    2 * scale,
                    3 * scale,
                    image::ExtendedColorType::Rgb8,
                )
                .unwrap();
            let got = cells(&decode(&png).unwrap(), scale);
            assert_eq!(
                got,
                (columns, expected.to_vec()),
                "PNG, orientation {orientation}"
            );
        }
        let mut webp = Vec::new();
        let mut encoder = WebPEncoder::new_lossless(&mut webp);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        encoder
            .write_image(&counting(1), 2, 3, image::ExtendedColorType::Rgb8)
            .unwrap();
        let got = cells(&decode(&webp).unwrap(), 1);
        assert_eq!(
            got,
            (columns, expected.to_vec()),
            "WebP, orientation {orientation}"
        );
        // Only the large cells, since JPEG blurs single pixels.
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 100);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        encoder
            .write_image(&counting(16), 32, 48, image::ExtendedColorType::Rgb8)
            .unwrap();
        let got = cells(&decode(&jpeg).unwrap(), 16);
        assert_eq!(
            got,
            (columns, expected.to_vec()),
            "JPEG, orientation {orientation}"
        );
    }
}

#[test]
fn an_invalid_orientation_is_ignored() {
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_exif_metadata(exif(9)).unwrap();
    encoder
        .write_image(&counting(1), 2, 3, image::ExtendedColorType::Rgb8)
        .unwrap();
    assert_eq!(cells(&decode(&png).unwrap(), 1).1, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn lossless_formats_keep_every_pixel() {
    for format in [
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ] {
        let got = decode(&encode(counting(1), format)).unwrap();
        assert_eq!((got.width, got.height), (2, 3), "{format:?}");
        assert_eq!(got.rgb, counting(1).into_raw(), "{format:?}");
    }
}

#[test]
fn every_pixel_format_becomes_opaque_8_bit_rgb() {
    let one = |pixel: DynamicImage| decode(&encode(pixel, ImageFormat::Png)).unwrap().rgb;
    let cases: [(&str, DynamicImage, [u8; 3]); 7] = [
        (
            "grey",
            image::ImageBuffer::from_pixel(1, 1, Luma([77_u8])).into(),
            [77; 3],
        ),
        (
            "16-bit grey is rounded, not truncated",
            image::ImageBuffer::from_pixel(1, 1, Luma([0x01ff_u16])).into(),
            [2; 3],
        ),
        (
            "16-bit colour",
            image::ImageBuffer::from_pixel(1, 1, Rgb([0_u16, 0x0101, 0xffff])).into(),
            [0, 1, 255],
        ),
        (
            "opaque",
            RgbaImage::from_pixel(1, 1, Rgba([9, 8, 7, 255])).into(),
            [9, 8, 7],
        ),
        (
            "transparent becomes white",
            RgbaImage::from_pixel(1, 1, Rgba([9, 8, 7, 0])).into(),
            [255; 3],
        ),
        // 0 * 0.4 + 255 * 0.6 and 100 * 0.4 + 255 * 0.6
        (
            "half-transparent is blended",
            RgbaImage::from_pixel(1, 1, Rgba([0, 100, 255, 102])).into(),
            [153, 193, 255],
        ),
        (
            "grey with alpha",
            image::ImageBuffer::from_pixel(1, 1, LumaA([0_u8, 51])).into(),
            [204; 3],
        ),
    ];
    for (why, pixel, expected) in cases {
        assert_eq!(one(pixel), expected, "{why}");
    }
}

#[test]
fn files_that_are_not_pictures_are_named() {
    let cases: [(&[u8], &str); 14] = [
        (b"PK\x03\x04\x14\0", "a zip archive"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"\xef\xbb\xbf\n <html lang=en>", "an HTML page"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "an SVG drawing",
        ),
        (
            b"<?xml version='1.0'?><!-- made --><svg/>",
            "an SVG drawing",
        ),
        (b"<?xml version='1.0'?><feed/>", "an XML file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a HEIC picture"),
        (b"\0\0\0\x20ftypavif\0\0\0\0", "an AVIF picture"),
        (b"\0\0\0\x20ftypisom\0\0\0\0", "a video"),
        (b"II*\0\x08\0\0\0", "a TIFF or camera raw picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"{\"format\": \"layers-model\"}", "a JSON file"),
        (b"\x08\x07\x12\x07pytorch", "an unknown kind of file"),
        (b"\x89", "an unknown kind of file"),
    ];
    for (bytes, found) in cases {
        let error = decode(bytes).unwrap_err();
        assert_eq!(error.code(), "picture-format", "{found}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("this looks like {found}, not a PNG")),
            "{error}"
        );
    }
    assert_eq!(
        decode(b"\0\0\0\x18ftypheic").unwrap_err().to_string(),
        "this looks like a HEIC picture, not a PNG, JPEG, WebP, GIF or BMP picture. Convert it to JPEG or PNG first."
    );
    assert_eq!(decode(b"").unwrap_err().code(), "picture-empty");
}
