use std::rc::Rc;

use half::{bf16, f16};

/// The type of a tensor's values in its file, always little-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    F32,
    F64,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U8,
    /// One byte, 0 or 1.
    Bool,
    /// Unsupported, with its name in the file.
    Other(Rc<str>),
}

impl Dtype {
    /// From PyTorch's name of the storage class.
    pub(super) fn of_storage(class: &str) -> Self {
        match class {
            "FloatStorage" => Self::F32,
            "DoubleStorage" => Self::F64,
            "HalfStorage" => Self::F16,
            "BFloat16Storage" => Self::BF16,
            "LongStorage" => Self::I64,
            "IntStorage" => Self::I32,
            "ShortStorage" => Self::I16,
            "CharStorage" => Self::I8,
            "ByteStorage" => Self::U8,
            "BoolStorage" => Self::Bool,
            other => Self::Other(other.into()),
        }
    }

    /// From the name in a safetensors header.
    pub(super) fn of_safetensors(name: &str) -> Self {
        match name {
            "F32" => Self::F32,
            "F64" => Self::F64,
            "F16" => Self::F16,
            "BF16" => Self::BF16,
            "I64" => Self::I64,
            "I32" => Self::I32,
            "I16" => Self::I16,
            "I8" => Self::I8,
            "U8" => Self::U8,
            "BOOL" => Self::Bool,
            other => Self::Other(other.into()),
        }
    }

    /// Returns the bytes per value, or `None` if the type is not supported.
    pub(super) fn size(&self) -> Option<usize> {
        match self {
            Self::F64 | Self::I64 => Some(8),
            Self::F32 | Self::I32 => Some(4),
            Self::F16 | Self::BF16 | Self::I16 => Some(2),
            Self::I8 | Self::U8 | Self::Bool => Some(1),
            Self::Other(_) => None,
        }
    }

    /// Appends the decoded values as float32. Ignores trailing bytes of an incomplete value.
    pub(super) fn decode(&self, bytes: &[u8], values: &mut Vec<f32>) {
        let pairs = || bytes.as_chunks::<2>().0.iter();
        let fours = || bytes.as_chunks::<4>().0.iter();
        let eights = || bytes.as_chunks::<8>().0.iter();
        match self {
            Self::F32 => values.extend(fours().map(|b| f32::from_le_bytes(*b))),
            Self::F64 => values.extend(eights().map(|b| f64::from_le_bytes(*b) as f32)),
            Self::F16 => values.extend(pairs().map(|b| f16::from_le_bytes(*b).to_f32())),
            Self::BF16 => values.extend(pairs().map(|b| bf16::from_le_bytes(*b).to_f32())),
            Self::I64 => values.extend(eights().map(|b| i64::from_le_bytes(*b) as f32)),
            Self::I32 => values.extend(fours().map(|b| i32::from_le_bytes(*b) as f32)),
            Self::I16 => values.extend(pairs().map(|b| f32::from(i16::from_le_bytes(*b)))),
            Self::I8 => values.extend(bytes.iter().map(|b| f32::from(b.cast_signed()))),
            Self::U8 | Self::Bool => values.extend(bytes.iter().map(|b| f32::from(*b))),
            Self::Other(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dtype_decodes_a_known_value() {
        struct Case(&'static str, &'static str, &'static [u8], f32);
        for Case(storage, safetensors, bytes, expected) in [
            Case("FloatStorage", "F32", &[0, 0, 0xC0, 0x3F], 1.5),
            Case("DoubleStorage", "F64", &[0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5),
            Case("HalfStorage", "F16", &[0, 0x3E], 1.5),
            Case("BFloat16Storage", "BF16", &[0xC0, 0x3F], 1.5),
            Case(
                "LongStorage",
                "I64",
                &[254, 255, 255, 255, 255, 255, 255, 255],
                -2.0,
            ),
            Case("IntStorage", "I32", &[254, 255, 255, 255], -2.0),
            Case("ShortStorage", "I16", &[254, 255], -2.0),
            Case("CharStorage", "I8", &[254], -2.0),
            Case("ByteStorage", "U8", &[254], 254.0),
            Case("BoolStorage", "BOOL", &[1], 1.0),
        ] {
            let dtype = Dtype::of_storage(storage);
            assert_eq!(dtype, Dtype::of_safetensors(safetensors));
            assert_eq!(dtype.size(), Some(bytes.len()));
            let mut values = vec![7.0];
            dtype.decode(&[bytes, bytes].concat(), &mut values);
            assert_eq!(values, [7.0, expected, expected], "{storage}");
        }
        assert_eq!(Dtype::of_storage("ComplexFloatStorage").size(), None);
    }
}
