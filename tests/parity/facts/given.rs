//! Files that lie elsewhere. Each folder in `FOLDERS` has the files of a model, `picture.png` and
//! `expected.json` with the `logits`:
//!
//! ```sh
//! FOLDERS=one:other cargo test -p tests --test parity given -- --ignored
//! ```

use std::env;
use std::fs;
use std::path::Path;

use compare::compare;
use serde_json::Value as Json;
use session::{Backend, Session, SourceFile};

use super::LIMIT;

/// Names of files that are no part of the model.
const OTHERS: [&str; 2] = ["picture.png", "expected.json"];

#[test]
#[ignore = "the folders are a person's"]
fn given_folders_have_the_scores_that_they_say() {
    let folders = env::var("FOLDERS").expect("folders with : between");
    let told: Vec<String> = folders
        .split(':')
        .map(|folder| measured(Path::new(folder)))
        .collect();
    println!("{}", told.join("\n"));
    assert!(
        told.iter().all(|line| line.starts_with("right")),
        "{told:#?}"
    );
}

fn measured(folder: &Path) -> String {
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.to_string_lossy().into_owned());
    let names = names.filter(|name| !OTHERS.contains(&name.as_str()));
    let files = names
        .map(|name| SourceFile::new(name.as_str(), bytes(&name)))
        .collect();
    let mut session = pollster::block_on(Session::open(Backend::Cpu)).unwrap();
    let model = match pollster::block_on(session.load_model(files)) {
        Ok(model) => model,
        Err(error) => return format!("refused: {}: {error}", folder.display()),
    };
    pollster::block_on(session.set_picture(&bytes("picture.png"))).unwrap();
    let scores = pollster::block_on(session.classify()).unwrap();
    let found: Vec<f32> = scores.iter().map(|score| score.logit).collect();
    let json: Json = serde_json::from_slice(&bytes("expected.json")).unwrap();
    let logits = json["logits"].as_array().unwrap();
    let expected: Vec<f32> = logits
        .iter()
        .map(|number| number.as_f64().unwrap() as f32)
        .collect();
    let difference = compare(&found, &expected).unwrap().relative;
    let word = if difference <= LIMIT {
        "right"
    } else {
        "wrong"
    };
    format!(
        "{word}: {}: {difference:.0e}, {:?}",
        folder.display(),
        model.network
    )
}
