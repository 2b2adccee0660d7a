//! Models and methods against the libraries that they come from. `tests/reference` holds the
//! libraries' numbers and the scripts that wrote them.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may panic outside its #[test] function too, and prints what it measured"
)]

mod architectures;
mod case;
mod keras;
mod metrics;
mod onnx;
mod state_dicts;
#[allow(
    dead_code,
    reason = "the tests of the methods are in a binary of their own for now"
)]
#[path = "../methods/subject.rs"]
mod subject;
mod teachable_machine;
#[path = "../methods/varied.rs"]
mod varied;

use tests::weights;
