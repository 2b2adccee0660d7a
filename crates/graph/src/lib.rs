//! Networks as data.
//!
//! Every model file becomes a [`Graph`]: named [`Node`]s in topological order, each with an
//! [`Op`], its inputs and its constants. Everything else works on that.
//!
//! - [`run`] evaluates chosen nodes from whatever values are already known, so *run to a node*
//!   and *run on from a node* are the same function.
//! - [`gradients`] walks back from a score to any nodes. Only what lies between is touched.
//! - [`summary`], [`fold_batch_norm`], [`randomised`] and later rewrites are small functions over the graph.
//!
//! Execution never names a device: values and constants bring their own.
//!
//! Out of scope: reading model files (`formats`), what a score means (`explain`), training.

mod builder;
mod error;
mod fold;
mod gradients;
mod graph;
mod layout;
pub mod ops;
mod randomise;
mod run;
mod summary;
mod value;

pub use builder::GraphBuilder;
pub use error::GraphError;
pub use fold::fold_batch_norm;
pub use gradients::{ReluRule, gradients};
pub use graph::{Graph, Node, NodeId};
pub use layout::{Grid, Layout};
pub use ops::Op;
pub use randomise::{randomised, weighted_layers};
pub use run::{Values, changed, peak_bytes, run, run_on};
pub use summary::{Layer, default_layer, summary};
pub use value::Value;
