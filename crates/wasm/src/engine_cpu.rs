//! The small artifact: only the CPU backend.

use wasm as _;

fn main() {}
