//! Installs the build tools: the wasm target, and the pinned wasm-bindgen in `.tools/`.

use std::env;
use std::path::PathBuf;

use crate::command::{Outcome, ask, cargo, program, root, run};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The tool runs for seconds. With its own release profile it takes minutes longer to compile.
const PROFILE: &[&str] = &[
    "profile.release.opt-level=1",
    "profile.release.lto=\"off\"",
    "profile.release.codegen-units=16",
];

const RUSTUP: &str = "Install Rust with rustup, which brings cargo, clippy and rustfmt.";

/// Must match the workspace's wasm-bindgen.
const WASM_BINDGEN: &str = "0.2.130";

/// Installs rustfmt and clippy if the toolchain lacks them.
pub(crate) fn ensure_components() -> Outcome {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if ask(cargo().args([subcommand, "--version"])).is_none() {
            run(
                program("rustup").args(["component", "add", component]),
                RUSTUP,
            )?;
        }
    }
    Ok(())
}

/// The path of a program in `.tools/`.
pub(crate) fn path(name: &str) -> PathBuf {
    bin().join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

fn bin() -> PathBuf {
    root().join(".tools").join("bin")
}

/// Installs the compilation target if it is missing.
pub(crate) fn ensure_target() -> Outcome {
    let mut question = program("rustc");
    question.args(["--print", "target-libdir", "--target", TARGET]);
    if ask(&mut question).is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    println!("installing the compilation target {TARGET}");
    let remedy = format!("Add the standard library for {TARGET} to your Rust toolchain. {RUSTUP}");
    run(program("rustup").args(["target", "add", TARGET]), &remedy)
}

/// Installs wasm-bindgen if it is missing or has another version.
pub(crate) fn ensure_wasm_bindgen() -> Outcome {
    let found = ask(program(path("wasm-bindgen")).arg("--version"));
    if found.as_deref().and_then(version) == Some(WASM_BINDGEN) {
        return Ok(());
    }
    println!("installing wasm-bindgen {WASM_BINDGEN} into .tools/ (takes minutes, only once)");
    let mut install = cargo();
    for setting in PROFILE {
        install.args(["--config", setting]);
    }
    install.args(["install", "wasm-bindgen-cli", "--version", WASM_BINDGEN]);
    install.args(["--bin", "wasm-bindgen", "--root"]);
    install.arg(root().join(".tools"));
    // Leaves out downloads, TLS and update checks, which it does not need here.
    install.arg("--no-default-features");
    run(&mut install, RUSTUP)
        .map_err(|message| format!("{message} It needs a C compiler and access to crates.io."))
}

/// Returns the version in "wasm-bindgen 0.2.130 (commit)".
fn version(line: &str) -> Option<&str> {
    line.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_version_is_the_second_word() {
        assert_eq!(version("wasm-bindgen 0.2.130 (a1b2c3)"), Some("0.2.130"));
        assert_eq!(version("broken"), None);
    }

    #[test]
    fn the_pinned_wasm_bindgen_matches_the_workspace() {
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
    }
}
