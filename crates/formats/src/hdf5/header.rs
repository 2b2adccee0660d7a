//! The header of an object: messages of several kinds, of which each kind of object has its own.

use std::collections::VecDeque;

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use crate::FormatError;

/// The kinds of messages that are read.
pub(super) mod kind {
    pub(in crate::hdf5) const SPACE: u16 = 0x01;
    pub(in crate::hdf5) const LINK_INFO: u16 = 0x02;
    pub(in crate::hdf5) const DATATYPE: u16 = 0x03;
    pub(in crate::hdf5) const LINK: u16 = 0x06;
    pub(in crate::hdf5) const EXTERNAL_FILES: u16 = 0x07;
    pub(in crate::hdf5) const LAYOUT: u16 = 0x08;
    pub(in crate::hdf5) const FILTERS: u16 = 0x0B;
    pub(in crate::hdf5) const ATTRIBUTE: u16 = 0x0C;
    pub(in crate::hdf5) const CONTINUATION: u16 = 0x10;
    pub(in crate::hdf5) const SYMBOL_TABLE: u16 = 0x11;
    pub(in crate::hdf5) const ATTRIBUTE_INFO: u16 = 0x15;
}

/// The most pieces of one header.
const MAX_PIECES: usize = 1024;

/// Bytes of a piece for each message that is allowed: there are as many small ones as large ones.
const LARGE: usize = 8;

pub(super) struct Message {
    pub(super) kind: u16,
    pub(super) body: Vec<u8>,
    /// Whether the body only says where the message stands.
    shared: bool,
}

/// The messages of an object.
pub(super) struct Object(Vec<Message>);

/// How the messages of a header are written.
#[derive(Clone, Copy)]
enum Version {
    One,
    /// With a creation order in each message or not.
    Two {
        ordered: bool,
    },
}

/// A piece of a header, its address and length.
type Piece = (u64, u64);

impl Object {
    /// The bodies of the messages of a kind.
    pub(super) fn all(&self, kind: u16) -> impl Iterator<Item = &[u8]> {
        self.0
            .iter()
            .filter(move |message| message.kind == kind && !message.shared)
            .map(|message| message.body.as_slice())
    }

    /// The first message of a kind.
    pub(super) fn first(&self, kind: u16) -> Option<Bytes<'_>> {
        self.all(kind).next().map(Bytes::new)
    }
}

impl Hdf5<'_> {
    /// The messages of the object at an address.
    pub(super) fn object(&self, address: u64) -> Result<Object, FormatError> {
        let (version, first) = self.beginning_of(address)?;
        let mut messages = Vec::new();
        let mut open = VecDeque::from([first]);
        let mut pieces = 0;
        while let Some((at, length)) = open.pop_front() {
            pieces += 1;
            if pieces > MAX_PIECES {
                return Err(self.damaged("a header in it has no end"));
            }
            self.few(usize::try_from(length).unwrap_or(usize::MAX) / LARGE)?;
            let bytes = self.read(at, length)?;
            let found = version.messages(&bytes, pieces > 1);
            let found = found.map_err(|reason| self.damaged(reason))?;
            self.few(messages.len() + found.len())?;
            for message in found {
                if message.kind == kind::CONTINUATION {
                    let piece = continuation(&message.body);
                    open.push_back(piece.map_err(|reason| self.damaged(reason))?);
                } else {
                    messages.push(message);
                }
            }
        }
        Ok(Object(messages))
    }

    /// The version of a header and its first piece.
    fn beginning_of(&self, address: u64) -> Result<(Version, Piece), FormatError> {
        // The longest beginning, or what there is of it.
        let length = self.file.len().saturating_sub(address).min(34);
        let bytes = self.read(address, length)?;
        let (version, skipped, size) = beginning(&bytes).map_err(|reason| self.damaged(reason))?;
        Ok((version, (self.after(address, skipped)?, size)))
    }
}

/// The version, the length of what stands before the first message, and the length of the messages.
fn beginning(bytes: &[u8]) -> Parsed<(Version, u64, u64)> {
    let mut rest = Bytes::new(bytes);
    if !bytes.starts_with(b"OHDR") {
        if rest.byte()? != 1 {
            return Err("a header in it is missing".into());
        }
        rest.take(7)?;
        let size = rest.number(4)?;
        return Ok((Version::One, 16, size));
    }
    rest.begins(*b"OHDR", 2)?;
    let flags = rest.byte()?;
    if flags & 0x20 != 0 {
        rest.take(16)?; // times
    }
    if flags & 0x10 != 0 {
        rest.take(4)?; // limits for attributes
    }
    let size = rest.number(1 << (flags & 3))?;
    let ordered = flags & 0x04 != 0;
    let skipped = (bytes.len() - rest.len()) as u64;
    Ok((Version::Two { ordered }, skipped, size))
}

impl Version {
    /// The messages of a piece. A later piece of the second version stands between its four letters
    /// and a checksum.
    fn messages(self, bytes: &[u8], later: bool) -> Parsed<Vec<Message>> {
        let mut bytes = Bytes::new(bytes);
        if later && matches!(self, Self::Two { .. }) {
            if bytes.take(4)? != b"OCHK" {
                return Err("the rest of a header in it is missing".into());
            }
            bytes = Bytes::new(bytes.take(bytes.len().saturating_sub(4))?);
        }
        let mut messages = Vec::new();
        let least = match self {
            Self::One => 8,
            Self::Two { ordered } => 4 + if ordered { 2 } else { 0 },
        };
        // A gap at the end is too small for a message.
        while bytes.len() >= least {
            let (kind, size) = match self {
                Self::One => (bytes.number(2)?, bytes.count(2)?),
                Self::Two { .. } => (bytes.number(1)?, bytes.count(2)?),
            };
            let flags = bytes.byte()?;
            bytes.take(least - if matches!(self, Self::One) { 5 } else { 4 })?;
            messages.push(Message {
                kind: kind as u16,
                body: bytes.take(size)?.to_vec(),
                shared: flags & 0x02 != 0,
            });
        }
        Ok(messages)
    }
}

fn continuation(body: &[u8]) -> Parsed<Piece> {
    let mut body = Bytes::new(body);
    let address = body.address()?.ok_or("the rest of a header has no place")?;
    Ok((address, body.number(8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_both_versions_read_the_same() {
        let old = [&[0x11, 0, 2, 0, 0, 0, 0, 0][..], &[7, 9], &[0; 5]].concat();
        let new = [&[0x11, 2, 0, 0][..], &[7, 9], &[0; 3]].concat();
        let ordered = [&[0x11, 2, 0, 0, 5, 0][..], &[7, 9]].concat();
        let later = [b"OCHK", &new[..], &[1, 2, 3, 4]].concat();
        let two = |ordered| Version::Two { ordered };
        for (version, bytes, is_later) in [
            (Version::One, old, false),
            (two(false), new, false),
            (two(true), ordered, false),
            (two(false), later, true),
        ] {
            let messages = version.messages(&bytes, is_later).unwrap();
            let object = Object(messages);
            let mut body = object.first(kind::SYMBOL_TABLE).unwrap();
            assert_eq!((body.number(2), body.len()), (Ok(0x0907), 0));
        }
    }

    #[test]
    fn a_header_tells_where_its_messages_begin() {
        let old = [&[1, 0, 3, 0, 1, 0, 0, 0, 80, 0, 0, 0][..], &[0; 4]].concat();
        assert!(matches!(beginning(&old), Ok((Version::One, 16, 80))));
        let new = [&b"OHDR\x02\x25"[..], &[0; 16], &[44, 1]].concat();
        let found = beginning(&new);
        assert!(matches!(
            found,
            Ok((Version::Two { ordered: true }, 24, 300))
        ));
        assert!(beginning(&[0; 34]).is_err());
        assert!(beginning(&new[..23]).is_err());
    }
}
