//! What the tests share: the reference folder beside the repository, small readers for it, and
//! numbers for random networks.
#![allow(
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

pub mod broken;
pub mod compare;
pub mod embedded;

use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor};
use explain::{Evidence, ExplainError, Join, Method, Seed, Target, Task};
use graph::{Graph, Value};
use safetensors::SafeTensors;

/// The folder with reference numbers. Where it is absent (a user's clone) the answer is `None` and
/// a line says that the test is skipped; in CI its absence is a failure.
///
/// # Panics
/// In CI, where the folder must be there.
#[must_use]
pub fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is missing in CI",
        folder.display()
    );
    println!("skipped: the reference folder is not beside this checkout");
    None
}

/// What picks the logit of one class of a classifier.
///
/// # Errors
/// Those of [`Target::seed`].
pub fn class_seed(graph: &Graph, class: usize) -> Result<Seed, ExplainError> {
    let shape = &graph.node(graph.logits()).shape;
    let outputs = vec![0.0; shape.iter().product()];
    Target::class(class).seed(Task::SingleLabel, shape, &outputs)
}

/// The map of a method that is arithmetic on the evidence of a layer, `[batch, height, width]`.
///
/// # Panics
/// For other methods.
#[must_use]
pub fn map_of(method: Method, evidence: Evidence) -> Tensor<3> {
    let (shares, join) = method.shares().expect("shares");
    assert_eq!(join, Join::Sum, "a sum of shares");
    shares(evidence).sum_dim(1).squeeze_dim(1)
}

/// Reads one float32 tensor of a safetensors file.
///
/// # Panics
/// When it is not there.
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

/// Whether a safetensors file holds a tensor.
///
/// # Panics
/// When it is no safetensors file.
#[must_use]
pub fn has_tensor(file: &[u8], name: &str) -> bool {
    SafeTensors::deserialize(file)
        .expect("a safetensors file")
        .tensor(name)
        .is_ok()
}

/// The largest difference, in units of the largest absolute value of `expected`.
///
/// # Panics
/// When the numbers of values differ.
#[must_use]
pub fn relative_error(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len(), "as many values as expected");
    let scale = expected
        .iter()
        .fold(0f32, |max, value| max.max(value.abs()));
    absolute_error(found, expected) / scale
}

/// The largest difference.
#[must_use]
pub fn absolute_error(found: &[f32], expected: &[f32]) -> f32 {
    found
        .iter()
        .zip(expected)
        .fold(0f32, |max, (a, b)| max.max((a - b).abs()))
}

/// Copies a value to the host.
///
/// # Panics
/// When the device fails.
#[must_use]
pub fn read(value: Value) -> Vec<f32> {
    pollster::block_on(value.read()).expect("a device that answers")
}

/// Numbers that any run repeats.
pub struct Numbers(u64);

impl Numbers {
    /// Starts at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A value whose elements lie between -1 and 1, on the CPU.
    ///
    /// # Panics
    /// For a shape of more than six axes.
    pub fn value(&mut self, shape: &[usize]) -> Value {
        let count: usize = shape.iter().product();
        let values = (0..count).map(|_| self.next()).collect();
        Value::new(values, shape, &Device::flex()).expect("one to six axes")
    }

    /// Gamma, beta, mean and variance of as many channels.
    ///
    /// # Panics
    /// Never.
    pub fn batch_norm(&mut self, channels: usize) -> Vec<Value> {
        let mut constants: Vec<Value> = (0..3).map(|_| self.value(&[channels])).collect();
        let variance = (0..channels).map(|_| 1.0 + self.next() / 2.0).collect();
        constants.push(Value::new(variance, &[channels], &Device::flex()).expect("one axis"));
        constants
    }

    /// The generator of Steele, Lea and Flood, 2014 (`SplitMix64`).
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    }
}
