use burn::tensor::Tensor;
use imaging::Map;

/// What a method found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The raw, signed map; methods that follow the score down to the picture answer at the
    /// resolution of the network's input, the others at that of the layer.
    pub map: Map,
    /// Numbers that say how far the map is to be trusted.
    pub facts: Vec<Fact>,
    /// Single pixels, `[row, column]` of the network's input, for methods that find some.
    pub points: Vec<[usize; 2]>,
    /// What each channel of the layer adds to the map, `[1, channel, height, width]` on the device,
    /// where the map is their sum.
    pub shares: Option<Tensor<4>>,
}

/// A number beside a map.
#[derive(Clone, Debug, PartialEq)]
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
            facts: Vec::new(),
            points: Vec::new(),
            shares: None,
        }
    }
}
