//! `cargo xtask <command>`: serves, builds, tests and times the page. Installs missing tools first.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool prints its output"
)]

mod bench;
mod browser;
mod bundle;
mod command;
mod demo;
mod deny;
mod lessons;
mod module;
mod npm;
mod package;
mod serve;
mod test;
mod tools;

use std::process::ExitCode;

use command::Outcome;

/// A command of `cargo xtask`.
struct Task {
    name: &'static str,
    options: &'static str,
    description: &'static str,
    run: fn(lexopt::Parser) -> Outcome,
}

/// All commands, in the order of the help text.
const TASKS: &[Task] = &[
    Task {
        name: "serve",
        options: "[--port N] [--no-open]",
        description: "builds and serves the page, and rebuilds it after each change",
        run: serve::task,
    },
    Task {
        name: "test",
        options: "[--only STEP] [-- ARGUMENTS]",
        description: "runs all checks; arguments after -- go to the browser tests",
        run: test::task,
    },
    Task {
        name: "build",
        options: "[--engine cpu|webgpu]",
        description: "builds dist/, which any static host can serve, or compiles one engine",
        run: bundle::task,
    },
    Task {
        name: "module",
        options: "",
        description: "packs web/sightline.js with the engine for npm install",
        run: module::task,
    },
    Task {
        name: "package",
        options: "",
        description: "makes target/sightline-<version>.zip, for a class without a network",
        run: package::task,
    },
    Task {
        name: "lessons",
        options: "[--page ADDRESS]",
        description: "writes the lessons as episodes of the Carpentries Workbench",
        run: lessons::task,
    },
    Task {
        name: "bench",
        options: "[--quick] [--methods IDS] [--all] [--json FILE]",
        description: "times steps and methods on both devices, beside pytorch-grad-cam",
        run: bench::task,
    },
    Task {
        name: "demo",
        options: "",
        description: "redraws the samples and retrains our own networks (web/demo/)",
        run: demo::task,
    },
    Task {
        name: "deny",
        options: "",
        description: "checks the crates' licences, advisories and sources with cargo-deny",
        run: deny::task,
    },
];

fn main() -> ExitCode {
    let outcome = dispatch(lexopt::Parser::from_env());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(mut parser: lexopt::Parser) -> Outcome {
    use lexopt::prelude::{Long, Short, Value};
    match parser.next().map_err(|error| error.to_string())? {
        Some(Value(name)) => match TASKS.iter().find(|task| name == task.name) {
            Some(task) => (task.run)(parser),
            None => Err(format!(
                "there is no command {}.\n\n{}",
                name.display(),
                help()
            )),
        },
        None | Some(Long("help") | Short('h')) => {
            println!("{}", help());
            Ok(())
        }
        Some(other) => Err(format!("{}.\n\n{}", other.unexpected(), help())),
    }
}

fn help() -> String {
    let lines = TASKS.iter().map(|task| {
        let usage = format!("{} {}", task.name, task.options);
        format!("  {usage:<54}{}", task.description)
    });
    let lines: Vec<String> = lines.collect();
    format!("cargo xtask COMMAND\n\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_every_task() {
        let text = help();
        for task in TASKS {
            assert!(text.contains(task.name), "{} is missing", task.name);
        }
    }

    #[test]
    fn an_unknown_command_lists_the_commands() {
        let message = dispatch(lexopt::Parser::from_args(["fly"])).unwrap_err();
        assert!(message.contains("no command fly") && message.contains("serve"));
    }
}
