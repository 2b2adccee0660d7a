//! TensorFlow.js *layers models*: a Keras topology in JSON and weights in binary shards.
//!
//! Teachable Machine exports these as `model.json`, `metadata.json` and `weights.bin`; Keras models
//! become them by `tensorflowjs_converter --output_format tfjs_layers_model`. Format: the
//! TensorFlow.js sources, `io/types.ts` (weights manifest, quantisation) and `layers/`.

mod activation;
mod build;
mod files;
mod front;
mod input;
mod joining;
mod json;
mod kernels;
mod layer;
mod layers;
mod metadata;
mod network;
mod preprocessing;
mod settings;
mod storage;
mod topology;
mod weights;

use burn::tensor::Device;

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
    let (file, json) = files::find_model(files)?;
    let metadata = Metadata::find(files)?;
    let weights = Weights::read(&json["weightsManifest"], file, files)?;
    let usual = metadata.image_size.unwrap_or(224);
    let size = size.unwrap_or([usual; 2]);
    let topology = &json["modelTopology"];
    let pixels = preprocessing::pixels(topology, &weights, &metadata)?;
    let graph = network::build(topology, weights, size, device)?;
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
