//! The large artifact: the CPU and WebGPU backends.

use wasm as _;

fn main() {}
