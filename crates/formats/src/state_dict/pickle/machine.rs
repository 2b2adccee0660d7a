use std::collections::HashMap;

use super::input::Input;
use super::{Id, Object, Pickle};
use crate::FormatError;
use crate::limits::PICKLE_STEPS;

const CUT_SHORT: &str = "its pickle is cut short";

/// Parses a pickle. `file` is its name in error messages.
///
/// # Errors
/// [`FormatError::Checkpoint`] if it is cut short, damaged, too long or has opcodes that PyTorch
/// does not write; [`FormatError::PickleRefused`] if it would run code.
pub(in crate::state_dict) fn parse(bytes: &[u8], file: &str) -> Result<Pickle, FormatError> {
    parse_first(bytes, file).map(|(pickle, _)| pickle)
}

/// Whether an error of [`parse_first`] says that the bytes end inside the pickle.
pub(in crate::state_dict) fn is_cut_short(error: &FormatError) -> bool {
    matches!(error, FormatError::Checkpoint { reason, .. } if reason == CUT_SHORT)
}

/// Parses a pickle that other bytes may follow, and returns its length too.
///
/// # Errors
/// Same as [`parse`].
pub(in crate::state_dict) fn parse_first(
    bytes: &[u8],
    file: &str,
) -> Result<(Pickle, usize), FormatError> {
    let mut machine = Machine {
        input: Input::new(bytes),
        file,
        objects: Vec::new(),
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
    };
    for _ in 0..PICKLE_STEPS {
        let opcode = machine.next(Input::byte)?;
        if opcode == b'.' {
            let root = machine.pop()?;
            let (objects, length) = (machine.objects, machine.input.position());
            return Ok((Pickle { objects, root }, length));
        }
        let known = machine.constant(opcode)?
            || machine.container(opcode)?
            || machine.memory(opcode)?
            || machine.call(opcode)?;
        if !known {
            let place = machine.input.position() - 1;
            let reason = format!(
                "byte {place} of its pickle is opcode {opcode:#04x}, which PyTorch does not write"
            );
            return Err(machine.damaged(reason));
        }
    }
    Err(machine.damaged(format!("its pickle takes more than {PICKLE_STEPS} steps")))
}

/// The state of the stack machine. `opcodes.rs` implements its opcodes.
pub(super) struct Machine<'b> {
    pub(super) input: Input<'b>,
    pub(super) file: &'b str,
    pub(super) objects: Vec<Object>,
    pub(super) stack: Vec<Id>,
    /// Marked heights of the stack.
    pub(super) marks: Vec<usize>,
    pub(super) memo: HashMap<u64, Id>,
}

impl<'b> Machine<'b> {
    pub(super) fn push(&mut self, object: Object) {
        self.stack.push(self.objects.len());
        self.objects.push(object);
    }

    pub(super) fn top(&self) -> Result<Id, FormatError> {
        let floor = self.marks.last().copied().unwrap_or_default();
        let above = self.stack.get(floor..).unwrap_or_default();
        above.last().copied().ok_or_else(|| self.unbalanced())
    }

    pub(super) fn pop(&mut self) -> Result<Id, FormatError> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    /// Pops `count` objects; the lowest comes first.
    pub(super) fn pop_many(&mut self, count: usize) -> Result<Vec<Id>, FormatError> {
        let floor = self.marks.last().copied().unwrap_or_default();
        match self.stack.len().checked_sub(count) {
            Some(start) if start >= floor => Ok(self.stack.split_off(start)),
            _ => Err(self.unbalanced()),
        }
    }

    pub(super) fn pop_to_mark(&mut self) -> Result<Vec<Id>, FormatError> {
        let mark = self.marks.pop().ok_or_else(|| self.unbalanced())?;
        Ok(self.stack.split_off(mark.min(self.stack.len())))
    }

    pub(super) fn number(&mut self, width: usize) -> Result<u64, FormatError> {
        self.next(|input| input.number(width))
    }

    pub(super) fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Input<'b>) -> Option<T>,
    ) -> Result<T, FormatError> {
        read(&mut self.input).ok_or_else(|| self.damaged(CUT_SHORT.into()))
    }

    fn unbalanced(&self) -> FormatError {
        self.damaged("its pickle takes more than it made".into())
    }

    pub(super) fn damaged(&self, reason: String) -> FormatError {
        FormatError::Checkpoint {
            file: self.file.into(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Pickle, FormatError> {
        parse(bytes, "net.pth")
    }

    #[test]
    fn damaged_pickles_have_a_reason() {
        struct Case(&'static [u8], &'static str);
        for Case(bytes, named) in [
            Case(b"", "cut short"),
            Case(b"\x80\x02}", "cut short"),
            Case(b"X\xFF\xFF\xFF\x7Fab.", "cut short"),
            Case(b"\x8d\0\0\0\0\0\0\0\x80ab.", "cut short"),
            Case(b"cos", "cut short"),
            Case(b".", "takes more than it made"),
            Case(b"K\x01(0.", "takes more than it made"),
            Case(b"t.", "takes more than it made"),
            Case(b"K\x01\x86.", "takes more than it made"),
            Case(b"h\x03.", "recalls object 3"),
            Case(b"K\x01K\x02\x93.", "is not a string"),
            Case(b"}\xFE.", "opcode 0xfe"),
        ] {
            let error = read(bytes).unwrap_err();
            assert_eq!(error.code(), "checkpoint-damaged", "{bytes:?}");
            assert!(error.to_string().contains(named), "{bytes:?}: {error}");
        }
    }

    #[test]
    fn a_pickle_ends_where_the_next_one_begins() {
        let (pickle, length) = parse_first(b"\x80\x02K\x07.\x80\x02N.", "net.pth").unwrap();
        assert_eq!((pickle.count(pickle.root()), length), (Some(7), 5));
        assert!(is_cut_short(
            &parse_first(b"\x80\x02K", "net.pth").unwrap_err()
        ));
        assert!(!is_cut_short(
            &parse_first(b"\xFE.", "net.pth").unwrap_err()
        ));
    }

    #[test]
    fn cyclic_and_deeply_nested_lists_are_parsed() {
        let pickle = read(b"]q\0h\0a.").unwrap();
        assert_eq!(pickle.sequence(pickle.root()), Some(&[pickle.root()][..]));
        let mut deep = vec![b']'; 100_000];
        deep.extend(vec![b'a'; 99_999]);
        deep.push(b'.');
        assert!(read(&deep).is_ok());
        let endless = vec![b'N'; PICKLE_STEPS + 1];
        assert!(read(&endless).unwrap_err().to_string().contains("steps"));
    }
}
