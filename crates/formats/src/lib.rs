//! Model files to graphs.
//!
//! [`import`] takes the files that a person chose, finds out what they are and answers with an
//! [`Imported`] model: the network as a [`graph::Graph`] and what the files say about its labels
//! and its input. Nothing format-specific leaves this crate.
//!
//! One format is one module: [`tfjs`] for the TensorFlow.js layers models that Teachable Machine
//! and Keras export, [`onnx`] for what nearly every other tool exports, [`state_dict`] for the named
//! tensors of PyTorch and safetensors, of which [`architectures`] makes networks. Out of scope:
//! running anything, fetching anything.

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

pub use archive::{MAX_UNPACKED, unpacked};
pub use config::{ConfigFacts, InputChanges, Problem};
pub use error::FormatError;
pub use input_rule::{InputFit, InputRule};
pub use labels::{LabelSet, LabelSource, Labels};
pub use source::{ReadAt, SourceFile};

use burn::tensor::Device;
use graph::Graph;
use serde::Serialize;
use ts_rs::TS;

/// A model that was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its name, for people.
    pub name: String,
    /// Id of the format, one of [`FORMATS`].
    pub format: &'static str,
    /// The network.
    pub graph: Graph,
    /// The name of each class, in the order of the logits; of one logit perhaps those of no and
    /// yes.
    pub labels: Labels,
    /// How a picture becomes its input.
    pub input: InputRule,
    /// What the scores mean, if the files say it.
    pub problem: Option<Problem>,
    /// What the files ask for and is done in another way, in words, one sentence each.
    pub remarks: Vec<String>,
}

/// What one format's files say by themselves.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) format: &'static str,
    pub(crate) graph: Graph,
    pub(crate) labels: Option<Labels>,
    pub(crate) input: InputRule,
}

/// A format, as a menu shows it.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(rename = "Format")]
pub struct FormatInfo {
    /// Stable name.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Endings of its files.
    pub extensions: &'static [&'static str],
    /// Which files to choose.
    pub description: &'static str,
}

/// All formats.
pub const FORMATS: &[FormatInfo] = &[
    state_dict::SAFETENSORS,
    state_dict::PYTORCH,
    onnx::INFO,
    tfjs::INFO,
];

/// Reads a model from the files that a person chose: one archive, or all files of a folder.
///
/// Weights go to `device`, tensor by tensor. `size` is the `[height, width]` of the pictures that it
/// is to take, where its files leave that open; else, and without it, what they say counts.
///
/// # Errors
/// A [`FormatError`] that names the file, layer or weight, says what was expected and what to do.
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
        problem: config.problem,
        remarks: config.remarks,
    })
}

/// The files of archives too, and nothing empty where that matters.
fn opened(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    let files = unpacked(files)?;
    // A folder may hold other empty files; they are nobody's business.
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
    // Weights of a TensorFlow.js model may begin like anything.
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

/// The number of weights in files that name their tensors; of other formats it is known once they
/// are loaded.
///
/// # Errors
/// Those of reading the headers.
pub fn parameters(files: Vec<SourceFile>) -> Result<Option<usize>, FormatError> {
    let state = state_dict::find(&opened(files)?)?;
    Ok(state.map(|state| state.parameters()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_called_empty_when_it_is_measured_too() {
        let empty = || vec![SourceFile::new("net.safetensors", Vec::new())];
        let measured = parameters(empty()).unwrap_err();
        let imported = import(empty(), None, &Device::flex()).unwrap_err();
        assert_eq!((measured.code(), measured), ("model-empty", imported));
    }
}
