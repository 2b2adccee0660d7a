//! Serialising long lists of numbers.
//!
//! A format for people, such as JSON, gets the numbers one by one. Any other format gets a newtype
//! named after the type of the numbers (`u8`, `u16` or `f32`) that holds their bytes in little-endian
//! order, so that a border can hand them over as one typed array.

use serde::{Serialize, Serializer};

/// For `#[serde(serialize_with = "imaging::bulk::f32s")]`.
///
/// # Errors
/// Those of the serializer.
pub fn f32s<S: Serializer>(numbers: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
    numbers_or_bytes("f32", numbers, |number| number.to_le_bytes(), serializer)
}

/// For `#[serde(serialize_with = "imaging::bulk::u16s")]`.
///
/// # Errors
/// Those of the serializer.
pub fn u16s<S: Serializer>(numbers: &[u16], serializer: S) -> Result<S::Ok, S::Error> {
    numbers_or_bytes("u16", numbers, |number| number.to_le_bytes(), serializer)
}

/// For `#[serde(serialize_with = "imaging::bulk::u8s")]`.
///
/// # Errors
/// Those of the serializer.
pub fn u8s<S: Serializer>(numbers: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    numbers_or_bytes("u8", numbers, |number| [*number], serializer)
}

fn numbers_or_bytes<T: Serialize, const SIZE: usize, S: Serializer>(
    name: &'static str,
    numbers: &[T],
    bytes: fn(&T) -> [u8; SIZE],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return numbers.serialize(serializer);
    }
    let bytes = numbers.iter().flat_map(bytes).collect();
    serializer.serialize_newtype_struct(name, &Bytes(bytes))
}

struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::Map;

    #[test]
    fn a_format_for_people_lists_the_numbers() {
        let map = Map::new(2, 1, vec![0.5, -3.0]).unwrap();
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(json, r#"{"width":2,"height":1,"map":[0.5,-3.0]}"#);
    }
}
