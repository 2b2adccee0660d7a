//! TensorFlow.js *layers models*: a Keras topology in JSON and weights in binary shards.
//!
//! Teachable Machine exports these as `model.json`, `metadata.json` and `weights.bin`; Keras models
//! become them by `tensorflowjs_converter --output_format tfjs_layers_model`. Format: the
//! TensorFlow.js sources, `io/types.ts` (weights manifest, quantisation) and `layers/`.

mod build;
mod front;
mod input;
mod kernels;
mod layers;
mod metadata;
mod preprocessing;
mod storage;
mod topology;
mod weights;

use burn::tensor::Device;
use serde_json::Value as Json;

use crate::content::describe;
use crate::{FormatError, FormatInfo, Model, SourceFile};
use metadata::Metadata;
use weights::Weights;

/// How menus show this format.
pub const INFO: FormatInfo = FormatInfo {
    id: "tfjs-layers",
    label: "Teachable Machine or TensorFlow.js layers model",
    extensions: &["zip", "json", "bin"],
    description: "the .zip of a Teachable Machine export, or model.json, metadata.json and weights.bin together",
};

/// Reads a layers model from its files.
///
/// # Errors
/// A [`FormatError`] that names the file, layer or weight.
pub(crate) fn import(
    files: &[SourceFile],
    size: Option<[usize; 2]>,
    device: &Device,
) -> Result<Model, FormatError> {
    let (file, json) = find_model(files)?;
    let metadata = Metadata::find(files)?;
    let weights = Weights::read(&json["weightsManifest"], file, files)?;
    let usual = metadata.image_size.unwrap_or(224);
    let size = size.unwrap_or([usual; 2]);
    let topology = &json["modelTopology"];
    let pixels = preprocessing::pixels(topology, &weights, &metadata)?;
    let graph = build::build(topology, weights, size, device)?;
    let input = pixels.rule(&graph.node(graph.inputs()[0]).shape)?;
    let &[_, _] = graph.node(graph.logits()).shape.as_slice() else {
        let node = graph.node(graph.logits());
        let reason = format!(
            "the network should answer with one score per class, got {:?}",
            node.shape
        );
        return Err(FormatError::Layer {
            layer: node.name.clone(),
            reason,
        });
    };
    Ok(Model {
        name: metadata
            .name
            .clone()
            .unwrap_or_else(|| "TensorFlow.js model".into()),
        format: INFO.id,
        labels: metadata.labels(),
        input,
        graph,
    })
}

/// The file with the topology: its name, and its content.
fn find_model(files: &[SourceFile]) -> Result<(&str, Json), FormatError> {
    let named = |file: &&SourceFile| file.base_name() == "model.json";
    let candidates = files
        .iter()
        .filter(named)
        .chain(files.iter().filter(|file| !named(file)));
    let mut damaged = None;
    for file in candidates {
        if !file.beginning()?.trim_ascii_start().starts_with(b"{") {
            continue;
        }
        let name = file.base_name();
        match serde_json::from_slice::<Json>(&file.bytes()?) {
            Ok(json) if json["format"] == "graph-model" => {
                return Err(FormatError::GraphModel { file: name.into() });
            }
            Ok(json) if json["modelTopology"].is_object() => return Ok((name, json)),
            Ok(_) => {}
            Err(error) => {
                damaged.get_or_insert(FormatError::Json {
                    file: name.into(),
                    reason: error.to_string(),
                });
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

fn names(files: &[SourceFile]) -> String {
    let mut names: Vec<_> = files.iter().take(6).map(SourceFile::base_name).collect();
    if files.len() > names.len() {
        names.push("…");
    }
    names.join(", ")
}
