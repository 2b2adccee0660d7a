//! A member of an archive. It is unpacked when it is read, and compared with its checksum.

use std::cell::{OnceCell, RefCell};
use std::io::{Error, Read, Result};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::source::BEGINNING;
use crate::words::name;
use crate::{FormatError, ReadAt, SourceFile};

/// Bytes read at once to compute a checksum.
const PIECE: u64 = 1 << 20;

/// What an archive has of a member and says about it.
#[derive(Debug)]
pub(crate) struct Packed {
    /// Name of the archive.
    pub(crate) archive: String,
    pub(crate) name: String,
    /// Its bytes in the archive.
    pub(crate) bytes: SourceFile,
    /// The number of its own bytes, and their checksum if it has one.
    pub(crate) length: u64,
    pub(crate) crc: Option<u32>,
}

impl Packed {
    fn damaged(&self, what: &str) -> Error {
        let file = self.archive.clone();
        let reason = format!("`{}` in it {what}", name(&self.name));
        Error::other(FormatError::Archive { file, reason })
    }

    fn compare(&self, crc: &Crc) -> Result<()> {
        match self.crc {
            Some(expected) if expected != crc.sum() => {
                Err(self.damaged("does not have its checksum"))
            }
            _ => Ok(()),
        }
    }
}

/// A member that lies in its archive as it is.
#[derive(Debug)]
pub(crate) struct Stored {
    packed: Packed,
    checked: RefCell<Checked>,
}

/// How much of a member was compared with its checksum.
#[derive(Debug)]
enum Checked {
    /// Nothing, but these bytes from its beginning went into a checksum.
    UpTo(u64, Crc),
    Whole,
}

impl Stored {
    pub(crate) fn new(packed: Packed) -> Self {
        let checked = RefCell::new(Checked::UpTo(0, Crc::new()));
        Self { packed, checked }
    }

    /// Reads all of it.
    fn check_whole(&self) -> Result<()> {
        let mut crc = Crc::new();
        let mut at = 0;
        while at < self.len() {
            let count = PIECE.min(self.len() - at);
            let mut piece = vec![0; count as usize];
            self.packed.bytes.fill(at, &mut piece)?;
            crc.update(&piece);
            at += count;
        }
        self.packed.compare(&crc)
    }
}

impl ReadAt for Stored {
    fn len(&self) -> u64 {
        self.packed.length
    }

    /// What is read from the beginning on goes into the checksum as it comes. Where something is left
    /// out, the whole member is read once before.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.packed.bytes.fill(offset, buffer)?;
        let mut checked = self.checked.borrow_mut();
        if offset == 0 && matches!(*checked, Checked::UpTo(..)) {
            *checked = Checked::UpTo(0, Crc::new());
        }
        let Checked::UpTo(at, crc) = &mut *checked else {
            return Ok(());
        };
        if offset == *at {
            crc.update(buffer);
            *at += buffer.len() as u64;
            if *at < self.packed.length {
                return Ok(());
            }
            self.packed.compare(crc)?;
        } else {
            self.check_whole()?;
        }
        *checked = Checked::Whole;
        Ok(())
    }
}

/// A compressed member.
#[derive(Debug)]
pub(crate) struct Deflated {
    packed: Packed,
    beginning: OnceCell<Vec<u8>>,
    content: OnceCell<Vec<u8>>,
}

impl Deflated {
    pub(crate) fn new(packed: Packed) -> Self {
        Self {
            packed,
            beginning: OnceCell::new(),
            content: OnceCell::new(),
        }
    }

    fn unpacked(&self, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let capacity = usize::try_from(most).unwrap_or(usize::MAX);
        let no_room = |_| self.packed.damaged("does not fit into memory");
        bytes.try_reserve_exact(capacity).map_err(no_room)?;
        DeflateDecoder::new(self.packed.bytes.reader())
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|_| self.packed.damaged("is damaged"))?;
        Ok(bytes)
    }

    fn beginning(&self) -> Result<&[u8]> {
        if self.beginning.get().is_none() {
            let _ = self.beginning.set(self.unpacked(BEGINNING)?);
        }
        Ok(self.beginning.get().map_or(&[], Vec::as_slice))
    }

    fn content(&self) -> Result<&[u8]> {
        if self.content.get().is_none() {
            // One byte more than it says that it has, to notice it.
            let bytes = self.unpacked(self.len().saturating_add(1))?;
            if bytes.len() as u64 != self.len() {
                return Err(self.packed.damaged(WRONG_LENGTH));
            }
            let mut crc = Crc::new();
            crc.update(&bytes);
            self.packed.compare(&crc)?;
            let _ = self.content.set(bytes);
        }
        Ok(self.content.get().map_or(&[], Vec::as_slice))
    }
}

const WRONG_LENGTH: &str = "unpacks to another length than it says";

impl ReadAt for Deflated {
    fn len(&self) -> u64 {
        self.packed.length
    }

    /// To see what kind of file it is, its beginning alone is unpacked.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let end = offset.checked_add(buffer.len() as u64);
        let is_beginning = end.is_some_and(|end| end <= BEGINNING) && self.len() > BEGINNING;
        let bytes = if is_beginning && self.content.get().is_none() {
            self.beginning()?
        } else {
            self.content()?
        };
        let part = usize::try_from(offset).ok();
        let part = part.and_then(|start| bytes.get(start..)?.get(..buffer.len()));
        let part = part.ok_or_else(|| self.packed.damaged(WRONG_LENGTH))?;
        buffer.copy_from_slice(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    fn packed(bytes: Vec<u8>, content: &[u8]) -> Packed {
        let mut crc = Crc::new();
        crc.update(content);
        Packed {
            archive: "model.zip".into(),
            name: "weights.bin".into(),
            bytes: SourceFile::new("weights.bin", bytes),
            length: content.len() as u64,
            crc: Some(crc.sum()),
        }
    }

    fn content() -> Vec<u8> {
        (0..3_000_000u32).map(|at| (at % 251) as u8).collect()
    }

    fn deflated(content: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn read(source: &dyn ReadAt, (offset, length): (u64, usize)) -> Result<Vec<u8>> {
        let mut buffer = vec![0; length];
        source.read_at(offset, &mut buffer)?;
        Ok(buffer)
    }

    #[test]
    fn members_are_read_in_any_order() {
        let content = content();
        let sources: [Box<dyn ReadAt>; 2] = [
            Box::new(Stored::new(packed(content.clone(), &content))),
            Box::new(Deflated::new(packed(deflated(&content), &content))),
        ];
        for source in sources {
            for (at, length) in [(0, 512), (2_000_000, 9), (0, 3_000_000), (5, 0), (7, 512)] {
                let expected = &content[at as usize..][..length];
                assert_eq!(read(&*source, (at, length)).unwrap(), expected, "{at}");
            }
            assert!(read(&*source, (2_999_999, 2)).is_err());
        }
    }

    #[test]
    fn a_changed_byte_is_noticed_whether_it_is_read_in_pieces_or_not_read() {
        let content = content();
        let mut changed = content.clone();
        changed[2_500_000] ^= 1;
        let stored = || Stored::new(packed(changed.clone(), &content));
        assert!(read(&stored(), (0, 512)).is_ok(), "its kind can be seen");
        assert!(read(&stored(), (0, 3_000_000)).is_err());
        assert!(read(&stored(), (9, 9)).is_err(), "a part in the middle");
        let pieces = stored();
        assert!(read(&pieces, (0, 1_000_000)).is_ok());
        assert!(read(&pieces, (1_000_000, 1_000_000)).is_ok());
        assert!(
            read(&pieces, (2_000_000, 1_000_000)).is_err(),
            "the last piece"
        );
        let deflated = Deflated::new(packed(deflated(&changed), &content));
        assert!(read(&deflated, (9, 9)).is_ok(), "its kind can be seen");
        let error = read(&deflated, (2_000_000, 9)).unwrap_err();
        assert!(error.to_string().contains("checksum"));
        let unsaid = Packed {
            crc: None,
            ..packed(changed.clone(), &content)
        };
        assert_eq!(read(&Stored::new(unsaid), (9, 3)).unwrap(), changed[9..12]);
    }

    #[test]
    fn a_member_unpacks_to_as_many_bytes_as_it_says() {
        let content = content();
        let claims = |length| Packed {
            length,
            ..packed(deflated(&content), &content)
        };
        for length in [513, 2_999_999, 3_000_001] {
            let member = Deflated::new(claims(length));
            assert!(read(&member, (0, 512)).is_ok());
            let error = read(&member, (1, 512)).unwrap_err();
            assert!(
                error.to_string().contains("another length"),
                "{length}: {error}"
            );
        }
    }
}
