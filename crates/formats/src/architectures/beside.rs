//! The tensors of a file that its network has no place for. What only the training needs is named and
//! ignored; what may change the scores is used, or the file is refused.

use std::collections::BTreeSet;

use super::misfit::network;
use super::network::is_bookkeeping;
use super::normalisation::Normalisation;
use super::own::Own;
use crate::state_dict::{StateDict, words};
use crate::words::listed;
use crate::{ExportAdvice, FormatError};

/// The most names in a remark.
const MAX_NAMED: usize = 4;

/// What the tensors beside the network say.
#[derive(Debug)]
pub(super) struct Beside {
    /// What of the file is ignored, in a sentence.
    pub(super) remark: Option<String>,
    /// The mean and deviation with which the network's own code normalises.
    pub(super) normalisation: Option<Normalisation>,
}

/// Accounts for every tensor of the file. `used` are those of the network, without its prefix;
/// `said` is the name of the network in the file.
///
/// # Errors
/// [`FormatError::Misfit`] for tensors among those of the network that it has no place for,
/// [`FormatError::WeightsBeside`] for others whose part is unknown.
pub(super) fn account(
    file: &StateDict,
    own: &Own,
    used: &BTreeSet<String>,
    (said, advice): (Option<&str>, ExportAdvice),
) -> Result<Beside, FormatError> {
    let mut left = own.left(file, used);
    left.retain(|name| !is_bookkeeping(name) && !counts_averages(file, name));
    let normalisation = Normalisation::take(file, &mut left)?;
    let mut ignored: Vec<&str> = Vec::new();
    let (mut within, mut outside) = (Vec::new(), Vec::new());
    let inside = used.first().map(|name| format!("{}{name}", own.prefix));
    let dict = inside.map_or("", |name| file.dict_of(&name));
    for name in left {
        let shape = file.shape(name).unwrap_or_default();
        if let Some(part) = ignorable(file, name, shape, dict) {
            if !ignored.contains(&part) {
                ignored.push(part);
            }
        } else if name.starts_with(&own.prefix) {
            within.push(name);
        } else {
            outside.push(name);
        }
    }
    if !within.is_empty() {
        return Err(FormatError::Misfit {
            network: network(&own.variant.name, said),
            differs: format!("it has {} more", listed(&within, 2)),
            advice,
        });
    }
    if !outside.is_empty() {
        return Err(FormatError::WeightsBeside {
            network: network(&own.variant.name, said),
            place: own.prefix.trim_end_matches('.').into(),
            names: listed(&outside, 2),
            advice,
        });
    }
    let all = listed(&ignored, MAX_NAMED);
    let remark = format!("Not a part of the network, and ignored: {all}.");
    Ok(Beside {
        remark: (!ignored.is_empty()).then_some(remark),
        normalisation,
    })
}

/// Whether a number says how the averaged weights were made.
fn counts_averages(file: &StateDict, name: &str) -> bool {
    let is_number = file
        .shape(name)
        .is_some_and(|shape| shape.iter().all(|side| *side == 1));
    is_number && words::is_averaged(name)
}

/// Returns the part of a name that says that the tensor is no part of the network. Beside the dict
/// of the network (`dict` is its path), single numbers and rows of them are what a training loop
/// notes.
fn ignorable<'n>(file: &StateDict, name: &'n str, shape: &[usize], dict: &str) -> Option<&'n str> {
    let elsewhere = shape.len() < 2 && file.dict_of(name) != dict;
    words::training_part(name, shape).or(elsewhere.then_some(name))
}

#[cfg(test)]
mod tests {
    use super::super::bare::{below, resnet};
    use super::super::own;
    use super::*;

    type Tensors = Vec<(String, Vec<usize>)>;

    fn tensor(name: &str, shape: &[usize]) -> (String, Vec<usize>) {
        (name.to_owned(), shape.to_vec())
    }

    /// Accounts for a file with a network in `state_dict.model.`, tensors beside it in the same dict,
    /// and others at the top level.
    fn accounted(
        within: Tensors,
        beside: Tensors,
        above: &[(String, Vec<usize>)],
    ) -> Result<Beside, FormatError> {
        let own = below("model.", &[resnet(3), within].concat());
        let dict = [own, beside].concat();
        let file = StateDict::of(&[("state_dict.", 0.5, &dict), ("", 0.5, above)]);
        let own = own::find(&file, None).unwrap().unwrap();
        let used = resnet(3).into_iter().map(|(name, _)| name).collect();
        let advice = ExportAdvice {
            channels: None,
            size: None,
        };
        account(&file, &own, &used, (None, advice))
    }

    #[test]
    fn what_only_the_training_needs_is_named_and_ignored() {
        let plain = accounted(vec![tensor("bn1.num_batches_tracked", &[])], vec![], &[]);
        assert_eq!(plain.unwrap().remark, None);
        let beside = vec![
            tensor("loss_fn.weight", &[5]),
            tensor("loss_fn.centers", &[5, 2]),
            tensor("train_acc.tp", &[5]),
        ];
        let above = vec![
            tensor("best_acc1", &[]),
            tensor("class_order", &[5]),
            tensor("optimizer.state.0.exp_avg", &[2, 3, 7, 7]),
        ];
        let found = accounted(vec![tensor("criterion.weight", &[5])], beside, &above);
        let remark = found.unwrap().remark.unwrap();
        let expected = "Not a part of the network, and ignored: `state_dict.model.criterion`, `state_dict.loss_fn`, `state_dict.train_acc`, `best_acc1` and 2 more.";
        assert_eq!(remark, expected);
    }

    #[test]
    fn tensors_that_may_change_the_scores_are_refused_by_name() {
        struct Case(Tensors, Tensors, Tensors, &'static str, &'static str);
        let head = || vec![tensor("head.weight", &[5, 3])];
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(head(), vec![], vec![], "weights-left", "a ResNet-10, but it has `state_dict.model.head.weight` more"),
            Case(vec![], head(), vec![], "weights-beside", "a ResNet-10 in `state_dict.model`, and beside it"),
            Case(vec![], vec![], head(), "weights-beside", "`head.weight`"),
            Case(vec![], vec![tensor("temperature", &[1])], vec![], "weights-beside", "`state_dict.temperature`"),
        ];
        for Case(within, beside, above, code, named) in cases {
            let error = accounted(within, beside, &above).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(named), "{named}: {error}");
        }
    }

    #[test]
    fn a_mean_and_a_deviation_beside_the_network_are_used() {
        for (mean, std) in [
            ("mean", "std"),
            ("normalizer.new_mean", "normalizer.new_std"),
        ] {
            let pair = vec![tensor(mean, &[1, 3, 1, 1]), tensor(std, &[3, 1, 1])];
            let found = accounted(vec![], pair.clone(), &[]).unwrap();
            assert_eq!(found.remark, None);
            assert!(found.normalisation.is_some(), "{mean}");
            assert!(
                accounted(vec![], vec![], &pair)
                    .unwrap()
                    .normalisation
                    .is_some()
            );
        }
        let alone = accounted(vec![], vec![tensor("mean", &[3])], &[]);
        assert_eq!(alone.unwrap_err().code(), "weights-beside");
        let other = vec![tensor("mean", &[5]), tensor("std", &[5])];
        assert!(accounted(vec![], other, &[]).is_err());
    }
}
