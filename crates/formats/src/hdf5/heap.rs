//! Heaps: where names of a group and texts of attributes stand.

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use crate::FormatError;

/// The most texts in a global heap.
const MAX_TEXTS: usize = 1 << 16;

impl Hdf5<'_> {
    /// The names in the local heap (`HEAP`) of a group.
    pub(super) fn local_heap(&self, address: u64) -> Result<Vec<u8>, FormatError> {
        let bytes = self.read(address, 32)?;
        let (place, size) = local(&bytes).map_err(|reason| self.damaged(reason))?;
        self.read(place, size)
    }

    /// A text of the global heap (`GCOL`) at an address, by its number.
    pub(super) fn text_elsewhere(&self, reference: &[u8]) -> Result<Vec<u8>, FormatError> {
        let damaged = |reason| self.damaged(reason);
        let Some((length, heap, number)) = reference_in(reference).map_err(damaged)? else {
            return Ok(Vec::new());
        };
        let size = global(&self.read(heap, 16)?).map_err(damaged)?;
        let end = self.after(heap, size)?;
        let mut at = self.after(heap, 16)?;
        for _ in 0..MAX_TEXTS {
            if end.saturating_sub(at) < 16 {
                break;
            }
            let (found, size) = text(&self.read(at, 16)?).map_err(damaged)?;
            at = self.after(at, 16)?;
            if found == 0 || self.after(at, size)? > end {
                break;
            }
            if found == number {
                return self.read(at, length.min(size));
            }
            at = self.after(at, size.next_multiple_of(8))?;
        }
        Err(self.damaged("a text in it is missing"))
    }
}

/// Address and length of the names in a local heap.
fn local(bytes: &[u8]) -> Parsed<(u64, u64)> {
    let mut bytes = Bytes::new(bytes);
    bytes.begins(*b"HEAP", 0)?;
    bytes.take(3)?;
    let size = bytes.number(8)?;
    bytes.take(8)?; // the free places
    Ok((
        bytes.address()?.ok_or("names of a group have no place")?,
        size,
    ))
}

/// Length, heap and number of a text; `None` if it is empty.
fn reference_in(bytes: &[u8]) -> Parsed<Option<(u64, u64, u64)>> {
    let mut bytes = Bytes::new(bytes);
    let (length, heap, number) = (bytes.number(4)?, bytes.number(8)?, bytes.number(4)?);
    Ok((length > 0 && heap > 0).then_some((length, heap, number)))
}

/// The size of a global heap.
fn global(bytes: &[u8]) -> Parsed<u64> {
    let mut bytes = Bytes::new(bytes);
    bytes.begins(*b"GCOL", 1)?;
    bytes.take(3)?;
    bytes.number(8)
}

/// Number and length of a text in a global heap.
fn text(bytes: &[u8]) -> Parsed<(u64, u64)> {
    let mut bytes = Bytes::new(bytes);
    let number = bytes.number(2)?;
    bytes.take(6)?; // how often it is used
    let size = bytes.number(8)?;
    // Rounding up must not overflow.
    if size > u64::MAX / 2 {
        return Err(format!("a text of {size} bytes does not fit into it"));
    }
    Ok((number, size))
}
