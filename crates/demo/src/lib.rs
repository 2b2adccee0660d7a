//! Draws pictures whose truth is known, and trains small networks on them. `cargo xtask demo` writes what the page ships.
//!
//! [`shapes`] has drawings of shapes, [`scenes`] has scenes with things on grounds; both know the exact mask of each
//! object. [`Training`] trains a [`Network`] with Adam on its graph, on what a [`Course`] draws. [`Network::files`] writes it
//! as a TensorFlow.js layers model in the form of a Teachable Machine export, so the page opens it like any other model.

mod adam;
mod checkpoint;
mod network;
pub mod scenes;
pub mod shapes;
mod statistics;
mod train;

pub use network::{Network, Weight};
pub use train::{Course, Trained, Training};
