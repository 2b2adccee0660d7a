//! Reads model files into graphs.
//!
//! [`import`] takes the files that a person chose, detects their format and returns an [`Imported`]
//! model: the network as a [`graph::Graph`], its class labels and its input rule. Nothing
//! format-specific leaves this crate.
//!
//! Each format has a module: [`tfjs`] reads the TensorFlow.js layers models that Teachable Machine
//! and Keras export, [`onnx`] reads ONNX, and [`state_dict`] reads the named tensors of PyTorch and
//! safetensors files, from which [`architectures`] builds networks. This crate runs no network and
//! fetches no file.

pub mod architectures;
mod archive;
mod config;
mod content;
mod error;
mod finite;
mod input_rule;
mod labels;
pub mod onnx;
mod source;
pub mod state_dict;
pub mod tfjs;

pub use archive::unpacked;
pub use config::{ConfigFacts, InputChanges, StatedTask};
pub use error::FormatError;
pub use input_rule::{InputFit, InputRule};
pub use labels::{LabelSet, LabelSource, Labels};
pub use source::{ReadAt, SourceFile};

use burn::tensor::Device;
use graph::Graph;
use serde::Serialize;
use ts_rs::TS;

/// An imported model.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Display name.
    pub name: String,
    /// Id of the format, one of [`FORMATS`].
    pub format: &'static str,
    /// The network.
    pub graph: Graph,
    /// The class labels, in the order of the logits. A network with one logit may have two: "no"
    /// and "yes".
    pub labels: Labels,
    /// The preprocessing of the picture.
    pub input: InputRule,
    /// What the scores mean, if the files say so.
    pub task: Option<StatedTask>,
    /// Settings in the files that are only approximated, one sentence each.
    pub remarks: Vec<String>,
}

/// A model as the reader of one format returns it.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) format: &'static str,
    pub(crate) graph: Graph,
    pub(crate) labels: Option<Labels>,
    pub(crate) input: InputRule,
}

/// The menu entry of a format.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(rename = "Format")]
pub struct FormatInfo {
    /// Stable identifier.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// Which files to choose.
    pub description: &'static str,
}

/// All supported formats.
pub const FORMATS: &[FormatInfo] = &[
    state_dict::SAFETENSORS,
    state_dict::PYTORCH,
    onnx::INFO,
    tfjs::INFO,
];

/// Imports a model from the files that a person chose: one archive, or all files of a folder.
///
/// Copies the weights to `device`, tensor by tensor. `size` is the `[height, width]` of the input,
/// and is only used if the files allow several sizes.
///
/// # Errors
/// A [`FormatError`] that names the file, layer or weight, and says what was expected and what to
/// do.
pub fn import(
    files: Vec<SourceFile>,
    size: Option<[usize; 2]>,
    device: &Device,
) -> Result<Imported, FormatError> {
    let files = opened(files)?;
    let config = ConfigFacts::read(&files)?;
    let model = read(&files, &config, size, device)?;
    let shape = &model.graph.node(model.graph.logits()).shape;
    let (outputs, segmentation) = (shape.get(1).copied().unwrap_or(1), shape.len() == 4);
    let names = config.labels.map(|names| Labels {
        names,
        source: LabelSource::File("config.json".into()),
    });
    Ok(Imported {
        labels: Labels::choose(&files, names.or(model.labels), outputs, segmentation)?,
        name: model.name,
        format: model.format,
        graph: model.graph,
        input: model.input,
        task: config.task,
        remarks: config.remarks,
    })
}

/// Unpacks archives and rejects an empty model file.
fn opened(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    let files = unpacked(files)?;
    // Other empty files in a folder are ignored.
    let matters = |file: &&SourceFile| files.len() == 1 || file.base_name() == "model.json";
    if let Some(empty) = files.iter().filter(matters).find(|file| file.is_empty()) {
        return Err(FormatError::Empty {
            file: empty.base_name().into(),
        });
    }
    Ok(files)
}

fn read(
    files: &[SourceFile],
    config: &ConfigFacts,
    size: Option<[usize; 2]>,
    device: &Device,
) -> Result<Model, FormatError> {
    // This comes first: the weight files of a TensorFlow.js model can start with any bytes.
    if files.iter().any(|file| file.base_name() == "model.json") {
        return tfjs::import(files, size, device);
    }
    if let Some(file) = state_dict::exported(files) {
        return Err(FormatError::Program { file: file.into() });
    }
    if let Some(file) = onnx::find(files)? {
        return onnx::import(file, files, (config, size), device);
    }
    if let Some(state) = state_dict::find(files)? {
        return architectures::build(&state, config, size, device);
    }
    if let Some(file) = content::keras(files)? {
        return Err(FormatError::Keras { file });
    }
    tfjs::import(files, size, device)
}

/// Counts the weights of a state dict from its headers. Returns `None` for other formats, whose
/// weights can only be counted after import.
///
/// # Errors
/// A [`FormatError`] if the files cannot be read.
pub fn parameters(files: Vec<SourceFile>) -> Result<Option<usize>, FormatError> {
    let state = state_dict::find(&opened(files)?)?;
    Ok(state.map(|state| state.parameters()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_and_parameters_reject_an_empty_file_alike() {
        let empty = || vec![SourceFile::new("net.safetensors", Vec::new())];
        let measured = parameters(empty()).unwrap_err();
        let imported = import(empty(), None, &Device::flex()).unwrap_err();
        assert_eq!((measured.code(), measured), ("model-empty", imported));
    }
}
