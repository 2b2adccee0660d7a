//! Makes the files in `web/demo/`: sample pictures with exact masks, and a small network trained on
//! pictures of the same kind. `cargo xtask demo` runs it.
//!
//! [`Scene`] draws pictures of [`Shape`]s. [`train()`] trains the network with Adam on its graph.
//! [`files`] writes it as a TensorFlow.js layers model in the form of a Teachable Machine export,
//! so the page opens it like any other model.

mod adam;
mod background;
mod network;
mod scene;
mod shape;
mod statistics;
mod train;

pub use network::{Weight, files};
pub use scene::{Object, Scene};
pub use shape::Shape;
pub use train::{accuracy, train};
