#![no_main]
//! Imports arbitrary bytes as `model.onnx`.

use burn::tensor::Device;
use formats::{SourceFile, import};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = SourceFile::new("model.onnx", bytes.to_vec());
    let _ = import(vec![file], None, &Device::flex());
});
