//! Reading files in JSON.

use serde::de::DeserializeOwned;

use crate::limits::JSON;
use crate::{FormatError, SourceFile};

/// What some editors write before a text, to say that it is in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads a file.
///
/// # Errors
/// [`FormatError::TooLarge`], [`FormatError::Unreadable`], and [`FormatError::Json`] for other content,
/// also for lists in more than a hundred lists.
pub(crate) fn read<T: DeserializeOwned>(file: &SourceFile) -> Result<T, FormatError> {
    if file.len() > JSON {
        return Err(file.too_large(JSON));
    }
    parse(file.base_name(), &file.bytes()?)
}

/// Reads a text in the file of that name.
///
/// # Errors
/// [`FormatError::TooLarge`] and [`FormatError::Json`].
pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &[u8]) -> Result<T, FormatError> {
    if text.len() as u64 > JSON {
        return Err(FormatError::TooLarge {
            file: file.into(),
            bytes: text.len() as u64,
            limit: JSON,
        });
    }
    serde_json::from_slice(unmarked(text)).map_err(|error| FormatError::Json {
        file: file.into(),
        reason: error.to_string(),
    })
}

/// Whether a file that begins so may be an object in JSON.
pub(crate) fn begins(beginning: &[u8]) -> bool {
    unmarked(beginning).trim_ascii_start().starts_with(b"{")
}

fn unmarked(text: &[u8]) -> &[u8] {
    text.strip_prefix(MARK).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;

    fn code(content: Vec<u8>) -> Option<&'static str> {
        let found = read::<Json>(&SourceFile::new("model.json", content));
        found.err().map(|error| error.code())
    }

    #[test]
    fn size_and_depth_are_limited_and_a_mark_is_left_out() {
        let deep = |depth| ["[".repeat(depth), "]".repeat(depth)].concat().into_bytes();
        let padded = |bytes| [&b"{}"[..], " ".repeat(bytes - 2).as_bytes()].concat();
        assert_eq!(code(b"\xEF\xBB\xBF{\"a\": 1}".to_vec()), None);
        assert_eq!(code(b"{".to_vec()), Some("model-json"));
        assert_eq!(
            (code(deep(100)), code(deep(200))),
            (None, Some("model-json"))
        );
        assert_eq!(code(deep(1_000_000)), Some("model-json"));
        assert_eq!(code(padded(JSON as usize)), None);
        assert_eq!(code(padded(JSON as usize + 1)), Some("file-too-large"));
        assert!(begins(b"\xEF\xBB\xBF {") && begins(b"{") && !begins(b"<"));
    }
}
