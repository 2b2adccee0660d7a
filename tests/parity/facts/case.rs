use std::path::Path;

use burn::tensor::Device;
use formats::{Choices, FormatError, Imported, SourceFile, import};
use graph::{Value, Values, run};
use serde_json::Value as Json;
use tests::read;
use tests::weights::{Parameter, safetensors};

use crate::case::{counts, text_of, waves};

/// A network of `reference/facts`.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
    /// `[height, width]` of the picture.
    pub(crate) size: [usize; 2],
    /// The `config.json` beside the weights.
    pub(crate) settings: Option<Json>,
    /// The network that a person chooses.
    pub(crate) chosen: Option<String>,
    /// Whether the same weights without settings give other scores.
    pub(crate) plain: bool,
    pub(crate) logits: Vec<f32>,
}

pub(crate) fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/facts/facts.json");
    let json: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    json["cases"].as_array().unwrap().iter().map(case).collect()
}

pub(crate) fn find(name: &str) -> Case {
    let found = cases().into_iter().find(|case| case.name == name);
    found.unwrap_or_else(|| panic!("no case {name}"))
}

fn case(json: &Json) -> Case {
    let gain = json["gain"].as_f64().unwrap();
    let parameter = |entry: &Json| Parameter {
        name: text_of(&entry[0]),
        key: text_of(&entry[0]) + "a",
        shape: counts(&entry[1]),
        kind: text_of(&entry[2]),
        gain,
    };
    let parameters = json["parameters"].as_array().unwrap();
    let logits = json["logits"].as_array().unwrap();
    let size = counts(&json["input"]);
    Case {
        name: text_of(&json["case"]),
        parameters: parameters.iter().map(parameter).collect(),
        size: [size[0], size[1]],
        settings: Some(json["settings"].clone()).filter(|settings| !settings.is_null()),
        chosen: json["chosen"].as_str().map(Into::into),
        plain: json["plain"].as_bool().unwrap(),
        logits: logits
            .iter()
            .map(|number| number.as_f64().unwrap() as f32)
            .collect(),
    }
}

impl Case {
    /// The same weights with one more setting, or with another value of one.
    pub(crate) fn with(&self, key: &str, value: Json) -> Self {
        let mut case = self.clone();
        let settings = case
            .settings
            .get_or_insert_with(|| Json::Object(serde_json::Map::new()));
        settings[key] = value;
        case
    }

    /// The same weights alone.
    pub(crate) fn bare(&self) -> Self {
        Self {
            settings: None,
            chosen: None,
            ..self.clone()
        }
    }

    pub(crate) fn import(&self) -> Result<Imported, FormatError> {
        let weights = safetensors(&self.parameters);
        let mut files = vec![SourceFile::new("model.safetensors", weights)];
        if let Some(settings) = &self.settings {
            let text = settings.to_string().into_bytes();
            files.push(SourceFile::new("config.json", text));
        }
        let choices = Choices {
            size: Some(self.size),
            network: self.chosen.clone(),
            ..Choices::default()
        };
        import(files, choices, &Device::flex())
    }

    /// The scores for the picture of the formula.
    pub(crate) fn scores(&self) -> Result<Vec<f32>, FormatError> {
        let Imported { graph, .. } = self.import()?;
        let [height, width] = self.size;
        let picture = waves(self.size, 0.0);
        let picture = Value::new(picture, &[1, 3, height, width], &Device::flex()).unwrap();
        let known = Values::from([(graph.inputs()[0], picture)]);
        let score = graph.logits();
        let values = run(&graph, &known, &[score]).unwrap();
        Ok(read(values[&score].clone()))
    }
}
