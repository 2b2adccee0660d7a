//! The small artifact: the CPU backend alone.

use wasm as _;

fn main() {}
