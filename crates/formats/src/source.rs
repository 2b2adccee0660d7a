use std::fmt::Debug;
use std::io::{BufReader, Error, ErrorKind, Read, Result as IoResult, Seek, SeekFrom};
use std::ptr;
use std::rc::Rc;

use crate::FormatError;

/// Buffer size of [`SourceFile::reader`] in bytes.
const READ_AHEAD: usize = 1 << 16;

/// How many bytes tell the kind of a file.
pub(crate) const BEGINNING: u64 = 512;

/// Random access to bytes in memory, on disk or in a browser's Blob.
pub trait ReadAt: Debug {
    /// Number of bytes. Never changes.
    fn len(&self) -> u64;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` with the bytes at `offset`.
    ///
    /// # Errors
    /// An I/O error if there are fewer bytes, or if the source cannot be read any more.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()>;
}

impl ReadAt for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()> {
        let start = usize::try_from(offset).map_err(|_| too_short())?;
        let end = start.checked_add(buffer.len()).ok_or_else(too_short)?;
        buffer.copy_from_slice(self.get(start..end).ok_or_else(too_short)?);
        Ok(())
    }
}

/// A file that a person chose, or a member of an archive. Its content is read in pieces, and clones
/// share it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name, which may include folders.
    pub name: String,
    content: Rc<dyn ReadAt>,
    sha256: Option<[u8; 32]>,
}

impl SourceFile {
    /// Creates a file from bytes in memory.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::from_source(name, bytes)
    }

    /// Creates a file from any source.
    pub fn from_source(name: impl Into<String>, source: impl ReadAt + 'static) -> Self {
        Self {
            name: name.into(),
            content: Rc::new(source),
            sha256: None,
        }
    }

    /// Notes the SHA-256 of the content, where something faster than this library computed it.
    #[must_use]
    pub fn with_sha256(self, hash: [u8; 32]) -> Self {
        Self {
            sha256: Some(hash),
            ..self
        }
    }

    /// The SHA-256 of the content, if it was noted.
    #[must_use]
    pub fn sha256(&self) -> Option<[u8; 32]> {
        self.sha256
    }

    /// The name without folders.
    #[must_use]
    pub fn base_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.content.len()
    }

    /// Whether the file has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Reads `length` bytes at `offset`.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`] if the file is too short, if memory runs out or if the source
    /// fails.
    pub fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, FormatError> {
        // Checked before allocating, because `length` comes from an untrusted file.
        if offset
            .checked_add(length)
            .is_none_or(|end| end > self.len())
        {
            let (bytes, end) = (self.len(), u128::from(offset) + u128::from(length));
            let reason =
                format!("it ends after {bytes} bytes, and something in it should end at {end}");
            return Err(self.unreadable(reason));
        }
        let mut bytes = Vec::new();
        let count = usize::try_from(length).unwrap_or(usize::MAX);
        bytes
            .try_reserve_exact(count)
            .map_err(|_| self.unreadable(format!("{length} bytes of it do not fit into memory")))?;
        bytes.resize(count, 0);
        self.fill(offset, &mut bytes).map_err(|error| {
            let said = error.downcast::<FormatError>();
            said.unwrap_or_else(|error| self.unreadable(error.to_string()))
        })?;
        Ok(bytes)
    }

    /// Fills a buffer with the bytes at `offset`.
    ///
    /// # Errors
    /// That of the source.
    pub(crate) fn fill(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()> {
        self.content.read_at(offset, buffer)
    }

    /// Reads the whole content. Meant for small files.
    ///
    /// # Errors
    /// Same as [`SourceFile::read`].
    pub fn bytes(&self) -> Result<Vec<u8>, FormatError> {
        self.read(0, self.len())
    }

    /// Reads the first [`BEGINNING`] bytes, or fewer if the file is shorter, to detect its kind.
    pub(crate) fn beginning(&self) -> Result<Vec<u8>, FormatError> {
        self.read(0, self.len().min(BEGINNING))
    }

    /// Creates a file from a range of this one, without a copy.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`] if the range ends past the end of the file.
    pub(crate) fn part(&self, name: String, offset: u64, length: u64) -> Result<Self, FormatError> {
        let there = offset
            .checked_add(length)
            .is_some_and(|end| end <= self.len());
        if !there {
            let reason = format!("`{name}` in it is cut off");
            return Err(self.unreadable(reason));
        }
        let whole = Rc::clone(&self.content);
        Ok(Self::from_source(
            name,
            Part {
                whole,
                offset,
                length,
            },
        ))
    }

    /// Whether both are the same content, and not only equal.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        ptr::addr_eq(Rc::as_ptr(&self.content), Rc::as_ptr(&other.content))
    }

    /// Returns a buffered reader of the content.
    #[must_use]
    pub fn reader(&self) -> impl Read + Seek + use<> {
        let reader = Reader {
            content: Rc::clone(&self.content),
            position: 0,
        };
        BufReader::with_capacity(READ_AHEAD, reader)
    }

    /// The error for more bytes than are read of a file of its kind.
    pub(crate) fn too_large(&self, limit: u64) -> FormatError {
        FormatError::TooLarge {
            file: self.base_name().into(),
            bytes: self.len(),
            limit,
        }
    }

    fn unreadable(&self, reason: String) -> FormatError {
        FormatError::Unreadable {
            file: self.base_name().into(),
            reason,
        }
    }
}

/// A range of another source.
#[derive(Debug)]
struct Part {
    whole: Rc<dyn ReadAt>,
    offset: u64,
    length: u64,
}

impl ReadAt for Part {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()> {
        let end = offset.checked_add(buffer.len() as u64);
        if end.is_none_or(|end| end > self.length) {
            return Err(too_short());
        }
        self.whole.read_at(self.offset + offset, buffer)
    }
}

struct Reader {
    content: Rc<dyn ReadAt>,
    position: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let left = self.content.len().saturating_sub(self.position);
        let count = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if let Some(part) = buffer.get_mut(..count).filter(|part| !part.is_empty()) {
            self.content.read_at(self.position, part)?;
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.content.len().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

fn too_short() -> Error {
    Error::from(ErrorKind::UnexpectedEof)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> SourceFile {
        SourceFile::new("folder/digits.bin", (0..10).collect())
    }

    #[test]
    fn any_range_inside_the_file_can_be_read_and_none_beyond() {
        let file = file();
        assert_eq!((file.base_name(), file.len()), ("digits.bin", 10));
        struct Case(u64, u64, Option<&'static [u8]>);
        for Case(offset, length, expected) in [
            Case(0, 3, Some(&[0, 1, 2])),
            Case(8, 2, Some(&[8, 9])),
            Case(10, 0, Some(&[])),
            Case(8, 3, None),
            Case(11, 0, None),
            Case(0, u64::MAX, None),
            Case(u64::MAX, 2, None),
        ] {
            match (file.read(offset, length), expected) {
                (Ok(bytes), Some(expected)) => assert_eq!(bytes, expected),
                (Err(error), None) => assert_eq!(error.code(), "file-unreadable"),
                (found, _) => panic!("{length} bytes at {offset}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_part_of_a_part_has_its_own_bounds() {
        let part = file().part("a".into(), 2, 6).unwrap();
        let inner = part.part("b".into(), 3, 3).unwrap();
        assert!(inner.is_same(&inner.clone()) && !inner.is_same(&part));
        assert_eq!(inner.bytes().unwrap(), [5, 6, 7]);
        assert!(inner.read(1, 3).is_err());
        assert!(part.part("c".into(), 4, 3).is_err());
    }

    #[test]
    fn a_reader_can_seek_anywhere() {
        let mut reader = file().reader();
        reader.seek(SeekFrom::End(-4)).unwrap();
        let mut two = [0; 2];
        reader.read_exact(&mut two).unwrap();
        assert_eq!(two, [6, 7]);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, [8, 9]);
        reader.seek(SeekFrom::Start(99)).unwrap();
        assert_eq!(reader.read(&mut two).unwrap(), 0, "beyond the end");
        assert!(reader.seek(SeekFrom::Current(-200)).is_err());
    }

    /// A file that was deleted while the page was open.
    #[derive(Debug)]
    struct Gone;

    impl ReadAt for Gone {
        fn len(&self) -> u64 {
            4
        }

        fn read_at(&self, _: u64, _: &mut [u8]) -> IoResult<()> {
            Err(Error::other("the file has changed"))
        }
    }

    #[test]
    fn the_error_of_a_failing_source_is_passed_on() {
        let error = SourceFile::from_source("gone.bin", Gone)
            .bytes()
            .unwrap_err();
        assert!(
            error.to_string().contains("the file has changed"),
            "{error}"
        );
    }
}
