//! Every supported Keras layer, against TensorFlow.js 4.22 on the CPU, or against Keras 3 on
//! PyTorch if TensorFlow.js lacks it.
//!
//! `reference/keras` holds small saved models with their outputs for one picture, activations of
//! some layers and some gradients. Its README says how they are made.

use std::collections::BTreeSet;
use std::fs;

use burn::tensor::Device;
use compare::assert_absolute;
use formats::{FormatError, SourceFile};
use graph::{Values, run};
use serde_json::{Value as Json, json};
use tests::read;

use super::broken::{BROKEN, Broken};
use super::files::archived_topologies;
use super::fixture::{LIMIT, differences, files, fixture, folder, import, layer, picture};
use super::keras_3;

/// A fixture, and what it shows.
struct Case(&'static str, &'static str);

#[rustfmt::skip] // one fixture per line
const CASES: &[Case] = &[
    Case("conv-same-even", "`same` with stride 2 on even sides pads at the end only"),
    Case("conv-same-odd", "on odd sides it pads on both"),
    Case("conv-valid", "no padding, an oblong kernel, no bias"),
    Case("conv-dilated", "`same` counts the reach of a dilated kernel, per axis"),
    Case("depthwise", "the multiples of one channel are neighbours"),
    Case("separable", "stride and dilation belong to the depthwise step, the bias to the other"),
    Case("max-pool", "padding is minus infinity; the stride is the pool's size unless it is given"),
    Case("average-pool", "TensorFlow does not count padding"),
    Case("global-pools", "mean and maximum, joined as rows"),
    Case("batch-norm", "with and without scale and center, another epsilon, on rows as well"),
    Case("flatten-dense", "the order of flattened values: channels last"),
    Case("flatten-one-pixel", "one pixel has no order of its own"),
    Case("reshape-picture", "pictures and rows become pictures in Keras' order"),
    Case("reshape-rows", "a picture becomes rows with the channels last"),
    Case("rows-to-picture", "and rows a picture again"),
    Case("zero-padding", "top, bottom, left and right; a pair; a number"),
    Case("concat", "on channels by -1 and by 3, on rows and on columns"),
    Case("add-three", "three inputs, of which one is read twice"),
    Case("merges", "maximum, minimum and mean of three inputs"),
    Case("transposed", "sizes, and which pixels of the padding are cut off"),
    Case("upsampling", "blocks of pixels; TensorFlow.js lays corners together between pixels"),
    Case("cropping", "top, bottom, left and right"),
    Case("permute", "the order of axes with the channels last, of pictures and rows"),
    Case("layer-norm", "along the channels, or over all of a picture; with and without gamma and beta"),
    Case("prelu", "slopes per value, per channel, per column, one for all"),
    Case("rescaling", "with and without an offset"),
    Case("squeeze-excite", "a gate of one pixel is spread over the picture, first and second"),
    Case("subtract", "the order of the inputs"),
    Case("activations-by-name", "each function, as a layer and in a convolution"),
    Case("gelu-near-zero", "GELU and its approximation are told apart"),
    Case("activations-as-layers", "slopes, limits and axes that are settings"),
    Case("picture-dense", "Dense works on the channels of each pixel"),
    Case("dropout", "what does nothing after training"),
    Case("nested-sequential", "as in Teachable Machine: models as layers, one with an InputLayer"),
    Case("nested-functional", "a model as a layer; Keras counts its calls from 1"),
    Case("nested-sequential-in-functional", "the same for a sequential model, as the output"),
    Case("nested-twice", "a model that is called twice, with other sizes, has its weights once"),
    Case("shared-in-series", "a layer that is called twice has its weights once"),
    Case("shared-in-parallel", "the second call is ready before the first"),
    Case("quantised-uint8", "weights in one byte"),
    Case("quantised-uint16", "weights in two bytes"),
    Case("quantised-float16", "weights in half precision"),
];

#[rustfmt::skip] // one fixture per line
const KERAS: &[Case] = &[
    Case("keras-3-scaling", "lists per channel, statistics that are given or learned, there and back"),
    Case("keras-3-norms", "groups of channels, vectors of length 1; a dense layer on a picture"),
    Case("keras-3-sizes", "the middle, and sizes by the centres of pixels"),
    Case("keras-3-transposed", "output_padding and dilation"),
    Case("keras-3-augmentation", "what changes pictures in training alone"),
    Case("keras-3-functions", "`keras.ops`, with constants before and after"),
    Case("keras-2-functions", "the same as functions of TensorFlow"),
    Case("keras-3-only", "functions and activations that Keras 2 has not, a constant per channel"),
];

/// A fixture that may be refused, the layer that the error must name, and what it shows.
struct Beyond(&'static str, &'static str, &'static str);

#[rustfmt::skip] // one fixture per line
const BEYOND: &[Beyond] = &[
    Beyond("rows-softmax", "softmax", "the last axis of rows stays the last"),
    Beyond("rows-batch-norm", "norm", "so do its statistics"),
    Beyond("rows-concat", "both", "joined along the last axis"),
    Beyond("rows-concat-down", "both", "joined along the first axis after the batch"),
    Beyond("rows-dense", "each", "Dense works on the last axis of rows"),
];

#[test]
fn each_layer_agrees_with_tensorflow_js_and_keras() {
    let mut wrong = Vec::new();
    for Case(name, why) in CASES.iter().chain(KERAS) {
        let fixture = fixture(name);
        match import(&fixture) {
            Err(error) => wrong.push(format!("{name} ({why}): {error}")),
            Ok(model) => {
                let found = differences(&fixture, &model.graph).into_iter();
                wrong.extend(found.map(|what| format!("{name} ({why}): {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unusual_rows_are_right_or_refused() {
    let mut wrong = Vec::new();
    for Beyond(name, layer, why) in BEYOND {
        let fixture = fixture(name);
        match import(&fixture) {
            Err(error) if blames(&error, &["layer-unusable"], &[layer]) => {
                println!("{name} is refused: {error}");
            }
            Err(error) => wrong.push(format!("{name} ({why}): {}: {error}", error.code())),
            Ok(model) => {
                let found = differences(&fixture, &model.graph).into_iter();
                wrong.extend(found.map(|what| format!("{name} ({why}): {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// TensorFlow.js cannot compute this one, so the test compares the sums along the axis with 1.
#[test]
fn softmax_over_the_rows_of_a_picture_is_right_or_refused() {
    let mut fixture = fixture("activations-as-layers");
    layer(&mut fixture, "softmax_last")["config"]["axis"] = json!(1);
    let model = match import(&fixture) {
        Ok(model) => model,
        Err(error) => {
            return assert!(
                blames(&error, &["layer-unusable"], &["softmax_last"]),
                "{error}"
            );
        }
    };
    let node = model.graph.find("softmax_last").unwrap();
    let known = Values::from([(model.graph.inputs()[0], picture(&fixture))]);
    let values = run(&model.graph, &known, &[node]).unwrap()[&node].clone();
    let sums = read(values.rank4().unwrap().sum_dim(2).into());
    assert_absolute("sums of softmax", &sums, &vec![1.0; sums.len()], LIMIT);
}

#[test]
fn each_supported_class_and_each_fixture_is_covered() {
    let mut fixture = fixture("add-three");
    layer(&mut fixture, "deep")["class_name"] = json!("Unheard");
    let Err(FormatError::UnsupportedLayers { supported, .. }) = import(&fixture) else {
        panic!("an unknown class is refused");
    };
    let mut classes = BTreeSet::new();
    for Case(name, _) in CASES.iter().chain(KERAS) {
        let topology = &self::fixture(name)["model"]["modelTopology"];
        let wrapped = topology["model_config"].is_object();
        let model = if wrapped {
            &topology["model_config"]
        } else {
            topology
        };
        collect_classes(model, &mut classes);
    }
    for topology in archived_topologies() {
        collect_classes(&topology, &mut classes);
    }
    let missing: Vec<&str> = supported
        .into_iter()
        .filter(|class| !classes.contains(*class))
        .collect();
    assert!(missing.is_empty(), "no fixture has {missing:?}");

    let named: BTreeSet<String> = (CASES.iter().chain(KERAS).map(|case| case.0))
        .chain(BEYOND.iter().map(|beyond| beyond.0))
        .chain(["package"])
        .map(|name| format!("{name}.json"))
        .collect();
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, files);
}

/// The fixtures of Keras 2, rewritten in the format of Keras 3.
#[test]
fn the_same_models_agree_as_keras_3_writes_them() {
    let mut wrong = Vec::new();
    for Case(name, _) in CASES {
        let mut fixture = fixture(name);
        // Sequential models have no list of calls, and Keras 3 changed the hard sigmoid and the
        // interpolation between pixels.
        let sequential = fixture["model"]["modelTopology"]["class_name"] == "Sequential";
        if sequential || ["activations-by-name", "upsampling"].contains(name) {
            continue;
        }
        keras_3::write_as_keras_3(&mut fixture);
        match import(&fixture) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(model) => {
                let found = differences(&fixture, &model.graph).into_iter();
                wrong.extend(found.map(|what| format!("{name}: {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn weights_in_two_files_are_read_as_one() {
    let mut fixture = fixture("conv-valid");
    fixture["model"]["weightsManifest"][0]["paths"] = json!(["part-1.bin", "part-2.bin"]);
    let mut files = files(&fixture);
    let all = files.pop().unwrap().bytes().unwrap();
    // The cut is inside a value.
    for (name, part) in [("part-2.bin", &all[33..]), ("part-1.bin", &all[..33])] {
        files.push(SourceFile::new(name, part.into()));
    }
    let model = formats::import(files, None, &Device::flex()).unwrap();
    assert_eq!(differences(&fixture, &model.graph), Vec::<String>::new());
}

#[test]
fn broken_models_are_errors_that_name_the_layer() {
    let mut wrong = Vec::new();
    for Broken {
        why,
        fixture,
        change,
        codes,
        named,
    } in BROKEN
    {
        let mut fixture = self::fixture(fixture);
        change(&mut fixture);
        match import(&fixture) {
            Ok(_) => wrong.push(format!("{why}: it is read all the same")),
            Err(error) if blames(&error, codes, named) => {}
            Err(error) => wrong.push(format!(
                "{why}: expected {codes:?} with {named:?}, got {}: {error}",
                error.code()
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn blames(error: &FormatError, codes: &[&str], named: &[&str]) -> bool {
    let message = error.to_string();
    codes.contains(&error.code()) && named.iter().all(|name| message.contains(name))
}

fn collect_classes(model: &Json, classes: &mut BTreeSet<String>) {
    for layer in model["config"]["layers"].as_array().into_iter().flatten() {
        classes.insert(layer["class_name"].as_str().unwrap().into());
        collect_classes(layer, classes);
    }
}
