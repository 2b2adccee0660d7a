//! Says what a file is that no recipe fits: the nearest network and what differs from it.

use std::iter;

use super::network::is_bookkeeping;
use super::own::Own;
use super::{FAMILIES, Family, recognise};
use crate::state_dict::StateDict;
use crate::words::{cut, name};
use crate::{ConfigFacts, ExportAdvice, FormatError};

/// Last layers of classifiers, as the families name them.
const HEADS: &[&str] = &[
    "fc.weight",
    "_fc.weight",
    "classifier.weight",
    "classifier.1.weight",
    "classifier.3.weight",
    "head.weight",
    "head.fc.weight",
    "heads.head.weight",
    "linear_head.weight",
];

/// What the names of a backbone begin with where it has a classifier beside it, in families whose
/// recipes know it by that.
const BACKBONES: &[&str] = &["dinov2.", "dinov2_with_registers.", "backbone."];

/// A sign in the names of tensors, and what differs then from the network that it resembles.
struct Sign {
    /// Part of the name of a tensor.
    part: &'static str,
    differs: &'static str,
}

#[rustfmt::skip] // one sign per line
const SIGNS: &[Sign] = &[
    Sign { part: "stem.conv1.weight", differs: "its stem has several convolutions" },
    Sign { part: ".se_module.", differs: "its blocks have squeeze-and-excitation, as in SE-ResNet" },
    Sign { part: ".attn_pool.", differs: "it pools with attention" },
    Sign { part: "attnpool.", differs: "it pools with attention, as in CLIP" },
    Sign { part: "q_norm.", differs: "its attention normalises queries and keys" },
    Sign { part: "lora_", differs: "it has LoRA adapters, which have to be merged first" },
];

/// A name with its article.
pub(super) fn with_article(name: &str) -> String {
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// A network, with the name that the files give.
pub(super) fn network(name: &str, said: Option<&str>) -> String {
    let plain = with_article(name);
    match said {
        Some(said) => format!("{plain} (`{}` in the file)", cut(said, 24)),
        None => plain,
    }
}

/// How to export the network of a file. `usual` is the `[height, width]` of its family.
pub(super) fn advice(
    state: &StateDict,
    config: &ConfigFacts,
    usual: Option<[usize; 2]>,
) -> ExportAdvice {
    let shapes = state.names().filter_map(|name| state.shape(name));
    let taken = shapes.filter_map(|shape| match shape {
        &[_, channels, _, _] => Some(channels),
        _ => None,
    });
    let taken: Vec<usize> = taken.collect();
    // The first layer need not come first in the file, and few others take three channels.
    let channels = taken
        .iter()
        .find(|channels| **channels == 3)
        .or(taken.first())
        .copied();
    ExportAdvice {
        channels: channels.or(config.input.channels),
        size: config.input.size.or(usual),
    }
}

/// The error for a file in which no network is recognised.
pub(super) fn unknown(file: &StateDict, config: &ConfigFacts) -> FormatError {
    let state = file.largest();
    let said = said(file, config);
    if let Some(network) = headless(&state) {
        return FormatError::NoClassifier {
            network: with_article(&network),
            head: None,
        };
    }
    if let Some((family, sign)) = resembling(&state) {
        return FormatError::Misfit {
            network: network(family.name, said),
            differs: sign.differs.into(),
            advice: advice(&state, config, None),
        };
    }
    let nearest = (FAMILIES.iter())
        .map(|family| (likeness(&state, family), family.name))
        .max_by_key(|(likeness, _)| *likeness)
        .filter(|(likeness, _)| *likeness > 0);
    FormatError::UnknownArchitecture {
        said: said.map(str::to_owned),
        first_names: state.names().take(5).map(str::to_owned).collect(),
        tensors: state.names().count(),
        nearest: nearest.map(|(_, name)| name),
        advice: advice(&state, config, None),
    }
}

/// The name of the network that the files give.
pub(super) fn said<'f>(file: &'f StateDict, config: &'f ConfigFacts) -> Option<&'f str> {
    config.network.name.as_deref().or(file.said.as_deref())
}

/// The error for a recognised network whose recipe asks for a tensor that the file does not have.
pub(super) fn lacking(
    own: &Own,
    tensor: &str,
    said: Option<&str>,
    advice: ExportAdvice,
) -> FormatError {
    let network = network(&own.variant.name, said);
    let is_head = |head: &&str| *head == tensor || (own.variant.spelling)(head) == tensor;
    if HEADS.iter().any(is_head) {
        let head = Some(tensor.to_owned());
        return FormatError::NoClassifier { network, head };
    }
    let sign = sign(&own.state);
    let differs = match sign {
        Some(sign) => sign.differs.to_owned(),
        None if tensor.ends_with("running_mean") || tensor.ends_with("running_var") => {
            "its norms keep no running statistics, as those of group norms".into()
        }
        None => format!("it has no `{}`", name(tensor)),
    };
    FormatError::Misfit {
        network,
        differs,
        advice,
    }
}

/// Returns the name of the network that the file would be with a classifier: a matrix, or a
/// convolution of 1 x 1.
fn headless(state: &StateDict) -> Option<String> {
    let named = BACKBONES.iter().map(|prefix| state.beneath(prefix));
    let states: Vec<StateDict> = iter::once(state.clone()).chain(named).collect();
    let with = |state: &StateDict, head: &str| {
        if state.contains(head) {
            return None;
        }
        [2, 4].into_iter().find_map(|axes| {
            let (_, variant) = recognise(&state.with_empty(head, axes))?;
            Some(variant.name)
        })
    };
    let mut found = states.iter();
    found.find_map(|state| HEADS.iter().find_map(|head| with(state, head)))
}

fn resembling(state: &StateDict) -> Option<(&'static Family, &'static Sign)> {
    let sign = sign(state)?;
    let likely = FAMILIES
        .iter()
        .max_by_key(|family| likeness(state, family))?;
    (likeness(state, likely) > 0).then_some((likely, sign))
}

fn sign(state: &StateDict) -> Option<&'static Sign> {
    let has = |sign: &&Sign| state.names().any(|name| name.contains(sign.part));
    SIGNS.iter().find(has)
}

/// Counts the tensors whose names have a sign of the family.
fn likeness(state: &StateDict, family: &Family) -> usize {
    let alike = |name: &&str| family.signs.iter().any(|sign| name.contains(sign));
    let names = state.names().filter(|name| !is_bookkeeping(name));
    names.filter(alike).count()
}
