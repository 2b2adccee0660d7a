use std::collections::BTreeMap;

use explain::{Fact, Form, Merge, Method, Setting, Settings, Target};
use imaging::{Map, Rect};

use crate::Backend;

/// What to explain, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Id of the method.
    pub method: String,
    /// Ids of the target layers; none means the one that menus begin with.
    pub layers: Vec<String>,
    /// How the maps of several layers become one.
    pub merge: Merge,
    /// The rule that picks the score.
    pub target: Target,
    /// A rectangle of the picture, in its own pixels, to which a segmentation's target is confined
    /// instead of the pixels predicted as its class.
    pub region: Option<Rect>,
    /// Settings of the method by their ids; what is not given has its default.
    pub options: BTreeMap<String, Setting>,
}

impl Request {
    /// One method at one layer, everything else as it is unless told otherwise.
    #[must_use]
    pub fn new(method: impl Into<String>, layer: impl Into<String>, target: Target) -> Self {
        Self {
            method: method.into(),
            layers: vec![layer.into()],
            merge: Merge::default(),
            target,
            region: None,
            options: BTreeMap::new(),
        }
    }
}

/// An explanation.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The map, at the resolution of the layer or, for methods that go down to the picture and for
    /// finished maps, at that of the network's input.
    pub map: Map,
    /// What the values of the map are.
    pub form: Form,
    /// Numbers that say how far the map is to be trusted.
    pub facts: Vec<Fact>,
    /// Single pixels of the network's input, `[row, column]`, for methods that find some.
    pub points: Vec<[usize; 2]>,
    /// The target score: the logit, say; over several pixels, the sum of theirs.
    pub score: f32,
    /// Number of pixels of the outputs that the score sums over, 1 for one score per picture.
    pub pixels: usize,
    /// How it was made.
    pub method: Method,
    /// Ids of the target layers.
    pub layers: Vec<String>,
    /// How their maps became one.
    pub merge: Merge,
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
