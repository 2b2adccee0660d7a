//! Weights that no recipe fits: the message says what they are nearest to, what differs, and how to
//! bring the network in another way.

use serde_json::json;
use tests::weights::Parameter;

use super::case::{Case, cases, find};

fn without(case: &Case, part: impl Fn(&str) -> bool) -> Case {
    let mut case = case.bare();
    case.parameters.retain(|one| !part(&one.name));
    case
}

fn refused(what: &str, case: &Case, code: &str, parts: &[&str]) {
    let Err(error) = case.import() else {
        panic!("{what} is built");
    };
    let message = error.to_string();
    assert_eq!(error.code(), code, "{what}: {message}");
    for part in parts {
        assert!(message.contains(part), "{what}: {message}");
    }
}

#[test]
fn the_line_to_export_has_the_channels_and_the_size_of_the_network() {
    let tensor = |name: &str, shape: &[usize]| Parameter {
        name: name.into(),
        key: name.into(),
        shape: shape.to_vec(),
        kind: "weight".into(),
        gain: 1.0,
    };
    let own = Case {
        parameters: vec![
            tensor("conv.weight", &[6, 1, 5, 5]),
            tensor("fc.weight", &[10, 864]),
        ],
        ..find("small_resnet").bare()
    };
    let code = "architecture-unknown";
    refused("grey", &own, code, &["torch.zeros(1, 1, HEIGHT, WIDTH)"]);
    let known = own.with("pretrained_cfg", json!({"input_size": [1, 28, 30]}));
    let line = "torch.zeros(1, 1, 28, 30)";
    refused("grey of a known size", &known, code, &[line]);
}

#[test]
fn a_network_that_differs_from_a_known_one_is_told_what_differs() {
    let plain = find("chosen_blur");
    let mut deep = plain.bare();
    let stem = deep.parameters.iter_mut();
    for one in stem.filter(|one| one.name == "conv1.weight") {
        one.name = "conv1.0.weight".into();
    }
    let export = "torch.onnx.export";
    let code = "weights-left";
    refused(
        "another stem",
        &deep,
        code,
        &["a ResNet", "`conv1.", export],
    );
    let grouped = without(&plain, |name| name.contains("running_"));
    let says = ["a ResNet-18", "no running statistics", export];
    refused("group norms", &grouped, code, &says);
}

#[test]
fn a_network_without_its_classifier_is_called_so() {
    let mut wrong = Vec::new();
    for case in cases() {
        let classes = case.logits.len();
        let names = ["fc", "classifier", "head", "linear", "last"];
        let is_last = |one: &&Parameter| {
            let is_named = names.iter().any(|name| one.name.contains(name));
            is_named && one.shape.len() > 1 && one.shape[0] == classes
        };
        let heads = case.parameters.iter().filter(is_last);
        let heads: Vec<String> = heads
            .map(|one| one.name.trim_end_matches("weight").to_owned())
            .collect();
        assert!(!heads.is_empty(), "{} has no classifier", case.name);
        let mut headless = case.clone();
        headless
            .parameters
            .retain(|one| !heads.iter().any(|head| one.name.starts_with(head)));
        match headless.import() {
            Err(error) if error.code() == "no-classifier" => {}
            Err(error) => wrong.push(format!("{}: {error}", case.name)),
            Ok(_) => wrong.push(format!("{} is built", case.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
