mod code;

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
        "expected a .safetensors file, a PyTorch state dict (.pth), an .onnx file, a Teachable Machine export (.zip), or the files model.json and weights.bin of a TensorFlow.js layers model, got {found}"
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
    /// Named tensors that cannot be read.
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
    /// A pickle that is an attack on whoever opens it in Python.
    #[error(
        "`{file}` asks Python to run `{callable}`, which no model needs. Nothing in a file is ever run here, but do not open this one in Python"
    )]
    PickleRefused {
        /// Its name.
        file: String,
        /// Module and name of what should have been called.
        callable: String,
    },
    /// A Python object where a state dict was expected.
    #[error(
        "`{file}` holds a whole Python object ({class}), which only its own program can open. If you trust it, run in Python: {advice}"
    )]
    WholeObject {
        /// Its name.
        file: String,
        /// Module and name of its class.
        class: String,
        /// Two lines that save its state dict.
        advice: String,
    },
    /// A pickle, or a safetensors file, without tensors.
    #[error(
        "`{file}` holds no named tensors: choose the file that `torch.save(model.state_dict(), ...)` wrote"
    )]
    NoTensors {
        /// Its name.
        file: String,
    },
    /// A checkpoint in the format that PyTorch had before 2020.
    #[error(
        "`{file}` is in the format that PyTorch had before version 1.6 (2020). Save it again with a newer one: `weights = torch.load(\"{file}\", map_location=\"cpu\")`, then `torch.save(weights, \"new.pth\")`"
    )]
    LegacyCheckpoint {
        /// Its name.
        file: String,
    },
    /// A program that PyTorch exported: `TorchScript` or `torch.export`.
    #[error(
        "`{file}` is a program that PyTorch exported. Where the model was made, save its state dict with `torch.save(model.state_dict(), \"weights.pth\")`, or export it as ONNX with `torch.onnx.export(model, (torch.zeros(1, 3, 224, 224),), \"model.onnx\")`"
    )]
    Program {
        /// Its name.
        file: String,
    },
    /// Several models at once.
    #[error("these files hold several models ({files}): choose one of them")]
    SeveralModels {
        /// Their names.
        files: String,
    },
    /// A state dict of a network that this program does not know.
    #[error(
        "no network is known whose {tensors} tensors are named {}, …{}. Known families: {}. Export the model as ONNX, which needs no such knowledge: torch.onnx.export(model, (torch.zeros(1, 3, 224, 224),), \"model.onnx\")",
        first_names.join(", "),
        nearest.map_or_else(String::new, |family| format!(" (the names are most like those of {family})")),
        families.join(", ")
    )]
    UnknownArchitecture {
        /// Names of its first tensors.
        first_names: Vec<String>,
        /// How many it has.
        tensors: usize,
        /// The family with the most alike names.
        nearest: Option<&'static str>,
        /// All families.
        families: Vec<&'static str>,
    },
    /// A state dict that holds more than the network that it seems to be.
    #[error(
        "this looks like a network of the family {family}, which has no place for {count} of its tensors ({names}): it was changed. Export the model as ONNX, which needs no knowledge of it"
    )]
    WeightsLeft {
        /// The family.
        family: String,
        /// How many tensors are left.
        count: usize,
        /// Names of some.
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
        "`{file}` names {labels} classes and the network answers with {outputs}: they belong to different models"
    )]
    Labels {
        /// The file, or the built-in list, that the labels come from.
        file: String,
        /// Number of labels.
        labels: usize,
        /// Number of logits.
        outputs: usize,
    },
    /// A label file from which no names can be read.
    #[error(
        "`{file}` holds no labels that can be used: {reason}. Expected one name per line, or a list of names in JSON or CSV, in UTF-8"
    )]
    LabelsDamaged {
        /// Its name.
        file: String,
        /// Where (the line) and what.
        reason: String,
    },
    /// A configuration whose settings make no sense.
    #[error("`{file}`: {reason}. Correct it, or leave the file out and set the input on the page")]
    Config {
        /// Its name.
        file: String,
        /// The setting, what was expected and what came.
        reason: String,
    },
    /// The network does not fit together.
    #[error("the network does not fit together: {0}")]
    Graph(#[from] GraphError),
}
