//! The fixtures of whole networks: their files as Keras' converter writes them, and Keras' results.

use std::fs;

use burn::tensor::Device;
use formats::SourceFile;
use graph::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tests::formula::uniform;
use tests::keras_weights::{self, Entry};

use super::applications::folder;

/// A fixture, as `make_applications.py` writes it.
#[derive(Deserialize)]
pub(crate) struct Application {
    keras: String,
    model: Json,
    weights: Vec<Entry>,
    gain: f64,
    salt: String,
    input: Input,
    pub(crate) logits: Vec<f32>,
    pub(crate) probabilities: Vec<f32>,
    /// The explained class.
    pub(crate) category: usize,
    pub(crate) layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Input {
    name: String,
    shape: [usize; 4],
    range: [f32; 2],
}

/// Statistics of an activation, and its raw maps.
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

    /// `model.json` and `weights.bin`.
    pub(crate) fn files(&self) -> Vec<SourceFile> {
        let topology = json!({"keras_version": self.keras, "model_config": self.model});
        keras_weights::files(&topology, &self.weights, self.gain, &self.salt)
    }

    /// The input of the network, channels first.
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
