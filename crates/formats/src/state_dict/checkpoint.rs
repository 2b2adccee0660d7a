//! PyTorch checkpoints: a pickle that names the tensors, and a storage file with their values.
//!
//! Format: `torch/serialization.py` and `torch/_utils.py` of PyTorch 1.6 to 2.

use std::collections::{BTreeMap, BTreeSet};

use super::pickle::{Id, Object, Pickle};
use super::{Dict, Dtype, Entry};
use crate::SourceFile;

/// The most `_rebuild_parameter` calls around one tensor.
const MAX_WRAPPERS: usize = 8;

/// The most dicts around a tensor. Training loops nest three or four.
const MAX_DEPTH: usize = 8;

/// The longest name of a tensor, with the names of the dicts around it, in bytes.
const MAX_NAME: usize = 500;

/// Finds the named tensors of a pickle, dict by dict: of every dict that can be reached from the
/// root through dicts. `storages` maps keys to storage files.
///
/// # Errors
/// A sentence about a tensor that does not fit its storage.
pub(super) fn tensors(
    pickle: &Pickle,
    storages: &BTreeMap<&str, &SourceFile>,
) -> Result<Vec<Dict>, String> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(pickle.root(), String::new(), 0)];
    while let Some((id, path, depth)) = waiting.pop() {
        let Object::Dict(items) = pickle.get(id) else {
            continue;
        };
        if depth > MAX_DEPTH || !seen.insert(id) {
            continue;
        }
        let mut dict = Dict {
            path,
            tensors: Vec::new(),
        };
        let mut below = Vec::new();
        for &(key, value) in items {
            let Some(key) = pickle.key(key) else {
                continue;
            };
            let name = format!("{}{key}", dict.path);
            let long = name.len() > MAX_NAME;
            match Tensor::of(pickle, value) {
                Some(_) if long => {
                    return Err(format!("a name in it has {} characters", name.len()));
                }
                Some(tensor) => {
                    let entry = tensor.entry(storages);
                    let entry = entry.map_err(|reason| format!("tensor `{name}`: {reason}"))?;
                    dict.tensors.push((name, entry));
                }
                None if long => {}
                None => below.push((value, format!("{name}."), depth + 1)),
            }
        }
        // Reversed, so that the first child is visited first: the dicts are in the order of the file.
        waiting.extend(below.into_iter().rev());
        if !dict.tensors.is_empty() {
            found.push(dict);
        }
    }
    Ok(found)
}

/// Whether the pickle holds a tensor anywhere, even one that no dict reaches.
pub(super) fn has_tensors(pickle: &Pickle) -> bool {
    (0..pickle.objects().len()).any(|id| Tensor::of(pickle, id).is_some())
}

/// Returns the name of the network that training code notes beside its weights.
pub(super) fn said(pickle: &Pickle) -> Option<String> {
    const KEYS: &[&str] = &[
        "arch",
        "architecture",
        "model_name",
        "arch_name",
        "backbone",
    ];
    let Object::Dict(items) = pickle.get(pickle.root()) else {
        return None;
    };
    items.iter().find_map(|(key, value)| {
        pickle.text(*key).filter(|key| KEYS.contains(key))?;
        pickle.text(*value).map(str::to_owned)
    })
}

/// An object that was saved whole.
#[derive(Debug, PartialEq)]
pub(super) struct Whole {
    /// Its class, with the module.
    pub(super) class: String,
    /// Its key, if it is a value of the root dict.
    pub(super) key: Option<String>,
}

/// Returns the object that was saved whole: the root, or a value of the root dict.
pub(super) fn whole_object(pickle: &Pickle) -> Option<Whole> {
    let class = |id: Id| {
        let &Object::Instance(class) = pickle.get(id) else {
            return None;
        };
        // Old PyTorch keeps the class outside, together with its source.
        let class = match pickle.get(class) {
            &Object::Outside(place) => *pickle.sequence(place)?.get(1)?,
            _ => class,
        };
        let (module, name) = pickle.name(class)?;
        Some(format!("{module}.{name}"))
    };
    match pickle.get(pickle.root()) {
        Object::Dict(items) => items.iter().find_map(|(key, value)| {
            let class = class(*value)?;
            let key = pickle.text(*key).map(str::to_owned);
            Some(Whole { class, key })
        }),
        _ => class(pickle.root()).map(|class| Whole { class, key: None }),
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
        let &[storage, first, shape, strides, ref more @ ..] = arguments else {
            return None;
        };
        if more.iter().any(|argument| is_lazy(pickle, *argument)) {
            return None;
        }
        let &Object::Outside(storage) = pickle.get(storage) else {
            return None;
        };
        let &[_, class, key, ref rest @ ..] = pickle.sequence(storage)? else {
            return None;
        };
        // In old files, a storage can be a part of another: key, first value, length.
        let part = rest.get(2).and_then(|view| pickle.sequence(*view));
        let start = match part {
            Some(&[_, start, _]) => pickle.count(start)?,
            _ => 0,
        };
        Some(Self {
            dtype: Dtype::of_storage(pickle.name(class)?.1),
            storage: pickle.key(key)?.into_owned(),
            first: pickle.count(first)?.checked_add(start)?,
            shape: counts(pickle, shape)?,
            strides: counts(pickle, strides)?,
        })
    }
}

/// Whether these are the facts of a tensor whose values are negated or conjugated when they are read.
fn is_lazy(pickle: &Pickle, argument: Id) -> bool {
    let Object::Dict(facts) = pickle.get(argument) else {
        return false;
    };
    facts.iter().any(|(key, value)| {
        matches!(pickle.text(*key), Some("neg" | "conj"))
            && matches!(pickle.get(*value), Object::Int(1))
    })
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
            .flat_map(|dict| dict.tensors)
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
    fn a_tensor_that_is_negated_when_it_is_read_is_refused() {
        let with = |flag: u8| {
            let mut lazy = tensor("ByteStorage", "7", 0);
            lazy.truncate(lazy.len() - 2);
            lazy.extend([vec![b'}'], text("neg"), vec![flag, b's', b't', b'R']].concat());
            read(&dict(&[("a", lazy)]))
        };
        assert_eq!(with(0x89), Ok(vec![("a".into(), vec![5., 6.])]));
        assert!(with(0x88).is_err());
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
    fn the_tensors_of_every_dict_are_found_with_its_path() {
        let byte = |first| tensor("ByteStorage", "7", first);
        let two = dict(&[("b", byte(1)), ("c", byte(2))]);
        let ema = [b"X\x03\0\0\0ema".to_vec(), dict(&[("b", byte(2))])].concat();
        let numbered = [b"}K\x07".to_vec(), two.clone(), b"s".to_vec()].concat();
        let root = dict(&[
            ("epoch", b"K\x05".to_vec()),
            ("net", dict(&[("inner", two)])),
            ("loss", byte(0)),
            ("opt", numbered),
        ]);
        let root = [root, ema, b"s".to_vec()].concat();
        let found = read(&root).unwrap().into_iter();
        let names: Vec<_> = found.map(|(name, _)| name).collect();
        let expected = [
            "loss",
            "net.inner.b",
            "net.inner.c",
            "opt.7.b",
            "opt.7.c",
            "ema.b",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_storage_can_be_a_part_of_another() {
        let whole = tensor("ByteStorage", "7", 1);
        let at = whole.windows(4).position(|part| part == b"K\x04tQ");
        let mut part = whole.clone();
        // Instead of `4)`: the whole storage has 4 values, and this part of it 3, from value 1 on.
        let view = b"K\x04X\x01\0\0\x009K\x01K\x03\x87tQ";
        part.splice(at.unwrap()..at.unwrap() + 4, *view);
        let found = read(&dict(&[("a", whole), ("b", part)])).unwrap();
        assert_eq!(
            found,
            [("a".into(), vec![6., 7.]), ("b".into(), vec![7., 8.])]
        );
    }

    #[test]
    fn dicts_too_deep_and_names_too_long_are_left_out_or_refused() {
        let mut deep = dict(&[("a", tensor("ByteStorage", "7", 0))]);
        for _ in 0..=MAX_DEPTH {
            deep = dict(&[("in", deep)]);
        }
        assert_eq!(read(&deep).unwrap(), []);
        let long = "n".repeat(200);
        let with = |value| dict(&[(&long, dict(&[(&long, dict(&[(&long, value)]))]))]);
        assert_eq!(read(&with(b"}".to_vec())).unwrap(), []);
        let error = read(&with(tensor("ByteStorage", "7", 0))).unwrap_err();
        assert!(error.contains("602 characters"), "{error}");
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
        let class = |root: &[u8]| {
            let found = whole_object(&parse(&[root, b"."].concat(), "net.pth").unwrap());
            found.map(|Whole { class, key }| (class, key.unwrap_or_default()))
        };
        let of = |key: &str| Some(("net.Net".to_owned(), key.to_owned()));
        assert_eq!(class(&object), of(""));
        assert_eq!(class(&dict(&[("model", object)])), of("model"));
        let outside = b"}X\x05\0\0\0model(X\x06\0\0\0modulecnet\nNet\nX\0\0\0\0X\0\0\0\0tQ)\x81}bs";
        assert_eq!(class(outside), of("model"));
        assert_eq!(class(b"K\x01"), None);
        assert_eq!(class(&tensor("ByteStorage", "7", 0)), None);
    }
}
