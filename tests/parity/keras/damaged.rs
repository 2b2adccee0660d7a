//! Damaged files of Keras: read or refused, and never a panic.

use std::fs;

use burn::tensor::Device;
use formats::{FormatError, Imported, SourceFile};

use super::fixture::folder;

/// Small files of each kind: the one with symbol tables, the newest kind, and with chunks.
const FILES: [&str; 4] = [
    "open-h5-keras-2/model.h5",
    "latest/model.h5",
    "gzip/model.h5",
    "open-keras-3/model.keras",
];

fn good(name: &str) -> Vec<u8> {
    fs::read(folder().join("files").join(name)).unwrap()
}

fn import(name: &str, bytes: Vec<u8>) -> Result<Imported, FormatError> {
    let name = name.rsplit('/').next().unwrap();
    formats::import(vec![SourceFile::new(name, bytes)], None, &Device::flex())
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for name in FILES {
        let good = good(name);
        for length in (0..good.len()).step_by(101).chain([good.len() - 1]) {
            let found = import(name, good[..length].to_vec());
            assert!(found.is_err(), "{name} cut at {length}");
        }
    }
}

#[test]
fn a_changed_byte_never_panics() {
    let mut refused = 0;
    for (nth, name) in FILES.iter().enumerate() {
        let good = good(name);
        for place in (nth..good.len()).step_by(37) {
            let mut bytes = good.clone();
            bytes[place] ^= [0x01, 0x80, 0xFF][place % 3];
            refused += usize::from(import(name, bytes).is_err());
        }
    }
    println!("{refused} were refused");
    assert!(refused > 300, "{refused}");
}
