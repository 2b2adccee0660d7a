//! `cargo xtask build`: compiles the engine twice and assembles `dist/`, or compiles one of the two.

use std::env;
use std::path::PathBuf;
use std::thread;

use lexopt::ValueExt as _;

use crate::command::{Outcome, cargo, program, root, run};
use crate::{npm, tools};

/// An artifact of the crate `wasm`.
pub(crate) struct Engine {
    /// The device that it computes on.
    device: &'static str,
    /// What `cargo build` is told beside its name.
    arguments: &'static [&'static str],
}

/// Serves every visitor, and is compiled in a fraction of the other one's time.
pub(crate) const CPU: Engine = Engine {
    device: "cpu",
    // What is linked last decides whether any loop is turned into vectors. The other engine is four
    // times as large, and computes on the graphics card.
    arguments: &["--config", "profile.release.package.wasm.opt-level=3"],
};

const WEBGPU: Engine = Engine {
    device: "webgpu",
    // Linked thinly it takes half of the time, and packed it is a thousandth larger.
    arguments: &[
        "--features",
        "webgpu",
        "--config",
        "profile.release.lto='thin'",
    ],
};

const ENGINES: [Engine; 2] = [CPU, WEBGPU];

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let Some(device) = read(parser).map_err(|error| error.to_string())? else {
        build()?;
        println!("dist/ is ready for any static host.");
        return Ok(());
    };
    let engine = ENGINES.iter().find(|engine| engine.device == device);
    let engine =
        engine.ok_or_else(|| format!("there is no engine {device}; they are cpu and webgpu."))?;
    engine.build()
}

/// The engine that is wanted, if only one is.
fn read(mut parser: lexopt::Parser) -> Result<Option<String>, lexopt::Error> {
    let mut engine = None;
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("engine") => engine = Some(parser.value()?.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(engine)
}

/// Builds `dist/`, and is quick if nothing changed.
pub(crate) fn build() -> Outcome {
    npm::ensure()?;
    for engine in &ENGINES {
        engine.build()?;
    }
    npm::run_node(npm::node().arg("web/bundle.mjs").arg(dist()))
}

/// Where the page is built.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

impl Engine {
    /// Compiles it into `target/engines/`, from where `web/bundle.mjs` takes it.
    pub(crate) fn build(&self) -> Outcome {
        tools::ensure_target()?;
        // It is needed only at the end.
        let installing = thread::spawn(tools::ensure_wasm_bindgen);
        let compiled = self.compile();
        let installed = installing.join();
        compiled?;
        installed.map_err(|_| "the installation of wasm-bindgen panicked".to_owned())??;
        self.bind()
    }

    fn name(&self) -> String {
        format!("engine-{}", self.device)
    }

    fn compile(&self) -> Outcome {
        let mut compile = cargo();
        compile.args(["build", "--release", "--target", tools::TARGET]);
        compile.args(["--package", "wasm", "--bin", &self.name()]);
        compile.args(["--config", &without_home()]);
        run(compile.args(self.arguments), "")
    }

    fn bind(&self) -> Outcome {
        let module = format!("target/{}/release/{}.wasm", tools::TARGET, self.name());
        let mut bind = program(tools::path("wasm-bindgen"));
        // Names of functions are an eighth of the download.
        bind.arg("--remove-name-section");
        bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
        bind.arg(root().join("target/engines"));
        run(bind.arg(root().join(module)), "")
    }
}

/// What a panic says names the file of each dependency: without the folder of the machine that compiled it.
fn without_home() -> String {
    let of_user = || env::home_dir().unwrap_or_default().join(".cargo");
    let home = env::var_os("CARGO_HOME").map_or_else(of_user, PathBuf::from);
    let sources = home.join("registry").join("src");
    format!(
        "target.{}.rustflags=['--remap-path-prefix={}=']",
        tools::TARGET,
        sources.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_engine_lists_the_engines() {
        let message = task(lexopt::Parser::from_args(["--engine", "tpu"])).unwrap_err();
        assert!(message.contains("tpu") && message.contains("cpu and webgpu"));
        assert!(task(lexopt::Parser::from_args(["--fast"])).is_err());
    }
}
