//! The numbers of a record.

/// What a record holds, or what is wrong with it.
pub(super) type Parsed<T> = Result<T, String>;

/// The rest of a record, whose numbers are read in order; the lowest byte of each is first.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn take(&mut self, count: usize) -> Parsed<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or("a record in it is cut short")?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number of up to 8 bytes.
    pub(super) fn number(&mut self, bytes: usize) -> Parsed<u64> {
        let taken = self.take(bytes)?.iter().rev();
        Ok(taken.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A number of up to 8 bytes that counts something in memory.
    pub(super) fn count(&mut self, bytes: usize) -> Parsed<usize> {
        let number = self.number(bytes)?;
        usize::try_from(number).map_err(|_| format!("a count of {number} in it is too large"))
    }

    pub(super) fn byte(&mut self) -> Parsed<u8> {
        Ok(self.take(1)?[0])
    }

    /// An address, or `None` for the one that stands for nowhere.
    pub(super) fn address(&mut self) -> Parsed<Option<u64>> {
        Ok(Some(self.number(8)?).filter(|address| *address != u64::MAX))
    }

    /// The four letters and the version with which a record begins.
    pub(super) fn begins(&mut self, letters: [u8; 4], version: u8) -> Parsed<()> {
        if self.take(4)? == letters && self.byte()? == version {
            return Ok(());
        }
        let name = String::from_utf8_lossy(&letters);
        Err(format!(
            "a record `{name}` in it is missing or of another version"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_order_and_none_beyond_the_end() {
        let mut bytes = Bytes::new(&[1, 2, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 9]);
        assert_eq!((bytes.byte(), bytes.number(2)), (Ok(1), Ok(258)));
        assert_eq!(bytes.address(), Ok(None));
        assert!(bytes.number(2).is_err());
        assert_eq!((bytes.len(), bytes.number(0)), (1, Ok(0)));
    }
}
