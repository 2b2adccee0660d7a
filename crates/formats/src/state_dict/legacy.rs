//! Checkpoints of PyTorch before version 1.6: five pickles, then the values of one storage after the
//! other, each behind their number.
//!
//! ```text
//! magic number ─ version ─ machine ─ object ─ keys of the storages ─ [count, values] ─ …
//! ```
//! Format: `_legacy_save` in `torch/serialization.py` of PyTorch 0.2 to 2.

use std::collections::BTreeMap;

use super::Dtype;
use super::pickle::{Object, Pickle, is_cut_short, parse_first};
use crate::limits::PICKLE;
use crate::{FormatError, SourceFile};

/// The start of such a file, after the protocol: `MAGIC_NUMBER` in `torch/serialization.py`.
const MAGIC: &[u8] = b"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

/// Bytes that are read first. The pickles of most files fit; the values come after them.
const FIRST_PIECE: u64 = 1 << 20;

/// The most storages. The largest networks have a few thousand tensors.
const MAX_STORAGES: usize = 20_000;

/// A parsed checkpoint.
pub(super) struct Legacy {
    pub(super) pickle: Pickle,
    /// Key and values of each storage.
    pub(super) storages: Vec<(String, SourceFile)>,
}

/// Whether a file starts like one of old PyTorch.
pub(super) fn is_one(beginning: &[u8]) -> bool {
    let mut windows = beginning.windows(MAGIC.len()).take(16);
    windows.any(|window| window == MAGIC)
}

/// Reads the pickles and finds the storages. The values stay in the file.
///
/// # Errors
/// [`FormatError::Checkpoint`] if the file is damaged, [`FormatError::PickleRefused`] if it would
/// run code.
pub(super) fn read(file: &SourceFile) -> Result<Legacy, FormatError> {
    let name = file.base_name();
    let damaged = |reason: String| FormatError::Checkpoint {
        file: name.into(),
        reason,
    };
    let ([_, _, machine, object, keys], end) = pickles(file)?;
    if is_big_endian(&machine) {
        return Err(damaged("its values are not little-endian".into()));
    }
    let keys = keys.sequence(keys.root()).and_then(|list| {
        let texts = list.iter().map(|id| Some(keys.key(*id)?.into_owned()));
        texts.collect::<Option<Vec<String>>>()
    });
    let keys = keys.ok_or_else(|| damaged("the list of its storages is damaged".into()))?;
    if keys.len() > MAX_STORAGES {
        return Err(damaged(format!("it has {} storages", keys.len())));
    }
    let dtypes = dtypes(&object);
    let (mut storages, mut offset) = (Vec::new(), end);
    for key in keys {
        let dtype = dtypes.get(&key);
        let Some(size) = dtype.and_then(Dtype::size) else {
            let reason = match dtype {
                Some(dtype) => {
                    format!("its values are stored as {dtype:?}, which is not supported")
                }
                None => format!("no tensor says what its storage `{key}` holds"),
            };
            return Err(damaged(reason));
        };
        let count = file.read(offset, 8)?;
        let count = count.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        let length = count.and_then(|count| count.checked_mul(size as u64));
        let length = length.ok_or_else(|| damaged(format!("its storage `{key}` has no end")))?;
        let left = file.len().saturating_sub(offset + 8);
        if length > left {
            let reason = format!("its values end early: a storage has {left} of {length} bytes");
            return Err(damaged(reason));
        }
        let values = file.part(key.clone(), offset + 8, length)?;
        offset += 8 + length;
        storages.push((key, values));
    }
    Ok(Legacy {
        pickle: object,
        storages,
    })
}

/// Parses the five pickles. Returns them and the offset at which they end.
fn pickles(file: &SourceFile) -> Result<([Pickle; 5], u64), FormatError> {
    let most = file.len().min(PICKLE);
    let mut length = most.min(FIRST_PIECE);
    loop {
        let bytes = file.read(0, length)?;
        match five(&bytes, file.base_name()) {
            Err(error) if is_cut_short(&error) && length < most => {
                length = most.min(length.saturating_mul(4));
            }
            parsed => return parsed,
        }
    }
}

fn five(bytes: &[u8], file: &str) -> Result<([Pickle; 5], u64), FormatError> {
    let mut end = 0;
    let mut next = || -> Result<Pickle, FormatError> {
        let (pickle, length) = parse_first(bytes.get(end..).unwrap_or_default(), file)?;
        end += length;
        Ok(pickle)
    };
    let all = [next()?, next()?, next()?, next()?, next()?];
    Ok((all, end as u64))
}

fn is_big_endian(machine: &Pickle) -> bool {
    let Object::Dict(items) = machine.get(machine.root()) else {
        return false;
    };
    let mut orders = items
        .iter()
        .filter(|(key, _)| machine.text(*key) == Some("little_endian"));
    orders.any(|(_, value)| machine.count(*value) == Some(0))
}

/// The type of the values of each storage, by its key.
fn dtypes(object: &Pickle) -> BTreeMap<String, Dtype> {
    let storage = |outside: &Object| {
        let &Object::Outside(place) = outside else {
            return None;
        };
        let &[kind, class, key, ..] = object.sequence(place)? else {
            return None;
        };
        object.text(kind).filter(|kind| *kind == "storage")?;
        let (_, class) = object.name(class)?;
        Some((object.key(key)?.into_owned(), Dtype::of_storage(class)))
    };
    object.objects().iter().filter_map(storage).collect()
}

#[cfg(test)]
mod tests {
    use super::super::checkpoint::tensors;
    use super::*;

    /// A file of old PyTorch whose `a` is the bytes 5, 6 of a storage of three.
    fn written(machine: &[u8], keys: &[u8], storages: &[u8]) -> SourceFile {
        let magic = [b"\x80\x02\x8a\x0a", MAGIC, b"."].concat();
        let tensor: &[u8] = b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nByteStorage\nX\x01\0\0\x007X\x03\0\0\0cpuK\x03NtQK\x01K\x02\x85K\x01\x85\x89NtR";
        let object = [b"\x80\x02}X\x01\0\0\0a", tensor, b"s."].concat();
        let version: &[u8] = b"\x80\x02M\xe9\x03.";
        let bytes = [&magic, version, machine, &object, keys, storages].concat();
        SourceFile::new("old.pth", bytes)
    }

    const LITTLE: &[u8] = b"\x80\x02}X\x0d\0\0\0little_endian\x88s.";
    const KEYS: &[u8] = b"\x80\x02]X\x01\0\0\x007a.";
    const VALUES: &[u8] = b"\x03\0\0\0\0\0\0\0\x04\x05\x06";

    #[test]
    fn the_values_are_those_behind_the_pickles() {
        let file = written(LITTLE, KEYS, VALUES);
        assert!(is_one(&file.beginning().unwrap()));
        assert!(!is_one(b"\x80\x02}."));
        let legacy = read(&file).unwrap();
        let storages = legacy.storages.iter();
        let storages = storages.map(|(key, file)| (key.as_str(), file)).collect();
        let found = tensors(&legacy.pickle, &storages).unwrap();
        let (name, entry) = &found[0].tensors[0];
        assert_eq!((name.as_str(), entry.read().unwrap()), ("a", vec![5., 6.]));
    }

    #[test]
    fn damaged_files_have_a_reason() {
        let big = b"\x80\x02}X\x0d\0\0\0little_endian\x89s.";
        let other = b"\x80\x02]X\x01\0\0\x008a.";
        let endless = [255; 8];
        struct Case(SourceFile, &'static str);
        for Case(file, named) in [
            Case(written(big, KEYS, VALUES), "not little-endian"),
            Case(
                written(LITTLE, b"\x80\x02N.", VALUES),
                "list of its storages",
            ),
            Case(written(LITTLE, other, VALUES), "storage `8`"),
            Case(written(LITTLE, KEYS, &VALUES[..5]), "ends after"),
            Case(written(LITTLE, KEYS, &VALUES[..9]), "has 1 of 3 bytes"),
            Case(written(LITTLE, KEYS, &endless), "its values end early"),
            Case(written(LITTLE, b"\x80\x02]X", b""), "cut short"),
            Case(
                written(b"\x80\x02cos\nsystem\n.", KEYS, VALUES),
                "os.system",
            ),
        ] {
            let error = read(&file).err().unwrap().to_string();
            assert!(error.contains(named), "{named}: {error}");
        }
    }

    /// The pickles of a large network are longer than the first piece.
    #[test]
    fn pickles_longer_than_one_piece_are_read() {
        let mut machine = b"\x80\x02(".to_vec();
        machine.extend(b"K\x01".repeat(FIRST_PIECE as usize));
        machine.extend(b"l.");
        let legacy = read(&written(&machine, KEYS, VALUES)).unwrap();
        assert_eq!(legacy.storages.len(), 1);
    }
}
