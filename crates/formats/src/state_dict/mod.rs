//! State dicts: named tensors without a description of their network.
//!
//! Hugging Face and timm publish them as `.safetensors`; PyTorch saves them as `.pth`, `.pt`,
//! `.bin` or `.ckpt`. [`find`] reads the names and shapes, and [`StateDict::take`] reads the values
//! of one tensor. [`crate::architectures`] recognises the network from the names.

mod checkpoint;
mod dtype;
mod entry;
mod find;
mod legacy;
mod pickle;
mod safetensors;
mod whole;
pub(crate) mod words;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Bound;

use crate::{FormatError, FormatInfo, SourceFile};

use dtype::Dtype;
use entry::Entry;
pub(crate) use find::exported;
pub use find::find;
#[cfg(test)]
pub(crate) use whole::whole_objects;

/// Menu entry of safetensors files.
pub const SAFETENSORS: FormatInfo = FormatInfo {
    id: "safetensors",
    label: "Safetensors",
    extensions: &["safetensors", "json", "txt"],
    description: "model.safetensors of timm or Hugging Face, with config.json if there is one",
};

/// Menu entry of PyTorch checkpoints.
pub const PYTORCH: FormatInfo = FormatInfo {
    id: "pytorch",
    label: "PyTorch state dict",
    extensions: &["pth", "pt", "bin", "ckpt", "tar", "th", "pkl"],
    description: "what torch.save(model.state_dict(), ...) or learn.save(...) wrote; it is never run",
};

/// The named tensors of a file, in its order. The name of a tensor in a dict of a dict has the names
/// of the dicts in front: `state_dict.conv1.weight`.
#[derive(Clone, Debug)]
pub struct StateDict {
    /// Display name: the file name without its extension.
    pub name: String,
    /// Id of the format, that of [`SAFETENSORS`] or [`PYTORCH`].
    pub format: &'static str,
    /// The name of the network that the file gives.
    pub(crate) said: Option<String>,
    tensors: Vec<Tensor>,
    places: BTreeMap<String, usize>,
    /// The paths of the dicts: `state_dict.`, or empty for the one around all.
    dicts: Vec<String>,
}

#[derive(Clone, Debug)]
struct Tensor {
    name: String,
    entry: Entry,
    /// Index of its dict.
    dict: usize,
}

/// The tensors of one dict in a file.
#[derive(Clone, Debug)]
struct Dict {
    /// The names of the dicts around them, each with a dot.
    path: String,
    /// Their names begin with the path.
    tensors: Vec<(String, Entry)>,
}

/// The most prefixes that are tried: more than the modules of any network that hold as many tensors
/// as the network itself.
const MAX_PREFIXES: usize = 64;

/// The most parts of a prefix.
const MAX_PARTS: usize = 8;

/// Names and shapes of tensors.
#[cfg(test)]
type Shapes = [(String, Vec<usize>)];

impl StateDict {
    /// If a name occurs twice, the later tensor counts, as in Python.
    fn new(name: String, format: &'static str, dicts: Vec<Dict>) -> Self {
        let mut state = Self {
            name,
            format,
            said: None,
            tensors: Vec::new(),
            places: BTreeMap::new(),
            dicts: Vec::new(),
        };
        for (dict, Dict { path, tensors }) in dicts.into_iter().enumerate() {
            state.dicts.push(path);
            for (name, entry) in tensors {
                state.add(Tensor { name, entry, dict });
            }
        }
        state
    }

    fn add(&mut self, tensor: Tensor) {
        let next = self.tensors.len();
        let place = *self.places.entry(tensor.name.clone()).or_insert(next);
        match self.tensors.get_mut(place) {
            Some(known) => *known = tensor,
            None => self.tensors.push(tensor),
        }
    }

    /// The same file with other tensors.
    fn with(&self, tensors: impl Iterator<Item = Tensor>) -> Self {
        let mut state = Self::new(self.name.clone(), self.format, Vec::new());
        state.dicts.clone_from(&self.dicts);
        for tensor in tensors {
            state.add(tensor);
        }
        state
    }

    /// Returns the tensors whose names begin with `prefix`, without it.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Self {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let named = self.places.range::<str, _>(from);
        let named = named.take_while(|(name, _)| name.starts_with(prefix));
        let mut places: Vec<usize> = named.map(|(_, place)| *place).collect();
        places.sort_unstable();
        let found = places.into_iter().filter_map(|place| {
            let tensor = self.tensors.get(place)?;
            Some(Tensor {
                name: tensor.name.get(prefix.len()..)?.to_owned(),
                ..tensor.clone()
            })
        });
        self.with(found)
    }

    /// Returns the tensors of the largest dict that is not of an optimiser, without the prefix that
    /// all their names share: what there is to say about a file in which no network is recognised.
    #[must_use]
    pub fn largest(&self) -> Self {
        let mut counts = vec![0usize; self.dicts.len()];
        for tensor in &self.tensors {
            if let Some(count) = counts.get_mut(tensor.dict) {
                *count += usize::from(!words::is_optimiser(&tensor.name));
            }
        }
        let most = counts.iter().max().copied().unwrap_or_default();
        let largest = counts.iter().position(|count| *count == most);
        let inside = self
            .tensors
            .iter()
            .filter(|tensor| Some(tensor.dict) == largest);
        let alone = self.with(inside.cloned());
        let shared = alone.shared_prefix();
        alone.below(&shared)
    }

    /// Returns the tensors with a prefix before their names.
    pub(crate) fn beneath(&self, prefix: &str) -> Self {
        let renamed = self.tensors.iter().map(|tensor| Tensor {
            name: format!("{prefix}{}", tensor.name),
            ..tensor.clone()
        });
        self.with(renamed)
    }

    /// Returns these tensors and an empty one, to ask what they would be with it.
    pub(crate) fn with_empty(&self, name: &str, axes: usize) -> Self {
        let file = SourceFile::new(name, Vec::new());
        let mut strides = vec![0; axes];
        if let Some(last) = strides.last_mut() {
            *last = 1;
        }
        let entry = Entry::new(vec![0; axes], Dtype::F32, file, (0, 0), &strides);
        let empty = entry.ok().map(|entry| Tensor {
            name: name.to_owned(),
            entry,
            dict: 0,
        });
        self.with(self.tensors.iter().cloned().chain(empty))
    }

    /// Returns the tensors whose names begin with none of these prefixes.
    pub(crate) fn without(&self, prefixes: &[&str]) -> Self {
        let begins = |tensor: &&Tensor| {
            prefixes
                .iter()
                .any(|prefix| tensor.name.starts_with(prefix))
        };
        let others = self.tensors.iter().filter(|tensor| !begins(tensor));
        self.with(others.cloned())
    }

    fn shared_prefix(&self) -> String {
        let mut names = self.names();
        let mut shared = names.next().unwrap_or_default();
        for name in names {
            let same = shared.bytes().zip(name.bytes()).take_while(|(a, b)| a == b);
            shared = shared.get(..same.count()).unwrap_or_default();
        }
        let end = shared.rfind('.').map_or(0, |dot| dot + 1);
        shared.get(..end).unwrap_or_default().to_owned()
    }

    /// Returns the prefixes below which a network may lie, those of most tensors first. The empty
    /// prefix is among them.
    pub(crate) fn prefixes(&self) -> Vec<&str> {
        let mut counts = BTreeMap::from([("", self.tensors.len())]);
        for name in self.names() {
            for (dot, _) in name.match_indices('.').take(MAX_PARTS) {
                *counts.entry(&name[..=dot]).or_default() += 1;
            }
        }
        let mut all: Vec<(&str, usize)> = counts.into_iter().collect();
        all.sort_by_key(|(prefix, count)| (Reverse(*count), prefix.len()));
        let first = all.into_iter().take(MAX_PREFIXES);
        first.map(|(prefix, _)| prefix).collect()
    }

    /// Returns these tensors with the values that `other` has for them. `renamed` gives the name
    /// there.
    pub(crate) fn overlaid(&self, other: &Self, renamed: impl Fn(&str) -> String) -> Self {
        let tensors = self.tensors.iter().map(|tensor| {
            let entry = other.entry(&renamed(&tensor.name));
            Tensor {
                entry: entry.unwrap_or(&tensor.entry).clone(),
                ..tensor.clone()
            }
        });
        self.with(tensors)
    }

    /// Whether each of these tensors has the same values as in `other` because it is stored once for
    /// both names.
    pub(crate) fn is_stored_in(&self, other: &Self) -> bool {
        let mut tensors = self.tensors.iter();
        tensors.all(|tensor| {
            let same = other.entry(&tensor.name);
            same.is_some_and(|same| tensor.entry.is_stored_as(same))
        })
    }

    /// Returns the names of all tensors, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.iter().map(|tensor| tensor.name.as_str())
    }

    /// Returns the path of the dict that holds a tensor: `state_dict.`, or an empty one.
    pub(crate) fn dict_of(&self, name: &str) -> &str {
        let dict = self
            .tensor(name)
            .and_then(|tensor| self.dicts.get(tensor.dict));
        dict.map_or("", String::as_str)
    }

    /// Whether there is a tensor with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Returns the shape of a tensor, or `None` if it does not exist.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.entry(name).map(|entry| entry.shape.as_slice())
    }

    /// Creates a state dict for a test: dicts at these paths, whose tensors all have one value.
    #[cfg(test)]
    pub(crate) fn of(dicts: &[(&str, f32, &Shapes)]) -> Self {
        let entry = |shape: &[usize], value: f32| {
            let count = shape.iter().product();
            let bytes = value.to_le_bytes().repeat(count);
            let file = SourceFile::new("values", bytes);
            let strides = entry::contiguous(shape);
            Entry::new(shape.to_vec(), Dtype::F32, file, (0, 0), &strides).unwrap()
        };
        let dicts = dicts.iter().map(|(path, value, tensors)| {
            let named = |(name, shape): &(String, Vec<usize>)| {
                (format!("{path}{name}"), entry(shape, *value))
            };
            Dict {
                path: (*path).into(),
                tensors: tensors.iter().map(named).collect(),
            }
        });
        Self::new("net".into(), PYTORCH.id, dicts.collect())
    }

    /// These tensors once more under other names, for a test.
    #[cfg(test)]
    pub(crate) fn named_too(&self, prefix: &str) -> Self {
        let again = self.beneath(prefix).tensors;
        self.with(self.tensors.iter().cloned().chain(again))
    }

    fn tensor(&self, name: &str) -> Option<&Tensor> {
        let place = self.places.get(name)?;
        self.tensors.get(*place)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.tensor(name).map(|tensor| &tensor.entry)
    }

    /// Returns the total number of values in all tensors.
    #[must_use]
    pub fn parameters(&self) -> usize {
        let counts = self
            .tensors
            .iter()
            .filter_map(|tensor| tensor.entry.count());
        counts.fold(0, usize::saturating_add)
    }

    /// Reads the values of one tensor, row-major, as float32.
    ///
    /// # Errors
    /// [`FormatError::Tensor`] if it does not exist, has an unsupported dtype, cannot be read or
    /// holds a value that is not finite.
    pub fn take(&self, name: &str) -> Result<Vec<f32>, FormatError> {
        let entry = self
            .entry(name)
            .ok_or_else(|| "it is not in the file".to_owned());
        entry
            .and_then(Entry::read)
            .map_err(|reason| FormatError::Tensor {
                tensor: name.into(),
                reason,
            })
    }
}

#[cfg(test)]
mod tests;
