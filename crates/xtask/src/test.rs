//! `cargo xtask test`: runs the checks in order of cost, prints how long each takes and stops at
//! the first failure.
//!
//! The page is built in parallel with the checks that do not need it, since most of its build time
//! is one linker on one core.

use std::ffi::OsString;
use std::thread;
use std::time::Instant;

use lexopt::ValueExt as _;

use crate::command::{Outcome, cargo, run};
use crate::{browser, bundle, npm, tools};

/// One check.
struct Step {
    name: &'static str,
    heading: &'static str,
    /// Takes the arguments after `--`. Only the browser tests use them.
    run: fn(&[OsString]) -> Outcome,
}

const BUILD: &str = "build";

const STEPS: &[Step] = &[
    Step {
        name: "format",
        heading: "Rust: format",
        run: |_| run(cargo().args(["fmt", "--all", "--check"]), ""),
    },
    Step {
        name: "lint",
        heading: "Rust: lints",
        run: |_| run(cargo().args(LINT), ""),
    },
    Step {
        name: "docs",
        heading: "Rust: documentation",
        run: |_| run(cargo().args(DOCS).env("RUSTDOCFLAGS", "-D warnings"), ""),
    },
    Step {
        name: "rust",
        heading: "Rust: tests",
        run: |_| run(cargo().args(["test", "--workspace"]), ""),
    },
    Step {
        name: "types",
        heading: "JavaScript: types",
        run: |_| npm::ensure().and_then(|()| npm::script("check")),
    },
    Step {
        name: "node",
        heading: "JavaScript: tests without a browser",
        run: |_| npm::ensure().and_then(|()| npm::script("test")),
    },
    Step {
        name: BUILD,
        heading: "The page: dist/",
        run: |_| bundle::build(),
    },
    Step {
        name: "browser",
        heading: "The page in Chromium, on the CPU and on WebGPU",
        run: playwright,
    },
];

const LINT: &[&str] = &[
    "clippy",
    "--workspace",
    "--all-targets",
    "--",
    "-D",
    "warnings",
];

/// There are no examples. Asked for them, cargo takes the features that tests need, with which the lints
/// have checked all dependencies already.
const DOCS: &[&str] = &[
    "doc",
    "--workspace",
    "--no-deps",
    "--lib",
    "--bin",
    "xtask",
    "--examples",
];

struct Options {
    only: Option<String>,
    arguments: Vec<OsString>,
}

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let options = read(parser).map_err(|error| error.to_string())?;
    let steps = select(options.only.as_deref())?;
    tools::ensure_components()?;
    let start = Instant::now();
    let beside = steps.len() > 1 && steps.iter().any(|step| step.name == BUILD);
    if beside {
        // The build and a later step would both install the packages.
        npm::ensure()?;
    }
    let mut build = beside.then(|| thread::spawn(bundle::build));
    for (done, step) in steps.iter().enumerate() {
        println!("\n== {} ({})", step.heading, step.name);
        let begin = Instant::now();
        let built = build.take_if(|_| step.name == BUILD);
        let outcome = match built.map(thread::JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) => Err("the build of the page panicked".into()),
            None => (step.run)(&options.arguments),
        };
        if let Err(message) = outcome {
            let rest = steps.len() - done - 1;
            println!("\n{done} passed, 1 failed ({}), {rest} not run", step.name);
            return Err(message);
        }
        println!("-- {}: {}", step.name, seconds(begin));
    }
    println!("\nall steps took {}", seconds(start));
    println!("{} passed, 0 failed", steps.len());
    Ok(())
}

fn read(mut parser: lexopt::Parser) -> Result<Options, lexopt::Error> {
    use lexopt::prelude::{Long, Value};
    let mut options = Options {
        only: None,
        arguments: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => options.only = Some(parser.value()?.string()?),
            // lexopt returns everything after `--` as values.
            Value(value) => options.arguments.push(value),
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

fn select(only: Option<&str>) -> Outcome<Vec<&'static Step>> {
    let Some(name) = only else {
        return Ok(STEPS.iter().collect());
    };
    let step = STEPS.iter().find(|step| step.name == name);
    step.map(|step| vec![step]).ok_or_else(|| {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        format!(
            "there is no step {name}; the steps are {}.",
            names.join(", ")
        )
    })
}

fn playwright(arguments: &[OsString]) -> Outcome {
    npm::ensure()?;
    let chromium = browser::ensure()?;
    // Builds what writes the weights for the browser tests, which are too large for the repository.
    // With the arguments of the Rust tests, since other ones would rebuild the tensor crates.
    run(cargo().args(["test", "--workspace", "--no-run"]), "")?;
    let mut command = npm::node();
    command.args(["node_modules/@playwright/test/cli.js", "test"]);
    command.args(["--config", "tests/browser/playwright.config.js"]);
    npm::run_node(command.args(arguments).env("CHROMIUM", chromium))
}

fn seconds(since: Instant) -> String {
    format!("{:.1} s", since.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_can_be_selected_and_an_unknown_one_lists_the_steps() {
        assert_eq!(select(Some("docs")).unwrap().len(), 1);
        assert_eq!(select(None).unwrap().len(), STEPS.len());
        let message = select(Some("sleep")).err().unwrap();
        assert!(message.contains("format") && message.contains("browser"));
    }

    #[test]
    fn arguments_after_the_dashes_are_kept() {
        let line = ["--only", "browser", "--", "--project=cpu", "path"];
        let options = read(lexopt::Parser::from_args(line)).unwrap();
        assert_eq!(options.only.as_deref(), Some("browser"));
        assert_eq!(options.arguments, ["--project=cpu", "path"]);
        assert!(read(lexopt::Parser::from_args(["--fast"])).is_err());
    }
}
