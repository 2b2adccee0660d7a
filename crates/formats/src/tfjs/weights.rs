use std::collections::BTreeMap;

use half::f16;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::{FormatError, SourceFile};

/// One weight, float32, laid out as Keras stores it.
#[derive(Debug)]
pub(super) struct Weight {
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// All weights by their full names.
#[derive(Debug)]
pub(super) struct Weights(BTreeMap<String, Weight>);

#[derive(Deserialize)]
struct Group {
    paths: Vec<String>,
    weights: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantization>,
}

/// `value = code · scale + min`; for float16 the code is the value.
#[derive(Deserialize)]
struct Quantization {
    dtype: String,
    #[serde(default)]
    scale: f32,
    #[serde(default)]
    min: f32,
}

impl Weights {
    /// Reads what the manifest in `model.json` describes from the weight files.
    pub(super) fn read(model: &Json, files: &[SourceFile]) -> Result<Self, FormatError> {
        let groups: Vec<Group> = Deserialize::deserialize(&model["weightsManifest"]).map_err(
            |error: serde_json::Error| FormatError::Json {
                file: "model.json".into(),
                reason: format!("its weights manifest: {error}"),
            },
        )?;
        let mut weights = BTreeMap::new();
        for group in groups {
            let (name, bytes) = group.bytes(files)?;
            group.read_into(&name, &bytes, &mut weights)?;
        }
        Ok(Self(weights))
    }

    /// Takes the weight `kind` of a layer out. Names are paths (`model/layer/kernel:0`); where two
    /// layers share a name, the one below `parent` is meant.
    pub(super) fn take(
        &mut self,
        parent: &str,
        layer: &str,
        kind: &str,
    ) -> Result<Weight, FormatError> {
        let ends = |name: &str| {
            let path = name.strip_suffix(":0").unwrap_or(name);
            path.strip_suffix(kind)
                .and_then(|path| path.strip_suffix('/'))
                .and_then(|path| path.strip_suffix(layer))
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let found: Vec<String> = self.0.keys().filter(|name| ends(name)).cloned().collect();
        let name = match found.as_slice() {
            [one] => Some(one),
            several => several
                .iter()
                .find(|name| name.split('/').any(|part| part == parent)),
        };
        name.and_then(|name| self.0.remove(name))
            .ok_or_else(|| FormatError::Weight {
                layer: layer.into(),
                reason: format!(
                    "expected its weight `{layer}/{kind}` in the manifest, found {} such",
                    found.len()
                ),
            })
    }
}

impl Group {
    /// The content of all files of the group, one after the other.
    fn bytes(&self, files: &[SourceFile]) -> Result<(String, Vec<u8>), FormatError> {
        let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut all = Vec::new();
        for path in &self.paths {
            let file = files.iter().find(|file| file.base_name() == base(path));
            let file = file.ok_or_else(|| FormatError::MissingWeights {
                file: base(path),
                given: super::names(files),
            })?;
            all.extend_from_slice(&file.bytes);
        }
        Ok((
            self.paths
                .iter()
                .map(|path| base(path))
                .collect::<Vec<_>>()
                .join(" + "),
            all,
        ))
    }

    fn read_into(
        self,
        file: &str,
        bytes: &[u8],
        weights: &mut BTreeMap<String, Weight>,
    ) -> Result<(), FormatError> {
        let lengths = self
            .weights
            .iter()
            .map(Entry::byte_length)
            .collect::<Result<Vec<_>, _>>()?;
        let expected = lengths
            .iter()
            .try_fold(0usize, |sum, length| sum.checked_add(*length));
        if expected != Some(bytes.len()) {
            return Err(FormatError::WeightBytes {
                file: file.into(),
                expected: expected.unwrap_or(usize::MAX),
                found: bytes.len(),
            });
        }
        let mut rest = bytes;
        for (entry, length) in self.weights.into_iter().zip(lengths) {
            let (own, after) = rest.split_at(length);
            rest = after;
            let values = entry.values(own)?;
            weights.insert(
                entry.name,
                Weight {
                    shape: entry.shape,
                    values,
                },
            );
        }
        Ok(())
    }
}

impl Entry {
    fn stored_dtype(&self) -> &str {
        self.quantization
            .as_ref()
            .map_or(self.dtype.as_str(), |quantization| &quantization.dtype)
    }

    fn byte_length(&self) -> Result<usize, FormatError> {
        let size = match self.stored_dtype() {
            "float32" | "int32" => 4,
            "float16" | "uint16" => 2,
            "uint8" | "bool" => 1,
            other => {
                return Err(self.error(format!(
                    "its numbers are stored as `{other}`, which is not supported"
                )));
            }
        };
        let count = self
            .shape
            .iter()
            .try_fold(size, |product: usize, axis| product.checked_mul(*axis));
        count.ok_or_else(|| self.error(format!("its shape {:?} is too large", self.shape)))
    }

    fn values(&self, bytes: &[u8]) -> Result<Vec<f32>, FormatError> {
        let (scale, min) = self
            .quantization
            .as_ref()
            .map_or((1.0, 0.0), |q| (q.scale, q.min));
        let words = || bytes.as_chunks::<2>().0.iter();
        let longs = || bytes.as_chunks::<4>().0.iter();
        let values: Vec<f32> = match self.stored_dtype() {
            "float32" => longs().map(|b| f32::from_le_bytes(*b)).collect(),
            "int32" => longs().map(|b| i32::from_le_bytes(*b) as f32).collect(),
            "float16" => words().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
            "uint16" => words()
                .map(|b| f32::from(u16::from_le_bytes(*b)) * scale + min)
                .collect(),
            _ => bytes.iter().map(|b| f32::from(*b) * scale + min).collect(),
        };
        match values.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(self.error(format!(
                "value {index} is {}: the model did not train",
                values[index]
            ))),
            None => Ok(values),
        }
    }

    fn error(&self, reason: String) -> FormatError {
        FormatError::Weight {
            layer: self.name.clone(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(entry: &Json, bytes: &[u8]) -> Result<Weights, FormatError> {
        let model = json!({"weightsManifest": [{"paths": ["w.bin"], "weights": [entry]}]});
        Weights::read(
            &model,
            &[SourceFile {
                name: "folder/w.bin".into(),
                bytes: bytes.into(),
            }],
        )
    }

    #[test]
    fn each_storage_gives_the_same_numbers() {
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
            let weight = read(&entry, &bytes)
                .unwrap()
                .take("", "conv", "kernel")
                .unwrap();
            assert_eq!(weight.values, [-1.0, 1.5], "{why}");
        }
    }

    #[test]
    fn wrong_lengths_and_missing_files_are_named() {
        let entry = json!({"name": "conv/kernel", "shape": [2], "dtype": "float32"});
        let error = read(&entry, &[0; 7]).unwrap_err();
        assert_eq!(
            error,
            FormatError::WeightBytes {
                file: "w.bin".into(),
                expected: 8,
                found: 7
            }
        );
        let model =
            json!({"weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": [entry]}]});
        let error = Weights::read(&model, &[]).unwrap_err();
        assert!(
            error.to_string().contains("group1-shard1of1.bin"),
            "{error}"
        );
        let huge = json!({"name": "k", "shape": [usize::MAX, 8], "dtype": "float32"});
        assert_eq!(read(&huge, &[0; 8]).unwrap_err().code(), "weight-unusable");
        let nan = json!({"name": "k", "shape": [1], "dtype": "float32"});
        assert_eq!(
            read(&nan, &f32::NAN.to_le_bytes()).unwrap_err().code(),
            "weight-unusable"
        );
    }

    #[test]
    fn a_shared_layer_name_is_told_apart_by_its_model() {
        let weight = || Weight {
            shape: vec![],
            values: vec![],
        };
        let names = ["left/conv/bias:0", "right/conv/bias:0", "other_conv/bias"];
        let mut weights = Weights(
            names
                .iter()
                .map(|name| ((*name).into(), weight()))
                .collect(),
        );
        assert!(weights.take("right", "conv", "bias").is_ok());
        assert!(!weights.0.contains_key("right/conv/bias:0"));
        assert!(weights.take("left", "conv", "kernel").is_err());
    }
}
