use burn::tensor::Tensor;
use imaging::Map;
use serde::Serialize;
use ts_rs::TS;

/// What a method found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The map: of a method that goes down to the picture at the resolution of the network's input,
    /// of any other at that of the layer.
    pub map: Map,
    /// What the values of the map are.
    pub form: Form,
    /// Numbers that say how far the map is to be trusted.
    pub facts: Vec<Fact>,
    /// Single pixels, `[row, column]` of the network's input, for methods that find some.
    pub points: Vec<[usize; 2]>,
    /// What each channel of the layer adds to the map, `[1, channel, height, width]` on the device,
    /// where the map is their sum.
    pub shares: Option<Tensor<4>>,
}

/// What the values of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Raw and signed, as the method computed them.
    Raw,
    /// Rectified, scaled to [0, 1] and enlarged to the network's input before they were merged: the
    /// map of several layers, or of several views of the picture.
    Finished,
}

/// A number beside a map.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Fact {
    /// What it is, for people.
    pub label: &'static str,
    /// The number.
    pub value: f64,
    /// What it means, in a sentence.
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
