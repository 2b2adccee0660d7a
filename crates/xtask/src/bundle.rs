//! `cargo xtask build`: compiles the engine twice with Trunk and assembles `dist/`.

use std::process::Command;

use crate::command::{Outcome, cargo, no_more, program, run};
use crate::tools;

const REMEDY: &str = "Run `cargo xtask build` again: it installs Trunk into .tools/.";

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    build()?;
    println!("dist/ is ready for any static host.");
    Ok(())
}

/// Builds `dist/`. Needs only Rust and a network connection, and is quick if nothing changed.
pub(crate) fn build() -> Outcome {
    tools::ensure()?;
    // Trunk works offline (Trunk.toml), so the crates must be downloaded first.
    run(cargo().args(["fetch", "--locked"]), "")?;
    run(trunk()?.arg("build"), REMEDY)
}

/// Returns a Trunk command with the project's wasm-bindgen first on the PATH.
pub(crate) fn trunk() -> Outcome<Command> {
    let mut command = program(tools::path("trunk"));
    command
        .env("PATH", tools::search_path()?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk reads this as a boolean and rejects the usual "1".
        .env_remove("NO_COLOR");
    Ok(command)
}
