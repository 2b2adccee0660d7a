//! Which of several networks a file of weights holds, where names and shapes fit more than one.

use serde_json::Value as Json;

use super::facts::Facts;
use super::named::{Named, arguments};
use super::{Family, Variant};
use crate::state_dict::StateDict;
use crate::{FormatError, NetworkChoice, NetworkFacts};

/// The networks whose tensors have the names and shapes of a file.
#[derive(Clone)]
pub(super) enum Networks {
    /// One.
    One,
    /// Some of the family's table, the usual one first. The files may say which.
    Of(Vec<String>),
    /// Some that no library has a name for, the usual one first.
    Ways {
        table: &'static [Named],
        names: Vec<&'static str>,
        /// Facts of which one decides.
        unless: &'static [&'static str],
    },
}

impl Networks {
    /// All networks of a table.
    pub(super) fn all(table: &'static [Named]) -> Self {
        Self::Ways {
            table,
            names: table
                .iter()
                .flat_map(|Named(names, _)| names.iter().copied())
                .collect(),
            unless: &[],
        }
    }
}

/// Decides for a network: that of the files, or else of the person, or else the usual one. `said` is
/// its name in the files, which counts if the weights may be of that network. Returns the facts about
/// it, and the choice if there was one.
///
/// # Errors
/// [`FormatError::OtherNetwork`] if the files name a network that is not of the family, and
/// [`FormatError::NoSuchNetwork`] for a choice that is not one.
pub(super) fn settle(
    family: &Family,
    variant: &Variant,
    stated: &NetworkFacts,
    (said, wanted): (Option<&str>, Option<&str>),
) -> Result<(Facts, Option<NetworkChoice>), FormatError> {
    // `unknown` is for a remark.
    let NetworkFacts {
        name,
        settings,
        unknown: _,
    } = stated;
    let mut facts = Facts::none(family.name);
    facts.set(settings);
    if let Some(name) = name {
        let meant = arguments(family.names, name);
        let fact = || facts.other(format!("`config.json` says that it is `{name}`"));
        let meant = meant.ok_or_else(fact)?;
        facts.named(name, meant);
    }
    let (table, names): (_, Vec<String>) = match &variant.networks {
        Networks::One => (family.names, Vec::new()),
        Networks::Of(_) if name.is_some() => (family.names, Vec::new()),
        Networks::Of(names) => {
            let said = said.and_then(|said| said.split('.').next());
            let said = names.iter().find(|name| Some(name.as_str()) == said);
            let names = said.map_or_else(|| names.clone(), |name| vec![name.clone()]);
            (family.names, names)
        }
        Networks::Ways { unless, .. } if unless.iter().any(|key| facts.states(key)) => {
            (family.names, Vec::new())
        }
        Networks::Ways { table, names, .. } => (
            *table,
            names.iter().map(|name| (*name).to_owned()).collect(),
        ),
    };
    let choice = chosen(names, wanted)?;
    if let Some(NetworkChoice { chosen, .. }) = &choice {
        facts.named(chosen, arguments(table, chosen).unwrap_or_default());
    }
    let is_known = |json: &Json| family.transformers.contains(&json.as_str()?).then_some(());
    facts.read(&["model_type"], is_known)?;
    general(&mut facts)?;
    Ok((facts, choice.filter(|choice| choice.choices.len() > 1)))
}

fn chosen(
    choices: Vec<String>,
    wanted: Option<&str>,
) -> Result<Option<NetworkChoice>, FormatError> {
    if let Some(name) = wanted.filter(|name| !choices.iter().any(|known| known == name)) {
        return Err(FormatError::NoSuchNetwork {
            network: name.to_owned(),
            networks: choices.join(", "),
        });
    }
    let chosen = wanted.map(str::to_owned).or(choices.first().cloned());
    Ok(chosen.map(|chosen| NetworkChoice {
        chosen,
        choices,
        guessed: wanted.is_none(),
    }))
}

/// Takes the facts that mean the same in each family.
fn general(facts: &mut Facts) -> Result<(), FormatError> {
    facts.shown(&["num_classes", "image_size"]);
    facts.read(&["pruned_heads"], |heads| {
        heads.as_object()?.is_empty().then_some(())
    })?;
    // Code of the file's own may compute anything. Code that prepares pictures is not run either.
    facts.read(&["auto_map"], |map| {
        let is_network = |name: &String| name.starts_with("AutoModel");
        (!map.as_object()?.keys().any(is_network)).then_some(())
    })?;
    Ok(())
}

/// Compares what the files say about the picture with what the first layer takes.
pub(super) fn agree_on_channels(facts: &mut Facts, channels: usize) -> Result<(), FormatError> {
    facts.agrees(&["in_chans", "num_channels"], channels)
}

/// Says what was guessed and what was not understood, one sentence each.
pub(super) fn remarks(
    state: &StateDict,
    stated: &NetworkFacts,
    choice: Option<&NetworkChoice>,
) -> Vec<String> {
    let mut remarks = Vec::new();
    if is_of_transformers(state) && !stated.settings.contains_key("model_type") {
        remarks.push(
            "`config.json` is missing, which says what weights do not show, as the activation and the number of heads. The usual ones are taken.".into(),
        );
    }
    if let Some(NetworkChoice {
        chosen,
        choices,
        guessed,
    }) = choice
    {
        let others = choices.iter().filter(|name| *name != chosen);
        let others: Vec<_> = others.map(|name| format!("`{name}`")).collect();
        let way = if *guessed {
            "the usual one"
        } else {
            "as you chose"
        };
        remarks.push(format!(
            "Taken for `{chosen}`, {way}. Names and shapes of these weights also fit {}: choose it if that is the network.",
            others.join(", ")
        ));
    }
    if !stated.unknown.is_empty() {
        let names = stated
            .unknown
            .iter()
            .take(5)
            .map(|name| format!("`{name}`"));
        remarks.push(format!(
            "Settings in `config.json` that are not known here and not used: {}.",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    remarks
}

/// Whether the tensors are named as in a file that transformers saved.
fn is_of_transformers(state: &StateDict) -> bool {
    let models = [
        "resnet.embedder.",
        "regnet.embedder.",
        "mobilenet_v2.",
        "efficientnet.encoder.",
        "convnext.encoder.",
        "convnextv2.encoder.",
        "vit.",
        "deit.",
        "beit.",
        "data2vec_vision.",
        "dinov2.",
        "dinov2_with_registers.",
        "swin.",
        "swinv2.",
        "vision_model.",
    ];
    state
        .names()
        .any(|name| models.iter().any(|model| name.starts_with(model)))
}

#[cfg(test)]
mod tests {
    use super::super::{as_written, resnet, resnet_names};
    use super::*;
    use crate::InputRule;

    #[test]
    fn the_name_in_a_checkpoint_decides_if_the_weights_fit_it() {
        let variant = Variant {
            name: "ResNet-18".into(),
            spelling: as_written,
            input: InputRule::imagenet(224),
            networks: resnet_names::twins("ResNet-18"),
            build: |_, _| Ok(Vec::new()),
        };
        let settled = |said| {
            let stated = NetworkFacts::default();
            settle(&resnet::FAMILY, &variant, &stated, (said, None)).unwrap()
        };
        let (facts, choice) = settled(Some("resnetblur18.in1k"));
        assert!(facts.states("aa_layer") && choice.is_none());
        let (facts, choice) = settled(Some("resnet18"));
        assert!(!facts.states("aa_layer") && choice.is_none());
        for said in [None, Some("my_net"), Some("resnet50")] {
            let choice = settled(said).1.unwrap();
            assert!(choice.guessed && choice.chosen == "resnet18", "{said:?}");
        }
    }
}
