//! `cargo xtask build`: compiles the engine twice and assembles `dist/`.

use std::path::PathBuf;

use crate::command::{Outcome, cargo, no_more, program, root, run};
use crate::{npm, tools};

/// An artifact of the crate `wasm`.
struct Engine {
    name: &'static str,
    /// What `cargo build` is told beside its name.
    arguments: &'static [&'static str],
}

/// The linker has one core, and takes longest for the first: so other checks run meanwhile.
const ENGINES: [Engine; 2] = [
    Engine {
        name: "engine-webgpu",
        arguments: &["--features", "webgpu"],
    },
    Engine {
        name: "engine-cpu",
        // What is linked last decides whether any loop is turned into vectors. The other engine is four
        // times as large, and computes on the graphics card.
        arguments: &["--config", "profile.release.package.wasm.opt-level=3"],
    },
];

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
    for engine in ENGINES {
        engine.build()?;
    }
    npm::run_node(npm::node().arg("web/bundle.mjs").arg(dist()))
}

/// Where the page is built.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

impl Engine {
    fn build(&self) -> Outcome {
        let mut compile = cargo();
        compile.args(["build", "--release", "--target", tools::TARGET]);
        compile.args(["--package", "wasm", "--bin", self.name]);
        run(compile.args(self.arguments), "")?;
        let module = format!("target/{}/release/{}.wasm", tools::TARGET, self.name);
        let mut bind = program(tools::path("wasm-bindgen"));
        // Names of functions are an eighth of the download.
        bind.arg("--remove-name-section");
        bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
        // From here web/bundle.mjs takes it into the folder of the build.
        bind.arg(root().join("target/engines"));
        run(bind.arg(root().join(module)), "")
    }
}
