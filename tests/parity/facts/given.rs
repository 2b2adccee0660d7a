//! Files that lie elsewhere. Each folder in `FOLDERS` has the files of a model and, where its scores are
//! to be compared, `picture.png` and `expected.json` with the `logits`:
//!
//! ```sh
//! FOLDERS=one:other cargo test -p tests --test parity given -- --ignored
//! ```

use std::env;
use std::fs::{self, File};
use std::io::{Read as _, Result as IoResult, Seek as _, SeekFrom};
use std::path::Path;

use compare::compare;
use formats::{NetworkChoice, ReadAt};
use serde_json::Value as Json;
use session::{Backend, Session, SourceFile};

use super::LIMIT;

/// Names of files that are no part of the model.
const OTHERS: [&str; 2] = ["picture.png", "expected.json"];

/// A file that is read where it is needed.
#[derive(Debug)]
struct OnDisk(File);

impl ReadAt for OnDisk {
    fn len(&self) -> u64 {
        self.0.metadata().unwrap().len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}

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
    let place = folder.display();
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.to_string_lossy().into_owned());
    let names = names.filter(|name| !OTHERS.contains(&name.as_str()));
    let open = |name: String| {
        let file = File::open(folder.join(&name)).unwrap();
        SourceFile::from_source(name, OnDisk(file))
    };
    let files = names.map(open).collect();
    let mut session = pollster::block_on(Session::open(Backend::Cpu)).unwrap();
    let model = match pollster::block_on(session.load_model(files)) {
        Ok(model) => model,
        Err(error) => return format!("refused: {place}: {error}"),
    };
    let network = model.network;
    let Ok(text) = fs::read(folder.join("expected.json")) else {
        return format!("known: {place}: {network:?}");
    };
    let json: Json = serde_json::from_slice(&text).unwrap();
    let logits = json["logits"].as_array().unwrap();
    let expected: Vec<f32> = logits
        .iter()
        .map(|number| number.as_f64().unwrap() as f32)
        .collect();
    let picture = fs::read(folder.join("picture.png")).unwrap();
    session.set_picture(&picture).unwrap();
    let difference = differs(&mut session, &expected);
    if difference <= LIMIT {
        return format!("right: {place}: {difference:.0e}, {network:?}");
    }
    match network.and_then(|network| offered(&mut session, &network, &expected)) {
        Some(other) => format!("guessed: {place}: {difference:.0e}, right as `{other}`"),
        None => format!("wrong: {place}: {difference:.0e}, {}", model.name),
    }
}

fn differs(session: &mut Session, expected: &[f32]) -> f32 {
    let scores = pollster::block_on(session.classify()).unwrap();
    let found: Vec<f32> = scores.iter().map(|score| score.logit).collect();
    compare(&found, expected).unwrap().relative
}

/// The network with these scores among those that the page offers beside the one that it guessed.
fn offered(session: &mut Session, network: &NetworkChoice, expected: &[f32]) -> Option<String> {
    let mut others = network.choices.iter().filter(|_| network.guessed);
    let right = others.find(|other| {
        pollster::block_on(session.set_network(other)).unwrap();
        differs(session, expected) <= LIMIT
    });
    right.cloned()
}
