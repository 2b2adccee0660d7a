//! Builds graphs from state dicts. The names and shapes of the tensors tell which network they
//! belong to. Each family of networks has a file that reads like the table in its paper.

mod attention;
#[cfg(test)]
mod bare;
mod convnext;
mod densenet;
mod efficientnet;
mod fastai;
mod head;
mod inverted_residual;
mod mobile_names;
mod mobilenet_v2;
mod mobilenet_v3;
mod network;
mod positions;
mod resnet;
mod response_norm;
mod segmentation;
mod spelling;
mod swin;
mod vgg;
mod vit;
mod vit_names;
mod windows;

use burn::tensor::Device;
use graph::NodeId;

use crate::state_dict::StateDict;
use crate::{ConfigFacts, FormatError, InputRule, Model};
use network::{Network, Spelling};

/// A family of networks.
struct Family {
    /// Display name.
    name: &'static str,
    /// Parts of tensor names that are rare in other families, for the error about unknown networks.
    signs: &'static [&'static str],
    /// Returns the network that the tensors belong to, or `None` if it is not of this family.
    recognise: fn(&StateDict) -> Option<Variant>,
}

/// A network of a family, as one library spells it.
struct Variant {
    /// Display name, for example "ResNet-50".
    name: String,
    spelling: Spelling,
    /// The input rule, unless the files give another one.
    input: InputRule,
    /// Builds the network from its input node and returns its outputs, the scores first.
    build: fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>,
}

/// More blocks than any stage of a network has.
const MAX_BLOCKS: usize = 1000;

const FAMILIES: &[Family] = &[
    resnet::FAMILY,
    vgg::FAMILY,
    mobilenet_v2::FAMILY,
    mobilenet_v3::FAMILY,
    efficientnet::FAMILY,
    densenet::FAMILY,
    convnext::FAMILY,
    vit::FAMILY,
    swin::FAMILY,
    segmentation::FAMILY,
];

/// Recognises the network and builds it for inputs of `size` (`[height, width]`), or of the size
/// that the settings or the family give. A weight without a place is an error, because a changed
/// network would give wrong scores without any sign.
///
/// # Errors
/// [`FormatError::UnknownArchitecture`] if no family fits, [`FormatError::WeightsLeft`] if the
/// network has no place for some weights, and the errors of reading weights.
pub(crate) fn build(
    state: &StateDict,
    config: &ConfigFacts,
    size: Option<[usize; 2]>,
    device: &Device,
) -> Result<Model, FormatError> {
    let found = FAMILIES
        .iter()
        .find_map(|family| Some((family, (family.recognise)(state)?)));
    let (family, variant) = found.ok_or_else(|| unknown(state))?;
    let mut input = config.input.apply(variant.input);
    if let Some([height, width]) = size {
        (input.height, input.width) = (height, width);
    }
    let mut network = Network::new(state, device, variant.spelling, config.heads);
    let picture = network.input([1, input.channels, input.height, input.width])?;
    let outputs = (variant.build)(&mut network, picture)?;
    let graph = network.finish(family.name, &outputs)?;
    Ok(Model {
        name: variant.name,
        format: state.format,
        graph,
        labels: None,
        input,
    })
}

fn unknown(state: &StateDict) -> FormatError {
    let nearest = (FAMILIES.iter())
        .map(|family| (likeness(state, family), family.name))
        .max_by_key(|(likeness, _)| *likeness)
        .filter(|(likeness, _)| *likeness > 0);
    FormatError::UnknownArchitecture {
        first_names: state.names().take(5).map(str::to_owned).collect(),
        tensors: state.names().count(),
        nearest: nearest.map(|(_, name)| name),
        families: FAMILIES.iter().map(|family| family.name).collect(),
    }
}

/// Counts the tensors whose names have a sign of the family.
fn likeness(state: &StateDict, family: &Family) -> usize {
    let alike = |name: &&str| family.signs.iter().any(|sign| name.contains(sign));
    state.names().filter(alike).count()
}

/// The spelling of the recipe itself.
fn as_written(path: &str) -> String {
    path.to_owned()
}
