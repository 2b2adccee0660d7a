//! The embedded network, and pictures for it.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use demo::shapes::Scene;
use pollster::block_on;
use session::imaging::{Picture, Preprocessing};
use session::{Backend, Session, SourceFile};

/// The width and height of the pictures of [`png`].
pub const SIDE: u32 = 192;

/// The folder of the network and the samples.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/demo")
}

/// Reads the files of the network.
///
/// # Panics
/// If one is missing.
#[must_use]
pub fn files() -> Vec<SourceFile> {
    let read = |name: &str| fs::read(folder().join(name)).expect("a file of web/demo");
    let file = |name: &str| SourceFile::new(name, read(name));
    ["model.json", "metadata.json", "weights.bin"]
        .map(file)
        .to_vec()
}

/// Opens a session on the CPU with the network.
///
/// # Panics
/// If the network cannot be loaded.
#[must_use]
pub fn opened() -> Session {
    let mut session = block_on(Session::open(Backend::Cpu)).expect("the CPU");
    block_on(session.load_model(files())).expect("the embedded network");
    session
}

/// The preprocessing that the network's files ask for.
///
/// # Panics
/// If the network cannot be loaded.
#[must_use]
pub fn input() -> Preprocessing {
    static INPUT: OnceLock<Preprocessing> = OnceLock::new();
    let load = || {
        let mut session = block_on(Session::open(Backend::Cpu)).expect("the CPU");
        block_on(session.load_model(files()))
            .expect("the embedded network")
            .input
    };
    INPUT.get_or_init(load).clone()
}

/// Draws a scene as a PNG file.
///
/// # Panics
/// If it cannot be encoded.
#[must_use]
pub fn png(scene: &Scene) -> Vec<u8> {
    encoded(scene.draw(SIDE, SIDE))
}

/// Writes a picture as a PNG file.
///
/// # Panics
/// If it cannot be encoded.
#[must_use]
pub fn encoded(picture: Picture) -> Vec<u8> {
    let buffer = image::RgbImage::from_raw(picture.width, picture.height, picture.rgb);
    let mut bytes = Cursor::new(Vec::new());
    let written = buffer.map(|buffer| buffer.write_to(&mut bytes, image::ImageFormat::Png));
    written.expect("a whole picture").expect("a picture as PNG");
    bytes.into_inner()
}

/// Reads the file of the first sample.
///
/// # Panics
/// If it is missing.
#[must_use]
pub fn sample() -> Vec<u8> {
    let [first, _] = samples();
    first
}

/// Reads the files of the first two samples.
///
/// # Panics
/// If one is missing.
#[must_use]
pub fn samples() -> [Vec<u8>; 2] {
    ["sample-1.png", "sample-2.png"].map(|name| fs::read(folder().join(name)).expect("a sample"))
}
