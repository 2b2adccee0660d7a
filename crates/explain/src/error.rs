use graph::GraphError;
use imaging::ImagingError;
use thiserror::Error;

/// Why something cannot be explained.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// There is no method with this id.
    #[error("there is no method `{id}`; choose one of {available}")]
    UnknownMethod {
        /// The requested id.
        id: String,
        /// All ids.
        available: String,
    },
    /// There is no class with this index.
    #[error("there is no class {index}: this network has {classes} classes, counted from 0")]
    UnknownClass {
        /// The requested index.
        index: usize,
        /// Number of classes.
        classes: usize,
    },
    /// The layer's activation has no height and width.
    #[error(
        "the activation of layer `{layer}` has shape {shape:?}: a heatmap needs [batch, channel, height, width]. Choose one of the suggested layers"
    )]
    NotAPicture {
        /// Name of the layer.
        layer: String,
        /// Shape of its activation.
        shape: Vec<usize>,
    },
    /// The network's outputs are not a row of class scores.
    #[error("the network's outputs have shape {shape:?}; one row of class scores is needed")]
    NotAClassifier {
        /// Shape of its outputs.
        shape: Vec<usize>,
    },
    /// The target asks for a probability of a regression.
    #[error(
        "these outputs are values, not classes, so they have no probability: explain the output itself"
    )]
    NoProbability,
    /// The score of a segmentation has no pixels to count.
    #[error(
        "no pixel is predicted as class {class}, so there is nothing to explain: choose a class that is present, or click a pixel of the picture"
    )]
    NoPixels {
        /// The class.
        class: usize,
    },
    /// The method does not have this setting.
    #[error("this method has no setting `{id}`; it has {}", if available.is_empty() { "none" } else { available })]
    UnknownOption {
        /// The given id.
        id: String,
        /// All ids.
        available: String,
    },
    /// The value of a setting is invalid.
    #[error("the setting `{id}` must be {expected}, not {found}")]
    BadOption {
        /// Id of the setting.
        id: &'static str,
        /// The valid values.
        expected: String,
        /// The given value.
        found: String,
    },
    /// The method cannot explain this network, layer or score.
    #[error("{method} {reason}")]
    Unfit {
        /// Display name of the method.
        method: &'static str,
        /// What it needs, what it got, and what to do; continues the sentence after the name.
        reason: String,
    },
    /// The map is not a sum of channels.
    #[error(
        "this map is no sum of channels, so its channels have no weights. Choose a method that gives channels weights, such as Grad-CAM, for one layer, without smoothing"
    )]
    NoChannels,
    /// There is no metric with this id.
    #[error("there is no metric `{id}`; choose one of {available}")]
    UnknownMetric {
        /// The requested id.
        id: String,
        /// All ids.
        available: String,
    },
    /// The metric needs the object and it is not marked.
    #[error("{metric} needs to know where the object is: mark it with a rectangle first")]
    NoObject {
        /// Display name of the metric.
        metric: &'static str,
    },
    /// The watch stopped the work.
    #[error("the work was stopped before it was finished")]
    Stopped,
    /// A map or a picture is invalid.
    #[error(transparent)]
    Imaging(#[from] ImagingError),
    /// The network cannot be run.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

impl ExplainError {
    /// The stable code of the error, in kebab case.
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
