//! Models and methods against the libraries that they come from. `tests/reference` holds the
//! libraries' numbers and the scripts that wrote them.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may panic outside its #[test] function too, and prints what it measured"
)]

mod architectures;
mod bring_your_own;
mod case;
mod checkpoints;
mod facts;
mod fronts;
mod keras;
mod methods;
mod metrics;
mod onnx;
mod preparation;
mod processors;
mod state_dicts;
mod subject;
mod teachable_machine;
mod varied;
