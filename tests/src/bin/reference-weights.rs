//! Writes the weights of a network as `.safetensors`, from a JSON file with their names, shapes and
//! kinds. The browser tests drop the result on the page.
//!
//! ```text
//! reference-weights weights/resnet18.json resnet18.safetensors
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a panic shows what went wrong to the test that runs it"
)]

use std::env::args;
use std::fs;

use serde_json::Value as Json;
use tests::weights::{Parameter, safetensors};

fn main() {
    let [from, to]: [String; 2] = args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let json: Json = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let size = |json: &Json| json.as_u64().unwrap() as usize;
    let parameter = |entry: &Json| Parameter {
        name: text(&entry["name"]),
        key: text(&entry["name"]) + &text(&json["salt"]),
        shape: entry["shape"]
            .as_array()
            .unwrap()
            .iter()
            .map(size)
            .collect(),
        kind: text(&entry["kind"]),
        gain: json["gain"].as_f64().unwrap(),
    };
    let entries = json["parameters"].as_array().unwrap();
    let parameters: Vec<Parameter> = entries.iter().map(parameter).collect();
    fs::write(to, safetensors(&parameters)).unwrap();
}
