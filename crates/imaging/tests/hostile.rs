//! Malicious files are rejected quickly with a message and never cause a panic.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use image::ImageEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use imaging::limits::{MAX_BYTES, MAX_SCANS};
use imaging::{ImagingError, admit, decode};

/// Reading a header takes microseconds; decoding 900 megapixels takes seconds.
const QUICKLY: Duration = Duration::from_millis(500);

/// A PNG chunk with its CRC-32.
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&kind, data].concat();
    let crc = body.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    });
    [
        &(data.len() as u32).to_be_bytes(),
        body.as_slice(),
        &(!crc).to_be_bytes(),
    ]
    .concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 6, 0, 0, 0]);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"IDAT", &[0x78, 0x9c, 0x63, 0, 0]),
        chunk(*b"IEND", &[]),
    ]
    .concat()
}

fn bmp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let ([w1, w0], [h1, h0]) = (width.to_be_bytes(), height.to_be_bytes());
    let frame = [0xff, 0xc0, 0, 11, 8, h1, h0, w1, w0, 1, 1, 0x11, 0];
    [
        &[0xff, 0xd8][..],
        &frame,
        &[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9],
    ]
    .concat()
}

#[test]
fn a_small_file_cannot_claim_a_large_picture() {
    let mut webp = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
    webp.extend([0x2f, 0x75, 0, 0x2f, 0x75, 0]);
    webp.extend(b"VP8L\x05\0\0\0\x2f\0\0\0\0\0");
    let cases = [
        ("PNG", png(30_000, 30_000), (30_000, 30_000)),
        ("PNG one pixel too long", png(1, 65_536), (1, 65_536)),
        (
            "PNG at its format's limit",
            png(0x7fff_ffff, 0x7fff_ffff),
            (0x7fff_ffff, 0x7fff_ffff),
        ),
        (
            "GIF",
            b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0".to_vec(),
            (65_535, 65_535),
        ),
        ("BMP", bmp(30_000, 30_000), (30_000, 30_000)),
        ("JPEG", jpeg(30_000, 30_000), (30_000, 30_000)),
        ("WebP", webp, (30_000, 30_000)),
    ];
    for (what, bytes, (width, height)) in cases {
        let start = Instant::now();
        let error = decode(&bytes).unwrap_err();
        assert_eq!(
            error,
            ImagingError::PictureTooLarge { width, height },
            "{what}"
        );
        assert!(
            start.elapsed() < QUICKLY,
            "{what} took {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_webp_file_cannot_claim_more_exif_than_it_has() {
    let mut bytes = b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(b"VP8L\x05\0\0\0\x2f\0\0\0\0\0EXIF\xf0\xff\xff\xff");
    let error = decode(&bytes).unwrap_err();
    assert_eq!(error.code(), "picture-corrupt");
    assert!(
        error
            .to_string()
            .contains("EXIF block is longer than the file"),
        "{error}"
    );
}

/// The first bytes of a film, of nothing and of a picture, each of a file that is too long to read.
#[test]
fn a_file_is_refused_by_its_beginning_and_its_length() {
    let film = admit(b"\0\0\0\x20ftypisom", 3 << 30).unwrap_err();
    assert_eq!(film.code(), "picture-format");
    assert!(film.to_string().contains("a video"), "{film}");
    assert_eq!(
        admit(&[0; 64], 12 << 30).unwrap_err().code(),
        "picture-format"
    );
    let long = admit(&png(1, 1), MAX_BYTES + 1).unwrap_err();
    assert_eq!(
        long,
        ImagingError::PictureFileTooLarge {
            bytes: MAX_BYTES + 1
        }
    );
    assert_eq!(admit(&png(1, 1), MAX_BYTES), Ok(()));
}

#[test]
fn a_png_s_colour_profile_is_not_unpacked() {
    let profile = vec![0; 100_000_000];
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    let grey = image::ExtendedColorType::L8;
    encoder.write_image(&[7, 9], 2, 1, grey).unwrap();
    let start = Instant::now();
    assert_eq!(decode(&bytes).unwrap().rgb, [7, 7, 7, 9, 9, 9]);
    // Unpacking 100 MB takes longer.
    assert!(
        start.elapsed() < Duration::from_millis(50),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_jpeg_goes_over_its_pixels_a_limited_number_of_times() {
    let mut whole = Cursor::new(Vec::new());
    let picture = DynamicImage::from(RgbaImage::from_pixel(8, 8, Rgba([9; 4]))).into_luma8();
    picture.write_to(&mut whole, ImageFormat::Jpeg).unwrap();
    let whole = whole.into_inner();
    let scan = whole
        .windows(2)
        .position(|two| two == [0xff, 0xda])
        .unwrap();
    let end = whole.len() - 2;
    let again = |times| {
        [
            &whole[..scan],
            &whole[scan..end].repeat(times),
            &whole[end..],
        ]
        .concat()
    };
    assert!(decode(&again(1)).is_ok());
    assert!(decode(&again(MAX_SCANS)).is_ok());
    let error = decode(&again(MAX_SCANS + 1)).unwrap_err();
    assert!(error.to_string().contains("101 times"), "{error}");
}

#[test]
fn truncated_and_changed_files_never_panic() {
    let picture = RgbaImage::from_fn(9, 7, |x, y| Rgba([x as u8 * 20, y as u8 * 30, 99, 255]));
    let formats = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ];
    for format in formats {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::from(picture.clone());
        let writable = if format == ImageFormat::Jpeg {
            picture.into_rgb8().into()
        } else {
            picture
        };
        DynamicImage::write_to(&writable, &mut bytes, format).unwrap();
        let whole = bytes.into_inner();
        assert!(decode(&whole).is_ok(), "{format:?}");
        let half = decode(&whole[..whole.len() / 2]);
        // Half a JPEG still decodes to its upper half, as in browsers.
        if format != ImageFormat::Jpeg {
            assert_eq!(half.unwrap_err().code(), "picture-corrupt", "{format:?}");
        }
        for length in 0..whole.len() {
            let _ = decode(&whole[..length]);
        }
        for index in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut broken = whole.clone();
                broken[index] ^= flip;
                let _ = decode(&broken);
            }
        }
    }
}

/// Rows of noise take about as many bytes each, so that half of the file is about half of the picture.
#[test]
fn of_a_cut_jpeg_it_is_said_how_much_is_lost_and_the_rest_stays_as_it_is() {
    let noise = |at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8;
    let picture = RgbImage::from_fn(64, 128, |x, y| {
        Rgb([0, 1, 2].map(|colour| noise(3 * (64 * y + x) + colour)))
    });
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture)
        .write_to(&mut file, ImageFormat::Jpeg)
        .unwrap();
    let file = file.into_inner();
    let whole = decode(&file).unwrap();
    assert!(whole.lost <= 0.0, "nothing is lost");
    let endless = decode(&file[..file.len() - 2]).unwrap();
    assert!(endless.lost > 0.0 && endless.rgb == whole.rgb);
    let mut before = 0.0;
    for eighths in [7, 5, 4, 3] {
        let cut = decode(&file[..file.len() * eighths / 8]).unwrap();
        let expected = 1.0 - eighths as f32 / 8.0;
        assert!(
            (cut.lost - expected).abs() < 0.1 && cut.lost > before,
            "{eighths} eighths: {} is lost",
            cut.lost
        );
        before = cut.lost;
        let rows = (128.0 * (1.0 - cut.lost)) as usize / 16 * 16;
        let bytes = rows.saturating_sub(16) * 64 * 3;
        assert!(bytes > 0 && cut.rgb[..bytes] == whole.rgb[..bytes]);
        assert_eq!(cut.rgb[cut.rgb.len() - 3..], [128; 3], "the end is grey");
    }
}
