//! Rules of the repository that the compiler does not check. `docs/ARCHITECTURE.md` names the
//! tests.
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

/// Every crate, and the crates of this workspace that it depends on, including its tests.
#[rustfmt::skip] // one crate per line
const KNOWS: [(&str, &[&str]); 12] = [
    ("compare", &[]),
    ("cpu", &["graph", "kernels"]),
    ("demo", &["formats", "graph", "imaging"]),
    ("explain", &["compare", "graph", "imaging"]),
    ("formats", &["compare", "graph"]),
    ("graph", &["compare"]),
    ("imaging", &["compare"]),
    ("kernels", &["compare"]),
    ("session", &["compare", "cpu", "explain", "formats", "graph", "imaging"]),
    ("tests", &["compare", "cpu", "demo", "explain", "formats", "graph", "imaging", "session"]),
    ("wasm", &["session"]),
    ("xtask", &[]),
];

/// The crates of the page.
const PAGE: [&str; 8] = [
    "cpu", "explain", "formats", "graph", "imaging", "kernels", "session", "wasm",
];

/// Names that say nothing about what a file holds.
const DRAWERS: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

/// Files of code beyond this many lines are worth a look. Files are split by idea, not by length.
const LONG: usize = 400;

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

/// `demo` trains natively and `tests` compare values. Both are outside the page.
#[test]
fn only_session_and_cpu_name_a_backend() {
    let others = |one: &&Json| PAGE.contains(&text(one, "name").as_str());
    for one in crates().iter().filter(others) {
        let name = text(one, "name");
        // `cpu` is what computes on one device alone.
        if name == "session" || name == "cpu" {
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

/// A browser cannot block. A tensor is read by awaiting `Value::read`.
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
        .skip_while(|line| !line.contains("pub async fn explain("));
    let lines = 1 + way.take_while(|line| *line != "    }").count();
    assert!((2..=40).contains(&lines), "`explain` has {lines} lines");
}

#[test]
fn one_method_is_one_file_with_its_tests() {
    let folder = "crates/explain/src/methods/";
    let names = tested_modules(folder);
    for name in &names {
        let id = format!(" id: \"{}\",\n", name.replace('_', "-"));
        let program = read(&format!("{folder}{name}.rs"));
        assert!(program.contains(&id), "{name}.rs lacks `{}`", id.trim());
    }
    // Read from the text of the catalogue, so that this test does not link Burn.
    let catalogue = read(&format!("{folder}mod.rs"));
    let items = catalogue.split('&').skip(1);
    let items = items.filter_map(|item| item.split_once("::"));
    let items = items.filter(|(_, rest)| rest.starts_with("METHOD,"));
    let listed: BTreeSet<String> = items.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, listed, "files, and methods of the catalogue");
}

#[test]
fn every_op_family_has_its_tests() {
    assert!(tested_modules("crates/graph/src/ops/").contains("conv"));
}

/// The modules of a folder except `mod.rs` and what every op answers, `family.rs`. Each must hold a test.
fn tested_modules(folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, program) in programs(folder) {
        if !["mod", "family", "tests"].contains(&stem(&path)) {
            assert!(program.contains("#[test]"), "{path} has no test");
            names.insert(stem(&path).to_owned());
        }
    }
    names
}

#[test]
fn no_file_has_a_vague_name() {
    for path in files() {
        let drawer = path.split('/').any(|part| DRAWERS.contains(&stem(part)));
        assert!(!drawer, "{path}: name it after what it holds");
    }
}

/// Advice, no rule: it never fails. `cargo test --test tidy -- --nocapture` shows it.
#[test]
fn long_files_are_noted() {
    for path in files().into_iter().filter(|path| is_code(path)) {
        let lines = read(&path).lines().count();
        if lines > LONG {
            println!("{path} has {lines} lines: does it hold more than one idea?");
        }
    }
}

#[test]
fn no_file_names_a_local_folder() {
    // In pieces, so that this file does not match.
    let needles = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    for path in files() {
        let bytes = fs::read(root().join(&path)).unwrap();
        let content = String::from_utf8(bytes).unwrap_or_default(); // pictures, weights
        // `../` and `web/` before it make it a folder of the project.
        let is_absolute = |at: usize| {
            let before = content[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric() && c != '.')
        };
        let found = (needles.iter()).find(|needle| {
            content
                .match_indices(**needle)
                .any(|(at, _)| is_absolute(at))
        });
        assert_eq!(found, None, "in {path}");
    }
}

/// So the lock files do not depend on where they were made.
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

/// What reaches a person's browser is chosen by hand: [`docs/adr/`](../../docs/adr) says why each.
const PACKAGES: [&str; 6] = [
    "@noble/hashes",
    "d3-contour",
    "d3-dsv",
    "fflate",
    "lean-qr",
    "lit-html",
];

#[test]
fn the_page_imports_only_its_own_files_and_the_packages_that_were_chosen() {
    let manifest: Json = serde_json::from_str(&read("package.json")).unwrap();
    let found: Vec<&String> = manifest["dependencies"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(found, PACKAGES);
    for (path, program) in programs("web/") {
        // These run in Node.
        if path.ends_with(".test.js") || ends_in(&path, &["mjs"]) {
            continue;
        }
        let imports = program.lines().filter_map(|line| {
            let rest = line
                .strip_prefix("import ")
                .or(line.strip_prefix("} from "))?;
            rest.split('"').nth(1)
        });
        for name in imports.filter(|name| !name.starts_with('.')) {
            let parts = if name.starts_with('@') { 2 } else { 1 };
            let package: Vec<&str> = name.split('/').take(parts).collect();
            let package = package.join("/");
            assert!(
                PACKAGES.contains(&package.as_str()),
                "{path} imports {name}"
            );
        }
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
        // A frame tells the page that holds it how high it is.
        if path == "web/embed/height.js" {
            continue;
        }
        let test = path.ends_with(".test.js"); // may fake a worker
        let posts = code(&program).contains("postMessage(");
        // The service worker and the frames that ask servers have messages of their own.
        let other = ["web/offline/", "web/abroad/"]
            .iter()
            .any(|folder| path.starts_with(folder));
        assert!(engine || test || other || !posts, "{path} posts messages");
        // In other folders `type` names an event of the state.
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
        // Fenced examples may name files that a reader would add.
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
fn code_excludes_tests_and_comments() {
    let program =
        "a();\n// b();\n#[cfg(test)]\nuse b;\n#[cfg(test)]\nmod tests {\n    b();\n}\nc();";
    assert_eq!(code(program), "a();\nc();\n");
}
