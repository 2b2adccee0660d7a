//! Groups with many names in newer files: a fractal heap (`FRHP`) with the links, and a tree of the
//! second version (`BTHD`) with their places.

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use crate::FormatError;

/// The most levels of blocks in a heap, and of nodes in a tree.
const MAX_DEPTH: u64 = 32;

/// The beginning and the checksum of a node.
const NODE: u64 = 10;

/// A record of an index: a checksum of the name, and the place in the heap.
const CHECKSUM: usize = 4;

/// The links in a fractal heap.
struct Heap {
    /// Blocks in a row.
    width: u64,
    /// Bytes of a block in the first row; those of a later row are twice those of the one before.
    first: u64,
    /// Bytes of the largest block that holds links itself.
    largest: u64,
    /// Bytes of an offset, and of a length.
    sizes: [usize; 2],
    root: u64,
    /// Rows of the root, none if it holds links itself.
    rows: u64,
}

/// A tree of the second version.
struct Tree {
    node: u64,
    record: usize,
    depth: u64,
    root: u64,
    count: u64,
}

impl Hdf5<'_> {
    /// The bodies of all links.
    pub(super) fn dense(&self, heap: u64, index: u64) -> Result<Vec<Vec<u8>>, FormatError> {
        let bytes = self.read(heap, 142)?;
        let heap = Heap::parse(&bytes).map_err(|reason| self.damaged(reason))?;
        let bytes = self.read(index, 34)?;
        let tree = Tree::parse(&bytes).map_err(|reason| self.damaged(reason))?;
        let mut links = Vec::new();
        for record in self.records(&tree)? {
            let place = heap.place(record.get(CHECKSUM..).unwrap_or_default());
            let (offset, length) = place.map_err(|reason| self.damaged(reason))?;
            let at = self.in_heap(&heap, offset)?;
            links.push(self.read(at, length)?);
        }
        Ok(links)
    }

    /// The address of an offset in a heap.
    fn in_heap(&self, heap: &Heap, mut offset: u64) -> Result<u64, FormatError> {
        let (mut block, mut rows) = (heap.root, heap.rows);
        for _ in 0..MAX_DEPTH {
            if rows == 0 {
                return self.after(block, offset);
            }
            let place = heap.row(offset).filter(|(row, ..)| *row < rows);
            let (row, column, size, within) =
                place.ok_or_else(|| self.damaged("a link in it stands nowhere"))?;
            let entry = 13 + heap.sizes[0] as u64 + 8 * (row * heap.width + column);
            let entry = self.read(self.after(block, entry)?, 8)?;
            let child = Bytes::new(&entry).address();
            block = child
                .ok()
                .flatten()
                .ok_or_else(|| self.damaged("a block of a group in it is missing"))?;
            rows = heap.rows_of(size);
            offset = within;
        }
        Err(self.damaged("a heap in it has no end"))
    }

    /// All records of a tree.
    fn records(&self, tree: &Tree) -> Result<Vec<Vec<u8>>, FormatError> {
        let (of_count, of_total) = tree.pointer_sizes();
        let mut records = Vec::new();
        let mut open = vec![(tree.root, tree.count, tree.depth)];
        while let Some((address, count, depth)) = open.pop() {
            let letters = if depth == 0 { b"BTLF" } else { b"BTIN" };
            let size = count * tree.record as u64;
            let total = of_total.get(depth as usize).copied().unwrap_or_default();
            let pointer = 8 + of_count + if depth > 1 { total } else { 0 };
            let pointers = if depth == 0 {
                0
            } else {
                (count + 1) * pointer as u64
            };
            let bytes = self.read(address, 6 + size + pointers)?;
            let mut rest = Bytes::new(&bytes);
            let found = rest.begins(*letters, 0).and_then(|()| rest.take(1));
            found.map_err(|reason| self.damaged(reason))?;
            self.few(records.len() + open.len() + rest.len() / pointer.min(tree.record))?;
            for _ in 0..count {
                let record = rest.take(tree.record);
                records.push(record.map_err(|reason| self.damaged(reason))?.to_vec());
            }
            while depth > 0 && rest.len() > 0 {
                let child = child(&mut rest, of_count, pointer);
                let (address, count) = child.map_err(|reason| self.damaged(reason))?;
                open.push((address, count, depth - 1));
            }
        }
        Ok(records)
    }
}

fn child(bytes: &mut Bytes, of_count: usize, pointer: usize) -> Parsed<(u64, u64)> {
    let address = bytes.address()?.ok_or("a node of a tree is missing")?;
    let count = bytes.number(of_count)?;
    bytes.take(pointer - 8 - of_count)?;
    Ok((address, count))
}

impl Heap {
    fn parse(bytes: &[u8]) -> Parsed<Self> {
        let mut bytes = Bytes::new(bytes);
        bytes.begins(*b"FRHP", 0)?;
        bytes.take(2)?; // the length of a place
        if bytes.number(2)? != 0 {
            return Err("a group in it is compressed, which is not supported".into());
        }
        bytes.take(1)?;
        let longest = bytes.number(4)?;
        bytes.take(12 * 8)?;
        let width = bytes.number(2)?;
        let (first, largest) = (bytes.number(8)?, bytes.number(8)?);
        let bits = bytes.count(2)?;
        bytes.take(2)?;
        let root = bytes.address()?.ok_or("a group in it has no links")?;
        let rows = bytes.number(2)?;
        let sound = width.is_power_of_two()
            && first.is_power_of_two()
            && largest.is_power_of_two()
            && (first..1 << 40).contains(&largest)
            && (1..=64).contains(&bits)
            && longest > 0;
        if !sound {
            return Err("a group in it has blocks of impossible sizes".into());
        }
        let length = (largest.ilog2() as usize).div_ceil(8);
        Ok(Self {
            width,
            first,
            largest,
            sizes: [bits.div_ceil(8), length.min(bytes_for(longest))],
            root,
            rows,
        })
    }

    /// Offset and length that a place stands for.
    fn place(&self, bytes: &[u8]) -> Parsed<(u64, u64)> {
        let mut bytes = Bytes::new(bytes);
        if bytes.byte()? != 0 {
            return Err("a link in it stands in a place that is not supported".into());
        }
        let [offset, length] = self.sizes;
        Ok((bytes.number(offset)?, bytes.number(length)?))
    }

    /// Row and column of the block at an offset, its size, and the offset in it.
    fn row(&self, offset: u64) -> Option<(u64, u64, u64, u64)> {
        let whole = self.width.checked_mul(self.first)?;
        // Rows 0 and 1 have blocks of one size; then they double.
        let row = (offset / whole).checked_ilog2().map_or(0, |log| log + 1);
        let doubled = row.saturating_sub(1);
        let size = self.first.checked_shl(doubled)?;
        let start = if row == 0 {
            0
        } else {
            whole.checked_shl(doubled)?
        };
        let within = offset.checked_sub(start)?;
        Some((row.into(), within / size, size, within % size))
    }

    /// Rows of a block of this size; none if it holds links itself.
    fn rows_of(&self, size: u64) -> u64 {
        if size <= self.largest {
            return 0;
        }
        let whole = self.width.saturating_mul(self.first).max(1);
        u64::from((size / whole).checked_ilog2().unwrap_or(0)) + 1
    }
}

impl Tree {
    fn parse(bytes: &[u8]) -> Parsed<Self> {
        let mut bytes = Bytes::new(bytes);
        bytes.begins(*b"BTHD", 0)?;
        if bytes.byte()? != 5 {
            return Err("a group in it has an index of another kind".into());
        }
        let (node, record, depth) = (bytes.number(4)?, bytes.count(2)?, bytes.number(2)?);
        bytes.take(2)?;
        let (root, count) = (bytes.address()?, bytes.number(2)?);
        if depth > MAX_DEPTH || record <= CHECKSUM || node <= NODE {
            return Err("a group in it has an index of an impossible size".into());
        }
        Ok(Self {
            node,
            record,
            depth,
            count: if root.is_some() { count } else { 0 },
            root: root.unwrap_or_default(),
        })
    }

    /// Bytes of the number of records in a child, and of those below it, by the depth of the node.
    fn pointer_sizes(&self) -> (usize, Vec<usize>) {
        let record = self.record as u64;
        let mut most = (self.node - NODE) / record;
        let of_count = bytes_for(most);
        let mut of_total = vec![0, 0];
        let mut below = 0;
        for _ in 1..self.depth {
            let pointer = 8 + (of_count + below) as u64;
            let here = self.node.saturating_sub(NODE + pointer) / (record + pointer);
            most = (here + 1).saturating_mul(most).saturating_add(here);
            below = bytes_for(most);
            of_total.push(below);
        }
        (of_count, of_total)
    }
}

/// Bytes that a number up to this limit takes.
fn bytes_for(limit: u64) -> usize {
    limit.checked_ilog2().unwrap_or(0) as usize / 8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_in_a_heap_has_a_row_and_a_column() {
        let heap = Heap {
            width: 4,
            first: 512,
            largest: 65_536,
            sizes: [4, 2],
            root: 0,
            rows: 3,
        };
        struct Case(u64, (u64, u64, u64, u64), &'static str);
        for Case(offset, expected, why) in [
            Case(0, (0, 0, 512, 0), "the first block"),
            Case(1600, (0, 3, 512, 64), "the last one of the first row"),
            Case(
                2048,
                (1, 0, 512, 0),
                "the second row has blocks of the same size",
            ),
            Case(4096 + 1030, (2, 1, 1024, 6), "then they double"),
        ] {
            assert_eq!(heap.row(offset), Some(expected), "{why}");
        }
        assert_eq!((heap.rows_of(65_536), heap.rows_of(131_072)), (0, 7));
        assert_eq!(heap.place(&[0, 1, 2, 0, 0, 9, 0]), Ok((513, 9)));
        assert!(heap.place(&[0x10, 1, 2, 0, 0, 9, 0]).is_err(), "elsewhere");
    }

    #[test]
    fn a_number_takes_as_few_bytes_as_its_limit() {
        assert_eq!(
            [1, 255, 256, 65_535, 65_536].map(bytes_for),
            [1, 1, 2, 2, 3]
        );
    }
}
