//! `cargo xtask build`: compiles the engine twice and assembles `dist/`.

use crate::command::{Outcome, cargo, no_more, program, root, run};
use crate::{npm, tools};

/// The two artifacts of the crate `wasm`, and the features that they need. The linker has one core, and
/// takes longest for the first: so other checks run meanwhile.
const ENGINES: [(&str, Option<&str>); 2] =
    [("engine-webgpu", Some("webgpu")), ("engine-cpu", None)];

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    build()?;
    println!("dist/ is ready for any static host.");
    Ok(())
}

/// Builds `dist/`, and is quick if nothing changed.
pub(crate) fn build() -> Outcome {
    tools::ensure()?;
    npm::ensure()?;
    for (name, feature) in ENGINES {
        engine(name, feature)?;
    }
    npm::run_node(npm::node().arg("web/bundle.mjs").arg(root().join("dist")))
}

fn engine(name: &str, feature: Option<&str>) -> Outcome {
    let mut compile = cargo();
    compile.args(["build", "--release", "--target", tools::TARGET]);
    compile.args(["--package", "wasm", "--bin", name]);
    if let Some(feature) = feature {
        compile.args(["--features", feature]);
    }
    run(&mut compile, "")?;
    let module = format!("target/{}/release/{name}.wasm", tools::TARGET);
    let mut bind = program(tools::path("wasm-bindgen"));
    // Names of functions are an eighth of the download.
    bind.arg("--remove-name-section");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
    // From here web/bundle.mjs takes it into the folder of the build.
    bind.arg(root().join("target/engines"));
    run(bind.arg(root().join(module)), "")
}
