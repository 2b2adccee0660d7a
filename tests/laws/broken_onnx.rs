//! ONNX files that were cut or changed on their way: an error or another model, but no panic, and
//! never for long.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use burn::tensor::Device;
use formats::{SourceFile, import};
use safetensors::SafeTensors;
use tests::reference;

/// A hundred times what the slowest takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Small models of all operators, and the larger ones of the reference where it is there.
fn models() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx");
    let fixtures = fs::read(folder.join("operators.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&fixtures).unwrap();
    let mut models: Vec<(String, Vec<u8>)> = (tensors.iter())
        .filter(|(name, _)| name.ends_with("/model"))
        .map(|(name, model)| (name.to_owned(), model.data().to_vec()))
        .collect();
    let exports = reference().map(|folder| fs::read_dir(folder.join("onnx")).unwrap());
    for path in exports
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
    {
        if path.extension().is_some_and(|ending| ending == "onnx") {
            models.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    models.sort();
    models
}

fn read(name: &str, bytes: Vec<u8>) {
    let start = Instant::now();
    let result = import(
        vec![SourceFile::new("net.onnx", bytes)],
        None,
        &Device::flex(),
    );
    let code = result.map_or_else(|error| error.code(), |_| "a model");
    assert!(
        start.elapsed() < PATIENCE,
        "{name}: {code} after {:?}",
        start.elapsed()
    );
}

#[test]
fn cut_anywhere() {
    for (name, bytes) in models() {
        let places = if bytes.len() < 20_000 { 61 } else { 23 };
        for place in 0..places {
            let length = bytes.len() * place / places;
            read(&format!("{name} cut at {length}"), bytes[..length].to_vec());
        }
    }
}

#[test]
fn bytes_changed_anywhere() {
    let mut random = fastrand::Rng::with_seed(5);
    for (name, bytes) in models() {
        // Mostly among the nodes, which stand before the weights.
        let reach = bytes.len().min(20_000);
        for _ in 0..if reach == bytes.len() { 60 } else { 200 } {
            let mut changed = bytes.clone();
            let place = random.usize(..reach);
            changed[place] = random.u8(..);
            read(
                &format!("{name}: byte {place} is {}", changed[place]),
                changed,
            );
        }
    }
}
