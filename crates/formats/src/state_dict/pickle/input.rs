/// Reads the bytes of a pickle in order. All readers return `None` if the pickle is cut short.
pub(super) struct Input<'b> {
    bytes: &'b [u8],
    position: usize,
}

impl<'b> Input<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Returns the next `count` bytes, without a copy.
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let end = self.position.checked_add(count)?;
        let taken = self.bytes.get(self.position..end)?;
        self.position = end;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Reads a little-endian integer of one to eight bytes.
    pub(super) fn number(&mut self, width: usize) -> Option<u64> {
        let mut wide = [0; 8];
        wide.get_mut(..width)?.copy_from_slice(self.take(width)?);
        Some(u64::from_le_bytes(wide))
    }

    /// Reads a length of `width` bytes, then that many bytes.
    pub(super) fn counted(&mut self, width: usize) -> Option<&'b [u8]> {
        let count = usize::try_from(self.number(width)?).ok()?;
        self.take(count)
    }

    /// Reads up to the next line break, which is not returned.
    pub(super) fn line(&mut self) -> Option<&'b str> {
        let rest = self.bytes.get(self.position..)?;
        let length = rest.iter().position(|byte| *byte == b'\n')?;
        let line = self.take(length + 1)?.get(..length)?;
        std::str::from_utf8(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_lines_and_counted_bytes_are_read_in_order() {
        let mut input = Input::new(b"\x02\x01os\nsystem\n\x03abcd");
        assert_eq!(input.number(2), Some(0x0102));
        assert_eq!((input.line(), input.line()), (Some("os"), Some("system")));
        assert_eq!(input.counted(1), Some(&b"abc"[..]));
        assert_eq!(input.take(2), None, "only one is left");
        assert_eq!(input.byte(), Some(b'd'));
        assert_eq!((input.byte(), input.line()), (None, None));
    }

    #[test]
    fn a_length_of_2_to_the_63_allocates_nothing() {
        let mut input = Input::new(b"\0\0\0\0\0\0\0\x80abc");
        assert_eq!(input.counted(8), None);
        assert_eq!(Input::new(&[255; 12]).counted(8), None);
    }
}
