use thiserror::Error;

/// What can go wrong while a network is built or run. Every variant names the node.
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
        /// What was expected and what came.
        reason: String,
    },
    /// A node reads one that is not defined before it.
    #[error(
        "`{node}` reads node {input}, which is not defined before it: a graph lists every node after the nodes that it reads"
    )]
    Order {
        /// Name of the reading node.
        node: String,
        /// Index of the node that was asked for.
        input: usize,
    },
    /// Two nodes have one name.
    #[error("two nodes are named `{name}`: every node needs a name of its own")]
    DuplicateName {
        /// The name in question.
        name: String,
    },
    /// No node of that name.
    #[error("there is no layer `{name}`{hint}")]
    UnknownNode {
        /// The name that was asked for.
        name: String,
        /// A near name, as a sentence, or nothing.
        hint: String,
    },
    /// The graph has no output.
    #[error("the network has no output")]
    NoOutput,
    /// A value that the run needs was not given.
    #[error("`{node}` is an input of the network and was given no value")]
    MissingInput {
        /// Name of the input.
        node: String,
    },
    /// The score does not depend on the layer.
    #[error(
        "the score does not depend on layer `{node}`, so there is nothing to explain there: choose a layer on the way from the picture to the score"
    )]
    NoPath {
        /// Name of the layer.
        node: String,
    },
    /// Guided back-propagation where no ReLU is met.
    #[error(
        "guided back-propagation changes the backward pass of ReLU, and there is no ReLU between `{from}` and the score (ReLU6, GELU, swish and others do not count): it would silently be the plain gradient. Choose another method or an earlier layer"
    )]
    NoRelu {
        /// Name of the first layer whose gradient was asked for.
        from: String,
    },
    /// The device refused or lost the work.
    #[error("the device could not finish the work: {reason}")]
    Device {
        /// What the device said.
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
