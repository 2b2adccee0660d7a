//! Rules of the house that no compiler holds. `docs/ARCHITECTURE.md` names these tests.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may panic outside its #[test] function too, and prints advice"
)]

mod repository;

use std::collections::BTreeSet;
use std::fs;

use repository::{
    code, crates, ends_in, files, is_code, is_rust, list, programs, read, root, shipped, spans,
    stem, text,
};
use serde_json::Value as Json;

/// Every crate with the crates of this workspace that it knows, in its tests too.
#[rustfmt::skip] // one crate per line
const KNOWS: [(&str, &[&str]); 9] = [
    ("demo", &["formats", "graph", "imaging"]),
    ("explain", &["graph", "imaging"]),
    ("formats", &["graph"]),
    ("graph", &[]),
    ("imaging", &[]),
    ("session", &["explain", "formats", "graph", "imaging"]),
    ("tests", &["demo", "explain", "formats", "graph", "imaging", "session"]),
    ("wasm", &["session"]),
    ("xtask", &[]),
];

/// The crates that the page consists of.
const PAGE: [&str; 6] = ["explain", "formats", "graph", "imaging", "session", "wasm"];

/// What no file is named: it says nothing of what the file holds.
const DRAWERS: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

const LONGEST: usize = 320;

/// Longer files, each with its reason.
#[rustfmt::skip] // one file per line
const LONG: [(&str, &str); 3] = [
    ("tests/laws/graphs.rs", "one generator of graphs and every law that holds on them"),
    ("tests/reference/keras/models.mjs", "a list of small models, one after the other"),
    ("web/engine/client.test.js", "one worker that pretends, and every way a request can end"),
];

#[test]
fn crates_depend_one_way() {
    let found: Vec<(String, BTreeSet<String>)> = crates()
        .iter()
        .map(|one| {
            let ours = list(one, "dependencies").filter(|other| other["path"].is_string());
            let ours = ours.map(|other| text(other, "name")).collect();
            (text(one, "name"), ours)
        })
        .collect();
    let expected = KNOWS.map(|(name, others)| {
        let others = others.iter().map(ToString::to_string).collect();
        (name.to_owned(), others)
    });
    assert_eq!(found, expected, "a new arrow is a decision");
}

#[test]
fn only_wasm_knows_javascript() {
    for one in crates().iter().filter(|one| one["name"] != "wasm") {
        for other in list(one, "dependencies").map(|other| text(other, "name")) {
            let border = ["js-sys", "web-sys"].contains(&other.as_str());
            let border = border || other.contains("wasm-bindgen");
            assert!(!border, "{} depends on {other}", one["name"]);
        }
    }
}

/// `demo` trains natively and `tests` compare numbers: both are outside the page.
#[test]
fn only_session_names_a_backend() {
    let others = |one: &&Json| PAGE.contains(&text(one, "name").as_str());
    for one in crates().iter().filter(others) {
        let name = text(one, "name");
        if name == "session" {
            continue;
        }
        let switches = one["features"].to_string();
        assert!(!switches.contains("burn/"), "{name}: {switches}");
        for other in list(one, "dependencies").filter(|other| other["kind"] != "dev") {
            let tensors = text(other, "name");
            assert!(!tensors.starts_with("burn-"), "{name} knows {tensors}");
            let plain = |f: &Json| f == "autodiff" || f == "simd";
            let fine = tensors != "burn" || list(other, "features").all(plain);
            assert!(fine, "{name} takes burn with {}", other["features"]);
        }
        for (path, program) in shipped(&format!("crates/{name}/src/")) {
            for device in ["Device::flex", "Device::wgpu", "Device::default"] {
                assert!(!code(&program).contains(device), "{path} names {device}");
            }
        }
    }
}

/// A browser cannot wait: a tensor is read by awaiting `Value::read`.
#[test]
fn nothing_waits_for_the_device() {
    for name in PAGE {
        for (path, program) in shipped(&format!("crates/{name}/src/")) {
            for wait in ["into_data(", "to_data(", "into_scalar(", "block_on("] {
                assert!(!code(&program).contains(wait), "{path} calls {wait})");
            }
        }
    }
}

#[test]
fn the_whole_way_is_one_short_function() {
    let program = read("crates/session/src/session.rs");
    let way = program
        .lines()
        .skip_while(|line| !line.contains("pub async fn explain<"));
    let lines = 1 + way.take_while(|line| *line != "    }").count();
    assert!((2..=40).contains(&lines), "`explain` has {lines} lines");
}

#[test]
fn one_method_is_one_file_with_its_tests() {
    let folder = "crates/explain/src/methods/";
    let names = tested_modules(folder);
    for name in &names {
        let id = format!("    id: \"{}\",\n", name.replace('_', "-"));
        let program = read(&format!("{folder}{name}.rs"));
        assert!(program.contains(&id), "{name}.rs lacks `{}`", id.trim());
    }
    let catalogue = read(&format!("{folder}mod.rs"));
    let infos = catalogue.split("=> &").skip(1);
    let infos = infos.filter_map(|rest| rest.split_once("::INFO,"));
    let listed: BTreeSet<String> = infos.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, listed, "files, and methods of the catalogue");
}

#[test]
fn every_op_family_has_its_tests() {
    assert!(tested_modules("crates/graph/src/ops/").contains("conv"));
}

/// The files of a folder but `mod.rs` and the list of all ops, `op.rs`; each must hold a test.
fn tested_modules(folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, program) in programs(folder) {
        if !["mod", "op", "tests"].contains(&stem(&path)) {
            assert!(program.contains("#[test]"), "{path} has no test");
            names.insert(stem(&path).to_owned());
        }
    }
    names
}

#[test]
fn no_file_is_a_drawer() {
    for path in files() {
        let drawer = path.split('/').any(|part| DRAWERS.contains(&stem(part)));
        assert!(!drawer, "{path}: name it after what it holds");
    }
}

#[test]
fn no_file_is_too_long() {
    for path in files().into_iter().filter(|path| is_code(path)) {
        let lines = read(&path).lines().count();
        let listed = LONG.iter().any(|(long, _)| *long == path);
        assert!(listed || lines <= LONGEST, "{path} has {lines} lines");
    }
}

#[test]
fn nothing_names_this_machine() {
    // In pieces, so that this file does not find itself.
    let needles = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    for path in files() {
        let bytes = fs::read(root().join(&path)).unwrap();
        let content = String::from_utf8(bytes).unwrap_or_default(); // pictures, weights
        let found = needles.iter().find(|needle| content.contains(**needle));
        assert_eq!(found, None, "in {path}");
    }
}

/// The lock files are the same wherever they were made.
#[test]
fn packages_come_from_the_public_registries() {
    let index = "registry+https://github.com/rust-lang/crates.io-index";
    for line in read("Cargo.lock").lines() {
        let elsewhere = line.starts_with("source = ") && !line.contains(index);
        assert!(!elsewhere, "{line}");
    }
    let addresses = read("package-lock.json").contains("\"resolved\"");
    assert!(!addresses, "package-lock.json names where packages lie");
    let cargo = read(".cargo/config.toml");
    assert!(!cargo.contains("[source") && !cargo.contains("[registr"));
    assert!(!read(".npmrc").contains("://"));
}

#[test]
fn the_shell_needs_no_packages() {
    let manifest: Json = serde_json::from_str(&read("package.json")).unwrap();
    assert!(manifest["dependencies"].is_null());
    for (path, program) in programs("web/") {
        let mut origins = program
            .lines()
            .filter(|line| line.starts_with("import ") || line.starts_with("} from "));
        let foreign = origins.find(|line| line.contains('"') && !line.contains("\"."));
        let test = path.ends_with(".test.js"); // runs in Node
        assert!(foreign.is_none() || test, "{path}: {foreign:?}");
        assert!(!program.contains("innerHTML"), "{path} parses HTML");
    }
}

#[test]
fn message_names_stand_in_the_protocol_alone() {
    let protocol = read("web/engine/protocol.js");
    let tables = protocol.split("Object.freeze(").skip(1);
    let tables: String = tables.filter_map(|t| t.split("}));").next()).collect();
    let names: Vec<&str> = tables.split('"').skip(1).step_by(2).collect();
    assert!(names.contains(&"load-model") && names.contains(&"refused"));
    for (path, program) in programs("web/") {
        let engine = path.starts_with("web/engine/");
        let test = path.ends_with(".test.js"); // may stand in for a worker
        let posts = code(&program).contains("postMessage(");
        assert!(engine || test || !posts, "{path} posts messages");
        // Elsewhere a `type` is that of an event of the state.
        if path == "web/engine/protocol.js" || !(engine || path == "web/sightline.js") {
            continue;
        }
        for name in &names {
            for before in ["type: ", "type === ", "type !== ", "case "] {
                let message = format!("{before}\"{name}\"");
                assert!(!code(&program).contains(&message), "{path}: {message}");
            }
        }
    }
}

#[test]
fn every_invariant_names_its_test() {
    let page = read("docs/ARCHITECTURE.md");
    let is_invariant = |line: &&str| line.trim_start_matches("- ").starts_with("Invariant:");
    let invariants: Vec<&str> = page.lines().filter(is_invariant).collect();
    assert!(invariants.len() >= 10, "{invariants:?}");
    for line in invariants {
        let mut tests = spans(line)
            .filter_map(|span| span.split_once("::"))
            .filter(|(path, _)| is_code(path))
            .peekable();
        assert!(tests.peek().is_some(), "no test is named: {line}");
        for (path, name) in tests {
            let program = read(path);
            let there = if is_rust(path) {
                program.contains(&format!("fn {name}("))
            } else {
                let quotes = ['"', '`'];
                quotes
                    .iter()
                    .any(|q| program.contains(&format!("({q}{name}{q}")))
            };
            assert!(there, "{path} has no test `{name}`");
        }
    }
}

#[test]
fn documents_name_files_that_exist() {
    let folders = ["crates/", "docs/", "tests/", "web/", ".cargo/", ".ci/"];
    for page in files().into_iter().filter(|path| ends_in(path, &["md"])) {
        let content = read(&page);
        // Examples in fences may name files that a reader would add.
        for span in content.split("\n```").step_by(2).flat_map(spans) {
            let path = span.split("::").next().unwrap_or(span);
            let ours = folders.iter().any(|folder| path.starts_with(folder));
            let whole = !path.contains(['<', '*', '{', ' ', '…']);
            let there = !ours || !whole || root().join(path).exists();
            assert!(there, "{page} names {path}, which is not there");
        }
    }
}

#[test]
fn code_is_what_remains_without_tests_and_comments() {
    let program =
        "a();\n// b();\n#[cfg(test)]\nuse b;\n#[cfg(test)]\nmod tests {\n    b();\n}\nc();";
    assert_eq!(code(program), "a();\nc();\n");
}
