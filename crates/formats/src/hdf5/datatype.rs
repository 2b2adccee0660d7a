//! What a value is: a number or a text.

use half::{bf16, f16};

use super::bytes::{Bytes, Parsed};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Datatype {
    Number(Number),
    /// A text in this many bytes.
    Text(usize),
    /// A text that stands elsewhere: its length, the address of a heap and its number there.
    TextElsewhere,
    /// Bytes without a meaning, this many for a value.
    Opaque(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    kind: Kind,
    /// Bytes of a value.
    size: usize,
    highest_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Unsigned,
    Signed,
    Float,
    /// Half a float32: as many bits for the exponent.
    BrainFloat,
}

/// Bytes of a text that stands elsewhere.
pub(super) const REFERENCE: usize = 16;

impl Datatype {
    pub(super) fn parse(mut bytes: Bytes) -> Parsed<Self> {
        let class = bytes.byte()? & 0x0F;
        let bits = bytes.number(3)?;
        let size = bytes.count(4)?;
        let highest_first = bits & 1 != 0;
        let whole = |kind, size| Self::number(kind, size, highest_first);
        match class {
            0 => {
                full(&mut bytes, size)?;
                let signed = bits & 8 != 0;
                whole(if signed { Kind::Signed } else { Kind::Unsigned }, size)
            }
            1 => whole(float(bits, size, bytes)?, size),
            3 => Ok(Self::Text(size)),
            5 => Ok(Self::Opaque(size)),
            // An enumeration is a whole number, after which names follow.
            8 => {
                let class = { bytes }.byte()? & 0x0F;
                if class == 0 {
                    Self::parse(bytes)
                } else {
                    Err("an enumeration of no whole numbers".into())
                }
            }
            9 if bits & 0x0F == 1 && size == REFERENCE => Ok(Self::TextElsewhere),
            other => Err(format!("values of the class {other} are not supported")),
        }
    }

    fn number(kind: Kind, size: usize, highest_first: bool) -> Parsed<Self> {
        let known: &[usize] = match kind {
            Kind::Float => &[2, 4, 8],
            Kind::BrainFloat => &[2],
            Kind::Signed | Kind::Unsigned => &[1, 2, 4, 8],
        };
        if !known.contains(&size) {
            return Err(format!("numbers of {size} bytes are not supported"));
        }
        Ok(Self::Number(Number {
            kind,
            size,
            highest_first,
        }))
    }

    /// Bytes of a value.
    pub(super) const fn size(self) -> usize {
        match self {
            Self::Number(number) => number.size,
            Self::Text(size) | Self::Opaque(size) => size,
            Self::TextElsewhere => REFERENCE,
        }
    }

    /// Keras before version 3.10 stores `bfloat16` as two bytes without a meaning.
    pub(super) const fn brain_float() -> Number {
        Number {
            kind: Kind::BrainFloat,
            size: 2,
            highest_first: false,
        }
    }
}

/// Fails unless all bits of a whole number count.
fn full(bytes: &mut Bytes, size: usize) -> Parsed<()> {
    let (from, bits) = (bytes.count(2)?, bytes.count(2)?);
    if from == 0 && Some(bits) == size.checked_mul(8) {
        return Ok(());
    }
    Err(format!(
        "whole numbers of {bits} bits in {size} bytes are not supported"
    ))
}

/// Which float this is, by the places of its sign, exponent and mantissa.
fn float(bits: u64, size: usize, mut bytes: Bytes) -> Parsed<Kind> {
    full(&mut bytes, size)?;
    let sign = bits >> 8 & 0xFF;
    let places = [bytes.byte()?, bytes.byte()?, bytes.byte()?, bytes.byte()?];
    let bias = bytes.number(4)?;
    match (sign, places, bias) {
        (15, [10, 5, 0, 10], 15) | (31, [23, 8, 0, 23], 127) | (63, [52, 11, 0, 52], 1023) => {
            Ok(Kind::Float)
        }
        (15, [7, 8, 0, 7], 127) => Ok(Kind::BrainFloat),
        _ => Err(format!(
            "floats of {size} bytes of this kind are not supported"
        )),
    }
}

impl Number {
    /// Decodes values, which follow each other.
    pub(super) fn decode(self, bytes: &[u8]) -> Vec<f32> {
        if (self.kind, self.size, self.highest_first) == (Kind::Float, 4, false) {
            let values = bytes.as_chunks::<4>().0.iter();
            return values.map(|value| f32::from_le_bytes(*value)).collect();
        }
        let values = bytes.chunks_exact(self.size);
        values
            .map(|value| {
                let mut lowest_first = [0; 8];
                let own = &mut lowest_first[..self.size];
                own.copy_from_slice(value);
                if self.highest_first {
                    own.reverse();
                }
                self.value(u64::from_le_bytes(lowest_first))
            })
            .collect()
    }

    fn value(self, bits: u64) -> f32 {
        match (self.kind, self.size) {
            (Kind::BrainFloat, _) => bf16::from_bits(bits as u16).to_f32(),
            (Kind::Float, 2) => f16::from_bits(bits as u16).to_f32(),
            (Kind::Float, 4) => f32::from_bits(bits as u32),
            (Kind::Float, _) => f64::from_bits(bits) as f32,
            (Kind::Unsigned, _) => bits as f32,
            (Kind::Signed, size) => {
                let unused = 64 - 8 * size as u32;
                ((bits << unused).cast_signed() >> unused) as f32
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A datatype message: class, bits, size and properties.
    fn parsed(class: u8, bits: [u8; 3], size: u8, rest: &[u8]) -> Parsed<Datatype> {
        let head = [0x10 | class, bits[0], bits[1], bits[2], size, 0, 0, 0];
        Datatype::parse(Bytes::new(&[&head, rest].concat()))
    }

    fn float(sign: u8, size: u8, places: [u8; 4], bias: u8) -> Parsed<Datatype> {
        let bits = [0, 0, size * 8, 0];
        let bias = if bias == 255 {
            [255, 3, 0, 0]
        } else {
            [bias, 0, 0, 0]
        };
        parsed(
            1,
            [0x20, sign, 0],
            size,
            &[&bits[..], &places, &bias].concat(),
        )
    }

    fn decoded(datatype: Parsed<Datatype>, bytes: &[u8]) -> Vec<f32> {
        match datatype {
            Ok(Datatype::Number(number)) => number.decode(bytes),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_of_each_kind_match_hand_computed_values() {
        let half = float(15, 2, [10, 5, 0, 10], 15);
        assert_eq!(decoded(half, &[0x00, 0xBC, 0x00, 0x3E]), [-1.0, 1.5]);
        let brain = float(15, 2, [7, 8, 0, 7], 127);
        assert_eq!(decoded(brain, &[0x80, 0xBF, 0xC0, 0x3F]), [-1.0, 1.5]);
        let single = float(31, 4, [23, 8, 0, 23], 127);
        assert_eq!(decoded(single, &1.5f32.to_le_bytes()), [1.5]);
        let double = float(63, 8, [52, 11, 0, 52], 255);
        assert_eq!(decoded(double, &(-0.25f64).to_le_bytes()), [-0.25]);
        let whole = |bits: u8, size: u8| parsed(0, [bits, 0, 0], size, &[0, 0, size * 8, 0]);
        assert_eq!(decoded(whole(8, 2), &[0xFE, 0xFF, 2, 1]), [-2.0, 258.0]);
        assert_eq!(
            decoded(whole(9, 2), &[0xFF, 0xFE]),
            [-2.0],
            "highest byte first"
        );
        assert_eq!(decoded(whole(0, 1), &[200]), [200.0]);
        assert_eq!(decoded(whole(8, 8), &(-7i64).to_le_bytes()), [-7.0]);
        let boolean = parsed(8, [2, 0, 0], 1, &[0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]);
        assert_eq!(decoded(boolean, &[1, 0]), [1.0, 0.0], "an enumeration");
    }

    #[test]
    fn other_values_are_refused() {
        assert_eq!(parsed(3, [0; 3], 9, &[]), Ok(Datatype::Text(9)));
        assert_eq!(parsed(9, [1, 0, 0], 16, &[]), Ok(Datatype::TextElsewhere));
        for (class, bits, size, rest) in [
            (6, [2, 0, 0], 16, &[][..]),
            (9, [0, 0, 0], 16, &[]),
            (0, [8, 0, 0], 3, &[0, 0, 24, 0]),
            (0, [8, 0, 0], 4, &[0, 0, 20, 0]),
            (
                1,
                [0x20, 31, 0],
                4,
                &[0, 0, 32, 0, 22, 9, 0, 22, 255, 0, 0, 0],
            ),
            (1, [0x20, 31, 0], 4, &[0, 0, 32]),
        ] {
            assert!(parsed(class, bits, size, rest).is_err(), "{class} {rest:?}");
        }
    }
}
