//! A network of `reference/architectures` with other weights and another picture.

use serde_json::Value as Json;

use crate::case::{Case, fixture, waves};

/// The weights and the picture of another file: its `salt`, `gain`, `phase`, and `input` where pictures
/// of another size are meant.
pub(crate) fn varied(name: &str, json: &Json) -> Case {
    let mut case = fixture(name);
    for parameter in &mut case.parameters {
        parameter.key = format!("{}{}", parameter.name, json["salt"].as_str().unwrap());
        parameter.gain = json["gain"].as_f64().unwrap();
    }
    if let Some(input) = json["input"].as_array() {
        case.size = [2, 3].map(|axis| input[axis].as_u64().unwrap() as usize);
    }
    case.picture = waves(case.size, json["phase"].as_f64().unwrap());
    case
}
