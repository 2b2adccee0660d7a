#![no_main]
//! Imports arbitrary bytes as a file of Keras: as `.h5` or `.keras`, as the weights beside good layers, and
//! as layers beside good weights.

use burn::tensor::Device;
use formats::{SourceFile, import};

const LAYERS: &[u8] = include_bytes!("../../tests/reference/keras/files/folder/config.json");
const WEIGHTS: &[u8] = include_bytes!("../../tests/reference/keras/files/folder/model.weights.h5");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = |name: &str, bytes: &[u8]| SourceFile::new(name, bytes.to_vec());
    let folder = |layers: &[u8], weights: &[u8]| {
        let files = vec![
            file("config.json", layers),
            file("model.weights.h5", weights),
        ];
        let _ = import(files, None, &Device::flex());
    };
    if bytes.first() == Some(&b'{') {
        folder(bytes, WEIGHTS);
    } else {
        let _ = import(vec![file("model.keras", bytes)], None, &Device::flex());
        folder(LAYERS, bytes);
    }
});
