//! `cargo xtask bench`: times the page in a real Chromium and prints medians as tables.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use crate::command::{Outcome, cargo, root, run};
use crate::{browser, bundle, npm};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    // The bench runs in the workspace's root; a relative path means the caller's folder.
    let folder = env::current_dir().map_err(|error| error.to_string())?;
    let arguments = read(parser, &folder).map_err(|error| error.to_string())?;
    bundle::build()?;
    npm::ensure()?;
    let chromium = browser::ensure()?;
    if lacks_weights() {
        // As in the tests: it builds what writes them.
        run(cargo().args(["test", "--workspace", "--no-run"]), "")?;
    }
    let mut command = npm::node();
    command
        .arg("tests/browser/bench.mjs")
        .args(arguments)
        .env("CHROMIUM", chromium);
    npm::run_node(&mut command)
}

/// Whether the network of the table of methods has yet to be written, from the reference folder.
fn lacks_weights() -> bool {
    let written = root().join("target/reference-weights/resnet18.safetensors");
    root().join("../shared/reference").is_dir() && !written.is_file()
}

/// The arguments of `bench.mjs`; `folder` is where a relative path begins.
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
    fn what_the_bench_knows_is_handed_on_and_a_path_means_the_callers_folder() {
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
