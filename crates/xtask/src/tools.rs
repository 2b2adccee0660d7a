//! Installs the pinned build tools: the wasm target, and wasm-bindgen and Trunk in `.tools/`.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::command::{Outcome, ask, cargo, program, root, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// The tools run for seconds. With their own release profiles they take twelve minutes longer to
/// compile.
const PROFILE: &[&str] = &[
    "profile.release.opt-level=1",
    "profile.release.lto=\"off\"",
    "profile.release.codegen-units=16",
];

const RUSTUP: &str = "Install Rust with rustup, which brings cargo, clippy and rustfmt.";

/// A program that cargo installs into `.tools/`.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    /// Further arguments for `cargo install`.
    flags: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: "0.2.130", // must match the workspace's wasm-bindgen and Trunk.toml
        // Not --locked: its lock file can name a version that is not published yet.
        flags: &["--bin", "wasm-bindgen"],
    },
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14", // later versions need a newer compiler
        flags: &["--locked"],
    },
];

/// Installs the target and the tools if they are missing or have another version.
pub(crate) fn ensure() -> Outcome {
    ensure_target()?;
    TOOLS.iter().try_for_each(ensure_tool)
}

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

/// Returns PATH with `.tools/` first, because Trunk uses the first wasm-bindgen on it.
pub(crate) fn search_path() -> Outcome<OsString> {
    let before = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(bin()).chain(env::split_paths(&before)))
        .map_err(|error| format!("the project's tools cannot be added to PATH: {error}."))
}

fn bin() -> PathBuf {
    root().join(".tools").join("bin")
}

fn ensure_target() -> Outcome {
    let mut question = program("rustc");
    question.args(["--print", "target-libdir", "--target", TARGET]);
    if ask(&mut question).is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    println!("installing the compilation target {TARGET}");
    let remedy = format!("Add the standard library for {TARGET} to your Rust toolchain. {RUSTUP}");
    run(program("rustup").args(["target", "add", TARGET]), &remedy)
}

fn ensure_tool(tool: &Tool) -> Outcome {
    let found = ask(program(path(tool.program)).arg("--version"));
    if found.as_deref().and_then(version) == Some(tool.version) {
        return Ok(());
    }
    println!(
        "installing {} {} into .tools/ (takes minutes, only once)",
        tool.package, tool.version
    );
    let mut install = cargo();
    for setting in PROFILE {
        install.args(["--config", setting]);
    }
    install.args(["install", tool.package, "--version", tool.version, "--root"]);
    install.arg(root().join(".tools")).args(tool.flags);
    // Leaves out downloads, TLS and update checks, which neither tool needs here.
    install.arg("--no-default-features");
    run(&mut install, RUSTUP)
        .map_err(|message| format!("{message} It needs a C compiler and access to crates.io."))
}

/// Returns the version in "trunk 0.21.14" or "wasm-bindgen 0.2.130 (commit)".
fn version(line: &str) -> Option<&str> {
    line.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_version_is_the_second_word() {
        assert_eq!(version("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version("wasm-bindgen 0.2.130 (a1b2c3)"), Some("0.2.130"));
        assert_eq!(version("broken"), None);
    }

    #[test]
    fn the_pinned_wasm_bindgen_matches_the_workspace_and_trunk() {
        let pinned = TOOLS[0].version;
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = \"={pinned}\"")));
        let trunk = fs::read_to_string(root().join("Trunk.toml")).unwrap();
        assert!(trunk.contains(&format!("wasm_bindgen = \"{pinned}\"")));
    }

    #[test]
    fn the_tools_come_first_on_the_path() {
        let joined = search_path().unwrap();
        assert_eq!(env::split_paths(&joined).next(), Some(bin()));
    }
}
