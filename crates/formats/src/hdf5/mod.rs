//! HDF5 as Keras writes it: groups, attributes with texts, and arrays of numbers.
//!
//! Format: the *HDF5 File Format Specification*, version 3.0. The names of records in comments are
//! its own. Read are superblocks 0, 2 and 3, both kinds of object headers, groups with symbol tables
//! or links, and datasets that are compact, contiguous or in chunks (gzip, shuffle, checksum).
//! Anything else is refused by name.
//!
//! The file is read piece by piece. Every address, length and count in it is checked against the
//! file before memory is allocated, and [`Hdf5`] stops when it has read far more than a real file
//! asks for, so that records which point at each other end too.

mod attribute;
mod bytes;
mod chunks;
mod dataset;
mod datatype;
mod dense;
mod filters;
mod group;
mod header;
mod heap;
mod layout;
mod space;
mod superblock;
mod tree;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::limits::UNPACKED;
use crate::{FormatError, SourceFile};
use group::Children;

/// The first bytes of each file.
pub(crate) const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// The most bytes of records that are read, whatever they describe. A model of a thousand layers
/// needs less than a tenth of it.
const MAX_RECORDS: u64 = 64 << 20;

/// The most entries of a tree, and messages of a header.
const MAX_ENTRIES: usize = 1 << 16;

/// What a read counts at least, so that many small ones end too.
const LEAST_RECORD: u64 = 512;

/// The bytes around a small record that are read with it, since records lie together.
const WINDOW: u64 = 1 << 14;

/// An open file.
pub(crate) struct Hdf5<'a> {
    file: &'a SourceFile,
    root: u64,
    /// Bytes of records that may still be read.
    records: Cell<u64>,
    /// Bytes that values may still take while they are decoded.
    values: Cell<u64>,
    /// The last bytes that were read, and where they begin.
    window: RefCell<(u64, Vec<u8>)>,
    groups: RefCell<BTreeMap<u64, Rc<Children>>>,
}

impl<'a> Hdf5<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// [`FormatError::Hdf5`] if it is damaged or cut short.
    pub(crate) fn open(file: &'a SourceFile) -> Result<Self, FormatError> {
        let mut opened = Self {
            file,
            root: 0,
            records: Cell::new(MAX_RECORDS),
            values: Cell::new(UNPACKED),
            window: RefCell::default(),
            groups: RefCell::default(),
        };
        opened.root = opened.superblock()?;
        Ok(opened)
    }

    /// The address of the outermost group.
    pub(crate) const fn root(&self) -> u64 {
        self.root
    }

    /// The address of a path below the root, or `None` if there is no such group or dataset.
    ///
    /// # Errors
    /// [`FormatError::Hdf5`] if a group on the way is damaged.
    pub(crate) fn find(&self, path: &str) -> Result<Option<u64>, FormatError> {
        let mut address = self.root;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            match self.children(address)?.get(name) {
                Some(child) => address = *child,
                None => return Ok(None),
            }
        }
        Ok(Some(address))
    }

    /// Reads a record.
    fn read(&self, address: u64, length: u64) -> Result<Vec<u8>, FormatError> {
        self.spend(length.max(LEAST_RECORD))?;
        if length > WINDOW / 4 {
            return self.file.read(address, length);
        }
        if let Some(bytes) = self.in_window(address, length) {
            return Ok(bytes);
        }
        let there = self.file.len().saturating_sub(address).min(WINDOW);
        if there < length {
            return self.file.read(address, length); // which says that it is cut off
        }
        *self.window.borrow_mut() = (address, self.file.read(address, there)?);
        Ok(self.in_window(address, length).unwrap_or_default())
    }

    /// Counts bytes against [`MAX_RECORDS`].
    fn spend(&self, bytes: u64) -> Result<(), FormatError> {
        let left = self.records.get().checked_sub(bytes);
        let left = left.ok_or_else(|| self.damaged("its records take no end"))?;
        self.records.set(left);
        Ok(())
    }

    /// Counts entries against [`MAX_ENTRIES`].
    fn few(&self, entries: usize) -> Result<(), FormatError> {
        if entries <= MAX_ENTRIES {
            return Ok(());
        }
        Err(self.damaged(format!(
            "a record in it has more than {MAX_ENTRIES} entries"
        )))
    }

    fn in_window(&self, address: u64, length: u64) -> Option<Vec<u8>> {
        let (start, bytes) = &*self.window.borrow();
        let from = usize::try_from(address.checked_sub(*start)?).ok()?;
        let end = from.checked_add(usize::try_from(length).ok()?)?;
        Some(bytes.get(from..end)?.to_vec())
    }

    /// The address that lies `offset` bytes after another.
    fn after(&self, address: u64, offset: u64) -> Result<u64, FormatError> {
        let sum = address.checked_add(offset);
        sum.ok_or_else(|| self.damaged("an address in it is too large"))
    }

    fn damaged(&self, reason: impl Into<String>) -> FormatError {
        FormatError::Hdf5 {
            file: self.file.base_name().into(),
            reason: reason.into(),
        }
    }
}
