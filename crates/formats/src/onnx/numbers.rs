//! The values of a stored tensor. Each `TensorProto.DataType` has its own width and, if the values
//! are not raw bytes, its own field.

use half::{bf16, f16};

use super::host::{Host, Numbers, count, sizes};
use super::proto::TensorProto;

/// The most values a tensor may hold: 2 GiB of float32, more than a tab can hold.
const LARGEST: usize = 1 << 29;

/// `TensorProto.DataType` of whole numbers of four and of two bits.
const UINT4: i32 = 21;
const INT4: i32 = 22;
const UINT2: i32 = 25;
const INT2: i32 = 26;

/// The values of a decoded tensor.
pub(super) fn host(proto: &TensorProto) -> Result<Host, String> {
    let shape = shape_of(proto)?;
    let count = shape.iter().product();
    if proto.data_location == 1 {
        return Err(format!(
            "the constant `{}` is stored in another file",
            proto.name
        ));
    }
    let kind = proto.data_type;
    let numbers = if proto.raw_data.is_empty() {
        unpacked(proto, count)
    } else {
        numbers(kind, &proto.raw_data, count)
    };
    let host = numbers.map(|numbers| Host { shape, numbers });
    let fits = |host: &Host| host.len() == count;
    host.filter(fits).ok_or_else(|| {
        let bytes = proto.raw_data.len() as u64;
        misfit(
            &proto.name,
            &shape_of(proto).unwrap_or_default(),
            kind,
            bytes,
        )
    })
}

/// The shape of a tensor. Fails if a size is negative or the tensor is too large.
pub(super) fn shape_of(proto: &TensorProto) -> Result<Vec<usize>, String> {
    let usable = |shape: &Vec<usize>| count(shape).is_some_and(|count| count <= LARGEST);
    sizes(&proto.dims)
        .filter(usable)
        .ok_or_else(|| format!("`{}` of shape {:?} cannot be held", proto.name, proto.dims))
}

/// Bytes of so many values of a kind. Returns `None` if the kind is not supported.
pub(super) fn bytes(kind: i32, count: usize) -> Option<u64> {
    let count = count as u64;
    Some(match kind {
        UINT2 | INT2 => count.div_ceil(4),
        UINT4 | INT4 => count.div_ceil(2),
        2 | 3 | 9 | 17 | 19 => count,
        4 | 5 | 10 | 16 => count * 2,
        1 | 6 | 12 => count * 4,
        7 | 11 | 13 => count * 8,
        _ => return None,
    })
}

/// Reads raw little-endian values of a kind. Returns `None` if the kind is not supported or the
/// bytes are no whole number of values. Only values of less than a byte need their `count`.
pub(super) fn numbers(kind: i32, bytes: &[u8], count: usize) -> Option<Numbers> {
    match kind {
        UINT2 => parts::<2>(bytes, count, false),
        INT2 => parts::<2>(bytes, count, true),
        UINT4 => parts::<4>(bytes, count, false),
        INT4 => parts::<4>(bytes, count, true),
        1 => floats(bytes, f32::from_le_bytes),
        2 => ints(bytes, u8::from_le_bytes),
        3 => ints(bytes, i8::from_le_bytes),
        4 => ints(bytes, u16::from_le_bytes),
        5 => ints(bytes, i16::from_le_bytes),
        6 => ints(bytes, i32::from_le_bytes),
        7 | 13 => ints(bytes, i64::from_le_bytes),
        9 => Some(Numbers::Bool(bytes.iter().map(|byte| *byte != 0).collect())),
        10 => floats(bytes, |value| f16::from_le_bytes(value).to_f32()),
        11 => floats(bytes, |value| f64::from_le_bytes(value) as f32),
        12 => ints(bytes, u32::from_le_bytes),
        16 => floats(bytes, |value| bf16::from_le_bytes(value).to_f32()),
        17 => floats(bytes, |[value]| four_and_three(value)),
        // Five bits of exponent and two of mantissa are the upper half of a float16.
        19 => floats(bytes, |[value]| f16::from_le_bytes([0, value]).to_f32()),
        _ => None,
    }
}

/// A float of four bits of exponent and three of mantissa, without infinity (E4M3FN).
fn four_and_three(value: u8) -> f32 {
    let (exponent, mantissa) = (i32::from(value >> 3 & 15), f32::from(value & 7));
    let size = match exponent {
        15 if value & 7 == 7 => f32::NAN,
        0 => mantissa / 8.0 * 2f32.powi(-6),
        _ => (1.0 + mantissa / 8.0) * 2f32.powi(exponent - 7),
    };
    if value & 128 == 0 { size } else { -size }
}

fn floats<const N: usize>(bytes: &[u8], read: fn([u8; N]) -> f32) -> Option<Numbers> {
    let values = whole(bytes)?.iter().map(|value| read(*value));
    Some(Numbers::Float(values.collect()))
}

fn ints<const N: usize, T: Into<i64>>(bytes: &[u8], read: fn([u8; N]) -> T) -> Option<Numbers> {
    let values = whole(bytes)?.iter().map(|value| read(*value).into());
    Some(Numbers::Int(values.collect()))
}

/// Reads values of so many bits: several of them are a byte, the first in its lowest bits.
fn parts<const BITS: usize>(bytes: &[u8], count: usize, signed: bool) -> Option<Numbers> {
    let each = 8 / BITS;
    let read = |place: usize| {
        let lifted = bytes[place / each] << (8 - BITS * (place % each + 1));
        if signed {
            i64::from(lifted.cast_signed() >> (8 - BITS))
        } else {
            i64::from(lifted >> (8 - BITS))
        }
    };
    (bytes.len() == count.div_ceil(each)).then(|| Numbers::Int((0..count).map(read).collect()))
}

fn whole<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then_some(chunks)
}

/// The values in the field that the schema has for their kind.
fn unpacked(proto: &TensorProto, count: usize) -> Option<Numbers> {
    let small = &proto.int32_data;
    let halves = |read: fn(u16) -> f32| small.iter().map(|n| read(*n as u16)).collect();
    Some(match proto.data_type {
        kind @ (UINT4 | INT4 | UINT2 | INT2 | 17 | 19) => {
            let bytes: Vec<u8> = small.iter().map(|n| *n as u8).collect();
            return numbers(kind, &bytes, count);
        }
        1 => Numbers::Float(proto.float_data.clone()),
        2..=6 => Numbers::Int(small.iter().map(|n| i64::from(*n)).collect()),
        7 => Numbers::Int(proto.int64_data.clone()),
        9 => Numbers::Bool(small.iter().map(|n| *n != 0).collect()),
        10 => Numbers::Float(halves(|bits| f16::from_bits(bits).to_f32())),
        11 => Numbers::Float(proto.double_data.iter().map(|n| *n as f32).collect()),
        12 | 13 => Numbers::Int(proto.uint64_data.iter().map(|n| n.cast_signed()).collect()),
        16 => Numbers::Float(halves(|bits| bf16::from_bits(bits).to_f32())),
        _ => return None,
    })
}

/// The reason why a tensor cannot be read from its bytes.
pub(super) fn misfit(name: &str, shape: &[usize], kind: i32, found: u64) -> String {
    match kind {
        8 => format!("`{name}` holds texts instead of numbers"),
        _ if bytes(kind, 0).is_none() => {
            format!(
                "`{name}` holds numbers of kind {kind}, which is not supported (float16, bfloat16, float32, float64 and whole numbers are)"
            )
        }
        _ => format!("`{name}` of shape {shape:?} does not go with its {found} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proto(dims: &[i64], data_type: i32, raw_data: &[u8]) -> TensorProto {
        TensorProto {
            name: "w".into(),
            dims: dims.to_vec(),
            data_type,
            raw_data: raw_data.to_vec(),
            ..TensorProto::default()
        }
    }

    #[test]
    fn raw_bytes_of_each_kind_are_decoded() {
        struct Case(i32, &'static [u8], Numbers);
        for Case(kind, bytes, expected) in [
            Case(1, &[0, 0, 0x80, 0x3F], Numbers::Float(vec![1.0])),
            Case(10, &[0, 0xC0], Numbers::Float(vec![-2.0])),
            Case(16, &[0x80, 0x3F], Numbers::Float(vec![1.0])),
            Case(
                11,
                &[0, 0, 0, 0, 0, 0, 0xE0, 0x3F],
                Numbers::Float(vec![0.5]),
            ),
            Case(2, &[200], Numbers::Int(vec![200])),
            Case(3, &[200], Numbers::Int(vec![-56])),
            Case(4, &[0, 1], Numbers::Int(vec![256])),
            Case(5, &[0xFF, 0xFF], Numbers::Int(vec![-1])),
            Case(6, &[0xFE, 0xFF, 0xFF, 0xFF], Numbers::Int(vec![-2])),
            Case(7, &[3, 0, 0, 0, 0, 0, 0, 0], Numbers::Int(vec![3])),
            Case(9, &[1], Numbers::Bool(vec![true])),
            Case(17, &[0x7E], Numbers::Float(vec![448.0])),
            Case(17, &[0x81], Numbers::Float(vec![-0.001_953_125])),
            Case(19, &[0x3C], Numbers::Float(vec![1.0])),
        ] {
            let found = host(&proto(&[1], kind, bytes)).unwrap();
            assert_eq!(found.numbers, expected, "kind {kind}");
            assert!(
                host(&proto(&[2], kind, bytes)).is_err(),
                "kind {kind}, two of it"
            );
        }
    }

    #[test]
    fn values_of_four_and_of_two_bits_share_a_byte() {
        struct Case(i64, i32, &'static [u8], Option<&'static [i64]>);
        for Case(count, kind, raw, expected) in [
            Case(2, 21, &[0xF8], Some(&[8, 15])),
            Case(2, 22, &[0xF8], Some(&[-8, -1])),
            Case(3, 22, &[0x07, 0x01], Some(&[7, 0, 1])),
            Case(3, 22, &[0x07], None),
            Case(3, 22, &[0x07, 0x01, 0x00], None),
            Case(4, 21, &[0x07], None),
            Case(5, 25, &[0b1110_0100, 2], Some(&[0, 1, 2, 3, 2])),
            Case(5, 26, &[0b1110_0100, 2], Some(&[0, 1, -2, -1, -2])),
            Case(4, 25, &[0, 0], None),
        ] {
            let found = host(&proto(&[count], kind, raw)).ok();
            let found = found.map(|found| found.ints());
            assert_eq!(
                found.as_deref(),
                expected,
                "{count} of kind {kind}: {raw:?}"
            );
        }
    }

    #[test]
    fn the_field_of_each_kind_is_decoded() {
        let plain = |data_type| proto(&[1], data_type, &[]);
        let float16 = TensorProto {
            int32_data: vec![0xC000],
            ..plain(10)
        };
        assert_eq!(host(&float16).unwrap().numbers, Numbers::Float(vec![-2.0]));
        let int8 = TensorProto {
            int32_data: vec![-7],
            ..plain(3)
        };
        assert_eq!(host(&int8).unwrap().numbers, Numbers::Int(vec![-7]));
        let int4 = TensorProto {
            int32_data: vec![0xF8],
            dims: vec![2],
            ..plain(22)
        };
        assert_eq!(host(&int4).unwrap().numbers, Numbers::Int(vec![-8, -1]));
        let int64 = TensorProto {
            int64_data: vec![-7],
            ..plain(7)
        };
        assert_eq!(host(&int64).unwrap().numbers, Numbers::Int(vec![-7]));
        let float64 = TensorProto {
            double_data: vec![0.5],
            ..plain(11)
        };
        assert_eq!(host(&float64).unwrap().numbers, Numbers::Float(vec![0.5]));
        assert!(host(&plain(1)).is_err(), "no value for one");
    }

    #[test]
    fn unusable_tensors_are_explained() {
        for (bad, what) in [
            (proto(&[-1], 1, &[0; 4]), "cannot be held"),
            (proto(&[i64::MAX, i64::MAX], 1, &[0; 4]), "cannot be held"),
            (proto(&[1], 8, b"text"), "texts"),
            (proto(&[1], 14, &[0; 8]), "kind 14"),
            (proto(&[3], 1, &[0; 8]), "8 bytes"),
        ] {
            let error = host(&bad).unwrap_err();
            assert!(error.contains("`w`") && error.contains(what), "{error}");
        }
    }
}
