//! Shared by the tests: readers of fixtures, weights from formulas, broken files, and
//! random values.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

pub mod broken;
pub mod embedded;
pub mod formula;
pub mod keras_weights;
pub mod scenes;
pub mod teachable;
pub mod weights;

use burn::tensor::{Device, Tensor};
use explain::{Evidence, ExplainError, Join, Method, Seed, Target, Task};
use graph::{Graph, Value};
use safetensors::SafeTensors;

/// The seed of the logit of one class of a classifier.
///
/// # Errors
/// Those of [`Target::seed`].
pub fn class_seed(graph: &Graph, class: usize) -> Result<Seed, ExplainError> {
    let shape = &graph.node(graph.logits()).shape;
    let outputs = vec![0.0; shape.iter().product()];
    Target::class(class).seed(Task::SingleLabel, shape, &outputs)
}

/// The raw map of a method that sums shares of a layer's evidence, `[batch, height, width]`.
///
/// # Panics
/// For other methods.
#[must_use]
pub fn map_of(id: &str, evidence: Evidence) -> Tensor<3> {
    let method = Method::by_id(id).expect("a method");
    let (shares, join) = method.shares().expect("shares");
    assert_eq!(join, Join::Sum, "a sum of shares");
    shares(evidence).sum_dim(1).squeeze_dim(1)
}

/// The ids of the methods that explain a layer.
#[must_use]
pub fn layer_methods() -> Vec<&'static str> {
    let infos = Method::ALL.iter().map(|method| method.info);
    infos
        .filter(|info| info.needs.layer())
        .map(|info| info.id)
        .collect()
}

/// Reads one float32 tensor of a safetensors file.
///
/// # Panics
/// If it is missing.
#[must_use]
pub fn tensor(file: &[u8], name: &str) -> Vec<f32> {
    let tensors = SafeTensors::deserialize(file).expect("a safetensors file");
    let tensor = tensors.tensor(name).expect(name);
    tensor
        .data()
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}

/// The models that a safetensors file of `tests/reference/onnx` holds: the name before `/model`,
/// and the bytes. In alphabetical order.
///
/// # Panics
/// If it is no safetensors file.
#[must_use]
pub fn stored_models(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let tensors = SafeTensors::deserialize(file).expect("a safetensors file");
    let models = tensors.iter().filter_map(|(name, model)| {
        let name = name.strip_suffix("/model")?;
        Some((name.to_owned(), model.data().to_vec()))
    });
    let mut models: Vec<_> = models.collect();
    models.sort();
    models
}

/// Whether a safetensors file holds a tensor.
///
/// # Panics
/// If it is no safetensors file.
#[must_use]
pub fn has_tensor(file: &[u8], name: &str) -> bool {
    SafeTensors::deserialize(file)
        .expect("a safetensors file")
        .tensor(name)
        .is_ok()
}

/// Copies a value to the host.
///
/// # Panics
/// If the device fails.
#[must_use]
pub fn read(value: Value) -> Vec<f32> {
    pollster::block_on(value.read()).expect("a device that answers")
}

/// Random values that are the same in each run.
pub struct Numbers(Box<dyn Iterator<Item = f32>>);

impl Numbers {
    /// Starts at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Box::new(formula::from_seed(seed)))
    }

    /// A value whose elements lie between -1 and 1, on the CPU.
    ///
    /// # Panics
    /// For a shape of more than six axes.
    pub fn value(&mut self, shape: &[usize]) -> Value {
        let values = self.0.by_ref().take(shape.iter().product()).collect();
        Value::new(values, shape, &Device::flex()).expect("one to six axes")
    }

    /// Gamma, beta, mean and variance of a batch norm, `channels` of each.
    ///
    /// # Panics
    /// Never.
    pub fn batch_norm(&mut self, channels: usize) -> Vec<Value> {
        let mut constants: Vec<Value> = (0..3).map(|_| self.value(&[channels])).collect();
        let variance = self.0.by_ref().take(channels);
        let variance = variance.map(|value| 1.0 + value / 2.0).collect();
        constants.push(Value::new(variance, &[channels], &Device::flex()).expect("one axis"));
        constants
    }
}
