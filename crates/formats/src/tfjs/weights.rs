use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value as Json;

use super::files::names;
use super::storage::{Entry, Group};
use crate::keras::{self, Place, Weight, Weights};
use crate::{FormatError, SourceFile};

/// All weights of a manifest by their full names.
pub(super) struct Manifest<'a> {
    /// The files of each group; they are read as one.
    groups: Vec<Vec<&'a SourceFile>>,
    entries: BTreeMap<String, Stretch>,
}

/// The place of a weight within a group.
struct Stretch {
    entry: Entry,
    group: usize,
    start: usize,
    length: usize,
}

impl<'a> Manifest<'a> {
    /// Finds the weights of a manifest in the weight files. `model` is the file of the manifest.
    pub(super) fn read(
        manifest: &Json,
        model: &str,
        files: &'a [SourceFile],
    ) -> Result<Self, FormatError> {
        let groups: Vec<Group> =
            Deserialize::deserialize(manifest).map_err(|error: serde_json::Error| {
                FormatError::Json {
                    file: model.into(),
                    reason: format!("its weights manifest: {error}"),
                }
            })?;
        let mut weights = Self {
            groups: Vec::new(),
            entries: BTreeMap::new(),
        };
        for group in groups {
            weights.add(group, files)?;
        }
        Ok(weights)
    }

    fn add(&mut self, group: Group, files: &'a [SourceFile]) -> Result<(), FormatError> {
        let shards = group
            .paths
            .iter()
            .map(|path| shard(path, files))
            .collect::<Result<Vec<_>, _>>()?;
        let lengths = group
            .weights
            .iter()
            .map(Entry::byte_length)
            .collect::<Result<Vec<_>, _>>()?;
        let expected = checked_sum(lengths.iter().map(|length| *length as u64));
        let found = checked_sum(shards.iter().map(|shard| shard.len()));
        if expected != found {
            let names: Vec<_> = shards
                .iter()
                .take(4)
                .map(|shard| shard.base_name())
                .collect();
            return Err(FormatError::WeightBytes {
                file: names.join(" + "),
                expected,
                found,
            });
        }
        let mut start = 0;
        for (entry, length) in group.weights.into_iter().zip(lengths) {
            let name = entry.name.clone();
            let place = Stretch {
                entry,
                group: self.groups.len(),
                start,
                length,
            };
            start += length;
            if self.entries.insert(name.clone(), place).is_some() {
                let reason = "the manifest lists it twice".into();
                return Err(FormatError::Weight {
                    layer: name,
                    reason,
                });
            }
        }
        self.groups.push(shards);
        Ok(())
    }
}

impl Manifest<'_> {
    /// Names are paths (`model/layer/kernel:0`). If two layers share a name, the one below `parent`
    /// is taken, else the one without a path.
    fn named(&self, parent: &str, layer: &str, kind: &str) -> Result<String, FormatError> {
        let found: Vec<(&str, &str)> = self
            .entries
            .keys()
            .filter_map(|name| Some((name.as_str(), before_of(name, layer, kind)?)))
            .collect();
        let below = |path: &str| path.split('/').any(|part| part == parent);
        let meant = match found.as_slice() {
            [one] => Some(one),
            several => several
                .iter()
                .find(|(_, path)| below(path))
                .or_else(|| several.iter().find(|(_, path)| path.is_empty())),
        };
        meant
            .map(|(name, _)| (*name).to_owned())
            .ok_or_else(|| FormatError::Weight {
                layer: layer.into(),
                reason: format!(
                    "expected its weight `{layer}/{kind}` in the manifest, found {} such",
                    found.len()
                ),
            })
    }

    /// The name of the only weight of a layer.
    fn only(&self, parent: &str, layer: &str) -> Result<String, FormatError> {
        let kind = |name: &String| {
            let name = name.strip_suffix(":0").unwrap_or(name);
            let (path, kind) = name.rsplit_once('/')?;
            let own = path == layer || path.ends_with(&format!("/{layer}"));
            own.then(|| kind.to_owned())
        };
        let kinds: BTreeSet<String> = self.entries.keys().filter_map(kind).collect();
        match kinds.into_iter().collect::<Vec<_>>().as_slice() {
            [only] => self.named(parent, layer, only),
            kinds => Err(FormatError::Weight {
                layer: layer.into(),
                reason: format!(
                    "expected one weight of this layer in the manifest, found {kinds:?}"
                ),
            }),
        }
    }
}

impl Weights for Manifest<'_> {
    fn find(&self, place: Place, kind: &str) -> Result<String, FormatError> {
        let numbered = |name: &str| self.entries.contains_key(name);
        match keras::numbered(place, kind, numbered) {
            Some(found) => found,
            // Keras numbers its only weight.
            None if place.layer.class == "LayerScale" => {
                self.only(place.scope.name, place.layer.name)
            }
            None => self.named(place.scope.name, place.layer.name, kind),
        }
    }

    fn decode(&self, name: &str) -> Result<Weight, FormatError> {
        let place = self.entries.get(name).ok_or_else(|| FormatError::Weight {
            layer: name.into(),
            reason: "it is not in the manifest".into(),
        })?;
        let bytes = read_across(&self.groups[place.group], place.start, place.length)?;
        place.entry.decode(&bytes)
    }
}

/// Reads bytes that may begin in one file and end in another.
fn read_across(files: &[&SourceFile], start: usize, length: usize) -> Result<Vec<u8>, FormatError> {
    let (mut offset, mut left) = (start as u64, length as u64);
    let mut bytes = Vec::new();
    for file in files {
        let count = left.min(file.len().saturating_sub(offset));
        if count > 0 {
            let part = file.read(offset, count)?;
            // This is nearly always the whole weight, which then need not be copied.
            if bytes.is_empty() {
                bytes = part;
            } else {
                bytes.extend(part);
            }
            left -= count;
        }
        offset = offset.saturating_sub(file.len());
    }
    Ok(bytes)
}

fn checked_sum(mut lengths: impl Iterator<Item = u64>) -> u64 {
    lengths.try_fold(0, u64::checked_add).unwrap_or(u64::MAX)
}

/// The path before `layer/kind` in a weight's name. Returns `None` if the name does not end with
/// it.
fn before_of<'n>(name: &'n str, layer: &str, kind: &str) -> Option<&'n str> {
    let path = name.strip_suffix(":0").unwrap_or(name).strip_suffix(kind)?;
    let path = path.strip_suffix('/')?.strip_suffix(layer)?;
    (path.is_empty() || path.ends_with('/')).then_some(path)
}

fn shard<'a>(path: &str, files: &'a [SourceFile]) -> Result<&'a SourceFile, FormatError> {
    let base = path.rsplit('/').next().unwrap_or_default();
    let found = files.iter().find(|file| file.base_name() == base);
    found.ok_or_else(|| FormatError::MissingWeights {
        file: base.into(),
        given: names(files),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use half::f16;
    use serde_json::json;

    fn decoded(entry: &Json, bytes: &[u8]) -> Result<Vec<f32>, FormatError> {
        let manifest = json!([{"paths": ["w.bin"], "weights": [entry]}]);
        let files = [SourceFile::new("folder/w.bin", bytes.into())];
        let weights = Manifest::read(&manifest, "model.json", &files)?;
        Ok(weights
            .decode(&weights.named("", "conv", "kernel")?)?
            .values)
    }

    #[test]
    fn each_storage_gives_the_same_values() {
        let quantised = |dtype: &str, scale: f32, min: f32| json!({"name": "conv/kernel", "shape": [2], "dtype": "float32", "quantization": {"dtype": dtype, "scale": scale, "min": min}});
        let plain = json!({"name": "conv/kernel", "shape": [2], "dtype": "float32"});
        let half = [
            f16::from_f32(-1.0).to_le_bytes(),
            f16::from_f32(1.5).to_le_bytes(),
        ]
        .concat();
        struct Case(Json, Vec<u8>, &'static str);
        for Case(entry, bytes, why) in [
            Case(
                plain,
                [(-1.0f32).to_le_bytes(), 1.5f32.to_le_bytes()].concat(),
                "float32",
            ),
            Case(
                quantised("uint8", 0.5, -1.0),
                vec![0, 5],
                "one byte: 5 · 0.5 − 1",
            ),
            Case(
                quantised("uint16", 0.5, -1.0),
                vec![0, 0, 5, 0],
                "two bytes, little endian",
            ),
            Case(
                quantised("float16", 0.0, 0.0),
                half,
                "half precision has no scale",
            ),
        ] {
            assert_eq!(decoded(&entry, &bytes).unwrap(), [-1.0, 1.5], "{why}");
        }
    }

    #[test]
    fn wrong_lengths_and_missing_files_are_named() {
        let entry = json!({"name": "conv/kernel", "shape": [2], "dtype": "float32"});
        let error = decoded(&entry, &[0; 7]).unwrap_err();
        assert_eq!(
            error,
            FormatError::WeightBytes {
                file: "w.bin".into(),
                expected: 8,
                found: 7
            }
        );
        let manifest = json!([{"paths": ["group1-shard1of1.bin"], "weights": [entry]}]);
        let error = Manifest::read(&manifest, "model.json", &[]).err().unwrap();
        assert!(
            error.to_string().contains("group1-shard1of1.bin"),
            "{error}"
        );
    }

    #[test]
    fn hostile_shapes_and_nan_are_rejected() {
        for shape in [json!([usize::MAX, 8]), json!([0, 4_294_967_295_u64])] {
            let entry = json!({"name": "conv/kernel", "shape": shape, "dtype": "float32"});
            assert_eq!(decoded(&entry, &[]).unwrap_err().code(), "weight-unusable");
        }
        let nan = json!({"name": "conv/kernel", "shape": [1], "dtype": "float32"});
        assert_eq!(
            decoded(&nan, &f32::NAN.to_le_bytes()).unwrap_err().code(),
            "weight-unusable"
        );
    }

    #[test]
    fn layers_of_one_name_are_told_apart_by_their_model() {
        let entry = |name: &str| json!({"name": name, "shape": [1], "dtype": "float32"});
        let names = [
            "left/conv/bias:0",
            "right/conv/bias:0",
            "conv/bias",
            "other_conv/bias",
        ];
        let manifest = json!([{"paths": ["w"], "weights": names.map(entry)}]);
        let files = [SourceFile::new("w", vec![0; 16])];
        let weights = Manifest::read(&manifest, "model.json", &files).unwrap();
        assert_eq!(
            weights.named("right", "conv", "bias").unwrap(),
            "right/conv/bias:0"
        );
        assert_eq!(weights.named("model", "conv", "bias").unwrap(), "conv/bias");
        assert!(weights.named("left", "conv", "kernel").is_err());
    }
}
