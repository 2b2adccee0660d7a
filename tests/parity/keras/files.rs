//! Keras's own files against the version that wrote them.
//!
//! `reference/keras/files` holds small models in each form that Keras 2 and 3 save, and their
//! results. `reference/keras/make_files.py` writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use compare::{compare, within};
use formats::{FormatError, Imported, LabelSource, SourceFile};
use graph::{Values, run};
use serde::Deserialize;
use serde_json::Value as Json;
use tests::read;
use zip::ZipArchive;

use super::fixture::{folder, seeded};

/// A model, and what Keras computes with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    files: Vec<String>,
    input: Input,
    output: Vec<f32>,
    /// Half precision is computed as single precision here.
    limit: f32,
}

#[derive(Deserialize)]
struct Input {
    /// In Keras's order.
    shape: [usize; 4],
    seed: u32,
}

fn place() -> PathBuf {
    folder().join("files")
}

fn cases() -> BTreeMap<String, Case> {
    serde_json::from_slice(&fs::read(place().join("expected.json")).unwrap()).unwrap()
}

fn files(name: &str, case: &Case) -> Vec<SourceFile> {
    let read = |file: &String| {
        let bytes = fs::read(place().join(name).join(file)).unwrap();
        SourceFile::new(file, bytes)
    };
    case.files.iter().map(read).collect()
}

fn import(files: Vec<SourceFile>) -> Result<Imported, FormatError> {
    formats::import(files, None, &Device::flex())
}

/// The layers in each archive of Keras.
pub(super) fn archived_topologies() -> Vec<Json> {
    let archives = cases().into_iter().filter_map(|(name, case)| {
        let file = case.files.iter().find(|file| {
            Path::new(file)
                .extension()
                .is_some_and(|ending| ending == "keras")
        })?;
        Some(place().join(name).join(file))
    });
    archives
        .map(|path| {
            let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
            serde_json::from_reader(archive.by_name("config.json").unwrap()).unwrap()
        })
        .collect()
}

/// A line if the model does not compute what Keras does.
fn difference(name: &str, case: &Case) -> Option<String> {
    let model = match import(files(name, case)) {
        Ok(model) => model,
        Err(error) => return Some(error.to_string()),
    };
    let graph = &model.graph;
    let picture = seeded(case.input.seed, &case.input.shape).rank4().unwrap();
    let first = case.input.shape[1] == graph.node(graph.inputs()[0]).shape[1];
    let picture = if first {
        picture
    } else {
        picture.permute([0, 3, 1, 2])
    };
    let known = Values::from([(graph.inputs()[0], picture.into())]);
    let output = graph.outputs()[0];
    let found = match run(graph, &known, &[output]) {
        Ok(mut values) => read(values.remove(&output).unwrap()),
        Err(error) => return Some(error.to_string()),
    };
    match compare(&found, &case.output) {
        Err(problem) => Some(problem),
        Ok(difference) if within(difference.relative, case.limit) => None,
        Ok(difference) => Some(format!("differs by {:.1e}: {found:?}", difference.relative)),
    }
}

#[test]
fn each_file_gives_the_scores_of_the_keras_that_wrote_it() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|(name, case)| {
            let what = difference(name, case)?;
            Some(format!("{name} ({}): {what}", case.why))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn teachable_machines_labels_name_the_classes_of_its_keras_model() {
    let cases = cases();
    let model = import(files("teachable-machine", &cases["teachable-machine"])).unwrap();
    assert_eq!(model.labels.names, ["Class 1", "Class 2", "Class 3"]);
    assert_eq!(model.labels.source, LabelSource::File("labels.txt".into()));
    // `image / 127.5 - 1` in the script that the site gives with the file.
    assert_eq!(
        (model.name.as_str(), model.input.range),
        ("keras_model", [-1.0, 1.0])
    );
}

#[test]
fn weights_without_their_layers_are_named_as_what_they_are() {
    for (name, file) in [
        ("json-keras-3", "model.weights.h5"),
        ("json-keras-2", "model.h5"),
    ] {
        let bytes = fs::read(place().join(name).join(file)).unwrap();
        let error = import(vec![SourceFile::new(file, bytes)]).unwrap_err();
        assert_eq!(error.code(), "keras-weights", "{error}");
        assert!(
            error
                .to_string()
                .contains(&format!("load_weights(\"{file}\")")),
            "{error}"
        );
    }
}

/// Otherwise the layers would be given the weights of one file, and miss those of the others.
#[test]
fn one_of_several_files_of_weights_is_not_read_with_the_layers() {
    let read = |file: &str| fs::read(place().join("json-keras-3").join(file)).unwrap();
    let weights = SourceFile::new("m_00000.weights.h5", read("model.weights.h5"));
    let layers = SourceFile::new("layers.json", read("model.json"));
    let error = import(vec![weights, layers]).unwrap_err();
    assert_eq!(error.code(), "keras-weights", "{error}");
}

#[test]
fn each_folder_is_read() {
    let listed: BTreeSet<String> = (cases().keys().cloned())
        .chain(["expected.json".into()])
        .collect();
    let there: BTreeSet<String> = fs::read_dir(place())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(listed, there);
}
