#![no_main]
//! A `model.onnx` of any bytes is read or refused.

use burn::tensor::Device;
use formats::{SourceFile, import};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = SourceFile::new("model.onnx", bytes.to_vec());
    let _ = import(vec![file], None, &Device::flex());
});
