//! Writes the broken files that the browser tests choose in the page, the files before the damage,
//! and `index.json`, which lists both by kind.
//!
//! ```text
//! broken-files FOLDER
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a panic shows what went wrong to the test that runs it"
)]

use std::env::args;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use tests::broken::{Broken, Content, Control, KINDS, Kind};

fn main() {
    let folder = args().nth(1).unwrap();
    let index: Vec<Json> = KINDS
        .iter()
        .map(|kind| {
            json!({
                "name": kind.name,
                "control": if kind.control == Control::Model { "model" } else { "picture" },
                "good": paths(&(kind.good)(), &Path::new(&folder).join(kind.name).join("good")),
                "broken": written(kind, &Path::new(&folder).join(kind.name)),
            })
        })
        .collect();
    fs::write(
        Path::new(&folder).join("index.json"),
        Json::from(index).to_string(),
    )
    .unwrap();
}

/// Writes each set of files to a folder of its own, because sets share file names.
fn written(kind: &Kind, folder: &Path) -> Vec<Json> {
    let broken = (kind.broken)();
    let entry = |(place, broken): (usize, &Broken)| {
        let files = paths(&broken.files, &folder.join(place.to_string()));
        json!({"title": broken.title, "says": broken.says, "files": files})
    };
    broken.iter().enumerate().map(entry).collect()
}

fn paths(files: &[Content], folder: &Path) -> Vec<String> {
    fs::create_dir_all(folder).unwrap();
    let write = |file: &Content| {
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes).unwrap();
        path.display().to_string()
    };
    files.iter().map(write).collect()
}
