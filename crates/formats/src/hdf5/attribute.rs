//! Attributes of a group or dataset. Only texts and lists of texts are read.

use super::bytes::{Bytes, Parsed};
use super::datatype::Datatype;
use super::header::{Object, kind};
use super::{Hdf5, space};
use crate::FormatError;

struct Attribute<'o> {
    datatype: Datatype,
    count: usize,
    data: Bytes<'o>,
}

impl Hdf5<'_> {
    /// The attribute of that name as a text, or `None` if the object has none.
    ///
    /// # Errors
    /// [`FormatError::Hdf5`] if it is damaged or no text.
    pub(crate) fn text(&self, address: u64, name: &str) -> Result<Option<String>, FormatError> {
        let texts = self.texts(address, name)?;
        match texts {
            None => Ok(None),
            Some(mut texts) if texts.len() == 1 => Ok(texts.pop()),
            Some(texts) => {
                let count = texts.len();
                Err(self.damaged(format!("its `{name}` is {count} texts instead of one")))
            }
        }
    }

    /// The attribute of that name as a list of texts, or `None` if the object has none.
    ///
    /// # Errors
    /// [`FormatError::Hdf5`] if it is damaged or holds no texts.
    pub(crate) fn texts(
        &self,
        address: u64,
        name: &str,
    ) -> Result<Option<Vec<String>>, FormatError> {
        let object = self.object(address)?;
        let damaged = |reason: String| self.damaged(format!("its `{name}`: {reason}"));
        let Some(mut attribute) = found(&object, name).map_err(damaged)? else {
            if has_many(&object).map_err(damaged)? {
                return Err(self.damaged("it keeps its attributes apart, as Keras does not"));
            }
            return Ok(None);
        };
        let size = match attribute.datatype {
            _ if attribute.count == 0 => return Ok(Some(Vec::new())),
            Datatype::Text(size) => size,
            Datatype::TextElsewhere => attribute.datatype.size(),
            _ => return Err(damaged("it is no text".into())),
        };
        let mut texts = Vec::new();
        for _ in 0..attribute.count {
            let bytes = attribute.data.take(size).map_err(damaged)?;
            let text = if attribute.datatype == Datatype::TextElsewhere {
                self.text_elsewhere(bytes)?
            } else {
                bytes.to_vec()
            };
            texts.push(decoded(text).map_err(damaged)?);
        }
        Ok(Some(texts))
    }
}

/// A text without the zeros that fill it up.
fn decoded(mut bytes: Vec<u8>) -> Parsed<String> {
    let end = bytes.iter().position(|byte| *byte == 0);
    bytes.truncate(end.unwrap_or(bytes.len()));
    String::from_utf8(bytes).map_err(|_| "it is not in UTF-8".into())
}

fn found<'o>(object: &'o Object, name: &str) -> Parsed<Option<Attribute<'o>>> {
    for body in object.all(kind::ATTRIBUTE) {
        if let Some(attribute) = attribute(Bytes::new(body), name)? {
            return Ok(Some(attribute));
        }
    }
    Ok(None)
}

/// Whether the attributes stand in a heap of their own, as very many do in newer files.
fn has_many(object: &Object) -> Parsed<bool> {
    let Some(mut info) = object.first(kind::ATTRIBUTE_INFO) else {
        return Ok(false);
    };
    info.byte()?;
    let tracked = info.byte()? & 1 != 0;
    info.take(if tracked { 2 } else { 0 })?;
    Ok(info.address()?.is_some())
}

/// The attribute in a message if it has that name.
fn attribute<'o>(mut bytes: Bytes<'o>, name: &str) -> Parsed<Option<Attribute<'o>>> {
    let version = bytes.byte()?;
    let shared = bytes.byte()?;
    let sizes = [bytes.count(2)?, bytes.count(2)?, bytes.count(2)?];
    match version {
        1 | 2 => {}
        3 => _ = bytes.byte()?, // the encoding
        other => return Err(format!("version {other} of attributes is not known")),
    }
    // The first version fills each part up to eight bytes.
    let taken = |size: usize| {
        if version == 1 {
            size.next_multiple_of(8)
        } else {
            size
        }
    };
    let found = bytes.take(taken(sizes[0]))?;
    let end = found.iter().position(|byte| *byte == 0);
    if found.get(..end.unwrap_or(found.len())) != Some(name.as_bytes()) {
        return Ok(None);
    }
    if version > 1 && shared != 0 {
        return Err("its type stands elsewhere, which is not supported".into());
    }
    let datatype = Datatype::parse(Bytes::new(bytes.take(taken(sizes[1]))?))?;
    let shape = space::shape(Bytes::new(bytes.take(taken(sizes[2]))?))?;
    let count = space::count(&shape)?;
    let data = Bytes::new(bytes.take(bytes.len())?);
    // Checked before anything is allocated for each of them.
    if count
        .checked_mul(datatype.size())
        .is_none_or(|size| size > data.len())
    {
        return Err("it is cut short".into());
    }
    Ok(Some(Attribute {
        datatype,
        count,
        data,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_texts_reads_the_same_in_each_version() {
        let text = [0x13, 0, 0, 0, 3, 0, 0, 0];
        let shape = [&[1, 1, 0, 0, 0, 0, 0, 0][..], &2u64.to_le_bytes()].concat();
        let data = b"abcd\0\0";
        let sizes = [5, 0, 8, 0, 16, 0];
        let first = [&[1, 0][..], &sizes, b"name\0\0\0\0", &text, &shape, data].concat();
        let third = [&[3, 0][..], &sizes, &[0], b"name\0", &text, &shape, data].concat();
        for bytes in [first, third] {
            let mut found = attribute(Bytes::new(&bytes), "name").unwrap().unwrap();
            assert_eq!((found.datatype, found.count), (Datatype::Text(3), 2));
            assert_eq!(found.data.take(6).unwrap(), data);
            assert!(attribute(Bytes::new(&bytes), "nam").unwrap().is_none());
            let cut = &bytes[..bytes.len() - 1];
            assert!(attribute(Bytes::new(cut), "name").is_err());
        }
        assert_eq!(decoded(b"d\0\0".into()), Ok("d".into()));
        assert!(decoded(vec![0xFF]).is_err());
    }
}
