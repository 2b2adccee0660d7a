//! Where the layers of a model are written: in an attribute of the file, or in a JSON file beside
//! it.

use serde_json::{Value as Json, json};

use super::{keras_1, name};
use crate::hdf5::Hdf5;
use crate::keras::is_model;
use crate::{FormatError, SourceFile, json};

/// The weights in an archive of Keras 3, and in the folder that it makes instead.
const WEIGHTS: &str = "model.weights.h5";

/// The groups in which Keras 3, and Keras 2.12, keep numbered weights.
pub(super) const NUMBERED: [&str; 2] = ["layers", "_layer_checkpoint_dependencies"];

/// How a file names the weights of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By the number of the layer, as in [`crate::keras::numbered`].
    Numbered,
    /// In a list for each layer.
    Legacy,
}

/// The layers of a model, as [`crate::keras`] reads them.
pub(super) struct Topology {
    pub(super) json: Json,
    pub(super) naming: Naming,
}

impl Topology {
    /// The layers that belong to a file of weights, if there are any.
    pub(super) fn find(
        file: &SourceFile,
        hdf5: &Hdf5,
        files: &[SourceFile],
    ) -> Result<Option<Self>, FormatError> {
        let root = hdf5.root();
        if let Some(text) = hdf5.text(root, "model_config")? {
            let config: Json = json::parse(&name(file), text.as_bytes())?;
            let group = hdf5.find("model_weights")?.unwrap_or(root);
            return written(file, (hdf5, group), config).map(Some);
        }
        if is_in_archive(file)
            && let Some(config) = beside(file, files, "config.json")?
        {
            let about = beside(file, files, "metadata.json")?.unwrap_or_default();
            return Ok(Some(numbered(&about["keras_version"], &config)));
        }
        let Some(config) = alone(files)? else {
            return Ok(None);
        };
        if is_numbered(hdf5)? {
            return Ok(Some(numbered(&config["keras_version"], &config)));
        }
        if hdf5.texts(root, "layer_names")?.is_none() {
            return Ok(None);
        }
        written(file, (hdf5, root), config).map(Some)
    }
}

/// The layers of a file before Keras 3, and who wrote it.
fn written(
    file: &SourceFile,
    (hdf5, group): (&Hdf5, u64),
    config: Json,
) -> Result<Topology, FormatError> {
    let of = |key: &str| match hdf5.text(group, key) {
        Ok(None) => hdf5.text(hdf5.root(), key),
        found => found,
    };
    // Keras 1 did not always write its version, and never its backend.
    let version = of("keras_version")?.unwrap_or_else(|| "1".into());
    let unusable = |reason: &str| FormatError::Keras {
        file: name(file),
        reason: reason.into(),
    };
    for address in [group, hdf5.root()] {
        if hdf5.text(address, "backend")?.as_deref() == Some("theano") {
            let reason = "it was made with Theano, which turns its kernels around";
            return Err(unusable(reason));
        }
    }
    let config = if version.starts_with('1') {
        keras_1::renewed(&config).map_err(|reason| unusable(&reason))?
    } else {
        config
    };
    let json = json!({"keras_version": version, "model_config": config});
    let naming = Naming::Legacy;
    Ok(Topology { json, naming })
}

fn numbered(version: &Json, config: &Json) -> Topology {
    Topology {
        json: json!({"keras_version": version, "model_config": config}),
        naming: Naming::Numbered,
    }
}

/// What is wrong with a file without layers.
pub(super) fn nothing(file: &SourceFile, hdf5: &Hdf5) -> Result<FormatError, FormatError> {
    let file = name(file);
    let names = hdf5.texts(hdf5.root(), "layer_names")?;
    // A model of a class of its own keeps its layers under their names there, but always has this group.
    let has_vars = hdf5.find("vars")?.is_some();
    Ok(if names.is_some() || has_vars || is_numbered(hdf5)? {
        let list = file.clone();
        FormatError::KerasWeights { file, list }
    } else {
        FormatError::Unknown {
            found: format!("`{file}`, which is an HDF5 file without a Keras model"),
        }
    })
}

fn is_numbered(hdf5: &Hdf5) -> Result<bool, FormatError> {
    for group in NUMBERED {
        if hdf5.find(group)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_in_archive(file: &SourceFile) -> bool {
    file.base_name() == WEIGHTS
}

/// The JSON file of that name in the folder of another file.
fn beside(
    file: &SourceFile,
    files: &[SourceFile],
    wanted: &str,
) -> Result<Option<Json>, FormatError> {
    let folder = |file: &SourceFile| {
        let end = file.name.len() - file.base_name().len();
        file.name.get(..end).unwrap_or_default().to_owned()
    };
    let found = files
        .iter()
        .find(|other| other.base_name() == wanted && folder(other) == folder(file));
    found.map(json::read).transpose()
}

/// The layers in the JSON file that `model.to_json()` writes, chosen together with weights.
fn alone(files: &[SourceFile]) -> Result<Option<Json>, FormatError> {
    let named = |file: &&SourceFile| file.base_name().to_ascii_lowercase().ends_with(".json");
    for file in files.iter().filter(named) {
        let json: Json = match json::read(file) {
            // It need not be the model's.
            Err(FormatError::Json { .. } | FormatError::TooLarge { .. }) => continue,
            read => read?,
        };
        if json["class_name"].as_str().is_some_and(is_model) {
            return Ok(Some(json));
        }
    }
    Ok(None)
}
