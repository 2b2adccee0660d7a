//! `cargo xtask bench`: times the page in a real Chromium and prints medians as a table.

use std::env;
use std::path::PathBuf;

use crate::command::Outcome;
use crate::{browser, bundle, npm};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let json = read(parser).map_err(|error| error.to_string())?;
    bundle::build()?;
    npm::ensure()?;
    let chromium = browser::ensure()?;
    let mut command = npm::node();
    command
        .arg("tests/browser/bench.mjs")
        .env("CHROMIUM", chromium);
    if let Some(file) = json {
        // The bench runs in the workspace's root; a relative path means the caller's folder.
        let folder = env::current_dir().map_err(|error| error.to_string())?;
        command.arg("--json").arg(folder.join(file));
    }
    npm::run_node(&mut command)
}

fn read(mut parser: lexopt::Parser) -> Result<Option<PathBuf>, lexopt::Error> {
    use lexopt::prelude::Long;
    let mut json = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => json = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected()),
        }
    }
    Ok(json)
}
