//! TensorFlow.js *layers models*: a Keras topology in JSON and weights in binary shards.
//!
//! Teachable Machine exports them as `model.json`, `metadata.json` and `weights.bin`;
//! `tensorflowjs_converter --output_format tfjs_layers_model` makes them from Keras models. Format:
//! the TensorFlow.js sources, `io/types.ts` (weights manifest, quantisation) and `layers/`.
//!
//! `weights` and `metadata` read the files beside the topology, from which `keras` builds the graph;
//! `project` knows the projects of Teachable Machine that are no pictures.

mod files;
mod metadata;
mod project;
mod storage;
mod weights;

use burn::tensor::Device;

use crate::hdf5::SIGNATURE;
use crate::keras::{self, Pixels};
use crate::{ConfigFacts, FormatError, FormatInfo, Model, SourceFile};
use metadata::Metadata;
use project::Project;
use weights::Manifest;

/// The format as menus show it.
pub const INFO: FormatInfo = FormatInfo {
    id: "tfjs-layers",
    label: "Teachable Machine or TensorFlow.js layers model",
    extensions: &["zip", "json", "bin"],
    description: "the .zip of a Teachable Machine export, or model.json, metadata.json and weights.bin together",
};

/// Whether `model.json` holds the layers of a Keras model whose weights lie beside it in HDF5, as
/// `model.to_json()` and `model.save_weights()` write them.
pub(crate) fn is_beside_keras(files: &[SourceFile]) -> Result<bool, FormatError> {
    let mut has_weights = false;
    for file in files {
        has_weights |= file.beginning()?.starts_with(SIGNATURE);
    }
    Ok(has_weights && !files::has_manifest(files)?)
}

/// The errors for projects of Teachable Machine that do not classify pictures.
#[cfg(test)]
pub(crate) fn not_pictures(file: &str) -> [FormatError; 2] {
    [Project::Audio, Project::Pose].map(|project| project.refused(file))
}

/// Reads a layers model from its files. `config` overrides the input rule, and `size` is the
/// `[height, width]` of a picture if the file does not fix them.
///
/// # Errors
/// Fails with a [`FormatError`] that names the file, layer or weight.
pub(crate) fn import(
    files: &[SourceFile],
    (config, size): (&ConfigFacts, Option<[usize; 2]>),
    device: &Device,
) -> Result<Model, FormatError> {
    let (file, json) = files::find_model(files)?;
    let metadata = Metadata::find(files)?;
    if let Some(project) = metadata.project {
        return Err(project.refused("metadata.json"));
    }
    if let Some(project) = Project::of(&json["modelTopology"])? {
        return Err(project.refused(file));
    }
    let weights = Manifest::read(&json["weightsManifest"], file, files)?;
    let usual = metadata.image_size.unwrap_or(224);
    let size = size.unwrap_or([usual; 2]);
    let topology = &json["modelTopology"];
    let own = Pixels::of_teachable_machine(metadata.by_teachable_machine);
    let pixels = metadata.teachable_machine.then_some(own);
    let (graph, input) = keras::read(topology, &weights, pixels, size, device)?;
    Ok(Model {
        name: metadata
            .name
            .clone()
            .unwrap_or_else(|| "TensorFlow.js model".into()),
        format: INFO.id,
        labels: metadata.labels(),
        input: config.input.apply(input),
        network: None,
        graph,
        outputs: Vec::new(),
        weights: None,
        remarks: Vec::new(),
    })
}
