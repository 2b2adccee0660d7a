//! Reads model files into graphs.
//!
//! [`import`] takes the files that a person chose, detects their format and returns an [`Imported`]
//! model: the network as a [`graph::Graph`], its class labels and its input rule. Nothing
//! format-specific leaves this crate.
//!
//! Each format has a module: [`tfjs`] reads the TensorFlow.js layers models that Teachable Machine
//! and Keras export, `keras_files` Keras's own files, [`onnx`] reads ONNX, and [`state_dict`] reads the named tensors of PyTorch and
//! safetensors files, from which [`architectures`] builds networks. This crate runs no network and
//! fetches no file.

mod advice;
pub mod architectures;
mod archive;
mod config;
mod content;
mod error;
mod finite;
mod foreign;
mod front;
mod hdf5;
mod input_rule;
mod json;
mod keras;
mod keras_files;
mod labels;
pub mod limits;
mod member;
pub mod onnx;
mod origin;
mod source;
pub mod state_dict;
mod teachable;
pub mod tfjs;
pub mod words;

pub use advice::ExportAdvice;
pub use archive::unpacked;
pub use config::{ConfigFacts, InputChanges, NetworkFacts, StatedTask};
pub use error::FormatError;
pub use input_rule::{InputFilter, InputFit, InputResizer, InputRule};
pub use labels::{LabelSet, LabelSource, Labels};
pub use origin::{Origin, Origins};
pub use source::{ReadAt, SourceFile};

use burn::tensor::Device;
use foreign::Foreign;
use graph::{Graph, GraphError, fronts};
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
    /// The names of its outputs, in the order of the graph: the one that is explained comes first.
    pub outputs: Vec<String>,
    /// What the scores mean, if the files say so.
    pub task: Option<StatedTask>,
    /// Which of several sets of weights are used; `None` if the files have one.
    pub weights: Option<WeightsChoice>,
    /// What was guessed, decided for the person or ignored, and what is done in another way than the
    /// files ask for, one sentence each.
    pub remarks: Vec<String>,
    /// Which of several networks is taken; `None` if the files fit one.
    pub network: Option<NetworkChoice>,
}

/// What a person chooses where the files leave it open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// `[height, width]` of the input; only used if the files allow several sizes.
    pub size: Option<[usize; 2]>,
    /// Id of a set of weights, one of [`WeightsChoice::choices`].
    pub weights: Option<String>,
    /// One of [`NetworkChoice::choices`].
    pub network: Option<String>,
    /// One of [`Imported::outputs`], to be explained instead of the first.
    pub output: Option<String>,
}

impl From<Option<[usize; 2]>> for Choices {
    fn from(size: Option<[usize; 2]>) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }
}

/// Networks whose weights have the same names and shapes, so that a file does not tell which of
/// them it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NetworkChoice {
    /// The network that is taken.
    pub chosen: String,
    /// All of them, the usual one first.
    pub choices: Vec<String>,
    /// Whether nobody said so: it is the usual one.
    pub guessed: bool,
}

/// The sets of weights in a file that hold the same network, or several networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WeightsChoice {
    /// Id of the one that is used.
    pub chosen: String,
    /// All ids: `averaged` and `raw`, or else where they lie in the file.
    pub choices: Vec<String>,
}

impl Imported {
    /// Adapts the input rule to what the first nodes of the network do to the pixels: a picture is
    /// not normalised twice. Runs these nodes on the device.
    ///
    /// # Errors
    /// A [`GraphError`] if the device fails.
    pub async fn with_front(mut self) -> Result<Self, GraphError> {
        let fronts = fronts(&self.graph).await?;
        if let Some((input, remark)) = front::behind(self.input, &fronts) {
            self.input = input;
            self.remarks.push(remark);
        }
        Ok(self)
    }
}

/// A model as the reader of one format returns it.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) format: &'static str,
    pub(crate) graph: Graph,
    pub(crate) labels: Option<Labels>,
    pub(crate) input: InputRule,
    /// The names of its outputs, if the file has names for them.
    pub(crate) outputs: Vec<String>,
    /// What was guessed, decided for the person or ignored, and what is done in another way than the
    /// file asks for.
    pub(crate) remarks: Vec<String>,
    pub(crate) network: Option<NetworkChoice>,
    pub(crate) weights: Option<WeightsChoice>,
}

impl Model {
    /// Whether it was built from weights alone.
    fn is_of_weights(&self) -> bool {
        [state_dict::SAFETENSORS.id, state_dict::PYTORCH.id].contains(&self.format)
    }
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
    keras_files::INFO,
];

/// Imports a model from the files that a person chose: one archive, or all files of a folder.
///
/// Copies the weights to `device`, tensor by tensor. `choices` are [`Choices`], or the size alone.
///
/// # Errors
/// A [`FormatError`] that names the file, layer or weight, and says what was expected and what to
/// do.
pub fn import(
    files: Vec<SourceFile>,
    choices: impl Into<Choices>,
    device: &Device,
) -> Result<Imported, FormatError> {
    let files = opened(files)?;
    let config = ConfigFacts::read(&files)?;
    let model = read(&files, &config, &choices.into(), device)?;
    // Every fact has a reader: `network` and `input` that of the model, the others below.
    let ConfigFacts {
        network: _,
        labels,
        classes,
        task,
        input: _,
        mut remarks,
    } = config;
    let shape = &model.graph.node(model.graph.logits()).shape;
    let (outputs, segmentation) = (shape.get(1).copied().unwrap_or(1), shape.len() == 4);
    if let Some(stated) = classes.filter(|count| model.is_of_weights() && *count != outputs) {
        return Err(FormatError::Config {
            file: "config.json".into(),
            reason: format!(
                "it says that there are {stated} classes, and the last layer has {outputs}"
            ),
        });
    }
    remarks.extend(model.remarks);
    let names = labels.map(|names| Labels {
        names,
        source: LabelSource::File("config.json".into()),
    });
    let mut names_of_outputs = model.outputs;
    if names_of_outputs.is_empty() {
        let nodes = model.graph.outputs().iter();
        names_of_outputs = nodes.map(|id| model.graph.node(*id).name.clone()).collect();
    }
    check_names(&model.graph)?;
    if outputs > limits::CLASSES {
        return Err(FormatError::TooManyClasses {
            count: outputs,
            limit: limits::CLASSES,
        });
    }
    let labels = Labels::choose(&files, names.or(model.labels), outputs, segmentation)?;
    Ok(Imported {
        labels: labels.cut(),
        name: words::cut(&model.name, limits::NAME),
        format: model.format,
        graph: model.graph,
        input: teachable::known(model.input, &files)?,
        outputs: names_of_outputs,
        task,
        weights: model.weights,
        remarks,
        network: model.network,
    })
}

/// Rejects names that no menu can show.
fn check_names(graph: &Graph) -> Result<(), FormatError> {
    let mut names = graph.nodes().map(|(_, node)| node.name.as_str());
    let long = names.find(|name| name.chars().count() > limits::NAME);
    match long {
        None => Ok(()),
        Some(name) => Err(FormatError::LongName {
            start: words::cut(name, limits::NAME),
            length: name.chars().count(),
            limit: limits::NAME,
        }),
    }
}

/// Unpacks archives, and rejects an empty model file and more than anybody has of one model.
fn opened(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    if files.len() > limits::ENTRIES {
        return Err(FormatError::TooManyFiles {
            count: files.len(),
            limit: limits::ENTRIES,
        });
    }
    let largest = files.iter().max_by_key(|file| file.len());
    let bytes = files.iter().map(SourceFile::len);
    if let Some(file) = largest
        && bytes.fold(0, u64::saturating_add) > limits::FILES_BYTES
    {
        return Err(file.too_large(limits::FILES_BYTES));
    }
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
    choices: &Choices,
    device: &Device,
) -> Result<Model, FormatError> {
    let size = choices.size;
    // This comes first: the weight files of a TensorFlow.js model can start with any bytes.
    if files.iter().any(|file| file.base_name() == "model.json") && !tfjs::is_beside_keras(files)? {
        return tfjs::import(files, (config, size), device);
    }
    if let Some(file) = state_dict::exported(files) {
        return Err(FormatError::Program { file: file.into() });
    }
    if let Some(file) = onnx::find(files)? {
        return onnx::import(file, files, (config, size), device);
    }
    if let Some(state) = state_dict::find(files)? {
        return architectures::build(&state, config, choices, device);
    }
    if let Some(model) = keras_files::import(files, (config, size), device)? {
        return Ok(model);
    }
    if let Some(error) = Foreign::find(files)? {
        return Err(error);
    }
    match tfjs::import(files, (config, size), device) {
        Err(FormatError::Unknown { .. }) if Labels::are_all_of(files) => {
            Err(FormatError::LabelsAlone {
                file: files[0].base_name().into(),
            })
        }
        read => read,
    }
}

/// Counts the weights of a state dict from its headers. Returns `None` for other formats, whose
/// weights can only be counted after import.
///
/// # Errors
/// A [`FormatError`] if the files cannot be read.
pub fn parameters(files: Vec<SourceFile>) -> Result<Option<usize>, FormatError> {
    let state = state_dict::find(&opened(files)?)?;
    Ok(state.map(|state| architectures::parameters(&state)))
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
