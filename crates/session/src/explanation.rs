use std::collections::BTreeMap;

use explain::{Method, Target};
use imaging::{Map, Rect};

use crate::Backend;

/// What to explain, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Id of the method.
    pub method: String,
    /// Id of the target layer.
    pub layer: String,
    /// The rule that picks the score.
    pub target: Target,
    /// A rectangle of the picture, in its own pixels, to which a segmentation's target is confined
    /// instead of the pixels predicted as its class.
    pub region: Option<Rect>,
    /// Settings of the method.
    pub settings: Settings,
}

/// Settings of a method; each goes with the result, so that a picture of it can say how it was
/// made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether only positive evidence is to be shown. The map itself stays signed.
    pub relu: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { relu: true }
    }
}

/// An explanation.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The raw, signed map at the layer's resolution.
    pub map: Map,
    /// The target score: the logit, say; over several pixels, the sum of theirs.
    pub score: f32,
    /// Number of pixels of the outputs that the score sums over, 1 for one score per picture.
    pub pixels: usize,
    /// How it was made.
    pub method: Method,
    /// Id of the target layer.
    pub layer: String,
    /// The rule that picked the score.
    pub target: Target,
    /// Settings of the method.
    pub settings: Settings,
    /// Why the map is blank, if it is.
    pub note: Option<String>,
    /// Where it was computed.
    pub backend: Backend,
    /// Milliseconds by step. A graphics card works behind the program's back: its time shows in
    /// the step that reads the map.
    pub milliseconds: BTreeMap<&'static str, f64>,
}
