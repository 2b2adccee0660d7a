//! The chosen files: which one is the model, and their names for messages.

use serde_json::Value as Json;

use crate::content::describe;
use crate::keras::is_model;
use crate::{FormatError, SourceFile, json};

/// Whether a file `model.json` is one of TensorFlow.js. A damaged one is.
pub(super) fn has_manifest(files: &[SourceFile]) -> Result<bool, FormatError> {
    for file in files.iter().filter(|file| file.base_name() == "model.json") {
        let is_one = match json::read::<Json>(file) {
            Ok(json) => !json["modelTopology"].is_null() || !json["format"].is_null(),
            Err(FormatError::Json { .. }) => true,
            Err(error) => return Err(error),
        };
        if is_one {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Finds the file with the topology and returns its name and content.
pub(super) fn find_model(files: &[SourceFile]) -> Result<(&str, Json), FormatError> {
    let named = |file: &&SourceFile| file.base_name() == "model.json";
    let candidates = files
        .iter()
        .filter(named)
        .chain(files.iter().filter(|file| !named(file)));
    let mut damaged = None;
    for file in candidates {
        if !json::begins(&file.beginning()?) {
            continue;
        }
        let name = file.base_name();
        match json::read::<Json>(file) {
            Ok(json) if json["format"] == "graph-model" => {
                return Err(FormatError::GraphModel { file: name.into() });
            }
            Ok(json) if json["modelTopology"].is_object() => return Ok((name, json)),
            Ok(json) if json["class_name"].as_str().is_some_and(is_model) => {
                damaged.get_or_insert(FormatError::Keras {
                    file: name.into(),
                    reason: "it holds the layers and not their weights. Choose it together with the .h5 file that has them".into(),
                });
            }
            Ok(_) => {}
            Err(error) => {
                damaged.get_or_insert(error);
            }
        }
    }
    Err(match damaged {
        Some(error) => error,
        None => FormatError::Unknown {
            found: found_instead(files)?,
        },
    })
}

fn found_instead(files: &[SourceFile]) -> Result<String, FormatError> {
    Ok(match files {
        [] => "an archive without files".into(),
        [one] => {
            let what = describe(&one.beginning()?);
            format!("`{}`, which is {what}", one.base_name())
        }
        several => format!("{}, none of which holds a model topology", names(several)),
    })
}

pub(super) fn names(files: &[SourceFile]) -> String {
    let mut names: Vec<_> = files.iter().take(6).map(SourceFile::base_name).collect();
    if files.len() > names.len() {
        names.push("…");
    }
    names.join(", ")
}
