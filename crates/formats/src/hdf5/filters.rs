//! What was done to a chunk before it was stored, and how it is undone.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::bytes::{Bytes, Parsed};

/// A step of the way from values to stored bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Deflate,
    /// First all first bytes of values of this size, then all second ones…
    Shuffle(usize),
    /// Four bytes at the end.
    Checksum,
}

/// The most steps.
const MAX_FILTERS: usize = 8;

/// Deflate makes at most 1032 bytes of one.
pub(super) const MAX_RATIO: u64 = 1032;

/// The filters of a pipeline, in the order in which they were applied.
pub(super) fn pipeline(mut bytes: Bytes) -> Parsed<Vec<Filter>> {
    let version = bytes.byte()?;
    let count = bytes.count(1)?;
    match version {
        1 => _ = bytes.take(6)?,
        2 => {}
        other => return Err(format!("version {other} of filters is not known")),
    }
    if count > MAX_FILTERS {
        return Err(format!("it went through {count} filters"));
    }
    (0..count).map(|_| filter(version, &mut bytes)).collect()
}

fn filter(version: u8, bytes: &mut Bytes) -> Parsed<Filter> {
    let id = bytes.number(2)?;
    let named = version == 1 || id >= 256;
    let name = if named { bytes.count(2)? } else { 0 };
    bytes.take(2)?; // flags
    let values = bytes.count(2)?;
    bytes.take(if version == 1 {
        name.next_multiple_of(8)
    } else {
        name
    })?;
    let mut numbers = Bytes::new(bytes.take(4 * values)?);
    bytes.take(if version == 1 && values % 2 == 1 {
        4
    } else {
        0
    })?;
    match id {
        1 => Ok(Filter::Deflate),
        2 => Ok(Filter::Shuffle(numbers.count(4)?)),
        3 => Ok(Filter::Checksum),
        other => Err(format!(
            "it is compressed by a filter, number {other}, that is not supported"
        )),
    }
}

/// Undoes the filters of a chunk that has `size` bytes afterwards. `skipped` has a bit for each
/// filter that was not applied.
pub(super) fn undo(
    filters: &[Filter],
    skipped: u64,
    mut bytes: Vec<u8>,
    size: usize,
) -> Parsed<Vec<u8>> {
    for (index, filter) in filters.iter().enumerate().rev() {
        if skipped >> index & 1 == 0 {
            bytes = match filter {
                Filter::Deflate => inflated(&bytes, size)?,
                Filter::Shuffle(value) => unshuffled(&bytes, *value),
                Filter::Checksum => {
                    bytes.truncate(bytes.len().saturating_sub(4));
                    bytes
                }
            };
        }
    }
    if bytes.len() == size {
        return Ok(bytes);
    }
    Err(format!("a chunk of {size} bytes has {}", bytes.len()))
}

/// A checksum may follow the values, so there may be four bytes more than those.
fn inflated(bytes: &[u8], size: usize) -> Parsed<Vec<u8>> {
    let mut found = Vec::new();
    let limit = size as u64 + 5;
    let read = ZlibDecoder::new(bytes).take(limit).read_to_end(&mut found);
    read.map_err(|error| format!("a chunk cannot be unpacked ({error})"))?;
    Ok(found)
}

fn unshuffled(bytes: &[u8], value: usize) -> Vec<u8> {
    let count = bytes.len().checked_div(value).unwrap_or_default();
    let mut found = bytes.to_vec();
    for (index, target) in found.iter_mut().take(count * value).enumerate() {
        let (nth, byte) = (index / value, index % value);
        *target = bytes[byte * count + nth];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_both_versions_read_the_same() {
        let expected = vec![Filter::Shuffle(4), Filter::Deflate];
        let shuffle = [
            2, 0, 8, 0, 1, 0, 1, 0, b's', b'h', 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
        ];
        let deflate = [1, 0, 0, 0, 1, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0];
        let old = [&[1, 2, 0, 0, 0, 0, 0, 0][..], &shuffle, &deflate].concat();
        let new = [
            2, 2, 2, 0, 1, 0, 1, 0, 4, 0, 0, 0, 1, 0, 1, 0, 1, 0, 9, 0, 0, 0,
        ];
        assert_eq!(pipeline(Bytes::new(&old)), Ok(expected.clone()));
        assert_eq!(pipeline(Bytes::new(&new)), Ok(expected));
        let other = [2, 1, 0, 125, 0, 0, 0, 0, 0, 0];
        assert!(pipeline(Bytes::new(&other)).unwrap_err().contains("32000"));
    }

    #[test]
    fn shuffled_values_match_hand_computed_ones() {
        let shuffled = vec![1, 4, 2, 5, 3, 6];
        let undone = |skipped| {
            undo(
                &[Filter::Shuffle(3), Filter::Checksum],
                skipped,
                [&shuffled[..], &[9; 4]].concat(),
                6,
            )
        };
        assert_eq!(undone(0), Ok(vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(
            undone(1),
            Ok(shuffled.clone()),
            "the first filter was skipped"
        );
        assert!(undone(2).is_err(), "without its checksum it is too long");
        assert_eq!(unshuffled(&[1, 2, 3], 0), [1, 2, 3]);
        assert_eq!(
            unshuffled(&[1, 3, 2, 4, 9], 2),
            [1, 2, 3, 4, 9],
            "the rest stays"
        );
    }

    #[test]
    fn a_chunk_is_not_unpacked_beyond_its_size() {
        // A stored block of three bytes, with its checksum.
        let packed = [
            0x78, 0x01, 1, 3, 0, 0xFC, 0xFF, b'a', b'b', b'c', 2, 0x4D, 1, 0x27,
        ];
        assert_eq!(
            undo(&[Filter::Deflate], 0, packed.to_vec(), 3),
            Ok(b"abc".into())
        );
        assert!(undo(&[Filter::Deflate], 0, packed.to_vec(), 2).is_err());
        assert!(undo(&[Filter::Deflate], 0, packed[..9].to_vec(), 3).is_err());
    }
}
