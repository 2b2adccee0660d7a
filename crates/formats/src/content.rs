/// Beginnings by which files of other kinds are recognised, so that a message can say what came.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a sound"),
    (b"BM", "a BMP picture"),
    (b"\x89HDF", "a Keras .h5 file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x80\x02", "a Python pickle (.pth of old PyTorch)"),
    (b"<", "a web page or XML"),
    (b"{", "a text in JSON"),
];

/// What a file seems to be, for a message.
pub(crate) fn describe(bytes: &[u8]) -> &'static str {
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    match known {
        Some((_, what)) => what,
        None if bytes.is_empty() => "an empty file",
        None => "a file of an unknown kind",
    }
}

pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}
