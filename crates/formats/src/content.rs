/// Magic bytes of other kinds of files, for error messages.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a sound"),
    (b"BM", "a BMP picture"),
    (b"\x89HDF", "an HDF5 file (.h5)"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x80\x02", "a Python pickle (.pth of old PyTorch)"),
    (b"<", "a web page or XML"),
    (b"{", "a text in JSON"),
    (
        b"version https://git-lfs",
        "a pointer of Git LFS, which stands for the file until it is downloaded",
    ),
];

/// Names the kind of file that starts with these bytes, or returns `None` if it is unknown.
pub(crate) fn recognised(bytes: &[u8]) -> Option<&'static str> {
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    known.map(|(_, what)| *what)
}

/// Names the kind of file for an error message.
pub(crate) fn describe(bytes: &[u8]) -> &'static str {
    recognised(bytes).unwrap_or(if bytes.is_empty() {
        "an empty file"
    } else {
        "a file of an unknown kind"
    })
}

/// Whether a file name has this extension, ignoring case.
pub(crate) fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}
