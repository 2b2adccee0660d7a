//! The files of the repository, and its crates as cargo describes them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

/// Folders to skip in a copy without git.
const FOREIGN: [&str; 7] = [
    ".git",
    ".tools",
    "dist",
    "node_modules",
    "results",
    "target",
    "test-results",
];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of the repository, with `/` between folders: those that git tracks or would add.
/// Without git, every file.
pub(crate) fn files() -> Vec<String> {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let answer = git.current_dir(root()).output().ok();
    let listed = answer.filter(|answer| answer.status.success() && root().join(".git").exists());
    let mut found: Vec<String> = match listed {
        Some(answer) => {
            let list = String::from_utf8_lossy(&answer.stdout);
            list.split_terminator('\0').map(str::to_owned).collect()
        }
        None => walk(""),
    };
    // Git still lists a file that was just deleted.
    found.retain(|path| root().join(path).is_file());
    found
}

fn walk(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}{name}");
        if !entry.path().is_dir() {
            found.push(path);
        } else if !FOREIGN.contains(&name.as_str()) {
            found.extend(walk(&format!("{path}/")));
        }
    }
    found
}

pub(crate) fn is_rust(path: &str) -> bool {
    ends_in(path, &["rs"])
}

pub(crate) fn is_code(path: &str) -> bool {
    ends_in(path, &["rs", "js", "mjs"])
}

pub(crate) fn ends_in(path: &str, endings: &[&str]) -> bool {
    let ending = Path::new(path).extension();
    ending.is_some_and(|ending| endings.iter().any(|known| ending == *known))
}

/// The name of a file up to its first dot.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// The code files below a folder: path and text.
pub(crate) fn programs(folder: &str) -> Vec<(String, String)> {
    let mut found = files();
    found.retain(|path| path.starts_with(folder) && is_code(path));
    assert!(!found.is_empty(), "there is no program in {folder}");
    let with_text = found.into_iter().map(|path| {
        let text = read(&path);
        (path, text)
    });
    with_text.collect()
}

/// The same without files that hold only tests.
pub(crate) fn shipped(folder: &str) -> Vec<(String, String)> {
    let mut found = programs(folder);
    found.retain(|(path, _)| stem(path) != "tests" && !stem(path).starts_with("test_"));
    found
}

/// Code without its `#[cfg(test)]` items and without whole-line comments.
pub(crate) fn code(program: &str) -> String {
    let mut kept = String::new();
    let mut lines = program.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        if start == "#[cfg(test)]" {
            let indent = &line[..line.len() - start.len()];
            // rustfmt indents the end of an item like its beginning.
            let is_end = |line: &str| {
                let rest = line.strip_prefix(indent).unwrap_or(" ");
                !rest.starts_with(' ') && rest.ends_with(['}', ';'])
            };
            lines.by_ref().find(|line| is_end(line));
        } else if !["//", "/*", "*"].iter().any(|c| start.starts_with(c)) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The text between backticks.
pub(crate) fn spans(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split('`').skip(1).step_by(2)
}

/// The crates of the workspace, in alphabetical order.
pub(crate) fn crates() -> Vec<Json> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--format-version", "1", "--no-deps"]);
    let output = cargo.arg("--offline").current_dir(root()).output().unwrap();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{trouble}");
    let mut metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let mut crates = std::mem::take(metadata["packages"].as_array_mut().unwrap());
    crates.sort_by_key(|one| text(one, "name"));
    crates
}

pub(crate) fn text(json: &Json, key: &str) -> String {
    json[key].as_str().unwrap().to_owned()
}

pub(crate) fn list<'a>(json: &'a Json, key: &str) -> std::slice::Iter<'a, Json> {
    json[key].as_array().unwrap().iter()
}
