//! Which tensors of a file are the network's own: those below one prefix, whatever it is. Training
//! code puts a network below `model.`, `net.` or `backbone.`, and stores more than one set of weights
//! for it: averages over the training (EMA, SWA) beside the raw ones of the last step.

use std::collections::{BTreeMap, BTreeSet};

use super::network::is_bookkeeping;
use super::{Family, Variant, recognise};
use crate::FormatError;
use crate::state_dict::{StateDict, words};

/// The id of the averaged weights, where a file has one set of them beside one of raw weights.
const AVERAGED: &str = "averaged";
const RAW: &str = "raw";

/// The network of a file.
pub(super) struct Own {
    /// Its tensors, as the recipe names them. Others below the prefix are among them.
    pub(super) state: StateDict,
    /// What stands before their names in the file.
    pub(super) prefix: String,
    pub(super) family: &'static Family,
    pub(super) variant: Variant,
    /// Ids of the sets of weights of which one is taken; empty if there is only one.
    pub(super) choices: Vec<String>,
    /// The id of the one that is taken.
    pub(super) chosen: Option<String>,
    /// What was decided for the person, in a sentence.
    pub(super) remark: Option<String>,
    places: Vec<Place>,
}

/// Where a set of weights lies in the file.
struct Place {
    prefix: String,
    spelling: Spelled,
    /// It has the same names as the network. Of another network, all names are its own.
    is_copy: bool,
}

/// Maps the name of a tensor to that which a set of weights has for it.
type Spelled = fn(&str) -> String;

impl Own {
    /// Returns the tensors of the file that neither the network nor another set of weights or
    /// network has. `used` are the names, without prefix, that the network has.
    pub(super) fn left<'f>(&self, file: &'f StateDict, used: &BTreeSet<String>) -> Vec<&'f str> {
        let known: Vec<(&Place, BTreeSet<String>)> = self
            .places
            .iter()
            .map(|place| {
                (
                    place,
                    used.iter().map(|name| (place.spelling)(name)).collect(),
                )
            })
            .collect();
        let is_known = |name: &str| {
            known.iter().any(|(place, used)| {
                let rest = name.strip_prefix(&place.prefix);
                rest.is_some_and(|rest| {
                    !place.is_copy || used.contains(rest) || is_bookkeeping(rest)
                })
            })
        };
        file.names().filter(|name| !is_known(name)).collect()
    }
}

/// A set of weights for a network.
struct Set {
    prefix: String,
    spelling: Spelled,
    is_averaged: bool,
    state: StateDict,
    family: &'static Family,
    variant: Variant,
}

/// Finds the network. `wanted` is the id of a set of weights; by default the averaged ones count, or
/// else the first in the file. Returns `None` if no network is recognised.
///
/// # Errors
/// [`FormatError::WeightsUnknown`] if the file has no set with the wanted id.
pub(super) fn find(file: &StateDict, wanted: Option<&str>) -> Result<Option<Own>, FormatError> {
    let (mut sets, copies) = sets(file);
    if sets.is_empty() {
        return Ok(None);
    }
    sets.sort_by_key(|set| !set.is_averaged);
    let ids = ids(&sets);
    let place = match wanted {
        Some(wanted) if sets.len() > 1 || wanted != RAW => {
            let place = ids.iter().position(|id| id == wanted);
            place.ok_or_else(|| FormatError::WeightsUnknown {
                wanted: wanted.into(),
                choices: ids.join(", "),
            })?
        }
        _ => 0,
    };
    let several = sets.len() > 1;
    let remark = several.then(|| remark(&sets, place));
    let Some(taken) = sets.get(place) else {
        return Ok(None);
    };
    let own = signature(&taken.state);
    let places = sets.iter().map(|set| {
        let theirs = signature(&set.state);
        Place {
            prefix: set.prefix.clone(),
            spelling: set.spelling,
            is_copy: is_within(&own, &theirs) || is_within(&theirs, &own),
        }
    });
    let copies = copies.into_iter().map(|prefix| Place {
        prefix,
        spelling: str::to_owned,
        is_copy: true,
    });
    Ok(Some(Own {
        places: places.chain(copies).collect(),
        state: taken.state.clone(),
        prefix: taken.prefix.clone(),
        family: taken.family,
        variant: taken.variant.clone(),
        remark,
        chosen: ids.get(place).filter(|_| several).cloned(),
        choices: if several { ids } else { Vec::new() },
    }))
}

fn ids(sets: &[Set]) -> Vec<String> {
    if let [first, second] = sets
        && first.is_averaged
        && !second.is_averaged
    {
        return vec![AVERAGED.into(), RAW.into()];
    }
    sets.iter().map(|set| place(&set.prefix)).collect()
}

/// A prefix in words: the module or dict that it names.
fn place(prefix: &str) -> String {
    let path = prefix.trim_end_matches('.');
    let inner = path.strip_suffix(".module").unwrap_or(path);
    if inner.is_empty() { "top level" } else { inner }.into()
}

fn remark(sets: &[Set], chosen: usize) -> String {
    let named = |set: &Set| format!("`{}`", place(&set.prefix));
    let taken = sets.get(chosen);
    if let Some(taken) = taken
        && sets.first().is_some_and(|set| set.is_averaged)
    {
        let of = |averaged| {
            sets.iter()
                .find(|set| set.is_averaged == averaged)
                .map(named)
        };
        let (averaged, raw) = (of(true).unwrap_or_default(), of(false));
        let beside = raw.map_or_else(String::new, |raw| format!(" beside the raw ones ({raw})"));
        let kind = if taken.is_averaged { "averaged" } else { "raw" };
        return format!(
            "The file holds averaged weights ({averaged}){beside}: the {kind} ones are used."
        );
    }
    let all: Vec<String> = sets.iter().take(4).map(named).collect();
    let taken = taken.map(named).unwrap_or_default();
    format!(
        "The file holds several networks ({}): {taken} is used.",
        all.join(", ")
    )
}

/// All sets of weights in a file that make a network, in the order of the file, and the prefixes of
/// those whose weights are stored once under two names.
fn sets(file: &StateDict) -> (Vec<Set>, Vec<String>) {
    let recognised = file.prefixes().into_iter().filter_map(|prefix| {
        let state = file.below(prefix);
        let (family, variant) = recognise(&state)?;
        Some(Set {
            prefix: prefix.to_owned(),
            spelling: str::to_owned,
            is_averaged: words::is_averaged(prefix),
            state,
            family,
            variant,
        })
    });
    let mut sets = apart(recognised.collect());
    let position = |set: &Set| file.names().position(|name| name.starts_with(&set.prefix));
    sets.sort_by_key(|set| (position(set), set.prefix.len()));
    if !sets.iter().any(|set| set.is_averaged) && sets.iter().any(|set| words::is_raw(&set.prefix))
    {
        for set in &mut sets {
            set.is_averaged = !words::is_raw(&set.prefix);
        }
    }
    let copies = drop_copies(&mut sets);
    complete(&mut sets);
    if let [raw] = sets.as_slice()
        && !raw.is_averaged
    {
        sets.extend(averaged_parameters(file, raw));
    }
    (sets, copies)
}

/// Takes networks inside others out of them. A part of a network that looks like one is none: without
/// it nothing is left of the other.
fn apart(mut sets: Vec<Set>) -> Vec<Set> {
    sets.sort_by_key(|set| set.prefix.len());
    let mut kept: Vec<Set> = Vec::new();
    for set in sets {
        let mut is_apart = true;
        for outer in &mut kept {
            let Some(inner) = set.prefix.strip_prefix(&outer.prefix) else {
                continue;
            };
            let rest = outer.state.without(&[inner]);
            if recognise(&rest).is_some() {
                outer.state = rest;
            } else {
                is_apart = false;
            }
        }
        if is_apart {
            kept.push(set);
        }
    }
    kept
}

fn drop_copies(sets: &mut Vec<Set>) -> Vec<String> {
    let (mut kept, mut copies): (Vec<Set>, _) = (Vec::new(), Vec::new());
    for set in sets.drain(..) {
        if kept
            .iter()
            .any(|known| set.state.is_stored_in(&known.state))
        {
            copies.push(set.prefix);
        } else {
            kept.push(set);
        }
    }
    *sets = kept;
    copies
}

/// Averages of the parameters alone take the rest from the raw weights: the statistics of batch
/// norms.
fn complete(sets: &mut [Set]) {
    let raw: Vec<StateDict> = sets
        .iter()
        .filter(|set| !set.is_averaged)
        .map(|set| set.state.clone())
        .collect();
    for set in sets.iter_mut().filter(|set| set.is_averaged) {
        let own = signature(&set.state);
        let whole = raw.iter().find(|raw| is_within(&own, &signature(raw)));
        if let Some(whole) = whole {
            set.state = whole.overlaid(&set.state, str::to_owned);
        }
    }
}

/// Finds averages that are no network by themselves: of the parameters alone, or under names without
/// dots, which PyTorch does not allow in the name of a buffer.
fn averaged_parameters(file: &StateDict, raw: &Set) -> Option<Set> {
    let own = signature(&raw.state);
    let parameters: Vec<&str> = own
        .keys()
        .copied()
        .filter(|name| !is_buffer(name))
        .collect();
    let first = parameters.first()?;
    let outside = |name: &&str| words::is_averaged(name);
    let spellings: [Spelled; 2] = [str::to_owned, |name| name.replace('.', "")];
    spellings.into_iter().find_map(|spelling| {
        let last = spelling(first);
        let candidates = file.names().filter(outside);
        let mut prefixes = candidates.filter_map(|name| name.strip_suffix(last.as_str()));
        prefixes.find_map(|prefix| {
            let ends = prefix.ends_with('.') && prefix != raw.prefix;
            let averaged = ends.then(|| file.below(prefix))?;
            let fits = |name: &&str| averaged.shape(&spelling(name)) == raw.state.shape(name);
            parameters.iter().all(fits).then(|| Set {
                prefix: prefix.to_owned(),
                spelling,
                is_averaged: true,
                state: raw.state.overlaid(&averaged, spelling),
                family: raw.family,
                variant: raw.variant.clone(),
            })
        })
    })
}

/// Statistics of batch norms, which some averages leave out.
fn is_buffer(name: &str) -> bool {
    let leaf = name.rsplit('.').next().unwrap_or_default();
    leaf == "running_mean" || leaf == "running_var"
}

/// Names and shapes of the tensors that a network computes with.
type Signature<'s> = BTreeMap<&'s str, &'s [usize]>;

fn signature(state: &StateDict) -> Signature<'_> {
    let tensors = state.names().filter(|name| !is_bookkeeping(name));
    let shaped = tensors.filter_map(|name| Some((name, state.shape(name)?)));
    shaped
        .filter(|(name, shape)| words::training_part(name, shape).is_none())
        .collect()
}

/// Whether all of `part` is in `whole`, which may have more buffers.
fn is_within(part: &Signature, whole: &Signature) -> bool {
    let mut own = part.iter();
    let mut rest = whole.keys().filter(|name| !part.contains_key(*name));
    own.all(|(name, shape)| whole.get(name) == Some(shape)) && rest.all(|name| is_buffer(name))
}

#[cfg(test)]
mod tests;
