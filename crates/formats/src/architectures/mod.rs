//! Builds graphs from state dicts. The names and shapes of the tensors tell which network they
//! belong to. Each family of networks has a file that reads like the table in its paper.

mod alexnet;
mod antialias;
mod attention;
#[cfg(test)]
mod bare;
mod beit;
mod beit_names;
mod beside;
mod clip;
mod continuous;
mod convnext;
mod convnext_names;
mod densenet;
mod dinov2;
mod dinov2_names;
mod efficientnet;
mod efficientnet_lite;
mod efficientnet_names;
mod efficientnet_v2;
mod eva;
mod facts;
mod fastai;
mod googlenet;
mod head;
mod inception_v3;
mod inverted_residual;
mod misfit;
mod mlp;
mod mnasnet;
mod mobile_attention;
mod mobile_names;
mod mobilenet_v2;
mod mobilenet_v3;
mod mobilenet_v4;
mod named;
mod network;
mod networks;
mod normalisation;
mod own;
mod pooled;
mod positions;
mod regnet;
mod regnet_names;
mod relative;
mod resnet;
mod resnet_names;
mod resnet_parts;
mod resnet_v2;
mod response_norm;
mod rotation;
mod segmentation;
mod shufflenet_v2;
mod spelling;
mod squeezenet;
mod swin;
mod swin_names;
mod swin_v2;
mod swin_v2_names;
mod tokens;
mod transform_input;
mod vgg;
mod vit;
mod vit_names;
mod vit_networks;
mod windows;

use std::collections::BTreeSet;

use burn::tensor::Device;
use graph::{Graph, NodeId};

use crate::state_dict::StateDict;
use crate::{
    Choices, ConfigFacts, FormatError, InputRule, Model, NetworkChoice, Origin, WeightsChoice,
};
use named::Named;
use network::{Network, Spelling};
use networks::Networks;
use own::Own;

/// A family of networks.
struct Family {
    /// Display name.
    name: &'static str,
    /// Parts of tensor names that are rare in other families, for the error about unknown networks.
    signs: &'static [&'static str],
    /// Its networks in timm. A file that names another one is refused.
    names: &'static [Named],
    /// Its values of `model_type` in transformers.
    transformers: &'static [&'static str],
    /// Returns the network that the tensors belong to, or `None` if it is not of this family.
    recognise: fn(&StateDict) -> Option<Variant>,
}

/// A network of a family, as one library spells it.
#[derive(Clone)]
struct Variant {
    /// Display name, for example "ResNet-50".
    name: String,
    spelling: Spelling,
    /// The input rule, unless the files give another one.
    input: InputRule,
    /// The networks that have these names and shapes.
    networks: Networks,
    /// Builds the network from its input node and returns its outputs, the scores first. Takes all
    /// facts that the files state.
    build: fn(&mut Network, NodeId) -> Result<Vec<NodeId>, FormatError>,
}

/// More blocks than any stage of a network has.
const MAX_BLOCKS: usize = 1000;

/// Numbers of classes of the weights that the libraries publish: `ImageNet` with and without a
/// background, its larger sets, and the things of a segmentation. With another number somebody
/// trained the network anew, perhaps on pictures that were prepared in another way.
const PUBLISHED: [usize; 6] = [1000, 1001, 21_841, 21_843, 11_821, 21];

const FAMILIES: &[Family] = &[
    resnet::FAMILY,
    regnet::FAMILY,
    resnet_v2::FAMILY,
    vgg::FAMILY,
    alexnet::FAMILY,
    squeezenet::FAMILY,
    mobilenet_v2::FAMILY,
    mobilenet_v3::FAMILY,
    mobilenet_v4::FAMILY,
    mnasnet::FAMILY,
    shufflenet_v2::FAMILY,
    efficientnet::FAMILY,
    efficientnet_lite::FAMILY,
    efficientnet_v2::FAMILY,
    densenet::FAMILY,
    inception_v3::FAMILY,
    googlenet::FAMILY,
    convnext::FAMILY,
    beit::FAMILY,
    eva::FAMILY,
    dinov2::FAMILY,
    clip::FAMILY,
    vit::FAMILY,
    swin::FAMILY,
    swin_v2::FAMILY,
    segmentation::FAMILY,
];

/// Recognises the network of a file and builds it for inputs of the chosen size, or of the size that
/// the settings or the family give. A weight without a place is an error, and so is a fact: a changed
/// network would give wrong scores without any sign.
///
/// # Errors
/// [`FormatError::UnknownArchitecture`] if no family fits, [`FormatError::OtherNetwork`] if the
/// files say that it is another network than the recipe's, [`FormatError::Misfit`] and
/// [`FormatError::WeightsBeside`] if the network has no place for some weights,
/// [`FormatError::WeightsUnknown`] if the chosen weights are not in the file, and the errors of
/// reading weights.
pub(crate) fn build(
    file: &StateDict,
    config: &ConfigFacts,
    choices: &Choices,
    device: &Device,
) -> Result<Model, FormatError> {
    let own = own::find(file, choices.weights.as_deref())?;
    let own = own.ok_or_else(|| misfit::unknown(file, config))?;
    let said = misfit::said(file, config);
    let usual = own.variant.input;
    let advice = misfit::advice(&own.state, config, Some([usual.height, usual.width]));
    let built = match Built::new(&own, usual, (config, choices, said), device) {
        Err(FormatError::Channels { channels: 1, .. }) => {
            Built::new(&own, usual.grey(), (config, choices, said), device)
        }
        built => built,
    };
    let built = built.map_err(|error| match error {
        FormatError::Tensor { tensor, .. } if !own.state.contains(&tensor) => {
            misfit::lacking(&own, &tensor, said, advice.clone())
        }
        other => other,
    })?;
    let beside = beside::account(file, &own, &built.used, (said, advice))?;
    let mut remarks = networks::remarks(&own.state, &config.network, built.choice.as_ref());
    let normalised = beside.normalisation.as_ref().map(|found| {
        let place = &found.place;
        format!(
            "The picture is normalised with the mean and deviation that the file has in `{place}`."
        )
    });
    remarks.extend(
        [own.remark, normalised, beside.remark]
            .into_iter()
            .flatten(),
    );
    let normalisation = beside.normalisation;
    Ok(Model {
        name: own.variant.name,
        format: file.format,
        labels: None,
        input: normalisation.map_or(built.input, |found| found.apply(built.input)),
        outputs: Vec::new(),
        remarks,
        network: built.choice,
        weights: own.chosen.map(|chosen| WeightsChoice {
            chosen,
            choices: own.choices,
        }),
        graph: built.graph,
    })
}

/// A network that was built, with what was decided for it.
struct Built {
    graph: Graph,
    input: InputRule,
    /// The names of its tensors.
    used: BTreeSet<String>,
    choice: Option<NetworkChoice>,
}

impl Built {
    /// Builds the network for pictures of the family's input rule with the changes of the settings.
    fn new(
        own: &Own,
        usual: InputRule,
        (config, choices, said): (&ConfigFacts, &Choices, Option<&str>),
        device: &Device,
    ) -> Result<Self, FormatError> {
        let (family, variant) = (own.family, &own.variant);
        let names = (said, choices.network.as_deref());
        let (facts, choice) = networks::settle(family, variant, &config.network, names)?;
        let rule = |origin: Origin| {
            let mut rule = config.input.apply(usual.from(origin));
            (rule.channels, rule.origins.channels) = (usual.channels, Origin::Network);
            if let Some([height, width]) = choices.size {
                (rule.height, rule.width) = (height, width);
            }
            rule.suiting_size()
        };
        let mut input = rule(Origin::Guess(family.name));
        let mut net = Network::new(&own.state, device, variant.spelling, facts);
        let picture = net.input([1, input.channels, input.height, input.width])?;
        let outputs = (variant.build)(&mut net, picture)?;
        networks::agree_on_channels(&mut net.facts, input.channels)?;
        let (graph, used) = net.finish(&outputs)?;
        let scores = graph.node(graph.logits()).shape.get(1);
        // None of those for grey pictures is published.
        if usual.channels == 3 && scores.is_some_and(|count| PUBLISHED.contains(count)) {
            input = rule(Origin::Recipe(family.name));
        }
        Ok(Self {
            graph,
            input,
            used,
            choice,
        })
    }
}

/// Returns the number of weights of the network in a file; of the largest dict if there is none.
pub(crate) fn parameters(file: &StateDict) -> usize {
    match own::find(file, None) {
        Ok(Some(own)) => own.state.parameters(),
        _ => file.largest().parameters(),
    }
}

/// Returns the family of a network whose tensors have these names.
fn recognise(state: &StateDict) -> Option<(&'static Family, Variant)> {
    FAMILIES
        .iter()
        .find_map(|family| Some((family, (family.recognise)(state)?)))
}

/// The spelling of the recipe itself.
fn as_written(path: &str) -> String {
    path.to_owned()
}
