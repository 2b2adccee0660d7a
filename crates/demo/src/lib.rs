//! What the project ships, it makes itself: sample pictures with exact masks, and a small network
//! trained on pictures of the same kind.
//!
//! `cargo xtask demo` writes `web/demo/` again. Drawing: [`Shape`], [`Scene`]. Network: a
//! TensorFlow.js layers model in the form of a Teachable Machine export, so that the page opens it
//! as it opens anybody's ([`network`]), trained by plain Adam on its graph ([`train()`]).

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
