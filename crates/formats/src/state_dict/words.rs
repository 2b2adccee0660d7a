//! What the names of tensors and dicts say about them, in the words of training code.

/// Averages of the weights over the training: exponential, stochastic (SWA), Polyak's.
const AVERAGED: &[&str] = &[
    "average",
    "averaged",
    "averages",
    "averaging",
    "avg",
    "ema",
    "emamodel",
    "emanet",
    "modelema",
    "netema",
    "polyak",
    "shadow",
    "swa",
    "swamodel",
];

/// Weights that are said to be as the last step of the training left them: Lightning's
/// `WeightAveraging` stores them as `current_model_state`, `ema_pytorch` as `online_model`.
const RAW: &[&str] = &["current", "online", "raw"];

/// Parts of the names of modules and dicts that only the training needs.
const TRAINING: &[&str] = &[
    "accuracy",
    "auroc",
    "confusion",
    "criterion",
    "loss",
    "metric",
    "optim",
    "scheduler",
];

/// Words in the names of metrics.
const METRICS: &[&str] = &[
    "acc",
    "acc1",
    "acc5",
    "auc",
    "confmat",
    "f1",
    "iou",
    "miou",
    "precision",
    "recall",
    "top1",
    "top5",
];

/// Whole names of counters, and of what else only the training needs.
const COUNTERS: &[&str] = &[
    "bce",
    "best_acc",
    "ce",
    "epoch",
    "fn",
    "fp",
    "global_step",
    "grad_scaler",
    "initted",
    "n_averaged",
    "nll",
    "num_updates",
    "queue",
    "queue_ptr",
    "rng_state",
    "step",
    "tn",
    "tp",
];

/// Classifiers that only the training needs, layers and all: that of Inception v3.
const AUXILIARY: &[&str] = &["AuxLogits"];

/// Whether a dotted name says that these are averaged weights.
pub(crate) fn is_averaged(name: &str) -> bool {
    has_word(name, AVERAGED)
}

/// Whether a dotted name says that these are no averaged weights, although it does not say so of the
/// others.
pub(crate) fn is_raw(name: &str) -> bool {
    has_word(name, RAW)
}

/// Whether a dotted name belongs to an optimiser.
pub(crate) fn is_optimiser(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut parts = name.split('.');
    parts.any(|part| part == "opt" || part.contains("optim"))
}

/// Returns the beginning of a tensor's name that shows that only the training needs it: `loss_fn` of
/// `loss_fn.weight`. `None` for any other tensor, and for a layer inside a loss: the scores may come
/// from it, as in `ArcFace`.
pub(crate) fn training_part<'n>(name: &'n str, shape: &[usize]) -> Option<&'n str> {
    let auxiliary = AUXILIARY.iter().find_map(|head| {
        let (before, _) = name.split_once(&format!("{head}."))?;
        let is_whole = before.is_empty() || before.ends_with('.');
        name.get(..before.len() + head.len()).filter(|_| is_whole)
    });
    if auxiliary.is_some() {
        return auxiliary;
    }
    if is_layer(name, shape) && !is_optimiser(name) && !is_averaged(name) {
        return None;
    }
    let ends = name
        .match_indices('.')
        .map(|(at, _)| at)
        .chain([name.len()]);
    let mut start = 0;
    for end in ends {
        let part = name.get(start..end)?;
        let small = part.to_lowercase();
        let is_last = end == name.len();
        let found = TRAINING.iter().any(|word| small.contains(word))
            || COUNTERS.contains(&small.as_str())
            || has_word(part, METRICS) && !is_weight(name)
            || is_averaged(part) && !is_last
            || is_class_weight(part) && is_last && shape.len() < 2;
        if found {
            return name.get(..end);
        }
        start = end + 1;
    }
    None
}

/// `class_weights`, `pos_weight`, `cls_num_list`: what a loss is weighted with.
fn is_class_weight(part: &str) -> bool {
    const OF: &[&str] = &["bce", "ce", "class", "cls", "label", "pos", "sample"];
    const WHAT: &[&str] = &["count", "counts", "freq", "num", "weight", "weights"];
    has_word(part, OF) && has_word(part, WHAT)
}

fn is_layer(name: &str, shape: &[usize]) -> bool {
    let leaf = name.rsplit('.').next().unwrap_or_default();
    shape.len() > 1 && ["weight", "W", "kernel", "proxies"].contains(&leaf)
}

fn is_weight(name: &str) -> bool {
    let leaf = name.rsplit('.').next().unwrap_or_default();
    ["weight", "bias", "running_mean", "running_var"].contains(&leaf)
}

fn has_word(name: &str, list: &[&str]) -> bool {
    words(name).any(|word| list.contains(&word.to_lowercase().as_str()))
}

/// The words of a name: `lossFn_EMA2.x` has `loss`, `Fn`, `EMA2` and `x`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts.flat_map(|part| {
        let before_capital = move |at: &usize| {
            let mut near = part
                .get(..*at)
                .into_iter()
                .flat_map(|left| left.chars().rev());
            let right = part.get(*at..).and_then(|right| right.chars().next());
            near.next().is_some_and(char::is_lowercase) && right.is_some_and(char::is_uppercase)
        };
        let cuts = (1..part.len()).filter(move |at| part.is_char_boundary(*at));
        let cuts = cuts.filter(before_capital).chain([part.len()]);
        let mut start = 0;
        cuts.filter_map(move |end| part.get(std::mem::replace(&mut start, end)..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_signs_and_before_capitals() {
        let of = |name| {
            words(name)
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("lossFn_EMA2.x"), ["loss", "Fn", "EMA2", "x"]);
        assert_eq!(of("state_dict.größeÄ"), ["state", "dict", "größe", "Ä"]);
    }

    #[test]
    fn averaged_weights_are_known_by_whole_words() {
        for name in [
            "state_dict_ema",
            "model_ema.module",
            "callbacks.EMA.ema_state_dict",
            "modelEMA",
            "swa_model",
            "averaged_weights",
            "polyak",
        ] {
            assert!(is_averaged(name), "{name}");
        }
        for name in [
            "cinema",
            "schema.weight",
            "avgpool.weight",
            "teacher",
            "layer1.0.conv1",
        ] {
            assert!(!is_averaged(name), "{name}");
        }
        assert!(is_raw("current_model_state.model") && !is_raw("state_dict"));
    }

    #[test]
    fn what_only_the_training_needs_is_told_from_layers() {
        struct Case(&'static str, &'static [usize], Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("loss_fn.weight", &[5], Some("loss_fn")),
            Case("model.criterion.centers", &[5, 8], Some("model.criterion")),
            Case("train_acc.tp", &[5], Some("train_acc")),
            Case("val_metrics.MulticlassF1.tp", &[5], Some("val_metrics")),
            Case("valF1.confmat", &[5, 5], Some("valF1")),
            Case("optimizer.state.0.exp_avg", &[8, 3, 3, 3], Some("optimizer")),
            Case("class_weights", &[5], Some("class_weights")),
            Case("pos_weight", &[5], Some("pos_weight")),
            Case("ce.weight", &[5], Some("ce")),
            Case("n_averaged", &[], Some("n_averaged")),
            Case("model_ema.decay", &[], Some("model_ema")),
            Case("class_weight", &[5, 512], None), // a linear layer
            Case("head.weight", &[5, 512], None),
            Case("metric_fc.weight", &[5, 512], None), // the classifier of ArcFace
            Case("loss.W", &[512, 5], None),
            Case("AuxLogits.conv0.conv.weight", &[8, 3, 1, 1], Some("AuxLogits")),
            Case("model.AuxLogits.fc.weight", &[5, 8], Some("model.AuxLogits")),
            Case("MyAuxLogits.fc.weight", &[5, 8], None),
            Case("ce_weight", &[5], Some("ce_weight")),
            Case("temperature", &[1], None),
            Case("act_fn.weight", &[64], None), // a PReLU
            Case("f1.weight", &[5, 8], None),
            Case("layer1.0.conv1.weight", &[8, 3, 3, 3], None),
        ];
        for Case(name, shape, expected) in cases {
            assert_eq!(training_part(name, shape), expected, "{name}");
        }
        assert!(is_optimiser("optimizer.state.0.") && is_optimiser("opt.state."));
        assert!(!is_optimiser("state_dict.optical_flow."));
    }
}
