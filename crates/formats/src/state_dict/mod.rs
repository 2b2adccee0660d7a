//! State dicts: named tensors without a description of their network.
//!
//! Hugging Face and timm publish them as `.safetensors`; PyTorch saves them as `.pth`, `.pt`,
//! `.bin` or `.ckpt`. [`find`] reads the names and shapes, and [`StateDict::take`] reads the values
//! of one tensor. [`crate::architectures`] recognises the network from the names.

mod checkpoint;
mod dtype;
mod entry;
mod find;
mod names;
mod pickle;
mod safetensors;

use std::collections::BTreeMap;

use crate::{FormatError, FormatInfo};

use dtype::Dtype;
use entry::Entry;
pub(crate) use find::exported;
pub use find::find;

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
    extensions: &["pth", "pt", "bin", "ckpt"],
    description: "what torch.save(model.state_dict(), ...) or learn.save(...) wrote; it is never run",
};

/// The named tensors of a model, in the order of its files.
#[derive(Clone, Debug)]
pub struct StateDict {
    /// Display name: the file name without its extension.
    pub name: String,
    /// Id of the format, that of [`SAFETENSORS`] or [`PYTORCH`].
    pub format: &'static str,
    entries: Vec<(String, Entry)>,
    places: BTreeMap<String, usize>,
}

impl StateDict {
    /// Removes wrapper prefixes that all names share. If a name occurs twice, the later tensor
    /// counts, as in Python.
    fn new(name: String, format: &'static str, mut tensors: Vec<(String, Entry)>) -> Self {
        names::unwrap(&mut tensors);
        let mut state = Self {
            name,
            format,
            entries: Vec::new(),
            places: BTreeMap::new(),
        };
        for (name, entry) in tensors {
            let place = *state
                .places
                .entry(name.clone())
                .or_insert(state.entries.len());
            match state.entries.get_mut(place) {
                Some(known) => known.1 = entry,
                None => state.entries.push((name, entry)),
            }
        }
        state
    }

    /// Returns the names of all tensors, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
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

    fn entry(&self, name: &str) -> Option<&Entry> {
        let place = self.places.get(name)?;
        self.entries.get(*place).map(|(_, entry)| entry)
    }

    /// Returns the total number of values in all tensors.
    #[must_use]
    pub fn parameters(&self) -> usize {
        let counts = self.entries.iter().filter_map(|(_, entry)| entry.count());
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
mod tests {
    use super::*;
    use crate::SourceFile;

    fn entry(value: u8, count: usize) -> Entry {
        let file = SourceFile::new("data/0", vec![value; count]);
        Entry::new(vec![count], Dtype::U8, file, (0, 0), &[1]).unwrap()
    }

    fn state(tensors: Vec<(String, Entry)>) -> StateDict {
        StateDict::new("net".into(), PYTORCH.id, tensors)
    }

    #[test]
    fn the_later_of_two_tensors_with_one_name_counts() {
        let state = state(vec![
            ("z".into(), entry(1, 2)),
            ("a".into(), entry(2, 3)),
            ("z".into(), entry(3, 4)),
        ]);
        assert_eq!(state.names().collect::<Vec<_>>(), ["z", "a"]);
        assert_eq!(state.parameters(), 7, "the second z replaces the first");
        assert_eq!(state.shape("z"), Some(&[4][..]));
        assert_eq!(state.take("a").unwrap(), [2.0; 3]);
        assert!(state.contains("a") && !state.contains("b"));
        let error = state.take("b").unwrap_err();
        assert_eq!(error.code(), "tensor-unusable");
        assert!(error.to_string().contains("`b`"), "{error}");
    }
}
