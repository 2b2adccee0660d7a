//! Runs other programs in the workspace's root and reports which one failed.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The result of a task. The error is a sentence that says what is missing and what to do.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Returns a command that runs in the workspace's root.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    // `cargo run` sets these for this package. Build scripts that read them would run again.
    for (key, _) in env::vars_os() {
        let text = key.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&key);
        }
    }
    command
}

/// Returns the cargo that started this tool, so all builds use the same toolchain.
pub(crate) fn cargo() -> Command {
    program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command and shows its output. `remedy` says what to install if the program is missing.
pub(crate) fn run(command: &mut Command, remedy: &str) -> Outcome {
    let line = describe(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status}).")),
        Err(error) => Err(cannot_start(&line, &error, remedy)),
    }
}

/// Runs a command and returns its output, or `None` if it is missing or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// The message for a program that could not be started.
pub(crate) fn cannot_start(line: &str, error: &std::io::Error, remedy: &str) -> String {
    if error.kind() == ErrorKind::NotFound {
        format!("`{line}` cannot run: the program is not installed. {remedy}")
    } else {
        format!("`{line}` cannot run: {error}.")
    }
}

/// The command line as one would type it.
pub(crate) fn describe(command: &Command) -> String {
    let name = Path::new(command.get_program());
    let name = name.file_name().unwrap_or(name.as_os_str());
    let arguments = command.get_args().map(|part| part.to_string_lossy());
    std::iter::once(name.to_string_lossy())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Fails if arguments are left.
pub(crate) fn no_more(mut parser: lexopt::Parser) -> Outcome {
    match parser.next().map_err(|error| error.to_string())? {
        None => Ok(()),
        Some(argument) => Err(format!("{}.", argument.unexpected())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_workspaces_folder() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_missing_program_is_named_with_its_remedy() {
        let mut missing = program("no-such-program-anywhere");
        let message = run(missing.arg("--now"), "Install it.").unwrap_err();
        assert!(
            message.contains("no-such-program-anywhere --now") && message.contains("Install it.")
        );
    }

    #[test]
    fn a_failing_program_is_an_error() {
        let message = run(cargo().args(["no-such-subcommand", "-q"]), "").unwrap_err();
        assert!(message.contains("failed"), "{message}");
    }
}
