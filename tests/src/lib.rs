//! What the tests share: the reference folder beside the repository, and small readers for it.

use std::path::{Path, PathBuf};

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

/// The largest difference, in units of the largest absolute value of `expected`.
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
