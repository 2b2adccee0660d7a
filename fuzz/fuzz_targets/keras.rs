#![no_main]
//! Imports arbitrary bytes as `model.h5`, and as the weights of a `.keras` archive's folder.

use burn::tensor::Device;
use formats::{SourceFile, import};

libfuzzer_sys::fuzz_target!(|parts: (&[u8], &[u8])| {
    let (config, bytes) = parts;
    let file = |name: &str, bytes: &[u8]| SourceFile::new(name, bytes.to_vec());
    let _ = import(vec![file("model.h5", bytes)], None, &Device::flex());
    let folder = vec![file("config.json", config), file("model.weights.h5", bytes)];
    let _ = import(folder, None, &Device::flex());
});
