//! What pytorch-grad-cam and captum compute with one network and one picture: a file of
//! `reference/methods`, whose README names its fields.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::case::Case;
use crate::varied::varied;

pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) network: String,
    pub(crate) case: Case,
    pub(crate) class: usize,
    pub(crate) maps: Vec<Expected>,
}

/// A map of a library.
pub(crate) struct Expected {
    /// Our id of the method, and after a `+` what is done besides.
    pub(crate) method: String,
    pub(crate) layers: Vec<String>,
    /// Before ReLU; of pixel methods each colour.
    pub(crate) raw: Option<Vec<f32>>,
    /// Of `raw` every so many rows and columns, from the middle of the first step.
    pub(crate) step: usize,
    /// The library's output, of every eighth row and column from 4.
    pub(crate) last: Option<Vec<f32>>,
    /// How far rounding of the picture alone moves them: `[raw, last]`, relative to the largest.
    pub(crate) shaken: [f32; 2],
    /// The same for all pixels of a pixel method together.
    pub(crate) shaken_l2: f32,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/methods")
}

/// All files, in alphabetical order.
pub(crate) fn fixtures() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter_map(|name| name.strip_suffix(".json").map(Into::into))
        .collect();
    names.sort();
    names
}

pub(crate) fn read(name: &str) -> Fixture {
    let text = fs::read(folder().join(format!("{name}.json"))).unwrap();
    let json: Json = serde_json::from_slice(&text).unwrap();
    let network = json["network"].as_str().unwrap().to_owned();
    let case = varied(&network, &json);
    let mut maps: Vec<Expected> = (json["layers"].as_array().unwrap().iter())
        .flat_map(|layer| maps_of(&layer["methods"], &[layer], &layer["step"]))
        .collect();
    let both: Vec<&Json> = json["layers"].as_array().unwrap().iter().collect();
    if json["joined"].is_object() {
        maps.push(expected("grad-cam+layers", &json["joined"], &both, 1));
    }
    maps.extend(maps_of(&json["pixels"], &both[..1], &8.into()));
    Fixture {
        name: name.into(),
        network,
        case,
        class: json["class"].as_u64().unwrap() as usize,
        maps,
    }
}

fn maps_of(methods: &Json, layers: &[&Json], step: &Json) -> Vec<Expected> {
    let step = step.as_u64().unwrap_or(1) as usize;
    let methods = methods.as_object().into_iter().flatten();
    methods
        .map(|(id, map)| expected(id, map, layers, step))
        .collect()
}

fn expected(method: &str, map: &Json, layers: &[&Json], step: usize) -> Expected {
    let shaken = |key: &str| map["shaken"][key].as_f64().unwrap_or(0.0) as f32;
    let numbers = |key: &str| map[key].is_array().then(|| floats(&map[key]));
    Expected {
        method: method.into(),
        layers: (layers.iter())
            .map(|layer| layer["name"].as_str().unwrap().into())
            .collect(),
        raw: numbers("raw"),
        step,
        last: numbers("final"),
        shaken: [shaken("raw").max(shaken("max")), shaken("final")],
        shaken_l2: shaken("l2"),
    }
}

fn floats(json: &Json) -> Vec<f32> {
    match json {
        Json::Array(items) => items.iter().flat_map(floats).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}
