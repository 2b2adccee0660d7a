//! Arrays of numbers.

use super::bytes::Parsed;
use super::datatype::{Datatype, Number};
use super::filters::{self, Filter};
use super::header::{Object, kind};
use super::layout::Layout;
use super::{Hdf5, space};
use crate::FormatError;

/// An array as float32.
#[derive(Debug, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// What is known of an array before its values are read.
pub(super) struct Stored {
    pub(super) shape: Vec<usize>,
    pub(super) datatype: Datatype,
    pub(super) filters: Vec<Filter>,
}

impl Stored {
    /// Bytes of the array.
    pub(super) fn size(&self) -> Parsed<usize> {
        self.size_of(space::count(&self.shape)?)
    }

    /// Bytes of some of its values.
    pub(super) fn size_of(&self, count: usize) -> Parsed<usize> {
        let size = count.checked_mul(self.datatype.size());
        size.ok_or_else(|| format!("{count} values are too many"))
    }
}

impl Hdf5<'_> {
    /// The array at an address.
    ///
    /// # Errors
    /// [`FormatError::Hdf5`] if it is damaged, or stored in a way that is not supported.
    pub(crate) fn numbers(&self, address: u64) -> Result<Numbers, FormatError> {
        let object = self.object(address)?;
        let (stored, layout) = parsed(&object).map_err(|reason| self.damaged(reason))?;
        let number = self.number_type(address, &stored)?;
        let size = stored.size().map_err(|reason| self.damaged(reason))?;
        // A value of one or two bytes becomes four.
        let count = size / stored.datatype.size().max(1);
        self.decode((count as u64).saturating_mul(4).saturating_sub(size as u64))?;
        let bytes = match layout {
            Layout::Compact(bytes) => bytes,
            Layout::Contiguous(at, length) => {
                if length != size as u64 {
                    let reason = format!("an array of {size} bytes has {length}");
                    return Err(self.damaged(reason));
                }
                self.decode(length)?;
                self.file.read(at, length)?
            }
            Layout::Chunked(tree, chunk) => self.chunked(&stored, tree, &chunk)?,
            Layout::OneChunk(at, chunk, packed) => self.one_chunk(&stored, at, &chunk, packed)?,
        };
        if bytes.len() != size {
            let found = bytes.len();
            return Err(self.damaged(format!("an array of {size} bytes has {found}")));
        }
        Ok(Numbers {
            values: number.decode(&bytes),
            shape: stored.shape,
        })
    }

    /// Keras names `bfloat16` in an attribute where it stores bytes without a meaning.
    fn number_type(&self, address: u64, stored: &Stored) -> Result<Number, FormatError> {
        match stored.datatype {
            Datatype::Number(number) => Ok(number),
            Datatype::Opaque(2) if self.text(address, "dtype")?.as_deref() == Some("bfloat16") => {
                Ok(Datatype::brain_float())
            }
            _ => Err(self.damaged("an array in it holds no numbers")),
        }
    }

    /// Counts bytes that are decoded. Fails if they are more than an archive may hold.
    pub(super) fn decode(&self, bytes: u64) -> Result<(), FormatError> {
        let left = self.values.get().checked_sub(bytes);
        let left = left.ok_or_else(|| self.damaged("its arrays together are too large"))?;
        self.values.set(left);
        Ok(())
    }
}

fn parsed(object: &Object) -> Parsed<(Stored, Layout)> {
    let first = |kind| object.first(kind).ok_or("an array in it is missing");
    if object.first(kind::EXTERNAL_FILES).is_some() {
        return Err("an array stands in another file".into());
    }
    let layout = Layout::parse(first(kind::LAYOUT)?)?;
    let filters = object.first(kind::FILTERS).map(filters::pipeline);
    let stored = Stored {
        shape: space::shape(first(kind::SPACE)?)?,
        datatype: Datatype::parse(first(kind::DATATYPE)?)?,
        filters: filters.transpose()?.unwrap_or_default(),
    };
    Ok((stored, layout))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::super::MAX_RECORDS;
    use super::*;
    use crate::SourceFile;

    /// A message of a header of the second version.
    fn message(kind: u16, body: &[u8]) -> Vec<u8> {
        [&[kind as u8, body.len() as u8, 0, 0][..], body].concat()
    }

    #[test]
    fn values_count_as_the_float32_that_they_become() {
        let half = [
            0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0,
        ];
        let values = [3, 0, 4, 0, 0x00, 0x3C, 0x00, 0xC0];
        let messages = [
            message(kind::SPACE, &[2, 1, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0]),
            message(kind::DATATYPE, &half),
            message(kind::LAYOUT, &values),
        ]
        .concat();
        let bytes = [b"OHDR\x02\0", &[messages.len() as u8][..], &messages].concat();
        let file = SourceFile::new("", bytes);
        let numbers = |left| {
            let hdf5 = Hdf5 {
                file: &file,
                root: 0,
                records: Cell::new(MAX_RECORDS),
                values: Cell::new(left),
                window: RefCell::default(),
                groups: RefCell::default(),
            };
            hdf5.numbers(0)
        };
        // A compact array is there already: only what it takes beyond its four bytes counts.
        assert!(numbers(3).is_err());
        let expected = Numbers {
            shape: vec![2],
            values: vec![1.0, -2.0],
        };
        assert_eq!(numbers(4), Ok(expected));
    }
}
