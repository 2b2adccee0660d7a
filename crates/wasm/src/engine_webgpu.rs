//! The large artifact: the WebGPU backend beside the CPU.

use wasm as _;

fn main() {}
