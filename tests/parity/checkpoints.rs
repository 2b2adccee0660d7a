//! Checkpoints as training code writes them, against the scores that PyTorch computes with their
//! weights. `reference/checkpoints/make_fixtures.py` writes the files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use compare::compare;
use formats::{Choices, FormatError, Imported, SourceFile, import};
use graph::{Value, Values, run};
use pollster::block_on;
use serde::Deserialize;
use session::{Backend, Request, Session, Target, Unwatched};
use tests::formula::uniform;
use tests::read;

/// Relative to the largest score. The networks are small: float32 sums differ by 1e-6.
const LIMIT: f32 = 1e-5;

const SIDE: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    channels: usize,
    /// For the picture of `make_fixtures.py`.
    scores: Vec<f32>,
    /// With the raw weights instead of averaged ones.
    raw: Option<Vec<f32>>,
    /// A part of the only remark.
    remark: Option<String>,
    /// The normalisation that the file holds.
    mean: Option<[f32; 3]>,
    std: Option<[f32; 3]>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/checkpoints")
}

fn expected() -> BTreeMap<String, Expected> {
    serde_json::from_slice(&fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

fn imported(name: &str, weights: Option<&str>) -> Result<Imported, FormatError> {
    let file = SourceFile::new(name, fs::read(folder().join(name)).unwrap());
    let choices = Choices {
        size: Some([SIDE; 2]),
        weights: weights.map(str::to_owned),
        ..Choices::default()
    };
    import(vec![file], choices, &Device::flex())
}

/// The scores for the picture, normalised as the model asks if its own code does so.
fn scores(model: &Imported, expected: &Expected) -> Vec<f32> {
    let pixels = SIDE * SIDE;
    let normalised = |(place, value): (usize, f32)| {
        let level = value / 2.0 + 0.5;
        match (expected.mean, expected.std) {
            (Some(_), Some(_)) => {
                let channel = place / pixels;
                (level - model.input.mean[channel]) / model.input.std[channel]
            }
            _ => level,
        }
    };
    let values = uniform("picture").take(expected.channels * pixels);
    let values = values.enumerate().map(normalised).collect();
    let shape = [1, expected.channels, SIDE, SIDE];
    let picture = Value::new(values, &shape, &Device::flex()).unwrap();
    let known = Values::from([(model.graph.inputs()[0], picture)]);
    let logits = model.graph.logits();
    read(run(&model.graph, &known, &[logits]).unwrap()[&logits].clone())
}

fn agrees(name: &str, model: &Imported, what: &Expected, scores_expected: &[f32]) {
    let found = scores(model, what);
    let difference =
        compare(&found, scores_expected).unwrap_or_else(|error| panic!("{name}: {error}"));
    println!("{name}: {}, {:.0e}", model.name, difference.relative);
    assert!(difference.relative < LIMIT, "{name}: {found:?}");
}

#[test]
fn every_file_has_the_scores_that_pytorch_computes() {
    for (name, what) in expected() {
        let model = imported(&name, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(model.input.channels, what.channels, "{name}");
        agrees(&name, &model, &what, &what.scores);
        assert!(model.remarks.len() <= 2, "{name}: {:?}", model.remarks);
        if let Some(remark) = &what.remark {
            assert_eq!(model.remarks.len(), 1, "{name}: {:?}", model.remarks);
            assert!(
                model.remarks[0].contains(remark),
                "{name}: {:?}",
                model.remarks
            );
        }
        if let (Some(mean), Some(std)) = (what.mean, what.std) {
            let input = &model.input;
            let found = (input.mean, input.std, input.range);
            assert_eq!(found, (mean, std, [0.0, 1.0]), "{name}");
        }
    }
}

#[test]
fn averaged_weights_are_used_with_a_remark_and_raw_ones_are_a_choice() {
    let mut several = 0;
    for (name, what) in expected() {
        let model = imported(&name, None).unwrap();
        let Some(raw) = &what.raw else {
            assert_eq!(model.weights, None, "{name}");
            continue;
        };
        let weights = model.weights.unwrap();
        assert_eq!(
            (weights.chosen.as_str(), weights.choices.join(" ")),
            ("averaged", "averaged raw".into()),
            "{name}"
        );
        let remark = &model.remarks[0];
        assert!(
            remark.contains("averaged weights") && remark.contains("raw ones"),
            "{name}: {remark}"
        );
        let other = imported(&name, Some("raw")).unwrap();
        agrees(&name, &other, &what, raw);
        assert_eq!(other.weights.unwrap().chosen, "raw", "{name}");
        several += 1;
    }
    assert!(several >= 7, "{several}");
}

/// The means of colours say nothing about a grey picture.
#[test]
fn a_network_of_one_channel_takes_grey_pictures_from_0_to_1() {
    let rule = imported("grey.pth", None).unwrap().input;
    assert_eq!((rule.channels, rule.range), (1, [0.0, 1.0]));
    assert_eq!((rule.mean, rule.std), ([0.0; 3], [1.0; 3]));
}

#[test]
fn a_request_takes_the_name_of_a_layer_or_of_the_module_whose_output_it_is() {
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let bytes = |path: PathBuf| fs::read(path).unwrap();
    let file = SourceFile::new("old.pth", bytes(folder().join("old.pth")));
    let model = block_on(session.load_model(vec![file])).unwrap();
    let sample = folder().join("../../../web/demo/sample-1.png");
    block_on(session.set_picture(&bytes(sample))).unwrap();
    let layer = model.layers.iter().find(|layer| layer.id == "layer4.0");
    assert_eq!(layer.unwrap().also, ["layer4"]);
    let mut explained = |layer: &str| {
        let request = Request::new("grad-cam", layer, Target::class(0));
        let explanation = block_on(session.explain(&request, &mut Unwatched)).unwrap();
        (explanation.layers.clone(), explanation.map)
    };
    assert_eq!(explained("layer4"), explained("layer4.0"));
}

#[test]
fn every_file_is_listed() {
    let others = [
        "README.md",
        "expected.json",
        "make_fixtures.py",
        "requirements.txt",
    ];
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let files: BTreeSet<String> = files
        .filter(|name| !others.contains(&name.as_str()))
        .collect();
    assert_eq!(files, expected().into_keys().collect());
}
