//! The fixtures of whole networks: files that Keras' converter would write, and what is compared.

use std::fs;

use burn::tensor::Device;
use formats::SourceFile;
use graph::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::applications::folder;

/// What `make_applications.py` writes.
#[derive(Deserialize)]
pub(crate) struct Application {
    keras: String,
    model: Json,
    weights: Vec<(String, Vec<usize>, String)>,
    gain: f64,
    salt: String,
    input: Input,
    pub(crate) logits: Vec<f32>,
    pub(crate) probabilities: Vec<f32>,
    /// The class that the maps explain.
    pub(crate) category: usize,
    pub(crate) layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Input {
    name: String,
    shape: [usize; 4],
    range: [f32; 2],
}

/// An activation in few numbers, and its raw maps.
#[derive(Deserialize)]
pub(crate) struct Layer {
    pub(crate) name: String,
    /// Channels last.
    pub(crate) shape: [usize; 4],
    pub(crate) mean: f32,
    pub(crate) std: f32,
    pub(crate) max: f32,
    pub(crate) min: f32,
    #[serde(rename = "grad-cam")]
    pub(crate) grad_cam: Vec<f32>,
    pub(crate) hirescam: Vec<f32>,
}

impl Application {
    pub(crate) fn read(name: &str) -> Self {
        let path = folder().join(format!("{name}.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// The files that a person would choose.
    pub(crate) fn files(&self) -> Vec<SourceFile> {
        let entries = self.weights.iter().map(|(name, shape, kind)| {
            let dtype = if kind == "count" { "int32" } else { "float32" };
            json!({"name": name, "shape": shape, "dtype": dtype})
        });
        let entries: Vec<Json> = entries.collect();
        let model = json!({
            "format": "layers-model",
            "modelTopology": {"keras_version": self.keras, "model_config": self.model},
            "weightsManifest": [{"paths": ["weights.bin"], "weights": entries}],
        });
        let mut weights = Vec::new();
        for entry in &self.weights {
            for value in self.values(entry) {
                weights.extend(value.to_le_bytes());
            }
        }
        vec![
            SourceFile::new("model.json", model.to_string().into_bytes()),
            SourceFile::new("weights.bin", weights),
        ]
    }

    /// The rule of `values` in `formula.py`.
    fn values(&self, (name, shape, kind): &(String, Vec<usize>, String)) -> Vec<f32> {
        let reads = if kind == "depthwise_kernel" {
            2
        } else {
            shape.len().saturating_sub(1)
        };
        let fan_in: usize = shape.iter().take(reads).product();
        let scale = (self.gain * (6.0 / fan_in as f64).sqrt()) as f32;
        let rule = |v: f32| match kind.as_str() {
            kernel if kernel.ends_with("kernel") => v * scale,
            "bias" | "beta" | "moving_mean" | "mean" | "alpha" => v * 0.1,
            "gamma" => 1.0 + v * 0.1,
            "moving_variance" | "variance" => 1.0 + v.abs() * 0.5,
            "count" => 0.0,
            other => panic!("{name}: no rule for {other}"),
        };
        uniform(&format!("{name}{}", self.salt))
            .take(shape.iter().product())
            .map(rule)
            .collect()
    }

    /// What the network is shown.
    pub(crate) fn picture(&self) -> Value {
        let [low, high] = self.input.range;
        let (half, middle) = ((high - low) / 2.0, f32::midpoint(high, low));
        let count = self.input.shape.iter().product();
        let values = uniform(&format!("picture of {}", self.input.name));
        let values = values.take(count).map(|v| v * half + middle).collect();
        let picture = Value::new(values, &self.input.shape, &Device::flex()).unwrap();
        picture.rank4().unwrap().permute([0, 3, 1, 2]).into()
    }
}

/// Values from -1 to 1 that follow from a text: FNV-1a, then `SplitMix64`.
fn uniform(text: &str) -> impl Iterator<Item = f32> + use<> {
    let mut state = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    })
}
