//! Broken files of every kind, given to a session with a model: each is refused soon with its own
//! message, and the model works as before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pollster::block_on;
use session::{Backend, Session, SessionError, SourceFile, measure};
use tests::broken::{Broken, Content, Control, KINDS, Kind};

/// The longest wait for a message.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn demo(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../web/demo")
            .join(name),
    )
    .unwrap()
}

/// A session with the embedded network and a picture.
pub(crate) fn opened() -> Session {
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let file = |name: &str| SourceFile::new(name, demo(name));
    let files = ["model.json", "weights.bin"].map(file);
    block_on(session.load_model(files.into())).unwrap();
    block_on(session.set_picture(&demo("sample-1.png"))).unwrap();
    session
}

/// Label and bits of each score.
pub(crate) fn scores(session: &mut Session) -> Vec<(String, u32)> {
    let scores = block_on(session.classify()).unwrap().into_iter();
    scores
        .map(|score| (score.label, score.logit.to_bits()))
        .collect()
}

/// Takes chosen files as the page does: a model is measured before it is loaded.
fn choose(session: &mut Session, kind: &Kind, files: &[Content]) -> Result<(), SessionError> {
    if kind.control == Control::Picture {
        return block_on(session.set_picture(&files[0].bytes)).map(|_| ());
    }
    let file = |file: &Content| SourceFile::new(file.name.as_str(), file.bytes.clone());
    let files: Vec<SourceFile> = files.iter().map(file).collect();
    measure(files.clone())?;
    block_on(session.load_model(files)).map(|_| ())
}

/// Checks the error and its message; returns how long it took.
fn refused(session: &mut Session, kind: &Kind, broken: &Broken) -> Duration {
    let title = format!("{}: {}", kind.name, broken.title);
    let start = Instant::now();
    let answer = choose(session, kind, &broken.files);
    let time = start.elapsed();
    let error = answer.expect_err(&title);
    assert_eq!(error.code(), broken.code, "{title}: {error}");
    // The page shows text between backquotes in another font, without the backquotes.
    let message = error.to_string().replace('`', "");
    assert!(message.contains(broken.says), "{title}: {message}");
    assert!(time < PATIENCE, "{title}: {time:?}");
    time
}

#[test]
fn each_broken_file_is_refused_within_5_seconds_and_the_model_stays() {
    let mut session = opened();
    let before = scores(&mut session);
    let (mut count, mut slowest) = (0, (Duration::ZERO, String::new()));
    for kind in KINDS {
        for broken in (kind.broken)() {
            let time = refused(&mut session, &kind, &broken);
            slowest = slowest.max((time, format!("{}: {}", kind.name, broken.title)));
            count += 1;
        }
        assert_eq!(scores(&mut session), before, "after {}", kind.name);
        block_on(session.set_picture(&demo("sample-1.png"))).unwrap();
        assert_eq!(scores(&mut session), before, "{}, run again", kind.name);
    }
    println!("{count} files; the slowest took {slowest:?}");
    assert!(count >= 40, "{count}");
}

/// So it is the damage that is refused.
#[test]
fn the_files_before_the_damage_are_read() {
    for kind in KINDS {
        let answer = choose(&mut opened(), &kind, &(kind.good)());
        assert!(answer.is_ok(), "{}: {answer:?}", kind.name);
    }
}

#[test]
fn titles_are_unique() {
    for kind in KINDS {
        let broken = (kind.broken)();
        let titles: BTreeSet<_> = broken.iter().map(|broken| broken.title).collect();
        assert_eq!(titles.len(), broken.len(), "{}", kind.name);
    }
}
