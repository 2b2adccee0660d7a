//! Pictures: drawn ones that are damaged, and headers that claim too much.

use super::{Broken, Content, archive, cut, replaced, tfjs};

fn sample() -> Vec<u8> {
    super::stored("web/demo/sample-1.png")
}

fn case(
    title: &'static str,
    code: &'static str,
    says: &'static str,
    (name, bytes): (&str, Vec<u8>),
) -> Broken {
    Broken::new(title, (code, says), Content::new(name, bytes))
}

pub(super) fn good() -> Vec<Content> {
    vec![Content::new("picture.png", sample())]
}

pub(super) fn broken() -> Vec<Broken> {
    [damaged(), promises(), others()].concat()
}

/// Damaged pictures.
#[rustfmt::skip] // one case per line
fn damaged() -> Vec<Broken> {
    let good = sample();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xFF;
    vec![
        case("cut in half", "picture-corrupt", "unexpected end of file", ("half.png", cut(&good, 0.5))),
        case("cut after its header", "picture-corrupt", "unexpected end of file", ("header.png", good[..33].to_vec())),
        case("cut after eight bytes", "picture-corrupt", "unexpected end of file", ("start.png", good[..8].to_vec())),
        case("a byte changed", "picture-corrupt", "CRC error", ("changed.png", flipped)),
        case("a block of 2^31 bytes", "picture-corrupt", "unexpected end of file", ("block.png", longer(&good))),
        case("only zeros after the signature", "picture-corrupt", "unexpected end of file", ("zeros.png", [&good[..8], &[0; 500]].concat())),
    ]
}

/// A picture with a wrong length before its pixels.
fn longer(good: &[u8]) -> Vec<u8> {
    let at = good
        .windows(4)
        .position(|four| four == b"IDAT")
        .expect("pixels");
    [&good[..at - 4], &[0x7F, 0xFF, 0xFF, 0xFF], &good[at..]].concat()
}

/// Small files that claim to be large pictures.
#[rustfmt::skip] // one case per line
fn promises() -> Vec<Broken> {
    let good = sample();
    let sized = |width: u32, height: u32| {
        let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        replaced(&good, &good[16..24], &size)
    };
    let gif = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;".to_vec();
    let bmp = [&b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"[..], &[0xFF, 0xFF, 0xFF, 0x7F].repeat(2), &[1, 0, 24, 0], &[0; 24]].concat();
    let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9".to_vec();
    let webp = b"RIFF\x1a\0\0\0WEBPEXIF\xff\xff\xff\xff0123456789".to_vec();
    vec![
        case("30000 x 30000 pixels", "picture-too-large", "900 megapixels", ("huge.png", sized(30_000, 30_000))),
        case("2^31 x 2^31 pixels", "picture-too-large", "2147483648 x 2147483648 px", ("huger.png", sized(1 << 31, 1 << 31))),
        case("no pixels", "picture-corrupt", "cannot be decoded", ("none.png", sized(0, 0))),
        case("a GIF of 65535 x 65535 pixels", "picture-too-large", "4294 megapixels", ("huge.gif", gif)),
        case("a BMP of 2^31 x 2^31 pixels", "picture-corrupt", "too large", ("huge.bmp", bmp)),
        case("a JPEG of 65535 x 65535 pixels", "picture-too-large", "4294 megapixels", ("huge.jpg", jpeg)),
        case("a WebP with 4 GB of EXIF", "picture-corrupt", "EXIF block", ("exif.webp", webp)),
    ]
}

/// Files that are no pictures.
#[rustfmt::skip] // one case per line
fn others() -> Vec<Broken> {
    vec![
        case("empty", "picture-empty", "file is empty", ("empty.png", Vec::new())),
        case("a text", "picture-format", "an unknown kind of file", ("notes.png", b"These are notes, not pixels.\n".to_vec())),
        case("a web page", "picture-format", "an HTML page", ("page.png", b"<!DOCTYPE html><title>404</title>".to_vec())),
        case("a model", "picture-format", "a zip archive", ("model.png", archive::compressed(&tfjs::good()))),
    ]
}
