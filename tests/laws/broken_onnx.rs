//! ONNX files that are cut or changed give an error or another model. They never panic and never
//! take long.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use burn::tensor::Device;
use formats::{SourceFile, import};
use tests::stored_models;

/// A hundred times what the slowest file takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A small model of each operator, and networks of several layers.
fn models() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx");
    let read = |name: &str| stored_models(&fs::read(folder.join(name)).unwrap());
    let mut models = read("operators.safetensors");
    models.extend(read("networks.safetensors"));
    assert!(models.len() > 250, "{} models", models.len());
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
fn a_file_cut_anywhere_never_panics() {
    for (name, bytes) in models() {
        let places = if bytes.len() < 20_000 { 61 } else { 23 };
        for place in 0..places {
            let length = bytes.len() * place / places;
            read(&format!("{name} cut at {length}"), bytes[..length].to_vec());
        }
    }
}

#[test]
fn a_changed_byte_never_panics() {
    let mut random = fastrand::Rng::with_seed(5);
    for (name, bytes) in models() {
        // Mostly nodes, which come before the weights.
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
