use super::input::Input;
use super::machine::Machine;
use super::refused::is_attack;
use super::{Id, Object};
use crate::FormatError;

impl<'b> Machine<'b> {
    /// Runs an opcode that pushes one value. Returns whether `opcode` was one, as do the next
    /// three.
    pub(super) fn constant(&mut self, opcode: u8) -> Result<bool, FormatError> {
        let object = match opcode {
            b'N' => Object::Opaque,
            0x88 | 0x89 => Object::Int(i64::from(opcode == 0x88)),
            b'K' => Object::Int(self.number(1)?.cast_signed()),
            b'M' => Object::Int(self.number(2)?.cast_signed()),
            // The only signed integer of fixed width.
            b'J' => Object::Int(i64::from((self.number(4)? as u32).cast_signed())),
            0x8a => long(self.next(|input| input.counted(1))?),
            0x8b => long(self.next(|input| input.counted(4))?),
            b'X' | b'T' => self.text(4)?,
            0x8c | b'U' => self.text(1)?,
            0x8d => self.text(8)?,
            b'G' => self.skip(|input| input.take(8))?,
            b'C' => self.skip(|input| input.counted(1))?,
            b'B' => self.skip(|input| input.counted(4))?,
            0x8e | 0x96 => self.skip(|input| input.counted(8))?,
            _ => return Ok(false),
        };
        self.push(object);
        Ok(true)
    }

    /// Runs an opcode that makes or fills a tuple, list, set or dict.
    pub(super) fn container(&mut self, opcode: u8) -> Result<bool, FormatError> {
        match opcode {
            b'}' => self.push(Object::Dict(Vec::new())),
            b']' | b')' | 0x8f => self.push(Object::Sequence(Vec::new())),
            b't' | b'l' | 0x91 => {
                let items = self.pop_to_mark()?;
                self.push(Object::Sequence(items));
            }
            0x85..=0x87 => {
                let items = self.pop_many(usize::from(opcode - 0x84))?;
                self.push(Object::Sequence(items));
            }
            b'a' => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            b'e' | 0x90 => {
                let items = self.pop_to_mark()?;
                self.append(items)?;
            }
            b's' => {
                let pair = self.pop_many(2)?;
                self.set_items(&pair)?;
            }
            b'u' => {
                let pairs = self.pop_to_mark()?;
                self.set_items(&pairs)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Runs an opcode for the protocol, a frame, the stack or the memo.
    pub(super) fn memory(&mut self, opcode: u8) -> Result<bool, FormatError> {
        match opcode {
            0x80 => drop(self.number(1)?),
            0x95 => drop(self.number(8)?),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.pop()?),
            b'1' => drop(self.pop_to_mark()?),
            b'q' => self.memorise(1)?,
            b'r' => self.memorise(4)?,
            0x94 => {
                let (key, top) = (self.memo.len() as u64, self.top()?);
                self.memo.insert(key, top);
            }
            b'h' => self.recall(1)?,
            b'j' => self.recall(4)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Runs an opcode that names a Python object or would call one.
    pub(super) fn call(&mut self, opcode: u8) -> Result<bool, FormatError> {
        match opcode {
            b'c' => {
                let module = self.next(Input::line)?.to_owned();
                let name = self.next(Input::line)?.to_owned();
                self.named(module, name)?;
            }
            0x93 => {
                let parts = self.pop_many(2)?;
                let mut texts = parts.iter().map(|id| match self.objects.get(*id) {
                    Some(Object::Text(text)) => Some(text.clone()),
                    _ => None,
                });
                let (Some(Some(module)), Some(Some(name))) = (texts.next(), texts.next()) else {
                    return Err(self.damaged("a name in its pickle is not a string".into()));
                };
                self.named(module, name)?;
            }
            b'R' => self.called()?,
            0x81 | 0x92 => {
                // The class, then positional and, for 0x92, keyword arguments.
                let parts = self.pop_many(if opcode == 0x81 { 2 } else { 3 })?;
                let class = parts.first().copied().unwrap_or_default();
                self.push(Object::Instance(class));
            }
            // The state of an object, which is not kept.
            b'b' => drop(self.pop()?),
            b'Q' => {
                let id = self.pop()?;
                self.push(Object::Outside(id));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn named(&mut self, module: String, name: String) -> Result<(), FormatError> {
        if is_attack(&module, &name) {
            return Err(FormatError::PickleRefused {
                file: self.file.into(),
                callable: format!("{module}.{name}"),
            });
        }
        self.push(Object::Name { module, name });
        Ok(())
    }

    fn called(&mut self) -> Result<(), FormatError> {
        let arguments = self.pop()?;
        let function = self.pop()?;
        let is_dict = matches!(
            self.objects.get(function),
            Some(Object::Name { module, name }) if module == "collections" && name != "deque"
        );
        self.push(if is_dict {
            Object::Dict(Vec::new())
        } else {
            Object::Call {
                function,
                arguments,
            }
        });
        Ok(())
    }

    /// Ignores items that are appended to anything but a list: no tensor depends on them.
    fn append(&mut self, items: Vec<Id>) -> Result<(), FormatError> {
        let top = self.top()?;
        if let Some(Object::Sequence(list)) = self.objects.get_mut(top) {
            list.extend(items);
        }
        Ok(())
    }

    fn set_items(&mut self, pairs: &[Id]) -> Result<(), FormatError> {
        let top = self.top()?;
        if let Some(Object::Dict(dict)) = self.objects.get_mut(top) {
            let pairs = pairs.as_chunks::<2>().0;
            dict.extend(pairs.iter().map(|[key, value]| (*key, *value)));
        }
        Ok(())
    }

    fn memorise(&mut self, width: usize) -> Result<(), FormatError> {
        let (key, top) = (self.number(width)?, self.top()?);
        self.memo.insert(key, top);
        Ok(())
    }

    fn recall(&mut self, width: usize) -> Result<(), FormatError> {
        let key = self.number(width)?;
        let Some(id) = self.memo.get(&key) else {
            return Err(self.damaged(format!(
                "its pickle recalls object {key}, which it never made"
            )));
        };
        self.stack.push(*id);
        Ok(())
    }

    fn text(&mut self, width: usize) -> Result<Object, FormatError> {
        let bytes = self.next(|input| input.counted(width))?;
        Ok(Object::Text(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn skip(
        &mut self,
        read: impl FnOnce(&mut Input<'b>) -> Option<&'b [u8]>,
    ) -> Result<Object, FormatError> {
        self.next(read).map(|_| Object::Opaque)
    }
}

/// Decodes a signed little-endian integer. One of more than 8 bytes becomes opaque, since no count
/// is that large.
fn long(bytes: &[u8]) -> Object {
    let sign = bytes.last().is_some_and(|byte| *byte >= 0x80);
    let mut wide = [if sign { 0xFF } else { 0 }; 8];
    match wide.get_mut(..bytes.len()) {
        Some(low) => {
            low.copy_from_slice(bytes);
            Object::Int(i64::from_le_bytes(wide))
        }
        None => Object::Opaque,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pickle, parse};
    use super::*;

    fn read(bytes: &[u8]) -> Result<Pickle, FormatError> {
        parse(bytes, "net.pth")
    }

    #[test]
    fn every_integer_opcode_is_decoded() {
        struct Case(&'static [u8], i64);
        for Case(bytes, expected) in [
            Case(b"K\x07.", 7),
            Case(b"M\x00\x01.", 256),
            Case(b"J\xFE\xFF\xFF\xFF.", -2),
            Case(b"\x8a\x01\xFF.", -1),
            Case(b"\x8a\x00.", 0),
            Case(b"\x88.", 1),
            Case(b"\x89.", 0),
            Case(b"\x8a\x05\x00\x00\x00\x00\x01.", 1 << 32),
            Case(b"\x8b\x02\x00\x00\x00\x00\x01.", 256),
        ] {
            let pickle = read(bytes).unwrap();
            assert_eq!(
                pickle.get(pickle.root()),
                &Object::Int(expected),
                "{bytes:?}"
            );
        }
    }

    /// `{"a": (1, [2, 3]), "b": <the same tuple>}` as protocols 2 and 4 can write it.
    #[test]
    fn nested_containers_and_the_memo_are_decoded() {
        for bytes in [
            &b"\x80\x02}(X\x01\0\0\0aK\x01](K\x02K\x03e\x86q\x05X\x01\0\0\0bh\x05u."[..],
            &b"\x80\x04\x95\x20\0\0\0\0\0\0\0}\x94\x8c\x01aK\x01]K\x02aK\x03a\x86\x94s\x8c\x01bh\x01s."[..],
        ] {
            let pickle = read(bytes).unwrap();
            let Object::Dict(items) = pickle.get(pickle.root()) else {
                panic!("{pickle:?}");
            };
            let &[(a, first), (b, second)] = items.as_slice() else {
                panic!("{items:?}");
            };
            assert_eq!((pickle.text(a), pickle.text(b)), (Some("a"), Some("b")));
            assert_eq!(first, second, "one object");
            let &[one, list] = pickle.sequence(first).unwrap() else {
                panic!("{pickle:?}");
            };
            let list = pickle.sequence(list).unwrap();
            assert_eq!(pickle.count(one), Some(1));
            assert_eq!(pickle.count(list[1]), Some(3));
        }
    }

    #[test]
    fn calls_are_recorded_and_not_run() {
        let pickle = read(b"\x80\x02cnumpy\nprod\nK\x02K\x03\x86R}b.").unwrap();
        let (module, name, arguments) = pickle.call(pickle.root()).unwrap();
        assert_eq!((module, name, arguments.len()), ("numpy", "prod", 2));
        let pickle = read(b"\x80\x02ccollections\nOrderedDict\n)RX\x01\0\0\0aK\x01s}b.").unwrap();
        assert!(matches!(pickle.get(pickle.root()), Object::Dict(items) if items.len() == 1));
    }

    #[test]
    fn a_pickle_that_would_run_code_is_rejected() {
        for (bytes, callable) in [
            (&b"cos\nsystem\nX\x02\0\0\0ls\x85R."[..], "os.system"),
            (
                &b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93."[..],
                "builtins.eval",
            ),
        ] {
            let expected = FormatError::PickleRefused {
                file: "net.pth".into(),
                callable: callable.into(),
            };
            assert_eq!(read(bytes).unwrap_err(), expected);
        }
    }
}
