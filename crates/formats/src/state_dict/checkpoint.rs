//! PyTorch checkpoints: a pickle that names the tensors, and a storage file with their values.
//!
//! Format: `torch/serialization.py` and `torch/_utils.py` of PyTorch 1.6 to 2.

use std::collections::{BTreeMap, BTreeSet};

use super::pickle::{Id, Object, Pickle};
use super::{Dtype, Entry};
use crate::SourceFile;

/// The most `_rebuild_parameter` calls around one tensor.
const MAX_WRAPPERS: usize = 8;

/// Finds the named tensors of a pickle. Of all dicts that can be reached from the root through
/// dicts, the one with the most tensors counts. `storages` maps keys to storage files.
///
/// # Errors
/// A sentence about a tensor that does not fit its storage.
pub(super) fn tensors(
    pickle: &Pickle,
    storages: &BTreeMap<&str, &SourceFile>,
) -> Result<Vec<(String, Entry)>, String> {
    let mut chosen: Vec<(&str, Tensor)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![pickle.root()];
    while let Some(id) = waiting.pop() {
        let Object::Dict(items) = pickle.get(id) else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        // Reversed, so that the first child is visited first: of equally large dicts the first
        // counts.
        waiting.extend(items.iter().rev().map(|(_, value)| *value));
        let named =
            |(key, value): &(Id, Id)| Some((pickle.text(*key)?, Tensor::of(pickle, *value)?));
        let found: Vec<_> = items.iter().filter_map(named).collect();
        if found.len() > chosen.len() {
            chosen = found;
        }
    }
    let entry = |(name, tensor): (&str, Tensor)| match tensor.entry(storages) {
        Ok(entry) => Ok((name.to_owned(), entry)),
        Err(reason) => Err(format!("tensor `{name}`: {reason}")),
    };
    chosen.into_iter().map(entry).collect()
}

/// Whether the pickle holds a tensor anywhere, even one that no dict reaches.
pub(super) fn has_tensors(pickle: &Pickle) -> bool {
    (0..pickle.objects().len()).any(|id| Tensor::of(pickle, id).is_some())
}

/// Returns the class of an object that was saved whole: the root, or a value of the root dict.
pub(super) fn whole_object(pickle: &Pickle) -> Option<String> {
    let class = |id: Id| {
        let &Object::Instance(class) = pickle.get(id) else {
            return None;
        };
        let (module, name) = pickle.name(class)?;
        Some(format!("{module}.{name}"))
    };
    match pickle.get(pickle.root()) {
        Object::Dict(items) => items.iter().find_map(|(_, value)| class(*value)),
        _ => class(pickle.root()),
    }
}

/// A tensor in the pickle, or `None` if its description is damaged.
struct Tensor(Option<Place>);

/// Where the values of a tensor are stored.
struct Place {
    dtype: Dtype,
    storage: String,
    first: usize,
    shape: Vec<usize>,
    strides: Vec<usize>,
}

impl Tensor {
    fn of(pickle: &Pickle, mut id: Id) -> Option<Self> {
        for _ in 0..MAX_WRAPPERS {
            let (module, name, arguments) = pickle.call(id)?;
            match (module, name, arguments) {
                ("torch._utils", "_rebuild_tensor_v2" | "_rebuild_tensor", arguments) => {
                    return Some(Self(Place::of(pickle, arguments)));
                }
                (
                    "torch._utils",
                    "_rebuild_parameter" | "_rebuild_parameter_with_state",
                    &[inner, ..],
                ) => id = inner,
                _ => return None,
            }
        }
        None
    }

    fn entry(self, storages: &BTreeMap<&str, &SourceFile>) -> Result<Entry, String> {
        let place = self
            .0
            .ok_or("the record of its shape and place is damaged")?;
        let Some(file) = storages.get(place.storage.as_str()) else {
            return Err(format!("its values, `data/{}`, are missing", place.storage));
        };
        let first = (0, place.first);
        Entry::new(
            place.shape,
            place.dtype,
            SourceFile::clone(file),
            first,
            &place.strides,
        )
    }
}

impl Place {
    fn of(pickle: &Pickle, arguments: &[Id]) -> Option<Self> {
        let &[storage, first, shape, strides, ..] = arguments else {
            return None;
        };
        let &Object::Outside(storage) = pickle.get(storage) else {
            return None;
        };
        let &[_, class, key, ..] = pickle.sequence(storage)? else {
            return None;
        };
        Some(Self {
            dtype: Dtype::of_storage(pickle.name(class)?.1),
            storage: pickle.text(key)?.to_owned(),
            first: pickle.count(first)?,
            shape: counts(pickle, shape)?,
            strides: counts(pickle, strides)?,
        })
    }
}

/// Reads a tuple of counts, which may be wrapped in a `torch.Size`.
fn counts(pickle: &Pickle, id: Id) -> Option<Vec<usize>> {
    let id = match pickle.call(id) {
        Some(("torch", "Size", &[inner])) => inner,
        _ => id,
    };
    let counts = pickle.sequence(id)?.iter().map(|id| pickle.count(*id));
    counts.collect()
}

#[cfg(test)]
mod tests {
    use super::super::pickle::parse;
    use super::*;

    /// A pickled string.
    fn text(text: &str) -> Vec<u8> {
        [&[b'X', text.len() as u8, 0, 0, 0][..], text.as_bytes()].concat()
    }

    /// A pickled tensor of two values, from index `first` of a storage.
    fn tensor(class: &str, key: &str, first: u8) -> Vec<u8> {
        let class = format!("ctorch\n{class}\n");
        let head = b"ctorch._utils\n_rebuild_tensor_v2\n((";
        let (storage, key, place) = (text("storage"), text(key), text("cpu"));
        let tail = [
            b'K', first, b'K', 2, 0x85, b'K', 1, 0x85, 0x89, b'N', b't', b'R',
        ];
        [
            &head[..],
            &storage,
            class.as_bytes(),
            &key,
            &place,
            b"K\x04tQ",
            &tail,
        ]
        .concat()
    }

    fn dict(items: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let items = items
            .iter()
            .flat_map(|(key, value)| [text(key), value.clone(), b"s".to_vec()].concat());
        [b'}'].into_iter().chain(items).collect()
    }

    fn read(root: &[u8]) -> Result<Vec<(String, Vec<f32>)>, String> {
        let pickle = parse(&[root, b"."].concat(), "net.pth").unwrap();
        let bytes = SourceFile::new("net/data/7", vec![5, 6, 7, 8]);
        let storages = BTreeMap::from([("7", &bytes)]);
        let tensors = tensors(&pickle, &storages)?.into_iter();
        Ok(tensors
            .map(|(name, entry)| (name, entry.read().unwrap()))
            .collect())
    }

    #[test]
    fn tensors_can_share_a_storage() {
        let root = dict(&[
            ("a", tensor("ByteStorage", "7", 0)),
            ("b", tensor("CharStorage", "7", 2)),
        ]);
        let found = read(&root).unwrap();
        assert_eq!(
            found,
            [("a".into(), vec![5., 6.]), ("b".into(), vec![7., 8.])]
        );
    }

    #[test]
    fn a_parameter_is_read_as_its_tensor() {
        let head = b"ctorch._utils\n_rebuild_parameter\n".to_vec();
        let wrapped = [head, tensor("ByteStorage", "7", 1), b"\x88N\x87R".to_vec()].concat();
        assert_eq!(
            read(&dict(&[("a", wrapped)])).unwrap(),
            [("a".into(), vec![6., 7.])]
        );
    }

    #[test]
    fn the_dict_with_the_most_tensors_counts_or_else_the_first() {
        let byte = |first| tensor("ByteStorage", "7", first);
        let (one, two) = (
            dict(&[("a", byte(0))]),
            dict(&[("b", byte(1)), ("c", byte(2))]),
        );
        let count = |root: &[u8]| {
            let found = read(root).unwrap().into_iter();
            found.map(|(name, _)| name).collect::<Vec<_>>()
        };
        let opt = dict(&[("opt", one.clone()), ("model", two.clone())]);
        assert_eq!(count(&opt), ["b", "c"]);
        let ema = dict(&[("net", dict(&[("x", byte(0))])), ("ema", one)]);
        assert_eq!(count(&ema), ["x"]);
        let deep = dict(&[
            ("epoch", b"K\x05".to_vec()),
            ("state_dict", dict(&[("inner", two)])),
        ]);
        assert_eq!(count(&deep), ["b", "c"]);
    }

    #[test]
    fn a_tensor_that_does_not_fit_its_storage_is_named() {
        let missing = read(&dict(&[("a", tensor("ByteStorage", "8", 0))])).unwrap_err();
        assert!(
            missing.contains("`a`") && missing.contains("data/8"),
            "{missing}"
        );
        let short = read(&dict(&[("a", tensor("FloatStorage", "7", 0))])).unwrap_err();
        assert!(
            short.contains("should end at byte 8 of `7`, which holds 4"),
            "{short}"
        );
    }

    /// Without one of its biases a network would silently give wrong scores.
    #[test]
    fn a_damaged_tensor_is_an_error_and_not_skipped() {
        let whole = tensor("ByteStorage", "7", 0);
        let mut below = whole.clone();
        let at = below.windows(3).position(|part| part == [b'K', 2, 0x85]);
        below.splice(at.unwrap()..at.unwrap() + 2, *b"J\xff\xff\xff\xff");
        let error = read(&dict(&[("a", whole), ("b", below)])).unwrap_err();
        assert!(
            error.contains("`b`") && error.contains("damaged"),
            "{error}"
        );
    }

    #[test]
    fn the_class_of_an_object_that_was_saved_whole_is_named() {
        let object = b"cnet\nNet\n)\x81}b".to_vec();
        let class = |root: &[u8]| whole_object(&parse(&[root, b"."].concat(), "net.pth").unwrap());
        assert_eq!(class(&object).as_deref(), Some("net.Net"));
        assert_eq!(
            class(&dict(&[("model", object)])).as_deref(),
            Some("net.Net")
        );
        assert_eq!(class(b"K\x01"), None);
        assert_eq!(class(&tensor("ByteStorage", "7", 0)), None);
    }
}
