//! Trees of the first version (`TREE`), which older groups and chunks have.

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use crate::FormatError;

/// What a tree is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Group = 0,
    Chunks = 1,
}

/// A key and the address of what belongs to it.
pub(super) type Entry = (Vec<u8>, u64);

impl Hdf5<'_> {
    /// All entries of the leaves of a tree. `key` is the size of a key.
    pub(super) fn leaves(
        &self,
        root: u64,
        kind: Kind,
        key: usize,
    ) -> Result<Vec<Entry>, FormatError> {
        let mut leaves = Vec::new();
        let mut open = vec![(root, None)];
        while let Some((address, expected)) = open.pop() {
            let head = node(&self.read(address, 24)?, kind);
            let (level, used) = head.map_err(|reason| self.damaged(reason))?;
            if expected.is_some_and(|expected| expected != level) {
                return Err(self.damaged("a tree in it has a node at a wrong level"));
            }
            let size = (key + 8) as u64 * used;
            let bytes = self.read(self.after(address, 24)?, size)?;
            let children = bytes.chunks_exact(key + 8).map(|entry| {
                let (key, child) = entry.split_at(key);
                let child = Bytes::new(child).number(8).unwrap_or(u64::MAX);
                (key.to_vec(), child)
            });
            self.few(leaves.len() + open.len() + children.len())?;
            match level.checked_sub(1) {
                None => leaves.extend(children),
                // The last one first, so that the leaves come in order.
                Some(below) => open.extend(children.rev().map(|(_, child)| (child, Some(below)))),
            }
        }
        Ok(leaves)
    }
}

/// Level and number of entries of a node.
fn node(bytes: &[u8], kind: Kind) -> Parsed<(u8, u64)> {
    let mut bytes = Bytes::new(bytes);
    bytes.begins(*b"TREE", kind as u8)?;
    Ok((bytes.byte()?, bytes.number(2)?))
}
