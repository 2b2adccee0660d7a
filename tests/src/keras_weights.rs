//! Weights of Keras models that follow from their names, and the files of such a model.

use serde_json::{Value as Json, json};
use session::SourceFile;

use crate::formula::uniform;

/// A weight: its name, its shape, and the rule that its values follow.
pub type Entry = (String, Vec<usize>, String);

/// Returns the values of a weight: the rule of `values` in `reference/keras/formula.py`.
///
/// # Panics
/// If there is no rule for its kind.
#[must_use]
pub fn values((name, shape, kind): &Entry, gain: f64, salt: &str) -> Vec<f32> {
    let reads = if kind == "depthwise_kernel" {
        2
    } else {
        shape.len().saturating_sub(1)
    };
    let fan_in: usize = shape.iter().take(reads).product();
    let scale = (gain * (6.0 / fan_in as f64).sqrt()) as f32;
    let rule = |v: f32| match kind.as_str() {
        kernel if kernel.ends_with("kernel") => v * scale,
        "gamma" => 1.0 + v * 0.1,
        "moving_variance" | "variance" => 1.0 + v.abs() * 0.5,
        "bias" | "beta" | "moving_mean" | "mean" | "alpha" => v * 0.1,
        "count" => 0.0,
        other => panic!("{name}: no rule for {other}"),
    };
    uniform(&format!("{name}{salt}"))
        .take(shape.iter().product())
        .map(rule)
        .collect()
}

/// Returns `model.json` and `weights.bin` of a layers model, as Keras' converter writes them.
///
/// # Panics
/// If there is no rule for a weight.
#[must_use]
pub fn files(topology: &Json, weights: &[Entry], gain: f64, salt: &str) -> Vec<SourceFile> {
    let entries = weights.iter().map(|(name, shape, kind)| {
        let dtype = if kind == "count" { "int32" } else { "float32" };
        json!({"name": name, "shape": shape, "dtype": dtype})
    });
    let entries: Vec<Json> = entries.collect();
    let model = json!({
        "format": "layers-model",
        "modelTopology": topology,
        "weightsManifest": [{"paths": ["weights.bin"], "weights": entries}],
    });
    let values = weights
        .iter()
        .flat_map(|entry| values(entry, gain, salt))
        .flat_map(f32::to_le_bytes);
    vec![
        SourceFile::new("model.json", model.to_string().into_bytes()),
        SourceFile::new("weights.bin", values.collect::<Vec<u8>>()),
    ]
}
