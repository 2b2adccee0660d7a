use explain::ExplainError;
use formats::FormatError;
use formats::words::{cut, name};
use graph::GraphError;
use imaging::ImagingError;
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use crate::limits::MESSAGE;

/// The part that caused an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "ErrorKind")]
pub enum Kind {
    /// The picture.
    Image,
    /// The model's files.
    Model,
    /// The request.
    Request,
    /// The device.
    Device,
    /// A bug in this code.
    Bug,
}

impl Kind {
    /// The stable id.
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

/// An error of a session.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The picture cannot be used.
    #[error("{}", short(.0))]
    Image(#[from] ImagingError),
    /// The model's files cannot be used.
    #[error("{}", short(.0))]
    Model(#[from] FormatError),
    /// The request cannot be answered.
    #[error("{}", short(.0))]
    Explain(#[from] ExplainError),
    /// The request needs a model and none is loaded.
    #[error("there is no model yet: choose one first")]
    NoModel,
    /// The request needs a picture and none is set.
    #[error("there is no picture yet: choose one first")]
    NoPicture,
    /// There is no backend with this id.
    #[error("there is no backend `{}`: choose `cpu` or `webgpu`", name(id))]
    UnknownBackend {
        /// The requested id.
        id: String,
    },
    /// The preprocessing gives an input of a size that the network does not take.
    #[error(
        "the network takes pictures of {} x {} pixels with {} channels, and no others; the settings ask for {} x {} pixels with {} channels", expected[2], expected[1], expected[0], found[2], found[1], found[0]
    )]
    InputSize {
        /// The size that the network takes, `[channel, height, width]`.
        expected: [usize; 3],
        /// The size that the preprocessing gives, `[channel, height, width]`.
        found: [usize; 3],
    },
    /// An output of the network is NaN or infinite.
    #[error(
        "the network's output for `{}` is {value}: the weights are damaged, or the settings under “What the network gets” are wrong",
        name(label)
    )]
    NotFinite {
        /// The first class with such an output.
        label: String,
        /// The value.
        value: f32,
    },
    /// The task does not fit the network's outputs.
    #[error(
        "the outputs of this network cannot be read as `{}`, only as {}",
        name(task),
        cut(choices, 150)
    )]
    Task {
        /// Id of the requested task.
        task: String,
        /// Ids of the tasks that fit.
        choices: String,
    },
    /// No output of the model has this name.
    #[error(
        "this model has no output `{}`, only {}",
        name(output),
        cut(choices, 200)
    )]
    Output {
        /// The requested name.
        output: String,
        /// The names that it has.
        choices: String,
    },
    /// The model has no layer that can be explained.
    #[error(
        "no layer before the scores of this model has an activation of more than one pixel, so there is nothing to explain: choose an image classifier, for example one with convolutions"
    )]
    NoLayer,
    /// The network needs more memory than there is.
    #[error(
        "for one picture this network needs {} MB of memory, and at most {} MB can be used: choose a smaller network, or a smaller input",
        needs.div_ceil(1_000_000), limit / 1_000_000
    )]
    Memory {
        /// The bytes that it needs.
        needs: u64,
        /// The most that can be used.
        limit: u64,
    },
    /// The device is missing, was lost, or reported an error.
    #[error("the device cannot be used: {}", cut(reason, 250))]
    Device {
        /// The device's message.
        reason: String,
    },
    /// The device computes wrong values.
    #[error("the device fails the self-test `{check}`: it computes {found} instead of {expected}")]
    SelfTest {
        /// The check that failed.
        check: &'static str,
        /// The right value.
        expected: f64,
        /// The value that the device computed.
        found: f64,
    },
}

/// The message of a part, which may name anything in a file.
fn short(error: &impl ToString) -> String {
    cut(&error.to_string(), MESSAGE)
}

impl From<GraphError> for SessionError {
    fn from(error: GraphError) -> Self {
        Self::Explain(error.into())
    }
}

impl SessionError {
    /// The stable code of the error, in kebab case.
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
            Self::Output { .. } => "unknown-output",
            Self::NoLayer => "no-layer",
            Self::Memory { .. } => "too-much-memory",
            Self::Device { .. } => "device-failed",
            Self::SelfTest { .. } => "self-test-failed",
        }
    }

    /// The part that caused the error.
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
            | Self::Memory { .. }
            | Self::Explain(ExplainError::NotAClassifier { .. }) => Kind::Model,
            Self::Explain(ExplainError::Graph(GraphError::Device { .. }))
            | Self::Device { .. }
            | Self::SelfTest { .. } => Kind::Device,
            _ => Kind::Request,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_is_longer_than_300_characters() {
        let long = || "\u{e4}".repeat(5000);
        let graph = GraphError::UnknownNode {
            name: long(),
            hint: long(),
        };
        let all = [
            SessionError::from(graph),
            SessionError::UnknownBackend { id: long() },
            SessionError::NotFinite {
                label: long(),
                value: f32::NAN,
            },
            SessionError::Task {
                task: long(),
                choices: long(),
            },
            SessionError::Output {
                output: long(),
                choices: long(),
            },
            SessionError::Memory {
                needs: u64::MAX,
                limit: u64::MAX,
            },
            SessionError::Device { reason: long() },
            SessionError::Image(ImagingError::PictureCorrupt {
                format: "JPEG",
                reason: long(),
            }),
        ];
        for error in all {
            let message = error.to_string();
            assert!(message.chars().count() <= MESSAGE, "{message}");
        }
    }
}
