//! TensorFlow.js *layers models*: a Keras topology in JSON and weights in binary shards.
//!
//! Teachable Machine exports them as `model.json`, `metadata.json` and `weights.bin`;
//! `tensorflowjs_converter --output_format tfjs_layers_model` makes them from Keras models. Format:
//! the TensorFlow.js sources, `io/types.ts` (weights manifest, quantisation) and `layers/`.
//!
//! The modules depend on each other one way: `topology`, `weights` and `metadata` read the files,
//! `build` is the graph under construction, `layer` and the methods of `settings`, `activation` and
//! `joining` add one layer, `layers` has a function for each class, and `network` calls them in
//! order.

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

/// The format as menus show it.
pub const INFO: FormatInfo = FormatInfo {
    id: "tfjs-layers",
    label: "Teachable Machine or TensorFlow.js layers model",
    extensions: &["zip", "json", "bin"],
    description: "the .zip of a Teachable Machine export, or model.json, metadata.json and weights.bin together",
};

/// Reads a layers model from its files. `size` is the `[height, width]` of a picture if the file
/// does not fix them.
///
/// # Errors
/// Fails with a [`FormatError`] that names the file, layer or weight.
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
            "expected one score per class as the output, got {:?}",
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
