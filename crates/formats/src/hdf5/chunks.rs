//! Arrays in chunks.

use std::collections::BTreeSet;

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use super::dataset::Stored;
use super::filters::{self, MAX_RATIO};
use super::space;
use super::tree::Kind;
use crate::FormatError;

/// A chunk in the file.
struct Chunk {
    address: u64,
    /// Bytes in the file.
    stored: u64,
    /// A bit for each filter that was not applied.
    skipped: u64,
    /// Its first place along each axis.
    start: Vec<usize>,
}

impl Hdf5<'_> {
    /// The bytes of an array in chunks of the shape `chunk`, listed by a tree.
    pub(super) fn chunked(
        &self,
        stored: &Stored,
        tree: u64,
        chunk: &[usize],
    ) -> Result<Vec<u8>, FormatError> {
        let axes = stored.shape.len();
        if chunk.len() != axes {
            return Err(self.damaged("its chunks have other axes than their array"));
        }
        let key = 8 + 8 * (axes + 1);
        let leaves = self.leaves(tree, Kind::Chunks, key)?;
        let chunks: Parsed<Vec<Chunk>> = leaves
            .iter()
            .map(|(key, address)| parsed(key, *address, axes))
            .collect();
        self.joined(
            stored,
            chunk,
            &chunks.map_err(|reason| self.damaged(reason))?,
        )
    }

    /// The bytes of an array that is one chunk, which takes `size` bytes if it is compressed.
    pub(super) fn one_chunk(
        &self,
        stored: &Stored,
        address: u64,
        chunk: &[usize],
        size: Option<u64>,
    ) -> Result<Vec<u8>, FormatError> {
        let whole = space::count(chunk).and_then(|count| stored.size_of(count));
        let whole = whole.map_err(|reason| self.damaged(reason))?;
        let one = Chunk {
            address,
            stored: size.unwrap_or(whole as u64),
            skipped: 0,
            start: vec![0; stored.shape.len()],
        };
        if chunk.len() != stored.shape.len() {
            return Err(self.damaged("its chunk has other axes than its array"));
        }
        self.joined(stored, chunk, &[one])
    }

    fn joined(
        &self,
        stored: &Stored,
        chunk: &[usize],
        chunks: &[Chunk],
    ) -> Result<Vec<u8>, FormatError> {
        let damaged = |reason: String| self.damaged(reason);
        let size = stored.size().map_err(damaged)?;
        let of_chunk = space::count(chunk).and_then(|count| stored.size_of(count));
        let of_chunk = of_chunk.map_err(damaged)?;
        complete(&stored.shape, chunk, chunks).map_err(damaged)?;
        // Nothing is allocated that cannot come out of the bytes that are there.
        let there = chunks
            .iter()
            .fold(0u64, |sum, chunk| sum.saturating_add(chunk.stored));
        let limit = there.saturating_mul(MAX_RATIO);
        if there > self.file.len() || size as u64 > limit || of_chunk as u64 > limit {
            let reason = format!("an array of {size} bytes does not fit into {there} stored ones");
            return Err(self.damaged(reason));
        }
        let all = (of_chunk as u64).saturating_mul(chunks.len() as u64);
        self.decode(all.saturating_add(size as u64))?;
        let mut bytes = vec![0; size];
        for one in chunks {
            let packed = self.file.read(one.address, one.stored)?;
            let unpacked = filters::undo(&stored.filters, one.skipped, packed, of_chunk);
            let unpacked = unpacked.map_err(damaged)?;
            place(&mut bytes, stored, chunk, &one.start, &unpacked);
        }
        Ok(bytes)
    }
}

/// A chunk by its key in the tree.
fn parsed(key: &[u8], address: u64, axes: usize) -> Parsed<Chunk> {
    let mut key = Bytes::new(key);
    Ok(Chunk {
        address,
        stored: key.number(4)?,
        skipped: key.number(4)?,
        start: (0..axes).map(|_| key.count(8)).collect::<Parsed<_>>()?,
    })
}

/// Fails unless each place of the array is in one chunk.
fn complete(shape: &[usize], chunk: &[usize], chunks: &[Chunk]) -> Parsed<()> {
    let inside = |one: &&Chunk| {
        let mut axes = one.start.iter().zip(shape).zip(chunk);
        axes.all(|((start, size), step)| start < size && start % step == 0)
    };
    let starts: BTreeSet<&Vec<usize>> =
        chunks.iter().filter(inside).map(|one| &one.start).collect();
    let grid: Vec<usize> = (shape.iter().zip(chunk))
        .map(|(size, step)| size.div_ceil(*step))
        .collect();
    let expected = space::count(&grid)?;
    if starts.len() == expected && chunks.len() == expected {
        return Ok(());
    }
    Err(format!(
        "of {expected} chunks of an array there are {}",
        starts.len()
    ))
}

/// Copies the values of a chunk into the array, row by row.
fn place(array: &mut [u8], stored: &Stored, chunk: &[usize], start: &[usize], values: &[u8]) {
    let (shape, size) = (&stored.shape, stored.datatype.size());
    let kept: Vec<usize> = (0..shape.len())
        .map(|axis| chunk[axis].min(shape[axis] - start[axis]))
        .collect();
    let Some((width, rows)) = kept.split_last() else {
        return;
    };
    let flat = |of: &[usize], place: &[usize]| {
        of.iter()
            .zip(place)
            .fold(0usize, |flat, (size, at)| flat * size + at)
    };
    for row in 0..rows.iter().product::<usize>() {
        let mut place = vec![0; shape.len()];
        let mut rest = row;
        for (axis, count) in rows.iter().enumerate().rev() {
            (place[axis], rest) = (rest % count, rest / count);
        }
        let from = flat(chunk, &place) * size;
        let there: Vec<usize> = place
            .iter()
            .zip(start)
            .map(|(at, start)| at + start)
            .collect();
        let to = flat(shape, &there) * size;
        let bytes = width * size;
        if let (Some(to), Some(from)) = (
            array.get_mut(to..to + bytes),
            values.get(from..from + bytes),
        ) {
            to.copy_from_slice(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::datatype::Datatype;
    use super::*;

    fn chunk(start: [usize; 2]) -> Chunk {
        Chunk {
            address: 0,
            stored: 4,
            skipped: 0,
            start: start.into(),
        }
    }

    #[test]
    fn values_of_chunks_come_to_their_places() {
        // 3 rows of 5 values in chunks of 2 x 3, of which the last ones stick out.
        let stored = Stored {
            shape: vec![3, 5],
            datatype: Datatype::Opaque(1),
            filters: Vec::new(),
        };
        let mut array = vec![0; 15];
        for (start, values) in [
            ([0, 0], [1, 2, 3, 6, 7, 8]),
            ([0, 3], [4, 5, 99, 9, 10, 99]),
            ([2, 0], [11, 12, 13, 99, 99, 99]),
            ([2, 3], [14, 15, 99, 99, 99, 99]),
        ] {
            place(&mut array, &stored, &[2, 3], &start, &values);
        }
        assert_eq!(array, (1..=15).collect::<Vec<u8>>());
    }

    #[test]
    fn each_place_must_be_in_one_chunk() {
        let of = |starts: &[[usize; 2]]| {
            let chunks: Vec<Chunk> = starts.iter().copied().map(chunk).collect();
            complete(&[3, 5], &[2, 3], &chunks)
        };
        assert_eq!(of(&[[0, 0], [0, 3], [2, 0], [2, 3]]), Ok(()));
        assert!(of(&[[0, 0], [0, 3], [2, 0]]).is_err(), "one is missing");
        assert!(
            of(&[[0, 0], [0, 3], [2, 0], [2, 0]]).is_err(),
            "one is there twice"
        );
        assert!(
            of(&[[0, 0], [0, 3], [2, 0], [1, 3]]).is_err(),
            "one is beside the grid"
        );
        assert!(
            of(&[[0, 0], [0, 3], [2, 0], [4, 3]]).is_err(),
            "one is outside"
        );
    }
}
