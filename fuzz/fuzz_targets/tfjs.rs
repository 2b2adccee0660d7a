#![no_main]
//! A `model.json` of any bytes, beside weights of any bytes, is read or refused.

use burn::tensor::Device;
use formats::{SourceFile, import};

libfuzzer_sys::fuzz_target!(|parts: (&[u8], &[u8])| {
    let (topology, weights) = parts;
    let files = [("model.json", topology), ("weights.bin", weights)];
    let files = files.map(|(name, bytes)| SourceFile::new(name, bytes.to_vec()));
    let _ = import(files.into(), None, &Device::flex());
});
