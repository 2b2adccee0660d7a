//! Networks as data.
//!
//! Every model file becomes a [`Graph`]: named [`Node`]s in topological order, each with an
//! [`Op`], its inputs and its constants.
//!
//! - [`run`] evaluates the wanted nodes from known values. *Run to a node* and *run on from a node*
//!   are the same function.
//! - [`gradients`] is the backward pass from a score to any nodes. It visits only nodes between.
//! - [`summary`] is the layer table.
//! - [`fronts`] is what the first nodes do to the values of a pixel.
//! - [`fold_batch_norm`] and [`randomised`] return a changed graph.
//!
//! Values and constants know their device; this crate never names one. Whoever does may give a graph
//! something that computes some nodes there faster: [`Fast`].
//!
//! Out of scope: reading model files (`formats`), what a score means (`explain`), training.

mod builder;
mod class_maps;
mod containers;
mod error;
mod fast;
mod fold;
mod front;
mod gradients;
mod graph;
mod layout;
mod memory;
pub mod ops;
mod randomise;
mod run;
mod summary;
#[cfg(test)]
mod test_values;
mod value;

pub use builder::{GraphBuilder, MOST_VALUES, MOST_WEIGHTS};
pub use error::GraphError;
pub use fast::Fast;
pub use fold::fold_batch_norm;
pub use front::{Front, Holds, fronts};
pub use gradients::{Backward, ReluRule, gradients};
pub use graph::{Graph, Node, NodeId};
pub use layout::{Grid, Layout};
pub use memory::{backward_bytes, forward_bytes, value_bytes, weight_bytes};
pub use ops::Op;
pub use randomise::{randomised, weighted_layers};
pub use run::{Forward, Values, changed, peak_bytes, run, run_on};
pub use summary::{Layer, default_layer, summary};
pub use value::Value;
