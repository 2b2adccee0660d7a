//! Groups: the names in them, and where their objects stand.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Hdf5;
use super::bytes::{Bytes, Parsed};
use super::header::{Object, kind};
use super::tree::Kind;
use crate::FormatError;

/// Addresses by names.
pub(super) type Children = BTreeMap<String, u64>;

/// The longest name.
const LONGEST: usize = 4096;

/// Bytes of an entry in a symbol table.
const SYMBOL: usize = 40;

impl Hdf5<'_> {
    /// What is in the group at an address. A dataset has nothing in it.
    pub(super) fn children(&self, address: u64) -> Result<Rc<Children>, FormatError> {
        if let Some(known) = self.groups.borrow().get(&address) {
            return Ok(Rc::clone(known));
        }
        let object = self.object(address)?;
        let mut children = self.symbols(&object)?;
        for body in object.all(kind::LINK) {
            children.extend(link(body).map_err(|reason| self.damaged(reason))?);
        }
        let places = object.first(kind::LINK_INFO).map(many_links).transpose();
        if let Some((heap, index)) = places.map_err(|reason| self.damaged(reason))?.flatten() {
            for body in self.dense(heap, index)? {
                children.extend(link(&body).map_err(|reason| self.damaged(reason))?);
            }
        }
        let children = Rc::new(children);
        let mut groups = self.groups.borrow_mut();
        groups.insert(address, Rc::clone(&children));
        Ok(children)
    }

    /// The names of an older group: a tree of tables (`SNOD`), and a heap.
    fn symbols(&self, object: &Object) -> Result<Children, FormatError> {
        let Some(body) = object.first(kind::SYMBOL_TABLE) else {
            return Ok(Children::new());
        };
        let (tree, heap) = places(body).map_err(|reason| self.damaged(reason))?;
        let names = self.local_heap(heap)?;
        let mut children = Children::new();
        for (_, table) in self.leaves(tree, Kind::Group, 8)? {
            let head = self.read(table, 8)?;
            let count = table_length(&head).map_err(|reason| self.damaged(reason))?;
            let entries = self.read(self.after(table, 8)?, count * SYMBOL as u64)?;
            for entry in entries.chunks_exact(SYMBOL) {
                let symbol = symbol(entry, &names).map_err(|reason| self.damaged(reason))?;
                if let Some((name, address)) = symbol {
                    self.spend(name.len() as u64)?;
                    children.insert(name, address);
                }
            }
        }
        Ok(children)
    }
}

/// The addresses of the tree and the heap of an older group.
fn places(mut body: Bytes) -> Parsed<(u64, u64)> {
    let places = body.address()?.zip(body.address()?);
    Ok(places.ok_or("a group in it has no names")?)
}

fn table_length(bytes: &[u8]) -> Parsed<u64> {
    let mut bytes = Bytes::new(bytes);
    bytes.begins(*b"SNOD", 1)?;
    bytes.byte()?;
    bytes.number(2)
}

/// Name and address of an entry. `None` for a link to a path, which Keras does not write.
fn symbol(entry: &[u8], names: &[u8]) -> Parsed<Option<(String, u64)>> {
    let mut entry = Bytes::new(entry);
    let (place, address) = (entry.count(8)?, entry.address()?);
    let is_path = entry.number(4)? == 2;
    let Some(address) = address.filter(|_| !is_path) else {
        return Ok(None);
    };
    let rest = names.get(place..).unwrap_or_default();
    let end = rest.iter().take(LONGEST).position(|byte| *byte == 0);
    let bytes = end.and_then(|end| rest.get(..end));
    Ok(Some((
        name(bytes.ok_or("a name in it has no end")?)?,
        address,
    )))
}

/// Name and address of a link in a newer group. `None` for links to paths and other files.
fn link(body: &[u8]) -> Parsed<Option<(String, u64)>> {
    let mut body = Bytes::new(body);
    if body.byte()? != 1 {
        return Err("a link in it is of another version".into());
    }
    let flags = body.byte()?;
    let is_hard = flags & 0x08 == 0 || body.byte()? == 0;
    body.take(if flags & 0x04 == 0 { 0 } else { 8 })?; // the order of creation
    body.take(usize::from(flags & 0x10 != 0))?; // the encoding
    let length = body.count(1 << (flags & 3))?;
    let name = name(body.take(length)?)?;
    if !is_hard {
        return Ok(None);
    }
    Ok(body.address()?.map(|address| (name, address)))
}

/// The addresses of the heap and the index of a group with many links.
fn many_links(mut body: Bytes) -> Parsed<Option<(u64, u64)>> {
    body.byte()?;
    let is_ordered = body.byte()? & 1 != 0;
    body.take(if is_ordered { 8 } else { 0 })?;
    Ok(body.address()?.zip(body.address()?))
}

fn name(bytes: &[u8]) -> Parsed<String> {
    let text = std::str::from_utf8(bytes.get(..LONGEST).unwrap_or(bytes));
    Ok(text.map_err(|_| "a name in it is not in UTF-8")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_and_a_link_give_name_and_address() {
        let names = b"\0conv\0dense\0end";
        let entry = |place: u64, kind: u8| {
            [
                &place.to_le_bytes()[..],
                &96u64.to_le_bytes(),
                &[kind],
                &[0; 23],
            ]
            .concat()
        };
        let expected = Some(("dense".to_owned(), 96));
        assert_eq!(symbol(&entry(6, 1), names), Ok(expected.clone()));
        assert_eq!(symbol(&entry(6, 2), names), Ok(None), "a path");
        assert!(symbol(&entry(12, 0), names).is_err(), "no end");
        assert!(symbol(&entry(99, 0), names).is_err());
        let at = 96u64.to_le_bytes();
        assert_eq!(
            link(&[&[1, 0, 5][..], b"dense", &at].concat()),
            Ok(expected.clone())
        );
        let full = [&[1, 0x1D, 0][..], &[0; 8], &[1, 5, 0], b"dense", &at].concat();
        assert_eq!(link(&full), Ok(expected));
        assert_eq!(
            link(&[&[1, 8, 1, 1][..], b"d", &[1, 0, 47]].concat()),
            Ok(None)
        );
        assert!(link(&[1, 0, 9, 100]).is_err());
    }
}
