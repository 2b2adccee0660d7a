//! State dicts to graphs: a file of named weights says which network it belongs to by the names
//! and shapes of its tensors. One family is one file, readable as the table of its paper.

mod attention;
#[cfg(test)]
mod bare;
mod convnext;
mod convnext_names;
mod densenet;
mod efficientnet;
mod efficientnet_names;
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
mod slide;
mod spelling;
mod swin;
mod swin_names;
mod vgg;
mod vit;
mod vit_names;
mod vit_variants;
mod window_biases;
mod windows;

use burn::tensor::Device;
use graph::NodeId;

use crate::state_dict::StateDict;
use crate::{ConfigFacts, FormatError, InputRule, Model};
use network::{Network, Spelling};

/// A family of networks.
struct Family {
    /// Name for people.
    name: &'static str,
    /// Parts of names that few other families have.
    signs: &'static [&'static str],
    /// Says which network of the family the tensors belong to, or that they do not.
    recognise: fn(&StateDict) -> Option<Variant>,
}

/// A network of a family, as one library spells it.
struct Variant {
    /// Name for people, "ResNet-50" say.
    name: String,
    /// How the file spells the modules of the recipe.
    spelling: Spelling,
    /// How a picture becomes its input, unless the files say otherwise.
    input: InputRule,
    /// Builds it from its input node; answers with its outputs, the scores first.
    build: fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>,
}

/// More blocks than any stage of a network has.
const MAX_BLOCKS: usize = 1000;

/// All families.
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

/// Recognises the network and builds it for pictures of `size` (`[height, width]`), or of the size
/// that its settings or its family say.
///
/// # Errors
/// [`FormatError::UnknownArchitecture`] when no family fits, [`FormatError::WeightsLeft`] when one
/// fits but for some weights, and those of reading weights.
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

/// How many tensors are named as some of the family are.
fn likeness(state: &StateDict, family: &Family) -> usize {
    let alike = |name: &&str| family.signs.iter().any(|sign| name.contains(sign));
    state.names().filter(alike).count()
}

/// The recipe's own names.
fn as_written(path: &str) -> String {
    path.to_owned()
}
