//! What is looked at in a PNG file before it is decoded.

use std::borrow::Cow;

/// The chunks that pixels, transparency and orientation are read from. All others are left out: some
/// are compressed, so that a small file would unpack to gigabytes that nobody asked for.
const READ: [&[u8; 4]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"eXIf", b"IEND"];

/// Bytes before the first chunk, and around the data of each: its length and kind, and its checksum.
const SIGNATURE: usize = 8;
const AROUND: usize = 12;

/// The width and height, from the first chunk, which is at a fixed offset. The decoder rejects the
/// largest sizes without naming them.
pub(crate) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((number(bytes, 16)?, number(bytes, 20)?))
}

/// The same file without the chunks that are not read; what follows a damaged chunk stays.
pub(crate) fn without_extras(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if chunks(&bytes).all(is_read) {
        return bytes;
    }
    let mut kept = bytes[..SIGNATURE].to_vec();
    kept.extend(chunks(&bytes).filter(|chunk| is_read(chunk)).flatten());
    Cow::Owned(kept)
}

fn is_read(chunk: &[u8]) -> bool {
    let kind = chunk.get(4..8);
    kind.is_none_or(|kind| READ.iter().any(|read| *read == kind))
}

/// The chunks with what is around them. The last is the rest of the file where its length is wrong.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let length = number(rest, 0).and_then(|length| (length as usize).checked_add(AROUND));
        let end = length.unwrap_or(rest.len()).min(rest.len());
        let (chunk, after) = rest.split_at(end);
        rest = after;
        Some(chunk)
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk().copied();
    four.map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in chunks {
            bytes.extend((data.len() as u32).to_be_bytes());
            bytes.extend([*kind as &[u8], data, b"CRC!"].concat());
        }
        bytes
    }

    #[test]
    fn chunks_that_are_not_read_are_left_out_and_damage_stays() {
        let lean = file(&[(b"IHDR", b"13 bytes long"), (b"IDAT", b"x"), (b"IEND", b"")]);
        let rich = file(&[
            (b"IHDR", b"13 bytes long"),
            (b"iCCP", b"a profile"),
            (b"zTXt", b"a text"),
            (b"IDAT", b"x"),
            (b"IEND", b""),
        ]);
        assert_eq!(without_extras(Cow::Borrowed(&rich)), lean);
        assert!(matches!(
            without_extras(Cow::Borrowed(&lean)),
            Cow::Borrowed(_)
        ));
        for length in SIGNATURE..lean.len() {
            assert_eq!(
                *without_extras(Cow::Borrowed(&lean[..length])),
                lean[..length]
            );
        }
        let mut wrong = lean.clone();
        wrong[SIGNATURE] = 0xFF;
        assert_eq!(without_extras(Cow::Borrowed(&wrong)), wrong);
    }
}
