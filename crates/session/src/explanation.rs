use std::collections::BTreeMap;

use explain::{Fact, Form, How, Merge, Outcome, Question, Setting, Settings, Target, blank_note};
use imaging::Map;
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::Backend;
use crate::model::Model;

/// What to explain, and how.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ExplainRequest")]
pub struct Request {
    /// Id of the method.
    pub method: String,
    /// Id of the target layer. Default: the model's default layer.
    #[serde(default)]
    #[ts(optional)]
    pub layer: Option<String>,
    /// Ids of several target layers, used instead of `layer`.
    #[serde(default)]
    #[ts(optional)]
    pub layers: Option<Vec<String>>,
    /// How the maps of several layers are merged. Default: the mean.
    #[serde(default)]
    #[ts(optional)]
    pub merge: Option<Merge>,
    /// The score to explain.
    pub target: Target,
    /// Settings of the method by id. Missing ones have their default.
    #[serde(default)]
    #[ts(optional)]
    pub options: Option<BTreeMap<String, Setting>>,
}

impl Request {
    /// Returns a request for one method at one layer, with defaults for everything else.
    #[must_use]
    pub fn new(method: impl Into<String>, layer: impl Into<String>, target: Target) -> Self {
        Self {
            method: method.into(),
            layer: Some(layer.into()),
            layers: None,
            merge: None,
            target,
            options: None,
        }
    }

    /// Ids of the target layers; empty means the default layer.
    pub(crate) fn layer_ids(&self) -> Vec<&String> {
        match &self.layers {
            Some(layers) => layers.iter().collect(),
            None => self.layer.iter().collect(),
        }
    }
}

/// An explanation.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The map, row by row. It has the size of the layer's activation, or of the network's input for
    /// finished maps and for methods that explain the input.
    #[serde(flatten)]
    pub map: Map,
    /// What the map's values are.
    pub form: Form,
    /// Smallest value of the map.
    pub min: f32,
    /// Largest value of the map.
    pub max: f32,
    /// The target score, summed over `pixels`: a logit, unless the target asks for a probability.
    pub score: f32,
    /// Number of output pixels that the score sums over; 1 if there is one score per picture.
    pub pixels: usize,
    /// Id of the method.
    pub method: &'static str,
    /// Id of the target layer, or of the first of several.
    pub layer: String,
    /// Ids of all target layers.
    pub layers: Vec<String>,
    /// How their maps were merged.
    pub merge: Merge,
    /// The score that was explained.
    pub target: Target,
    /// All settings of the method.
    pub options: Settings,
    /// Numbers that show how far to trust the map.
    pub facts: Vec<Fact>,
    /// Single pixels of the network's input that the method found: row and column of each in turn.
    #[serde(serialize_with = "rows_and_columns")]
    #[ts(type = "Uint16Array")]
    pub points: Vec<[usize; 2]>,
    /// Why the map is blank; `None` if it is not.
    pub note: Option<String>,
    /// The device that computed it.
    pub backend: Backend,
    /// Milliseconds by step, and their `total`. A graphics card works in the background, so its time
    /// counts in the step that reads the map.
    #[ts(type = "{ [step: string]: number, total: number }")]
    pub milliseconds: BTreeMap<&'static str, f64>,
}

impl Explanation {
    pub(crate) fn new(
        outcome: Outcome,
        (how, question): (How, &Question),
        (model, target): (&Model, &Target),
        (backend, milliseconds): (Backend, BTreeMap<&'static str, f64>),
    ) -> Self {
        let seed = question.aim.seed(question.run.outputs());
        let layers: Vec<String> = question.layers().map(|id| model.layer_name(id)).collect();
        let label = model.label(target);
        Self {
            note: blank_note(&outcome.map, target, label, &layers.join(", ")),
            form: outcome.form,
            min: outcome.map.min(),
            max: outcome.map.max(),
            map: outcome.map,
            score: seed.score,
            pixels: seed.pixels,
            method: how.method.info.id,
            layer: layers.first().cloned().unwrap_or_default(),
            layers,
            merge: how.merge,
            target: target.clone(),
            options: how.settings,
            facts: outcome.facts,
            points: outcome.points,
            backend,
            milliseconds,
        }
    }
}

fn rows_and_columns<S: Serializer>(
    points: &[[usize; 2]],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let flat: Vec<u16> = points.iter().flatten().map(|place| *place as u16).collect();
    imaging::bulk::u16s(&flat, serializer)
}
