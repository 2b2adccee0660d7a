use burn::tensor::Device;
use formats::{Imported, InputRule, SourceFile};
use graph::{Graph, NodeId, default_layer, fold_batch_norm, summary};
use imaging::{Channels, Fit, Interpolation, Preprocessing};
use serde::Serialize;

use crate::SessionError;
use crate::fingerprint::fingerprint;

/// What people are told about a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// Name for people.
    pub name: String,
    /// Id of its format.
    pub format: String,
    /// Size of its files together.
    pub bytes: usize,
    /// SHA-256 of its file, or of the hashes of its files in the order of their names.
    pub sha256: String,
    /// Name of each class, in the order of the logits.
    pub classes: Vec<String>,
    /// The layers that can be explained, in the order of the network.
    pub layers: Vec<LayerInfo>,
    /// Id of the layer to begin with.
    pub default_layer: String,
    /// How a picture becomes its input.
    pub input: Preprocessing,
}

/// A layer that can be explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerInfo {
    /// What requests call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it computes.
    pub op: String,
    /// Shape of its activation: `[channel, height, width]`.
    pub shape: Vec<usize>,
    /// Number of its weights.
    pub parameters: usize,
    /// Whether it is a good choice.
    pub suggested: bool,
}

/// A model in use: the graph as its file has it, and the one that runs.
pub(crate) struct Model {
    pub(crate) info: ModelInfo,
    /// Every layer as the file has it.
    pub(crate) original: Graph,
    /// The same with batch norms folded away, which is what runs.
    pub(crate) folded: Graph,
    pub(crate) input: NodeId,
}

impl Model {
    pub(crate) fn import(files: Vec<SourceFile>, device: &Device) -> Result<Self, SessionError> {
        let bytes = files.iter().map(SourceFile::len).sum::<u64>() as usize;
        let sha256 = fingerprint(&files)?;
        let Imported {
            name,
            format,
            graph,
            labels,
            input,
        } = formats::import(files, device)?;
        let default = default_layer(&graph).ok_or(SessionError::NoLayer)?;
        let layers = summary(&graph)
            .into_iter()
            .filter(|layer| layer.explainable);
        let info = ModelInfo {
            name,
            format: format.into(),
            bytes,
            sha256,
            classes: labels,
            default_layer: graph.node(default).name.clone(),
            layers: layers
                .map(|layer| LayerInfo {
                    id: layer.name.clone(),
                    name: layer.name,
                    op: layer.op.into(),
                    shape: layer.shape[1..].to_vec(),
                    parameters: layer.parameters,
                    suggested: layer.suggested || layer.id == default,
                })
                .collect(),
            input: preprocessing(&input),
        };
        let folded = fold_batch_norm(&graph)?;
        Ok(Self {
            info,
            input: graph.inputs()[0],
            original: graph,
            folded,
        })
    }

    /// The layers that menus suggest.
    pub(crate) fn suggested(&self) -> Result<Vec<NodeId>, SessionError> {
        let suggested = self.info.layers.iter().filter(|layer| layer.suggested);
        Ok(suggested
            .map(|layer| self.original.find(&layer.id))
            .collect::<Result<_, _>>()?)
    }

    /// The graph on which a layer lies between the picture and the score: the folded one, but for
    /// a convolution whose work its batch norm took over.
    pub(crate) fn graph_for(&self, layer: NodeId) -> &Graph {
        if self.folded.used()[layer.index()] {
            &self.folded
        } else {
            &self.original
        }
    }
}

fn preprocessing(rule: &InputRule) -> Preprocessing {
    Preprocessing {
        width: rule.width as u32,
        height: rule.height as u32,
        fit: Fit::Crop,
        resize: None,
        interpolation: Interpolation::Bilinear,
        range: rule.range,
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: if rule.channels == 1 {
            Channels::Grey
        } else {
            Channels::Rgb
        },
    }
}
