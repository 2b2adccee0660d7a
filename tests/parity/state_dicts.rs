//! Checkpoints from PyTorch, malicious ones, and damaged copies of both.
//! `reference/pth/make_fixtures.py` writes the files and their expected content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use formats::state_dict::{StateDict, find};
use formats::{FormatError, SourceFile, unpacked};
use serde_json::Value as Json;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/pth")
}

fn expected() -> BTreeMap<String, Json> {
    serde_json::from_slice(&fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

fn read(name: &str, bytes: Vec<u8>) -> Result<StateDict, FormatError> {
    let files = unpacked(vec![SourceFile::new(name, bytes)])?;
    Ok(find(&files)?.unwrap())
}

/// The values of all tensors by name.
fn all(state: &StateDict) -> Result<BTreeMap<&str, Vec<f32>>, FormatError> {
    let tensor = |name| Ok((name, state.take(name)?));
    state.names().map(tensor).collect()
}

#[test]
fn every_checkpoint_is_listed() {
    let scripts = ["expected.json", "make_fixtures.py", "requirements.txt"];
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !scripts.contains(&name.as_str()))
        .collect();
    assert_eq!(files, expected().into_keys().collect());
    assert!(files.len() >= 30, "{files:?}");
}

/// For every dtype, order, wrapper and protocol. All values are exact.
#[test]
fn names_shapes_and_values_are_those_of_pytorch() {
    for (file, what) in expected() {
        let Some(tensors) = what["tensors"].as_object() else {
            continue;
        };
        let state = read(&file, fs::read(folder().join(&file)).unwrap()).unwrap();
        let state = state.largest();
        let names: BTreeSet<&str> = state.names().collect();
        assert_eq!(
            names,
            tensors.keys().map(String::as_str).collect(),
            "{file}"
        );
        for (name, values) in all(&state).unwrap() {
            let shape = Json::from(state.shape(name).unwrap());
            assert_eq!(shape, tensors[name]["shape"], "{file}: {name}");
            let values: Vec<Json> = values.into_iter().map(Json::from).collect();
            assert_eq!(
                Json::from(values),
                tensors[name]["values"],
                "{file}: {name}"
            );
        }
        assert_eq!(file.split('.').next(), Some(state.name.as_str()));
    }
}

#[test]
fn unusable_checkpoints_are_errors_with_advice() {
    for (file, what) in expected() {
        let Some(code) = what["code"].as_str() else {
            continue;
        };
        let bytes = fs::read(folder().join(&file)).unwrap();
        let error = read(&file, bytes)
            .and_then(|state| all(&state).map(|_| ()))
            .unwrap_err();
        assert_eq!(error.code(), code, "{file}: {error}");
        let named = what["named"].as_str().unwrap();
        assert!(error.to_string().contains(named), "{file}: {error}");
    }
}

/// A file that is cut or changed anywhere is read or refused, without a panic.
#[test]
fn damaged_files_never_panic() {
    let mut refused = 0;
    for (file, _) in expected() {
        let good = fs::read(folder().join(&file)).unwrap();
        let mut try_it = |bytes: Vec<u8>| {
            let files = [SourceFile::new(file.as_str(), bytes.clone())];
            // Most belong to no architecture; the search for one must not panic either.
            refused += usize::from(formats::import(files.to_vec(), None, &Device::flex()).is_err());
            if let Ok(files) = unpacked(files.to_vec())
                && let Ok(Some(state)) = find(&files)
            {
                let _ = all(&state);
            }
        };
        for length in (0..good.len()).step_by(7) {
            try_it(good[..length].to_vec());
        }
        for place in (0..good.len()).step_by(7) {
            for flip in [0x01, 0x80, 0xFF] {
                let mut bytes = good.clone();
                bytes[place] ^= flip;
                try_it(bytes);
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

/// A cut file is never taken for a whole one.
#[test]
fn every_cut_is_an_error() {
    for file in [
        "float32.pth",
        "float32.safetensors",
        "odd-strides.pth",
        "legacy.pth",
    ] {
        let good = fs::read(folder().join(file)).unwrap();
        for length in 1..good.len() {
            let files = vec![SourceFile::new(file, good[..length].to_vec())];
            let found = unpacked(files).and_then(|files| find(&files));
            assert!(!matches!(found, Ok(Some(_))), "{file} cut at {length}");
        }
    }
}

/// Models of other libraries, and several models at once.
#[test]
fn foreign_and_competing_files_are_named() {
    let file = |name: &str, bytes: &[u8]| SourceFile::new(name, bytes.to_vec());
    let real = |name: &str| file(name, &fs::read(folder().join(name)).unwrap());
    let hdf = file("net.h5", b"\x89HDF\r\n\x1a\n and so on");
    struct Case(Vec<SourceFile>, &'static str, &'static str);
    for Case(files, code, named) in [
        Case(vec![hdf], "hdf5-damaged", "`net.h5` cannot be read as HDF5"),
        Case(
            vec![file("net.pt2/net/archive_format", b"pt2")],
            "pytorch-program",
            "`net.pt2`",
        ),
        Case(
            vec![real("half.pth"), real("double.pth")],
            "several-models",
            "half.pth, double.pth",
        ),
        // Folders of Hugging Face hold the same weights twice.
        Case(
            vec![real("half.pth"), real("float32.safetensors")],
            "architecture-unknown",
            "9 tensors",
        ),
        Case(
            vec![file("model.json", b"{}"), real("half.pth")],
            "model-format",
            "model topology",
        ),
    ] {
        let error = formats::import(files, None, &Device::flex()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(named), "{error}");
    }
}
