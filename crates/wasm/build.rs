//! Some crates of the WebGPU engine register things when the program starts. The linker would start it
//! anew before each call from JavaScript, which takes milliseconds; so the page does it once.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-bins=--export=__wasm_call_ctors");
    }
}
