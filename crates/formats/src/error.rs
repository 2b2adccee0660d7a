use graph::GraphError;
use thiserror::Error;

/// Why files could not be imported as a model.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A file of 0 bytes.
    #[error("`{file}` is empty (0 bytes): choose it again, or export the model again")]
    Empty {
        /// Its name.
        file: String,
    },
    /// A file that cannot be read, or not in full.
    #[error(
        "`{file}` cannot be read: {reason}. Choose it again; if that does not help, download or export it again"
    )]
    Unreadable {
        /// Its name.
        file: String,
        /// What went wrong.
        reason: String,
    },
    /// Files in no supported format.
    #[error(
        "expected a .safetensors file, a PyTorch state dict (.pth), an .onnx file, a Teachable Machine export (.zip), or the files model.json and weights.bin of a TensorFlow.js layers model, got {found}"
    )]
    Unknown {
        /// The kind of file that was given.
        found: String,
    },
    /// An archive that cannot be unpacked.
    #[error(
        "`{file}` cannot be unpacked: {reason}. It may have been cut short on its way here: download or export it again"
    )]
    Archive {
        /// Name of the archive.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An archive that unpacks to too many bytes.
    #[error(
        "`{file}` unpacks to more than {limit} MB, which is more than fits into a tab: choose the files of the model alone"
    )]
    ArchiveTooLarge {
        /// Name of the archive.
        file: String,
        /// The limit, in millions of bytes.
        limit: u64,
    },
    /// A file that is not the expected JSON.
    #[error("`{file}` is damaged: {reason}. Export the model again")]
    Json {
        /// Its name.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// A TensorFlow.js graph model, which does not keep the names of its layers.
    #[error(
        "`{file}` is a TensorFlow.js graph model, which does not keep the names of its layers: convert the original with `tensorflowjs_converter --output_format tfjs_layers_model`"
    )]
    GraphModel {
        /// Its name.
        file: String,
    },
    /// A weight file that the model names and that was not given.
    #[error(
        "the weight file `{file}` is missing (given: {given}): choose model.json, metadata.json and all weight files together"
    )]
    MissingWeights {
        /// The file that is missing.
        file: String,
        /// The files that were given.
        given: String,
    },
    /// A weight file of the wrong length.
    #[error(
        "`{file}` should hold {expected} bytes and holds {found}: it was cut short or belongs to another model"
    )]
    WeightBytes {
        /// The name of the file, or of several files that are read as one.
        file: String,
        /// Size according to the manifest, in bytes.
        expected: usize,
        /// Actual size in bytes.
        found: usize,
    },
    /// A weight that is missing from the manifest, or stored in an unsupported way.
    #[error("layer `{layer}`: {reason}")]
    Weight {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// All layers of a model that are not supported.
    #[error("this model has layers that are not supported yet: {layers}. Supported: {supported}")]
    UnsupportedLayers {
        /// `name (class)` of each.
        layers: String,
        /// The supported classes.
        supported: String,
    },
    /// A layer with invalid or unsupported settings.
    #[error("layer `{layer}`: {reason}")]
    Layer {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// A state dict that cannot be read.
    #[error(
        "`{file}` cannot be read as a state dict: {reason}. Download it again, or save it again with `torch.save(model.state_dict(), \"{file}\")`"
    )]
    Checkpoint {
        /// Its name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// One tensor of a state dict that cannot be used.
    #[error("tensor `{tensor}`: {reason}")]
    Tensor {
        /// Its name.
        tensor: String,
        /// What was expected and what came.
        reason: String,
    },
    /// A pickle that would run code if it were opened in Python.
    #[error(
        "`{file}` asks Python to run `{callable}`, which no model needs. Files are never run here, but do not open this one in Python"
    )]
    PickleRefused {
        /// Its name.
        file: String,
        /// Module and name of the Python callable.
        callable: String,
    },
    /// A Python object where a state dict was expected.
    #[error(
        "`{file}` holds a whole Python object ({class}), which only its own code can open. If you trust it, run in Python: {advice}"
    )]
    WholeObject {
        /// Its name.
        file: String,
        /// Module and name of its class.
        class: String,
        /// Lines of Python that save its state dict.
        advice: String,
    },
    /// A pickle or safetensors file without tensors.
    #[error(
        "`{file}` holds no named tensors: choose the file that `torch.save(model.state_dict(), ...)` wrote"
    )]
    NoTensors {
        /// Its name.
        file: String,
    },
    /// A checkpoint in the format of PyTorch before version 1.6.
    #[error(
        "`{file}` is in the format that PyTorch had before version 1.6 (2020). Save it again with a newer one: `weights = torch.load(\"{file}\", map_location=\"cpu\")`, then `torch.save(weights, \"new.pth\")`"
    )]
    LegacyCheckpoint {
        /// Its name.
        file: String,
    },
    /// A program exported by PyTorch: `TorchScript` or `torch.export`.
    #[error(
        "`{file}` is a program that PyTorch exported. Where the model was made, save its state dict with `torch.save(model.state_dict(), \"weights.pth\")`, or export it as ONNX with `torch.onnx.export(model, (torch.zeros(1, 3, 224, 224),), \"model.onnx\")`"
    )]
    Program {
        /// Its name.
        file: String,
    },
    /// Files of several models.
    #[error("these files hold several models ({files}): choose one of them")]
    SeveralModels {
        /// Their names.
        files: String,
    },
    /// A state dict whose network is not recognised.
    #[error(
        "no network is known whose {tensors} tensors are named {}, …{}. Known families: {}. Export the model as ONNX, which works for any network: torch.onnx.export(model, (torch.zeros(1, 3, 224, 224),), \"model.onnx\")",
        first_names.join(", "),
        nearest.map_or_else(String::new, |family| format!(" (closest family: {family})")),
        families.join(", ")
    )]
    UnknownArchitecture {
        /// Names of its first tensors.
        first_names: Vec<String>,
        /// Number of tensors.
        tensors: usize,
        /// The family whose tensor names are the most similar.
        nearest: Option<&'static str>,
        /// All supported families.
        families: Vec<&'static str>,
    },
    /// A state dict with tensors that its network has no place for.
    #[error(
        "this looks like a modified network of the family {family}, which has no place for {count} of its tensors ({names}). Export the model as ONNX, which works for any network"
    )]
    WeightsLeft {
        /// The family.
        family: String,
        /// Number of unused tensors.
        count: usize,
        /// Names of the first of them.
        names: String,
    },
    /// A Keras model in HDF5.
    #[error(
        "`{file}` is a Keras model in HDF5, which cannot be read here. Convert it to ONNX: `python -m pip install tensorflow tf2onnx`, then `python -c \"import keras; keras.saving.load_model('{file}', compile=False).export('model.onnx', format='onnx')\"` (Keras 3.8 or later)"
    )]
    Keras {
        /// Its name.
        file: String,
    },
    /// A file that is not a valid ONNX model.
    #[error("`{file}` is damaged or not an ONNX model: {reason}. Download or export it again")]
    OnnxDamaged {
        /// Its name.
        file: String,
        /// What was found.
        reason: String,
    },
    /// An unsupported version of the ONNX operator set.
    #[error(
        "`{file}` uses version {opset} of the ONNX operators, and {first} to {last} are supported: export it again with another `opset_version`"
    )]
    OpsetUnsupported {
        /// Its name.
        file: String,
        /// The version of the file.
        opset: i64,
        /// The oldest supported version.
        first: i64,
        /// The newest supported version.
        last: i64,
    },
    /// All operators of an ONNX model that are not supported.
    #[error(
        "this model has operators that are not supported yet: {operators}. Supported: {supported}"
    )]
    UnsupportedOperators {
        /// `node name (operator)` of each.
        operators: String,
        /// The supported operators.
        supported: String,
    },
    /// External data files of an ONNX model that were not chosen.
    #[error(
        "the weights of this model lie in another file that is missing: choose `{files}` together with the .onnx file"
    )]
    ExternalDataMissing {
        /// The missing files.
        files: String,
    },
    /// A list of labels whose length does not match the network.
    #[error(
        "`{file}` names {labels} classes and the network answers with {outputs}: they belong to different models"
    )]
    Labels {
        /// The name of the file or built-in list.
        file: String,
        /// Number of labels.
        labels: usize,
        /// Number of logits.
        outputs: usize,
    },
    /// A label file without usable names.
    #[error(
        "`{file}` holds no labels that can be used: {reason}. Expected one name per line, or a list of names in JSON or CSV, in UTF-8"
    )]
    LabelsDamaged {
        /// Its name.
        file: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// A configuration file with invalid settings.
    #[error("`{file}`: {reason}. Correct it, or leave the file out and set the input on the page")]
    Config {
        /// Its name.
        file: String,
        /// The setting, what was expected and what came.
        reason: String,
    },
    /// The layers of the network do not fit together.
    #[error("the network does not fit together: {0}")]
    Graph(#[from] GraphError),
}

impl FormatError {
    /// Creates [`FormatError::WholeObject`] with the advice for its class.
    pub(crate) fn whole_object(file: &str, class: String) -> Self {
        let advice = if class.starts_with("fastai.") {
            format!(
                "`learn = load_learner(\"{file}\")`, then `learn.save(\"weights\", with_opt=False)`"
            )
        } else {
            format!(
                "`model = torch.load(\"{file}\", map_location=\"cpu\", weights_only=False)`, then `torch.save(model.state_dict(), \"weights.pth\")`, or export it as ONNX"
            )
        };
        Self::WholeObject {
            file: file.into(),
            class,
            advice,
        }
    }

    /// Returns a stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "model-empty",
            Self::Unreadable { .. } => "file-unreadable",
            Self::Unknown { .. } => "model-format",
            Self::Archive { .. } => "archive-damaged",
            Self::ArchiveTooLarge { .. } => "archive-too-large",
            Self::Json { .. } => "model-json",
            Self::GraphModel { .. } => "model-graph-format",
            Self::MissingWeights { .. } => "weights-missing",
            Self::WeightBytes { .. } => "weights-length",
            Self::Weight { .. } => "weight-unusable",
            Self::UnsupportedLayers { .. } => "layers-unsupported",
            Self::Layer { .. } => "layer-unusable",
            Self::Checkpoint { .. } => "checkpoint-damaged",
            Self::Tensor { .. } => "tensor-unusable",
            Self::PickleRefused { .. } => "pickle-refused",
            Self::WholeObject { .. } => "pickled-object",
            Self::NoTensors { .. } => "no-tensors",
            Self::LegacyCheckpoint { .. } => "checkpoint-legacy",
            Self::Program { .. } => "pytorch-program",
            Self::SeveralModels { .. } => "several-models",
            Self::UnknownArchitecture { .. } => "architecture-unknown",
            Self::WeightsLeft { .. } => "weights-left",
            Self::Keras { .. } => "keras-hdf5",
            Self::OnnxDamaged { .. } => "onnx-damaged",
            Self::OpsetUnsupported { .. } => "opset-unsupported",
            Self::UnsupportedOperators { .. } => "operators-unsupported",
            Self::ExternalDataMissing { .. } => "external-data-missing",
            Self::Labels { .. } => "labels-mismatch",
            Self::LabelsDamaged { .. } => "labels-damaged",
            Self::Config { .. } => "config-unusable",
            Self::Graph(_) => "model-inconsistent",
        }
    }
}
