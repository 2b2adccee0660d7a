use graph::GraphError;
use imaging::ImagingError;
use thiserror::Error;

/// Why something cannot be explained.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// No method of that id.
    #[error("there is no method `{id}`; there are {available}")]
    UnknownMethod {
        /// What was asked for.
        id: String,
        /// All ids.
        available: String,
    },
    /// No class of that index.
    #[error("there is no class {index}: this network has {classes} classes, counted from 0")]
    UnknownClass {
        /// What was asked for.
        index: usize,
        /// Number of classes.
        classes: usize,
    },
    /// The layer's activation is no picture.
    #[error(
        "the activation of layer `{layer}` has shape {shape:?}: a heatmap needs [batch, channel, height, width]. Choose one of the suggested layers"
    )]
    NotAPicture {
        /// Name of the layer.
        layer: String,
        /// Shape of its activation.
        shape: Vec<usize>,
    },
    /// The scores of the network are no row of classes.
    #[error("the network answers with shape {shape:?}; one row of class scores is needed")]
    NotAClassifier {
        /// Shape of its scores.
        shape: Vec<usize>,
    },
    /// The probability of a number.
    #[error(
        "these outputs are numbers, not classes, so they have no probability: explain the output itself"
    )]
    NoProbability,
    /// A region of a segmentation without pixels.
    #[error(
        "no pixel is predicted as class {class} there, so there is nothing to explain: choose a class that is present, or click a pixel of the picture"
    )]
    NoPixels {
        /// The class.
        class: usize,
    },
    /// A setting that the method does not take.
    #[error("this method has no setting `{id}`; it has {}", if available.is_empty() { "none" } else { available })]
    UnknownOption {
        /// What was given.
        id: String,
        /// All ids.
        available: String,
    },
    /// A setting that makes no sense.
    #[error("the setting `{id}` must be {expected}, got {found}")]
    BadOption {
        /// Which.
        id: &'static str,
        /// What it can be.
        expected: String,
        /// What came.
        found: String,
    },
    /// The method cannot explain this network, layer or score.
    #[error("{method} {reason}")]
    Unfit {
        /// Name of the method, for people.
        method: &'static str,
        /// What it needs, what came, and what to do.
        reason: String,
    },
    /// The map is no sum of channels.
    #[error(
        "a map like this one is no sum of channels, so no channel has a weight in it. Choose a method that weighs channels, such as Grad-CAM, for one layer, without smoothing"
    )]
    NoChannels,
    /// No metric of that id.
    #[error("there is no metric `{id}`; there are {available}")]
    UnknownMetric {
        /// What was asked for.
        id: String,
        /// All ids.
        available: String,
    },
    /// A metric that needs to know where the object is.
    #[error(
        "{metric} compares the map with the place of the object: mark it with a rectangle first"
    )]
    NoObject {
        /// Name of the metric, for people.
        metric: &'static str,
    },
    /// Whoever watched said stop.
    #[error("the work was stopped before it was done")]
    Stopped,
    /// A map cannot be drawn.
    #[error(transparent)]
    Imaging(#[from] ImagingError),
    /// The network could not be run.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

impl ExplainError {
    /// A stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownMethod { .. } => "unknown-method",
            Self::UnknownClass { .. } => "unknown-class",
            Self::NotAPicture { .. } => "layer-not-a-picture",
            Self::NotAClassifier { .. } => "not-a-classifier",
            Self::NoProbability => "no-probability",
            Self::NoPixels { .. } => "no-pixels",
            Self::UnknownOption { .. } => "unknown-option",
            Self::BadOption { .. } => "option-invalid",
            Self::Unfit { .. } => "method-unfit",
            Self::NoChannels => "no-channels",
            Self::UnknownMetric { .. } => "unknown-metric",
            Self::NoObject { .. } => "no-object",
            Self::Stopped => "stopped",
            Self::Imaging(error) => error.code(),
            Self::Graph(error) => error.code(),
        }
    }
}
