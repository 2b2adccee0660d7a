#![no_main]
//! Imports arbitrary bytes as `model.json` and `weights.bin`.

use burn::tensor::Device;
use formats::{SourceFile, import};

libfuzzer_sys::fuzz_target!(|parts: (&[u8], &[u8])| {
    let (topology, weights) = parts;
    let files = [("model.json", topology), ("weights.bin", weights)];
    let files = files.map(|(name, bytes)| SourceFile::new(name, bytes.to_vec()));
    let _ = import(files.into(), None, &Device::flex());
});
