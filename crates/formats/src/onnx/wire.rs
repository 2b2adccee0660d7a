//! Walks over the fields of a protobuf message in a file and reads only the fields asked for.
//! Encoding: <https://protobuf.dev/programming-guides/encoding/>.

use prost::Message;
use prost::encoding::{WireType, decode_key, decode_varint};

use crate::{FormatError, SourceFile};

/// Bytes read at once: the walk over a model asks for many small pieces in a row.
const WINDOW: u64 = 1 << 16;

/// The longest message that is decoded as a whole, in bytes. Nodes hold only small constants;
/// weights are not part of them.
const LONGEST: u64 = 1 << 28;

/// A field of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Field number.
    pub(super) tag: u32,
    /// The value of a varint, else 0.
    pub(super) value: u64,
    /// Offset of the content in the file.
    pub(super) start: u64,
    /// Length of the content in bytes; 0 for a varint.
    pub(super) length: u64,
}

/// A file and the part of it that was read last.
pub(super) struct Wire<'a> {
    file: &'a SourceFile,
    window: Vec<u8>,
    window_start: u64,
}

impl<'a> Wire<'a> {
    pub(super) fn new(file: &'a SourceFile) -> Self {
        Self {
            file,
            window: Vec::new(),
            window_start: 0,
        }
    }

    /// Reads the content of a field.
    pub(super) fn read(&mut self, field: Field) -> Result<Vec<u8>, FormatError> {
        if field.length > WINDOW {
            return self.file.read(field.start, field.length);
        }
        let found = self.peek(field.start, field.length)?;
        Ok(found.to_vec())
    }

    /// Decodes the content of a field as a message.
    pub(super) fn decode<M: Message + Default>(&mut self, field: Field) -> Result<M, FormatError> {
        if field.length > LONGEST {
            let reason = format!("it holds a message of {} bytes", field.length);
            return Err(self.damaged(reason));
        }
        let bytes = self.read(field)?;
        M::decode(bytes.as_slice()).map_err(|error| self.damaged(cause(&error)))
    }

    /// Reads the content of a field as text.
    pub(super) fn text(&mut self, field: Field) -> Result<String, FormatError> {
        let bytes = self.read(field)?;
        String::from_utf8(bytes)
            .map_err(|_| self.damaged("it holds a name that is not UTF-8".into()))
    }

    /// Reads the content of a field as a packed list of integers, up to 1000 bytes of it.
    pub(super) fn numbers(&mut self, field: Field) -> Result<Vec<i64>, FormatError> {
        let bytes = self.read(Field {
            length: field.length.min(1000),
            ..field
        })?;
        let mut left = bytes.as_slice();
        let mut numbers = Vec::new();
        while !left.is_empty() {
            let number =
                decode_varint(&mut left).map_err(|error| self.damaged(error.to_string()))?;
            numbers.push(number.cast_signed());
        }
        Ok(numbers)
    }

    pub(super) fn damaged(&self, reason: String) -> FormatError {
        damaged(self.file, reason)
    }

    /// Returns `count` bytes at an offset; fewer only at the end of the file.
    fn peek(&mut self, at: u64, count: u64) -> Result<&[u8], FormatError> {
        let count = count.min(self.file.len().saturating_sub(at));
        let known = self.window_start..self.window_start + self.window.len() as u64;
        if at < known.start || at + count > known.end {
            let length = WINDOW.min(self.file.len() - at);
            self.window = self.file.read(at, length)?;
            self.window_start = at;
        }
        let start = (at - self.window_start) as usize;
        let found = self.window.get(start..start + count as usize);
        Ok(found.unwrap_or_default())
    }
}

/// The error for a file that is damaged.
pub(super) fn damaged(file: &SourceFile, reason: String) -> FormatError {
    FormatError::OnnxDamaged {
        file: file.base_name().into(),
        reason,
    }
}

/// The fields between two offsets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    at: u64,
    end: u64,
}

impl Fields {
    /// The fields of a whole file.
    pub(super) fn of_file(file: &SourceFile) -> Self {
        let end = file.len();
        Self { at: 0, end }
    }

    /// The fields of the message in a field.
    pub(super) fn of(field: Field) -> Self {
        let (at, end) = (field.start, field.start + field.length);
        Self { at, end }
    }

    /// Returns the next field, or `None` at the end.
    pub(super) fn next(&mut self, wire: &mut Wire) -> Result<Option<Field>, FormatError> {
        if self.at >= self.end {
            return Ok(None);
        }
        // A key and a varint take at most ten bytes each.
        let bytes = wire.peek(self.at, (self.end - self.at).min(20))?;
        let mut left = bytes;
        let broken = |error: prost::DecodeError| cause(&error);
        let head = decode_key(&mut left)
            .map_err(broken)
            .and_then(|(tag, kind)| {
                let number = match kind {
                    WireType::Varint | WireType::LengthDelimited => {
                        decode_varint(&mut left).map_err(broken)?
                    }
                    WireType::ThirtyTwoBit => 4,
                    WireType::SixtyFourBit => 8,
                    _ => return Err("a group, which no ONNX file has".to_owned()),
                };
                Ok((tag, kind, number))
            });
        let taken = (bytes.len() - left.len()) as u64;
        let (tag, kind, number) = head.map_err(|reason| wire.damaged(reason))?;
        let (value, length) = match kind {
            WireType::Varint => (number, 0),
            _ => (0, number),
        };
        let start = self.at + taken;
        if length > self.end - start.min(self.end) {
            let reason = format!("a part of {length} bytes at {start} reaches beyond its end");
            return Err(wire.damaged(reason));
        }
        self.at = start + length;
        Ok(Some(Field {
            tag,
            value,
            start,
            length,
        }))
    }
}

/// What is wrong, without the path to it: `Foo.bar: Bar.baz: invalid varint`.
fn cause(error: &prost::DecodeError) -> String {
    let text = error.to_string();
    match text.rsplit(": ").next() {
        Some("recursion limit reached") => "it holds graphs in graphs in graphs".into(),
        Some(cause) => cause.into(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Field 1 = 300, field 2 = "ab", field 3 (32 bits) = 1.0.
    const GOOD: &[u8] = &[8, 0xAC, 2, 18, 2, b'a', b'b', 29, 0, 0, 0x80, 0x3F];

    fn walk(bytes: &[u8]) -> Result<Vec<Field>, FormatError> {
        let file = SourceFile::new("a.onnx", bytes.to_vec());
        let mut wire = Wire::new(&file);
        let mut fields = Fields::of_file(&file);
        let mut all = Vec::new();
        while let Some(field) = fields.next(&mut wire)? {
            all.push(field);
        }
        Ok(all)
    }

    #[test]
    fn varints_texts_and_floats_are_read() {
        let file = SourceFile::new("a.onnx", GOOD.to_vec());
        let mut wire = Wire::new(&file);
        let fields = walk(GOOD).unwrap();
        assert_eq!((fields[0].tag, fields[0].value), (1, 300));
        assert_eq!(wire.text(fields[1]).unwrap(), "ab");
        assert_eq!(wire.read(fields[2]).unwrap(), 1f32.to_le_bytes());
    }

    #[test]
    fn broken_encoding_is_an_error() {
        struct Case(&'static [u8], &'static str);
        for Case(bytes, why) in [
            Case(&GOOD[..6], "a text that is cut"),
            Case(&GOOD[..4], "a key without a length"),
            Case(
                &[
                    8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                ],
                "a number without end",
            ),
            Case(
                &[18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
                "2^63 bytes",
            ),
            Case(&[11], "a group"),
            Case(&[0], "field 0"),
        ] {
            let error = walk(bytes).expect_err(why);
            assert_eq!(error.code(), "onnx-damaged", "{why}");
        }
    }
}
