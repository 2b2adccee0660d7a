use graph::GraphError;
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
            Self::Graph(error) => error.code(),
        }
    }
}
