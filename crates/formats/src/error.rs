mod code;

use graph::GraphError;
use thiserror::Error;

use crate::advice::{ExportAdvice, network_unknown};
use crate::words::{counted, cut, name};

/// Why files could not be imported as a model. No message is longer than 300 characters, whatever the
/// files hold.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
#[rustfmt::skip] // the parts of a message in one line
pub enum FormatError {
    /// A file of 0 bytes.
    #[error("`{}` is empty (0 bytes): choose it again, or export the model again", name(file))]
    Empty {
        /// Its name.
        file: String,
    },
    /// A file that cannot be read, or not in full.
    #[error(
        "`{}` cannot be read: {}. Choose it again; if that does not help, download or export it again",
        name(file), cut(reason, 130)
    )]
    Unreadable {
        /// Its name.
        file: String,
        /// What went wrong.
        reason: String,
    },
    /// Files in no supported format.
    #[error(
        "expected a .safetensors, .pth, .onnx, .keras or .h5 file, a Teachable Machine export (.zip), or model.json with weights.bin of a TensorFlow.js layers model, got {}",
        cut(found, 130)
    )]
    Unknown {
        /// The kind of file that was given.
        found: String,
    },
    /// A model in a format of other tools.
    #[error("`{}` is {what}. {advice}", name(file))]
    Foreign {
        /// Its name.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// An archive that cannot be unpacked.
    #[error(
        "`{}` cannot be unpacked: {}. It may have been cut short on its way here: download or export it again",
        name(file), cut(reason, 140)
    )]
    Archive {
        /// Name of the archive.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An archive that unpacks to too many bytes.
    #[error(
        "`{}` unpacks to more than {limit} MB, which is more than fits into a tab: choose the files of the model alone",
        name(file)
    )]
    ArchiveTooLarge {
        /// Name of the archive.
        file: String,
        /// The limit, in millions of bytes.
        limit: u64,
    },
    /// A file with more bytes than are read of its kind.
    #[error(
        "`{}` has {} MB, and at most {} MB are read of such a file: choose the files of the model alone",
        name(file), bytes.div_ceil(1_000_000), limit / 1_000_000
    )]
    TooLarge {
        /// Its name, or the number of files.
        file: String,
        /// Its bytes.
        bytes: u64,
        /// The most that are read.
        limit: u64,
    },
    /// More files than a model has.
    #[error("{count} files were chosen, and a model has at most {limit}: choose its files alone")]
    TooManyFiles {
        /// How many.
        count: usize,
        /// The most.
        limit: usize,
    },
    /// Labels without a model.
    #[error("`{}` is a list of labels: choose the model first, then add the list", name(file))]
    LabelsAlone {
        /// Its name.
        file: String,
    },
    /// More outputs than anybody can choose from.
    #[error("this network answers with {count} classes, and at most {limit} can be shown")]
    TooManyClasses {
        /// How many.
        count: usize,
        /// The most.
        limit: usize,
    },
    /// A name that no menu can show.
    #[error("`{}` is a name of {length} characters, and names here have at most {limit}", name(start))]
    LongName {
        /// Its beginning.
        start: String,
        /// Its length in characters.
        length: usize,
        /// The most.
        limit: usize,
    },
    /// A file that is not the expected JSON.
    #[error("`{}` is damaged: {}. Export the model again", name(file), cut(reason, 180))]
    Json {
        /// Its name.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// A TensorFlow.js graph model, which does not keep the names of its layers.
    #[error(
        "`{}` is a TensorFlow.js graph model, which does not keep the names of its layers: convert the Keras model with `tensorflowjs_converter --input_format keras --output_format tfjs_layers_model model.h5 web_model`",
        name(file)
    )]
    GraphModel {
        /// Its name.
        file: String,
    },
    /// A project of Teachable Machine that does not classify pictures.
    #[error(
        "this is {project} project of Teachable Machine, which {does} (`{}`). Only image projects can be explained here",
        name(file)
    )]
    NotPictures {
        /// The file that says so.
        file: String,
        /// The kind of project, with its article.
        project: &'static str,
        /// What it does.
        does: &'static str,
    },
    /// A weight file that the model names and that was not given.
    #[error(
        "the weight file `{}` is missing (given: {}): choose model.json, metadata.json and all weight files together",
        name(file), cut(given, 110)
    )]
    MissingWeights {
        /// The file that is missing.
        file: String,
        /// The files that were given.
        given: String,
    },
    /// A part of a model in several files that was not given.
    #[error(
        "`{}` is missing, which has `{}` and perhaps more: choose all files of the model together",
        name(file), name(tensor)
    )]
    MissingPart {
        /// The part, as the list of all tensors names it.
        file: String,
        /// A tensor that it has.
        tensor: String,
    },
    /// A weight file of the wrong length.
    #[error(
        "`{}` should hold {expected} bytes and holds {found}: it was cut short or belongs to another model",
        name(file)
    )]
    WeightBytes {
        /// The name of the file, or of several files that are read as one.
        file: String,
        /// Size according to the manifest, in bytes.
        expected: u64,
        /// Actual size in bytes.
        found: u64,
    },
    /// A weight that is missing from the manifest, or stored in an unsupported way.
    #[error("layer `{}`: {}", name(layer), cut(reason, 240))]
    Weight {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// All layers of a model that are not supported.
    #[error(
        "this model has layers that are not supported yet: {}. In Keras, export it as ONNX: `model.export(\"model.onnx\", format=\"onnx\")`",
        counted(layers, 3)
    )]
    UnsupportedLayers {
        /// Name and class of each.
        layers: Vec<(String, String)>,
        /// The supported classes.
        supported: Vec<&'static str>,
    },
    /// A layer with invalid or unsupported settings.
    #[error("layer `{}`: {}", name(layer), cut(reason, 240))]
    Layer {
        /// Name of the layer.
        layer: String,
        /// What was expected and what came.
        reason: String,
    },
    /// A state dict that cannot be read.
    #[error(
        "`{}` cannot be read as a state dict: {}. Download it again, or save it again with `torch.save(model.state_dict(), \"new.pth\")`",
        name(file), cut(reason, 130)
    )]
    Checkpoint {
        /// Its name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// One tensor of a state dict that cannot be used.
    #[error("tensor `{}`: {}", name(tensor), cut(reason, 240))]
    Tensor {
        /// Its name.
        tensor: String,
        /// What was expected and what came.
        reason: String,
    },
    /// A pickle that would run code if it were opened in Python.
    #[error(
        "`{}` asks Python to run `{}`, which no model needs. Files are never run here, but do not open this one in Python",
        name(file), name(callable)
    )]
    PickleRefused {
        /// Its name.
        file: String,
        /// Module and name of the Python callable.
        callable: String,
    },
    /// A Python object where a state dict was expected.
    #[error("`{}` holds a whole Python object ({}). {advice}", name(file), name(class))]
    WholeObject {
        /// Its name.
        file: String,
        /// Module and name of its class.
        class: String,
        /// What to do.
        advice: String,
    },
    /// A pickle or safetensors file without tensors.
    #[error(
        "`{}` holds no named tensors: choose the file that `torch.save(model.state_dict(), ...)` wrote",
        name(file)
    )]
    NoTensors {
        /// Its name.
        file: String,
    },
    /// A program exported by PyTorch: `TorchScript` or `torch.export`.
    #[error(
        "`{}` is a program that PyTorch exported. Export the network that it was made from as ONNX: `torch.onnx.export(model.eval(), (torch.zeros(1, 3, 224, 224),), \"model.onnx\", external_data=False)` for pictures of 224 x 224",
        name(file)
    )]
    Program {
        /// Its name.
        file: String,
    },
    /// Files of several models.
    #[error("these files hold several models ({}): choose one of them", cut(files, 200))]
    SeveralModels {
        /// Their names.
        files: String,
    },
    /// A network of a known family whose recipe is another one.
    #[error(
        "this {family} cannot be built from its weights here: {}. Export the model as ONNX, which works for any network",
        cut(fact, 160)
    )]
    OtherNetwork {
        /// The family.
        family: &'static str,
        /// What the files say, or what a weight shows.
        fact: String,
    },
    /// A choice that the weights do not leave.
    #[error(
        "`{}` does not fit these weights, which may be of: {}", name(network), cut(networks, 180)
    )]
    NoSuchNetwork {
        /// The choice.
        network: String,
        /// Those that fit.
        networks: String,
    },
    /// A state dict whose network is not recognised.
    #[error(
        "{}. {advice}", network_unknown(said.as_deref(), *tensors, first_names, *nearest)
    )]
    UnknownArchitecture {
        /// What the files say that it is.
        said: Option<String>,
        /// Names of its first tensors.
        first_names: Vec<String>,
        /// Number of tensors.
        tensors: usize,
        /// The family whose tensor names are the most similar.
        nearest: Option<&'static str>,
        /// How to bring it.
        advice: ExportAdvice,
    },
    /// A network that resembles a known one and differs from it.
    #[error("this looks like {}, but {}. {advice}", cut(network, 60), cut(differs, 80))]
    Misfit {
        /// The network that it resembles, with its article.
        network: String,
        /// What differs, as a clause.
        differs: String,
        /// How to bring it.
        advice: ExportAdvice,
    },
    /// A network that gives features and no scores.
    #[error(
        "this is {} without a classifier{}: it gives features and no scores of classes. Choose weights with a classifier, or train one",
        cut(network, 60), head.as_ref().map_or_else(String::new, |head| format!(" (`{}` is missing)", name(head)))
    )]
    NoClassifier {
        /// The network, with its article.
        network: String,
        /// The tensor that is missing.
        head: Option<String>,
    },
    /// Tensors beside a network, whose part in the model is not known.
    #[error(
        "the file holds {} in `{}`, and beside it unknown tensors: {}. {advice}",
        cut(network, 30), cut(place, 24), cut(names, 60)
    )]
    WeightsBeside {
        /// The network, with its article.
        network: String,
        /// Where it lies in the file.
        place: String,
        /// Names of the first of the other tensors.
        names: String,
        /// How to bring it.
        advice: ExportAdvice,
    },
    /// A set of weights that the file does not have.
    #[error("the file has no weights `{}`: choose one of {}", name(wanted), cut(choices, 150))]
    WeightsUnknown {
        /// The id that was asked for.
        wanted: String,
        /// All ids.
        choices: String,
    },
    /// A network for pictures that are neither grey nor red, green and blue.
    #[error(
        "this network takes pictures of {channels} channels (`{}`), and pictures here have 1 (grey) or 3 (red, green, blue)",
        name(tensor)
    )]
    Channels {
        /// The tensor that shows it.
        tensor: String,
        /// Number of channels.
        channels: usize,
    },
    /// A Keras model that is not supported as a whole.
    #[error("`{}` is a Keras model that cannot be read here: {}", name(file), cut(reason, 200))]
    Keras {
        /// Its name.
        file: String,
        /// What is not supported.
        reason: String,
    },
    /// A file with the weights of a Keras model and without its layers.
    #[error(
        "`{}` holds the weights of a Keras model and not its layers. Where the model is made, call `model.load_weights(\"{}\")`, then `model.save(\"model.keras\")`, and choose that file",
        name(file), name(list)
    )]
    KerasWeights {
        /// Its name.
        file: String,
        /// The same, or the file that lists it and others.
        list: String,
    },
    /// An HDF5 file that is damaged, or written as Keras does not write.
    #[error(
        "`{}` cannot be read as HDF5: {}. Save the model again and choose that file",
        name(file), cut(reason, 160)
    )]
    Hdf5 {
        /// Its name.
        file: String,
        /// What was found.
        reason: String,
    },
    /// A file that is not a valid ONNX model.
    #[error(
        "`{}` is damaged or not an ONNX model: {}. Download or export it again",
        name(file), cut(reason, 180)
    )]
    OnnxDamaged {
        /// Its name.
        file: String,
        /// What was found.
        reason: String,
    },
    /// An unsupported version of the ONNX operator set.
    #[error(
        "`{}` uses version {opset} of the ONNX operators, and {first} to {last} are supported: export it again with another `opset_version`",
        name(file)
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
        "this model has unsupported operators: {}. {what}", counted(operators, 3)
    )]
    UnsupportedOperators {
        /// Name of the node and operator of each.
        operators: Vec<(String, String)>,
        /// What kind of network it is, or where to look.
        what: &'static str,
    },
    /// External data files of an ONNX model that were not chosen.
    #[error(
        "the weights of this model lie in another file that is missing: choose `{}` together with the .onnx file",
        cut(files, 120)
    )]
    ExternalDataMissing {
        /// The missing files.
        files: String,
    },
    /// A list of labels whose length does not match the network.
    #[error(
        "`{}` names {labels} classes and the network answers with {outputs}: they belong to different models",
        name(file)
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
        "`{}` holds no labels that can be used: {}. Expected one name per line, or a list of names in JSON or CSV, in UTF-8",
        name(file), cut(reason, 130)
    )]
    LabelsDamaged {
        /// Its name.
        file: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// A configuration file with invalid settings.
    #[error(
        "`{}`: {}. Correct it, or leave the file out and set the input on the page",
        name(file), cut(reason, 170)
    )]
    Config {
        /// Its name.
        file: String,
        /// The setting, what was expected and what came.
        reason: String,
    },
    /// The layers of the network do not fit together.
    #[error("the network does not fit together: {}", cut(&.0.to_string(), 250))]
    Graph(#[from] GraphError),
}

#[cfg(test)]
mod tests;
