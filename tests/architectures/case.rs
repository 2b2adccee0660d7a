//! `tests/parity/case.rs`, for the test binaries of the methods until they are part of that one.
#[path = "../parity/case.rs"]
mod shared;

pub(crate) use shared::*;
