use burn::tensor::Tensor;
use imaging::Map;
use serde::Serialize;
use ts_rs::TS;

/// The result of a method.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The map. It has the size of the layer's activation, or of the network's input if the method
    /// explains the input.
    pub map: Map,
    /// What the map's values are.
    pub form: Form,
    /// Numbers that show how far to trust the map.
    pub facts: Vec<Fact>,
    /// Single pixels that the method found, `[row, column]` of the network's input.
    pub points: Vec<[usize; 2]>,
    /// The shares of the layer's channels, `[1, channel, height, width]` on the device; `None` if the
    /// map is not their sum.
    pub shares: Option<Tensor<4>>,
}

/// What the values of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Raw, signed values of the method.
    Raw,
    /// Merged from maps of several layers, or of several views of the picture, after ReLU, scaling to
    /// [0, 1] and enlarging to the network's input.
    Finished,
}

/// A number about a map.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Fact {
    /// Display name.
    pub label: &'static str,
    /// The number.
    pub value: f64,
    /// A sentence about its meaning.
    pub meaning: String,
}

impl From<Map> for Outcome {
    fn from(map: Map) -> Self {
        Self {
            map,
            form: Form::Raw,
            facts: Vec::new(),
            points: Vec::new(),
            shares: None,
        }
    }
}
