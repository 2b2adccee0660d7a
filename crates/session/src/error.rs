use explain::ExplainError;
use formats::FormatError;
use graph::GraphError;
use imaging::ImagingError;
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

/// Whose problem an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "ErrorKind")]
pub enum Kind {
    /// The picture.
    Image,
    /// The model's files.
    Model,
    /// What was asked for.
    Request,
    /// The device.
    Device,
    /// This program.
    Bug,
}

impl Kind {
    /// Its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Model => "model",
            Self::Request => "request",
            Self::Device => "device",
            Self::Bug => "bug",
        }
    }
}

/// Anything that can go wrong in a session.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The picture cannot be used.
    #[error(transparent)]
    Image(#[from] ImagingError),
    /// The model's files cannot be used.
    #[error(transparent)]
    Model(#[from] FormatError),
    /// The request cannot be answered.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// Something was asked for before there was a model.
    #[error("there is no model yet: choose one first")]
    NoModel,
    /// Something was asked for before there was a picture.
    #[error("there is no picture yet: choose one first")]
    NoPicture,
    /// No backend of that name.
    #[error("there is no backend `{id}`: choose `cpu` or `webgpu`")]
    UnknownBackend {
        /// What was asked for.
        id: String,
    },
    /// The preprocessing prepares another input than the network takes.
    #[error(
        "the network takes pictures of {} x {} pixels with {} channels, and no others; the settings ask for {} x {} pixels with {} channels", expected[2], expected[1], expected[0], found[2], found[1], found[0]
    )]
    InputSize {
        /// `[channel, height, width]` that the network takes.
        expected: [usize; 3],
        /// `[channel, height, width]` that was asked for.
        found: [usize; 3],
    },
    /// The network answers with something that is no number.
    #[error(
        "the network answers with {value} for `{label}`: its weights, or its preprocessing, are damaged"
    )]
    NotFinite {
        /// The first class for which that is so.
        label: String,
        /// The value.
        value: f32,
    },
    /// The outputs cannot mean that.
    #[error("the outputs of this network cannot be read as `{task}`: it has {choices}")]
    Task {
        /// What was asked for.
        task: String,
        /// What they can be read as.
        choices: String,
    },
    /// The model has no layer that could be explained.
    #[error(
        "this model has no layer with a picture of more than one pixel on the way to its scores, so there is nothing to explain: image classifiers with convolutions are supported"
    )]
    NoLayer,
    /// The device is not there, was lost, or refuses the work.
    #[error("the device cannot be used: {reason}")]
    Device {
        /// What the device said.
        reason: String,
    },
    /// The device computes wrong numbers.
    #[error("the device fails the self-test `{check}`: it answers {found}, right is {expected}")]
    SelfTest {
        /// Which check.
        check: &'static str,
        /// The right number.
        expected: f64,
        /// What came.
        found: f64,
    },
}

impl From<GraphError> for SessionError {
    fn from(error: GraphError) -> Self {
        Self::Explain(error.into())
    }
}

impl SessionError {
    /// A stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Image(error) => error.code(),
            Self::Model(error) => error.code(),
            Self::Explain(error) => error.code(),
            Self::NoModel => "no-model",
            Self::NoPicture => "no-picture",
            Self::UnknownBackend { .. } => "unknown-backend",
            Self::InputSize { .. } => "input-size",
            Self::NotFinite { .. } => "not-finite",
            Self::Task { .. } => "task-unfit",
            Self::NoLayer => "no-layer",
            Self::Device { .. } => "device-failed",
            Self::SelfTest { .. } => "self-test-failed",
        }
    }

    /// Whose problem it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Image(ImagingError::MapInvalid { .. })
            | Self::Explain(ExplainError::Graph(
                GraphError::Shape { .. } | GraphError::Order { .. },
            )) => Kind::Bug,
            Self::Image(ImagingError::PreprocessingInvalid { .. }) => Kind::Request,
            Self::Image(_) => Kind::Image,
            Self::Model(_)
            | Self::NotFinite { .. }
            | Self::NoLayer
            | Self::Explain(ExplainError::NotAClassifier { .. }) => Kind::Model,
            Self::Explain(ExplainError::Graph(GraphError::Device { .. }))
            | Self::Device { .. }
            | Self::SelfTest { .. } => Kind::Device,
            _ => Kind::Request,
        }
    }
}
