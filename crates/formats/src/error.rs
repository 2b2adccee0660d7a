use graph::GraphError;
use thiserror::Error;

/// Why files are no model that can be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A file without content.
    #[error("`{file}` is empty (0 bytes): choose it again, or export the model again")]
    Empty {
        /// Its name.
        file: String,
    },
    /// A file, or a part of it, that cannot be read.
    #[error(
        "`{file}` cannot be read: {reason}. Choose it again; if that does not help, download or export it again"
    )]
    Unreadable {
        /// Its name.
        file: String,
        /// What went wrong.
        reason: String,
    },
    /// Nothing that this program can read.
    #[error(
        "expected a Teachable Machine export (.zip) or the files model.json, metadata.json and weights.bin of a TensorFlow.js layers model, got {found}"
    )]
    Unknown {
        /// What came instead.
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
    /// An archive larger than this program unpacks.
    #[error(
        "`{file}` unpacks to more than {limit} MB, which is more than fits into a tab: choose the files of the model alone"
    )]
    ArchiveTooLarge {
        /// Name of the archive.
        file: String,
        /// The limit, in millions of bytes.
        limit: u64,
    },
    /// A text file that is not the JSON it should be.
    #[error("`{file}` is damaged: {reason}. Export the model again")]
    Json {
        /// Its name.
        file: String,
        /// Where and what.
        reason: String,
    },
    /// A TensorFlow.js graph model, which has no Keras layers.
    #[error(
        "`{file}` is a TensorFlow.js graph model, whose layers have lost their names: convert the original with `tensorflowjs_converter --output_format tfjs_layers_model`"
    )]
    GraphModel {
        /// Its name.
        file: String,
    },
    /// The weights that a model names are not among the files.
    #[error(
        "`{file}` with weights of the model is missing (given: {given}): choose model.json, metadata.json and all weight files together"
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
        /// The file, or files read as one.
        file: String,
        /// Bytes that the manifest describes.
        expected: usize,
        /// Bytes that are there.
        found: usize,
    },
    /// A weight that a layer needs is not in the manifest, or is stored in an unknown way.
    #[error("layer `{layer}`: {reason}")]
    Weight {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// Layers that this program cannot compute, all at once.
    #[error("this model has layers that are not supported yet: {layers}. Supported: {supported}")]
    UnsupportedLayers {
        /// `name (class)` of each.
        layers: String,
        /// The classes that are supported.
        supported: String,
    },
    /// A layer whose settings make no sense or are not supported.
    #[error("layer `{layer}`: {reason}")]
    Layer {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// An ONNX file that is not what the format says.
    #[error("`{file}` is damaged or no ONNX model: {reason}. Download or export it again")]
    OnnxDamaged {
        /// Its name.
        file: String,
        /// What was found.
        reason: String,
    },
    /// A version of the ONNX operators that this program does not know.
    #[error(
        "`{file}` uses version {opset} of the ONNX operators, and {first} to {last} are supported: export it again with another `opset_version`"
    )]
    OpsetUnsupported {
        /// Its name.
        file: String,
        /// The version that it asks for.
        opset: i64,
        /// The first that is supported.
        first: i64,
        /// The last that is supported.
        last: i64,
    },
    /// ONNX operators that this program cannot compute, all at once.
    #[error(
        "this model has operators that are not supported yet: {operators}. Supported: {supported}"
    )]
    UnsupportedOperators {
        /// `node name (operator)` of each.
        operators: String,
        /// The operators that are supported.
        supported: String,
    },
    /// Weights of an ONNX model lie in files that were not chosen.
    #[error(
        "the weights of this model lie in another file that is missing: choose `{files}` together with the .onnx file"
    )]
    ExternalDataMissing {
        /// The files that are missing.
        files: String,
    },
    /// Labels that do not go with the network.
    #[error(
        "metadata.json names {labels} classes and the network answers with {outputs}: they belong to different models"
    )]
    Labels {
        /// Number of labels.
        labels: usize,
        /// Number of logits.
        outputs: usize,
    },
    /// The network does not fit together.
    #[error("the network does not fit together: {0}")]
    Graph(#[from] GraphError),
}

impl FormatError {
    /// A stable kebab-case name for this kind of error.
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
            Self::OnnxDamaged { .. } => "onnx-damaged",
            Self::OpsetUnsupported { .. } => "opset-unsupported",
            Self::UnsupportedOperators { .. } => "operators-unsupported",
            Self::ExternalDataMissing { .. } => "external-data-missing",
            Self::Labels { .. } => "labels-mismatch",
            Self::Graph(_) => "model-inconsistent",
        }
    }
}
