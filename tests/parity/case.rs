//! What a library computes with a network: one file of `reference/architectures`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tests::weights::Parameter;

/// A network as names and shapes, a picture, and the library's results.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) library: String,
    pub(crate) parameters: Vec<Parameter>,
    /// `[height, width]` of the picture.
    pub(crate) size: [usize; 2],
    /// The input of the network, `[3][height][width]`.
    pub(crate) picture: Vec<f32>,
    /// All scores of a classifier. Of a segmentation every `logits_step`th row and column, from the
    /// middle of the first step.
    pub(crate) logits: Vec<f32>,
    pub(crate) logits_step: usize,
    /// The explained class. Its score is its logit,
    pub(crate) class: usize,
    /// or the sum of its logits over the pixels that are 1 in this mask.
    pub(crate) mask: Option<Vec<f32>>,
    pub(crate) layers: Vec<Layer>,
}

/// The library's results at one layer.
pub(crate) struct Layer {
    pub(crate) name: String,
    /// `[channel, height, width]`, if the file says it.
    pub(crate) shape: Option<[usize; 3]>,
    /// The maps have every `step`th row and column.
    pub(crate) step: usize,
    pub(crate) gradcam: Vec<f32>,
    pub(crate) hirescam: Option<Vec<f32>>,
    /// How far rounding alone moves the library's Grad-CAM and HiResCAM, if a ReLU is near 0.
    pub(crate) shaken: [f32; 2],
    /// Mean and L2 norm of the activation.
    pub(crate) activation: Option<[f32; 2]>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/architectures")
}

/// The names of all files in [`folder`], in alphabetical order.
pub(crate) fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let fixtures = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mut names: Vec<String> = fixtures.map(|path| stem(&path)).collect();
    names.sort();
    names
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Reads a file in [`folder`].
pub(crate) fn fixture(name: &str) -> Case {
    let text = fs::read(folder().join(format!("{name}.json"))).unwrap();
    let json: Json = serde_json::from_slice(&text).unwrap();
    let (gain, salt) = (json["gain"].as_f64().unwrap(), text_of(&json["salt"]));
    let parameter = |entry: &Json| Parameter {
        name: text_of(&entry[0]),
        key: text_of(&entry[0]) + &salt,
        shape: counts(&entry[1]),
        kind: text_of(&entry[2]),
        gain,
    };
    let size = [counts(&json["input"])[2], counts(&json["input"])[3]];
    Case {
        name: name.into(),
        library: text_of(&json["library"]),
        parameters: json["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(parameter)
            .collect(),
        size,
        picture: waves(size, 0.0),
        logits: floats(&json["logits"]),
        logits_step: 8,
        class: count(&json["class"]),
        mask: json["mask"]
            .is_array()
            .then(|| run_lengths(&counts(&json["mask"]))),
        layers: json["layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(layer)
            .collect(),
    }
}

fn layer(json: &Json) -> Layer {
    let shape = counts(&json["shape"]);
    let number = |key: &str| json[key].as_f64().unwrap() as f32;
    Layer {
        name: text_of(&json["name"]),
        shape: Some([shape[0], shape[1], shape[2]]),
        step: count(&json["step"]),
        gradcam: floats(&json["gradcam"]),
        hirescam: Some(floats(&json["hirescam"])),
        shaken: ["gradcam", "hirescam"]
            .map(|method| json["shaken"][method].as_f64().unwrap() as f32),
        activation: Some([number("activation_mean"), number("activation_l2")]),
    }
}

/// The picture of the fixtures, computed in float64. Another `phase` gives another picture.
pub(crate) fn waves([height, width]: [usize; 2], phase: f64) -> Vec<f32> {
    let mut picture = Vec::with_capacity(3 * height * width);
    for channel in 0..3 {
        let c = f64::from(channel);
        for row in 0..height {
            for column in 0..width {
                let (x, y) = (column as f64, row as f64);
                let wave =
                    (0.11 * (c + 1.0) * x + 0.07 * y + phase).sin() * (0.05 * (c + 2.0) * y).cos();
                let ripple = 0.3 * (0.9 * x * y / width as f64 + c).sin();
                picture.push((wave + ripple) as f32);
            }
        }
    }
    picture
}

/// Runs of zeros and ones in turn, of these lengths.
pub(crate) fn run_lengths(lengths: &[usize]) -> Vec<f32> {
    let runs = lengths.iter().enumerate();
    runs.flat_map(|(index, length)| vec![(index % 2) as f32; *length])
        .collect()
}

pub(crate) fn text_of(json: &Json) -> String {
    json.as_str().unwrap().into()
}

pub(crate) fn count(json: &Json) -> usize {
    json.as_u64().unwrap() as usize
}

pub(crate) fn counts(json: &Json) -> Vec<usize> {
    json.as_array().unwrap().iter().map(count).collect()
}

/// All numbers of nested arrays, in order.
fn floats(json: &Json) -> Vec<f32> {
    match json {
        Json::Array(items) => items.iter().flat_map(floats).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}
