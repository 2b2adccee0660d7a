use thiserror::Error;

/// An error while a graph is built or run.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// The op cannot take inputs or constants of these shapes.
    #[error("`{node}` ({op}): {reason}")]
    Shape {
        /// Name of the node.
        node: String,
        /// What the node computes.
        op: &'static str,
        /// What was expected, and what came instead.
        reason: String,
    },
    /// A node reads a node that does not precede it.
    #[error(
        "`{node}` reads node {input}, which is not defined before it: a graph lists every node after the nodes that it reads"
    )]
    Order {
        /// Name of the reading node.
        node: String,
        /// Index of the node that it reads.
        input: usize,
    },
    /// Two nodes have the same name.
    #[error("two nodes are named `{name}`: names must be unique")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// No node has that name.
    #[error("there is no layer `{name}`{hint}")]
    UnknownNode {
        /// The name that was asked for.
        name: String,
        /// A similar name, as the rest of the sentence, or an empty string.
        hint: String,
    },
    /// The graph has no output.
    #[error("the network has no output")]
    NoOutput,
    /// The run needs an input whose value is not known.
    #[error("`{node}` is an input of the network and has no value")]
    MissingInput {
        /// Name of the input.
        node: String,
    },
    /// The score does not depend on the layer.
    #[error(
        "the score does not depend on layer `{node}`, so there is nothing to explain: choose a layer between the picture and the score"
    )]
    NoPath {
        /// Name of the layer.
        node: String,
    },
    /// A guided backward pass that meets no ReLU.
    #[error(
        "guided back-propagation changes the backward pass of ReLU, and there is no ReLU between `{from}` and the score (ReLU6, GELU, swish and others do not count), so it would be the plain gradient. Choose another method or an earlier layer"
    )]
    NoRelu {
        /// Name of the first layer whose gradient is wanted.
        from: String,
    },
    /// The device failed.
    #[error("the device failed: {reason}")]
    Device {
        /// The device's message.
        reason: String,
    },
}

impl GraphError {
    /// A stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape { .. } => "shape-mismatch",
            Self::Order { .. } => "node-order",
            Self::DuplicateName { .. } => "duplicate-name",
            Self::UnknownNode { .. } => "unknown-layer",
            Self::NoOutput => "no-output",
            Self::MissingInput { .. } => "missing-input",
            Self::NoPath { .. } => "layer-not-used",
            Self::NoRelu { .. } => "no-relu",
            Self::Device { .. } => "device-failed",
        }
    }
}
