//! Model files to graphs.
//!
//! [`import`] takes the files that a person chose, finds out what they are and answers with an
//! [`Imported`] model: the network as a [`graph::Graph`] and what the files say about its labels
//! and its input. Nothing format-specific leaves this crate.
//!
//! One format is one module: [`tfjs`] for the TensorFlow.js layers models that Teachable Machine
//! and Keras export, [`onnx`] for what nearly every other tool exports. Out of scope: running
//! anything, fetching anything.

mod archive;
mod content;
mod error;
mod input_rule;
pub mod onnx;
mod source;
pub mod tfjs;

pub use archive::MAX_UNPACKED;
pub use error::FormatError;
pub use input_rule::{InputFit, InputRule};
pub use source::{ReadAt, SourceFile};

use burn::tensor::Device;
use graph::Graph;

/// A model that was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its name, for people.
    pub name: String,
    /// Id of the format, one of [`FORMATS`].
    pub format: &'static str,
    /// The network.
    pub graph: Graph,
    /// The name of each class, in the order of the logits.
    pub labels: Vec<String>,
    /// How a picture becomes its input.
    pub input: InputRule,
}

/// A format, as a menu shows it.
#[derive(Clone, Copy, Debug)]
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
pub const FORMATS: &[FormatInfo] = &[tfjs::INFO, onnx::INFO];

/// Reads a model from the files that a person chose: one archive, or all files of a folder.
///
/// Weights go to `device`, tensor by tensor.
///
/// # Errors
/// A [`FormatError`] that names the file, layer or weight, says what was expected and what to do.
pub fn import(files: Vec<SourceFile>, device: &Device) -> Result<Imported, FormatError> {
    let files = archive::unpacked(files)?;
    // A folder may hold other empty files; they are nobody's business.
    let matters = |file: &&SourceFile| files.len() == 1 || file.base_name() == "model.json";
    if let Some(empty) = files.iter().filter(matters).find(|file| file.is_empty()) {
        return Err(FormatError::Empty {
            file: empty.base_name().into(),
        });
    }
    if let Some(file) = onnx::find(&files)? {
        return onnx::import(file, &files, device);
    }
    tfjs::import(&files, device)
}
