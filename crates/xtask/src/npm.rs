//! Installs and runs the JavaScript packages for the checks: type checker, Playwright, axe.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::command::{Outcome, ask, program, root, run};

/// The first release that the packages of the tests take.
const OLDEST: (u32, u32) = (20, 19);
const REMEDY: &str = "Install Node.js 20.19 or newer, which brings npm.";

/// Runs `npm ci` if the packages are missing or older than the lock file.
pub(crate) fn ensure() -> Outcome {
    let found = ask(node().arg("--version"));
    match found.as_deref().and_then(release) {
        Some(number) if number >= OLDEST => {}
        Some((major, minor)) => {
            return Err(format!("Node.js {major}.{minor} is too old. {REMEDY}"));
        }
        None => return Err(format!("Node.js was not found. {REMEDY}")),
    }
    // npm writes this file last, so an interrupted installation never looks finished.
    let installed = changed(&root().join("node_modules").join(".package-lock.json"));
    let wanted = changed(&root().join("package-lock.json"));
    if wanted.is_none() {
        return Err("package-lock.json is missing. Restore it from the repository.".into());
    }
    if installed >= wanted {
        return Ok(());
    }
    println!("installing the npm packages");
    let mut install = npm();
    install.args(["ci", "--no-audit", "--no-fund"]);
    // The tests use an installed Chromium (browser.rs).
    run(install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), REMEDY)
}

/// Runs a script of package.json.
pub(crate) fn script(name: &str) -> Outcome {
    run(npm().args(["run", "--silent", name]), REMEDY)
}

/// Runs a JavaScript program.
pub(crate) fn run_node(command: &mut Command) -> Outcome {
    run(command, REMEDY)
}

pub(crate) fn node() -> Command {
    program("node")
}

fn npm() -> Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// Returns major and minor version: 20 and 11 for "v20.11.1".
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_and_minor_version_are_read() {
        assert_eq!(release("v20.11.1"), Some((20, 11)));
        assert_eq!(release("v24.0.0-nightly"), Some((24, 0)));
        assert_eq!(release("20.1"), None);
    }
}
