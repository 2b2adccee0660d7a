//! Reads, changes and compares the fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use compare::{compare, within};
use formats::{FormatError, Imported, SourceFile};
use graph::{Graph, NodeId, ReluRule, Value, Values, gradients, run};
use serde_json::Value as Json;
use tests::read;

/// Relative to the largest value. Another order of summing float32 differs by about 1e-6 in
/// networks of this size, and the fixtures have seven digits. A wrong pixel or constant differs by
/// far more.
pub(crate) const LIMIT: f32 = 1e-4;

/// A line for each result of a fixture that the graph does not reproduce.
pub(crate) fn differences(fixture: &Json, graph: &Graph) -> Vec<String> {
    let known = Values::from([(graph.inputs()[0], picture(fixture))]);
    let output = graph.outputs()[0];
    let mut expected = vec![("the output", output, floats(&fixture["output"]))];
    let mut wrong = Vec::new();
    for (name, values) in fixture["activations"].as_object().unwrap() {
        match graph.find(name) {
            Ok(node) => expected.push((name, node, floats(values))),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    let wanted: Vec<NodeId> = expected.iter().map(|(_, node, _)| *node).collect();
    let values = match run(graph, &known, &wanted) {
        Ok(values) => values,
        Err(error) => return vec![error.to_string()],
    };
    for (name, node, expected) in expected {
        wrong.extend(difference(name, values[&node].clone(), &expected));
    }
    if fixture["gradient"].is_object() {
        wrong.extend(gradient_difference(&fixture["gradient"], graph, &known));
    }
    wrong
}

fn gradient_difference(gradient: &Json, graph: &Graph, known: &Values) -> Option<String> {
    let layer = gradient["layer"].as_str().unwrap();
    let Ok(node) = graph.find(layer) else {
        return Some(format!("there is no `{layer}`"));
    };
    let output = graph.outputs()[0];
    let shape = &graph.node(output).shape;
    let mut seed = vec![0.0; shape.iter().product()];
    seed[gradient["class"].as_u64().unwrap() as usize] = 1.0;
    let seed = Value::new(seed, shape, &Device::flex()).unwrap();
    match gradients(graph, known, (output, seed), &[node], ReluRule::Plain) {
        Ok(mut found) => {
            let name = format!("the gradient at {layer}");
            difference(
                &name,
                found.remove(&node).unwrap(),
                &floats(&gradient["values"]),
            )
        }
        Err(error) => Some(error.to_string()),
    }
}

fn difference(name: &str, found: Value, expected: &[f32]) -> Option<String> {
    let shape = found.shape();
    let found = channels_last(found);
    match compare(&found, expected) {
        Err(problem) => Some(format!("{name}, of shape {shape:?}: {problem}")),
        Ok(difference) => (!within(difference.relative, LIMIT)).then(|| {
            let error = difference.relative;
            format!("{name} differs by {error:.1e} of its largest value")
        }),
    }
}

/// The values in Keras' order, channels last. Rows, which have three axes, are so already.
fn channels_last(value: Value) -> Vec<f32> {
    read(match value {
        Value::R4(picture) => picture.permute([0, 2, 3, 1]).into(),
        other => other,
    })
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/keras")
}

pub(crate) fn fixture(name: &str) -> Json {
    let path = folder().join(format!("{name}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// `model.json` and `weights.bin`.
pub(crate) fn files(fixture: &Json) -> Vec<SourceFile> {
    let model = serde_json::to_vec(&fixture["model"]).unwrap();
    let weights = base64(fixture["weights"].as_str().unwrap());
    [("model.json", model), ("weights.bin", weights)]
        .map(|(name, bytes)| SourceFile::new(name, bytes))
        .into()
}

pub(crate) fn import(fixture: &Json) -> Result<Imported, FormatError> {
    formats::import(files(fixture), None, &Device::flex())
}

/// The picture of the fixture: `number` is a function of `make_fixtures.mjs`.
pub(crate) fn picture(fixture: &Json) -> Value {
    let input = &fixture["input"];
    let shape: Vec<usize> = serde_json::from_value(input["shape"].clone()).unwrap();
    let seed: u32 = serde_json::from_value(input["seed"].clone()).unwrap();
    let picture = seeded(seed, &shape);
    picture.rank4().unwrap().permute([0, 3, 1, 2]).into()
}

/// A value in Keras's order, from a seed.
pub(crate) fn seeded(seed: u32, shape: &[usize]) -> Value {
    let count = shape.iter().product::<usize>() as u32;
    let values = (0..count).map(|index| number(seed, index)).collect();
    Value::new(values, shape, &Device::flex()).unwrap()
}

fn number(seed: u32, index: u32) -> f32 {
    let mut bits = (index + 1).wrapping_mul(0x9E37_79B1) ^ seed;
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846C_A68B);
    ((bits ^ (bits >> 16)) >> 16) as f32 / 32768.0 - 1.0
}

fn floats(json: &Json) -> Vec<f32> {
    serde_json::from_value(json.clone()).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for digit in text.trim_end_matches('=').chars() {
        bits = bits << 6 | DIGITS.find(digit).unwrap() as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// A layer of a fixture, also inside a nested model.
pub(crate) fn layer<'a>(fixture: &'a mut Json, name: &str) -> &'a mut Json {
    find(&mut fixture["model"]["modelTopology"]["config"], name).unwrap()
}

/// A layer of a fixture that Keras wrote.
pub(crate) fn keras_layer<'a>(fixture: &'a mut Json, name: &str) -> &'a mut Json {
    let topology = &mut fixture["model"]["modelTopology"];
    find(&mut topology["model_config"]["config"], name).unwrap()
}

fn find<'a>(config: &'a mut Json, name: &str) -> Option<&'a mut Json> {
    let layers = config["layers"].as_array_mut()?;
    layers.iter_mut().find_map(|layer| {
        if layer["config"]["name"] == name {
            return Some(layer);
        }
        find(layer.get_mut("config")?, name)
    })
}

/// A weight in the manifest.
pub(crate) fn weight<'a>(fixture: &'a mut Json, name: &str) -> &'a mut Json {
    let weights = fixture["model"]["weightsManifest"][0]["weights"]
        .as_array_mut()
        .unwrap();
    weights
        .iter_mut()
        .find(|weight| weight["name"] == name)
        .unwrap()
}
