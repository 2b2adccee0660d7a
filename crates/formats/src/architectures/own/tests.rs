use super::super::bare::{below, resnet};
use super::*;

/// A dict of a file: its path, the value of all its tensors, and these.
type Dict<'d> = (&'d str, f32, Vec<(String, Vec<usize>)>);

fn state(dicts: &[Dict]) -> StateDict {
    let dicts = dicts
        .iter()
        .map(|(path, value, tensors)| (*path, *value, tensors.as_slice()));
    StateDict::of(&dicts.collect::<Vec<_>>())
}

fn found(file: &StateDict, wanted: Option<&str>) -> Own {
    find(file, wanted).unwrap().unwrap()
}

/// The first number of a tensor, which are all whole here.
fn value(own: &Own, name: &str) -> i32 {
    own.state.take(name).unwrap()[0] as i32
}

#[test]
fn a_network_is_found_below_any_prefix() {
    for prefix in [
        "",
        "net.",
        "backbone.",
        "timm_model.",
        "model.model.",
        "_orig_mod.module.",
    ] {
        let loss = ("loss_fn.weight".to_owned(), vec![3]);
        let tensors = [below(prefix, &resnet(3)), vec![loss]].concat();
        let own = found(&state(&[("state_dict.", 1.0, tensors)]), None);
        assert_eq!(own.prefix, format!("state_dict.{prefix}"));
        assert_eq!(own.variant.name, "ResNet-10", "{prefix}");
        assert_eq!((own.chosen, own.remark), (None, None), "{prefix}");
    }
    let other = state(&[("", 1.0, vec![("fc.weight".into(), vec![3, 2])])]);
    assert!(find(&other, None).unwrap().is_none());
}

/// As timm, `DeiT`, torchvision's references, Lightning and `ema_pytorch` store them.
#[test]
fn averaged_weights_are_taken_and_raw_ones_are_a_choice() {
    let net = resnet(3);
    let counted = |prefix: &str| {
        let count = ("n_averaged".to_owned(), vec![]);
        [vec![count], below(prefix, &net)].concat()
    };
    let flat = |raw: &str| {
        vec![
            ("", 1.0, below(raw, &net)),
            ("", 2.0, below("ema_model.", &net)),
        ]
    };
    let named = |path: &'static str, value, prefix: &str| (path, value, below(prefix, &net));
    for dicts in [
        vec![
            named("state_dict.", 1.0, ""),
            named("state_dict_ema.", 2.0, ""),
        ],
        vec![
            named("model.", 1.0, ""),
            ("model_ema.", 2.0, counted("module.")),
        ],
        vec![
            ("swa_model.", 2.0, counted("module.")),
            named("model.", 1.0, "module."),
        ],
        vec![
            named("state_dict.", 2.0, "net."),
            named("current_model_state.", 1.0, "net."),
        ],
        flat("online_model."),
        flat("model."),
        flat(""),
    ] {
        let file = state(&dicts);
        let own = found(&file, None);
        let ids = own.choices.join(" ");
        assert_eq!(
            (own.chosen.as_deref(), ids.as_str()),
            (Some("averaged"), "averaged raw")
        );
        assert_eq!(value(&own, "fc.bias"), 2, "{}", own.prefix);
        let remark = own.remark.unwrap();
        assert!(remark.ends_with("the averaged ones are used."), "{remark}");
        let raw = found(&file, Some("raw"));
        assert_eq!(value(&raw, "fc.bias"), 1, "{}", raw.prefix);
        let remark = raw.remark.unwrap();
        assert!(remark.ends_with("the raw ones are used."), "{remark}");
        let other = find(&file, Some("best")).err().unwrap();
        assert_eq!(other.code(), "weights-unknown");
    }
}

#[test]
fn averages_of_the_parameters_alone_take_the_rest_from_the_raw_weights() {
    let parameters: Vec<_> = (resnet(3).into_iter())
        .filter(|(name, _)| !is_buffer(name))
        .collect();
    let without_dots: Vec<_> = (parameters.iter())
        .map(|(name, shape)| (name.replace('.', ""), shape.clone()))
        .collect();
    for averages in [
        ("model_ema.", 2.0, below("module.", &parameters)),
        ("ema.shadow.", 2.0, parameters),
        ("state_dict.", 2.0, below("model_ema.", &without_dots)),
    ] {
        let raw = ("state_dict.", 1.0, below("model.", &resnet(3)));
        let file = state(&[raw, averages]);
        let own = found(&file, None);
        assert_eq!(own.chosen.as_deref(), Some("averaged"));
        assert_eq!(
            (value(&own, "fc.bias"), value(&own, "bn1.running_var")),
            (2, 1)
        );
        let used: BTreeSet<String> = own.state.names().map(str::to_owned).collect();
        assert_eq!(own.left(&file, &used), [""; 0]);
    }
}

#[test]
fn of_several_networks_the_first_is_taken_and_the_remark_says_so() {
    let file = state(&[("student.", 1.0, resnet(3)), ("teacher.", 2.0, resnet(3))]);
    let own = found(&file, None);
    assert_eq!(own.choices, ["student", "teacher"]);
    assert_eq!(value(&own, "fc.bias"), 1);
    let remark = "The file holds several networks (`student`, `teacher`): `student` is used.";
    assert_eq!(own.remark.as_deref(), Some(remark));
    assert_eq!(value(&found(&file, Some("teacher")), "fc.bias"), 2);
}

/// fastai puts networks of timm below `0.model.`, and its own head beside them.
#[test]
fn a_part_that_looks_like_a_network_is_none() {
    let head = ("1.2.weight".to_owned(), vec![4]);
    let all = [below("0.model.", &resnet(3)), vec![head]].concat();
    let own = found(&state(&[("", 1.0, all)]), None);
    assert_eq!((own.prefix.as_str(), own.chosen.as_deref()), ("", None));
    assert!(own.state.contains("0.model.layer1.0.conv1.weight"));
}

/// As in checkpoints of MIT's robustness library.
#[test]
fn a_network_that_is_stored_once_under_two_names_is_no_choice() {
    let once = state(&[("model.", 1.0, resnet(3))]);
    let twice = once.below("model.").named_too("attacker.model.");
    assert_eq!(twice.names().count(), 2 * once.names().count());
    let own = found(&twice, None);
    assert_eq!((own.prefix.as_str(), own.chosen.as_deref()), ("", None));
    let used: BTreeSet<String> = own.state.names().map(str::to_owned).collect();
    assert_eq!(own.left(&twice, &used), [""; 0]);
}
