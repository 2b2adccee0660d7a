//! The maps of the libraries for one network and one picture: a file of `reference/methods`. The README
//! there names its fields.

use std::fs;
use std::path::{Path, PathBuf};

use explain::Setting;
use serde_json::Value as Json;

use crate::case::Case;
use crate::varied::varied;

pub(crate) struct Fixture {
    pub(crate) network: String,
    pub(crate) case: Case,
    pub(crate) class: usize,
    pub(crate) maps: Vec<Expected>,
}

/// A reference map.
pub(crate) struct Expected {
    /// The method's id, and a variant after a `+`.
    pub(crate) method: String,
    pub(crate) layers: Vec<String>,
    pub(crate) options: Vec<(String, Setting)>,
    /// The map before ReLU. A map of the picture's size may have three colours, one after the other.
    pub(crate) raw: Option<Vec<f32>>,
    /// `raw` has every `step`th row and column, from the middle of the first step.
    pub(crate) step: usize,
    /// The finished map, every eighth row and column from 4.
    pub(crate) finished: Option<Vec<f32>>,
    /// How far rounding of the picture moves the reference.
    pub(crate) shaken: Shaken,
    /// The fixations of CNN Fixations, `[row, column]`.
    pub(crate) points: Option<Vec<[usize; 2]>>,
}

/// How far a map moves when each pixel changes by 1e-5 of itself.
#[derive(Clone, Copy)]
pub(crate) struct Shaken {
    /// Largest change of the raw map, relative to its largest value.
    pub(crate) largest: f32,
    /// Root of the mean square of the change, relative to that of the raw map.
    pub(crate) l2: f32,
    /// Largest change of the finished map.
    pub(crate) finished: f32,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/methods")
}

/// The names of all files, in alphabetical order.
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
    let layers: Vec<&Json> = json["layers"].as_array().unwrap().iter().collect();
    let mut maps: Vec<Expected> = (layers.iter())
        .flat_map(|layer| maps_of(&layer["methods"], &[layer], &layer["step"]))
        .collect();
    if json["joined"].is_object() {
        maps.push(expected("grad-cam+layers", &json["joined"], &layers, 1));
    }
    maps.extend(maps_of(&json["pixels"], &layers[..1], &8.into()));
    Fixture {
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
    let numbers = |key: &str| map[key].is_array().then(|| floats(&map[key]));
    Expected {
        method: method.into(),
        layers: (layers.iter())
            .map(|layer| layer["name"].as_str().unwrap().into())
            .collect(),
        options: options(method, &map["settings"]),
        raw: numbers("raw"),
        step,
        finished: numbers("final"),
        shaken: shaken(&map["shaken"]),
        points: map["points"].as_array().map(|points| {
            let place = |point: &Json, axis: usize| point[axis].as_u64().unwrap() as usize;
            let points = points
                .iter()
                .map(|point| [place(point, 0), place(point, 1)]);
            points.collect()
        }),
    }
}

/// A raw map of a layer has `raw`, a map of the picture's size has `max`. The files of the first three
/// pictures have no `l2` for layers; no map moves by more than its largest change there.
fn shaken(json: &Json) -> Shaken {
    let number = |key: &str| json[key].as_f64().map(|number| number as f32);
    let largest = number("raw").or(number("max")).unwrap_or(0.0);
    Shaken {
        largest,
        l2: number("l2").unwrap_or(largest),
        finished: number("final").unwrap_or(0.0),
    }
}

/// The settings with which the reference was computed.
fn options(method: &str, settings: &Json) -> Vec<(String, Setting)> {
    let settings = settings.as_object().into_iter().flatten();
    let mut options: Vec<(String, Setting)> = settings
        .map(|(id, value)| (id.clone(), Setting::Number(value.as_f64().unwrap())))
        .collect();
    if let Some((_, variant @ ("eigen-smooth" | "aug-smooth"))) = method.split_once('+') {
        options.push((variant.into(), Setting::Switch(true)));
    }
    if method == "occlusion" {
        options.push(("size".into(), Setting::Number(24.0)));
        options.push(("stride".into(), Setting::Number(16.0)));
    }
    options
}

fn floats(json: &Json) -> Vec<f32> {
    match json {
        Json::Array(items) => items.iter().flat_map(floats).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}
