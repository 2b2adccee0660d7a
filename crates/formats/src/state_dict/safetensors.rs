use safetensors::tensor::Metadata;

use super::entry::contiguous;
use super::{Dtype, Entry};
use crate::content::recognised;
use crate::limits::HEADER;
use crate::{FormatError, SourceFile};

/// Whether a file starts like a safetensors file: with the length of a JSON header, then the
/// header.
pub(super) fn is_one(file: &SourceFile) -> Result<bool, FormatError> {
    let beginning = file.beginning()?;
    let json = beginning.get(8) == Some(&b'{');
    Ok(json && header_length(&beginning).is_some_and(|length| length <= file.len() - 8))
}

/// Reads the names and places of the tensors, in the order of their offsets. Format: `README.md` of
/// the `safetensors` library.
///
/// # Errors
/// [`FormatError::Checkpoint`] if the header is invalid or does not fit the file.
pub(super) fn read(file: &SourceFile) -> Result<Vec<(String, Entry)>, FormatError> {
    let damaged = |reason: String| FormatError::Checkpoint {
        file: file.base_name().into(),
        reason,
    };
    let after = file.len().saturating_sub(8);
    let beginning = file.beginning()?;
    let length = header_length(&beginning)
        .filter(|length| *length <= after.min(HEADER))
        .ok_or_else(|| {
            damaged(match recognised(&beginning) {
                Some(what) => format!("it is {what}"),
                None if header_length(&beginning).is_some_and(|length| length <= after) => {
                    format!("its header has more than {HEADER} bytes")
                }
                None => "its header is longer than the file".into(),
            })
        })?;
    let header: Metadata = serde_json::from_slice(&file.read(8, length)?)
        .map_err(|error| damaged(format!("its header: {error}")))?;
    let (expected, found) = (header.data_len() as u64, after - length);
    if expected != found {
        let reason = format!("its tensors should take {expected} bytes and take {found}");
        return Err(damaged(reason));
    }
    let mut tensors = Vec::new();
    for name in header.offset_keys() {
        let Some(info) = header.info(&name) else {
            continue;
        };
        let dtype = Dtype::of_safetensors(&info.dtype.to_string());
        let start = 8 + length + info.data_offsets.0 as u64;
        let strides = contiguous(&info.shape);
        let entry = Entry::new(
            info.shape.clone(),
            dtype,
            file.clone(),
            (start, 0),
            &strides,
        )
        .map_err(|reason| damaged(format!("tensor `{name}`: {reason}")))?;
        tensors.push((name, entry));
    }
    Ok(tensors)
}

fn header_length(beginning: &[u8]) -> Option<u64> {
    beginning
        .first_chunk()
        .map(|bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn file(header: &Json, numbers: &[u8]) -> SourceFile {
        let text = header.to_string();
        let length = (text.len() as u64).to_le_bytes();
        let bytes = [&length[..], text.as_bytes(), numbers].concat();
        SourceFile::new("net.safetensors", bytes)
    }

    #[test]
    fn tensors_come_in_the_order_of_their_offsets() {
        let header = json!({
            "__metadata__": {"format": "pt"},
            "z": {"dtype": "F16", "shape": [2, 1], "data_offsets": [0, 4]},
            "a": {"dtype": "F32", "shape": [], "data_offsets": [4, 8]},
        });
        let numbers = [&[0, 0x3E, 0, 0xC0][..], &2.5f32.to_le_bytes()].concat();
        let file = file(&header, &numbers);
        assert!(is_one(&file).unwrap());
        let tensors = read(&file).unwrap();
        let [(z, first), (a, second)] = tensors.as_slice() else {
            panic!("{tensors:?}");
        };
        assert_eq!((z.as_str(), a.as_str()), ("z", "a"));
        assert_eq!(first.shape, [2, 1]);
        assert_eq!(first.read().unwrap(), [1.5, -2.0]);
        assert_eq!(second.read().unwrap(), [2.5]);
    }

    #[test]
    fn damaged_files_have_a_reason() {
        let tensor = |shape: Json, places: Json| json!({"a": {"dtype": "U8", "shape": shape, "data_offsets": places}});
        let cut = |length: u64| SourceFile::new("net.safetensors", length.to_le_bytes().to_vec());
        struct Case(SourceFile, &'static str);
        for Case(file, named) in [
            Case(
                file(&tensor(json!([3]), json!([0, 3])), &[1, 2]),
                "should take 3 bytes and take 2",
            ),
            Case(
                file(&tensor(json!([2]), json!([0, 2])), &[1, 2, 3]),
                "should take 2 bytes",
            ),
            Case(
                file(&tensor(json!([2]), json!([1, 3])), &[1, 2, 3]),
                "its header",
            ),
            Case(
                file(
                    &tensor(
                        json!([2, 4_294_967_296_u64, 4_294_967_296_u64]),
                        json!([0, 2]),
                    ),
                    &[1, 2],
                ),
                "its header",
            ),
            Case(file(&json!([]), &[]), "its header"),
            Case(cut(2), "longer than the file"),
            Case(
                SourceFile::new("net.safetensors", b"<!DOCTYPE html>".to_vec()),
                "it is a web page",
            ),
            Case(cut(1 << 63), "longer than the file"),
            Case(
                SourceFile::new("net.safetensors", vec![0; 3]),
                "longer than the file",
            ),
        ] {
            let error = read(&file).unwrap_err();
            assert_eq!(error.code(), "checkpoint-damaged");
            assert!(error.to_string().contains(named), "{named}: {error}");
        }
    }
}
