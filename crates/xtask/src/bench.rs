//! `cargo xtask bench`: times the page in a real Chromium and prints medians as tables.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use crate::command::{Outcome, cargo, root, run};
use crate::{browser, bundle, npm};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    // The bench runs in the workspace's root, but a relative path refers to the caller's folder.
    let folder = env::current_dir().map_err(|error| error.to_string())?;
    let arguments = read(parser, &folder).map_err(|error| error.to_string())?;
    bundle::build()?;
    npm::ensure()?;
    let chromium = browser::ensure()?;
    if lacks_weights() {
        // This builds the program that writes them, as in `test.rs`.
        run(cargo().args(["test", "--workspace", "--no-run"]), "")?;
    }
    let mut command = npm::node();
    command
        .arg("tests/browser/bench.mjs")
        .args(arguments)
        .env("CHROMIUM", chromium);
    npm::run_node(&mut command)
}

/// Whether the network for the table of methods must still be written.
fn lacks_weights() -> bool {
    !root()
        .join("target/reference-weights/torchvision_resnet18.safetensors")
        .is_file()
}

/// Returns the arguments for `bench.mjs`. Relative paths are relative to `folder`.
fn read(mut parser: lexopt::Parser, folder: &Path) -> Result<Vec<OsString>, lexopt::Error> {
    use lexopt::prelude::Long;
    let mut arguments = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => {
                arguments.push("--json".into());
                arguments.push(folder.join(parser.value()?).into_os_string());
            }
            Long("methods") => {
                arguments.push("--methods".into());
                arguments.push(parser.value()?);
            }
            Long("visits") => arguments.push("--visits".into()),
            Long("quick") => arguments.push("--quick".into()),
            Long("all") => arguments.push("--all".into()),
            other => return Err(other.unexpected()),
        }
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_options_are_passed_on_and_paths_are_relative_to_the_callers_folder() {
        let folder = Path::new("here");
        let line = ["--json", "times.json", "--quick", "--methods", "fem,cam"];
        let arguments = read(lexopt::Parser::from_args(line), folder).unwrap();
        assert_eq!(arguments[0], "--json");
        assert_eq!(Path::new(&arguments[1]), folder.join("times.json"));
        assert_eq!(arguments[2..], ["--quick", "--methods", "fem,cam"]);
        let all = read(lexopt::Parser::from_args(["--all"]), folder).unwrap();
        assert_eq!(all, ["--all"]);
        assert!(read(lexopt::Parser::from_args(["--fast"]), folder).is_err());
    }
}
