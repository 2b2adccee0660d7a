//! What holds whatever the numbers are: on random graphs, on the embedded network, and for files
//! that are broken.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may panic outside its #[test] function too, and prints what it measured"
)]

mod broken_files;
mod broken_onnx;
mod channels;
mod embedded;
mod graphs;
mod kernels;
mod look;
mod metrics;
mod models;
mod photographs;
mod random_graph;
mod scenes;
