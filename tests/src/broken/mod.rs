//! Broken files, made from good ones: cut, changed, misleading or malicious. One kind of file is
//! one module.

mod archive;
mod archives;
mod checkpoints;
mod keras;
mod labels;
mod onnx;
pub mod onnx_network;
mod pickles;
mod pictures;
mod resnet;
mod safetensors;
mod tfjs;
mod zip_bytes;

use std::fs;
use std::path::Path;

/// The control of the page that takes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// "Choose model".
    Model,
    /// "Choose picture".
    Picture,
}

/// A file in memory.
#[derive(Clone, Debug)]
pub struct Content {
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Content {
    fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// Files that are chosen together and cannot be used, and the expected error.
#[derive(Clone, Debug)]
pub struct Broken {
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// The error's code.
    pub code: &'static str,
    /// A part of its message that few others have.
    pub says: &'static str,
    /// The files.
    pub files: Vec<Content>,
}

impl Broken {
    fn new(title: &'static str, (code, says): (&'static str, &'static str), file: Content) -> Self {
        Self {
            title,
            code,
            says,
            files: vec![file],
        }
    }

    fn with(mut self, files: impl IntoIterator<Item = Content>) -> Self {
        self.files.extend(files);
        self
    }

    /// Puts files before the broken one, as the page does when it adds labels to a model.
    fn after(mut self, files: impl IntoIterator<Item = Content>) -> Self {
        self.files.splice(..0, files);
        self
    }
}

/// Broken files of one kind.
#[derive(Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// The control that takes them.
    pub control: Control,
    /// The files before the damage, which must be accepted.
    pub good: fn() -> Vec<Content>,
    /// The broken ones.
    pub broken: fn() -> Vec<Broken>,
}

/// All kinds.
pub const KINDS: [Kind; 8] = [
    Kind::model("onnx", onnx::good, onnx::broken),
    Kind::model("safetensors", safetensors::good, safetensors::broken),
    Kind::model("pytorch", checkpoints::good, checkpoints::broken),
    Kind::model("tensorflow-js", tfjs::good, tfjs::broken),
    Kind::model("keras", keras::good, keras::broken),
    Kind::model("zip", archives::good, archives::broken),
    Kind::model("labels", labels::good, labels::broken),
    Kind {
        name: "picture",
        control: Control::Picture,
        good: pictures::good,
        broken: pictures::broken,
    },
];

impl Kind {
    const fn model(
        name: &'static str,
        good: fn() -> Vec<Content>,
        broken: fn() -> Vec<Broken>,
    ) -> Self {
        Self {
            name,
            control: Control::Model,
            good,
            broken,
        }
    }
}

/// The page that a server sends in place of a missing file.
const PAGE: &[u8] = b"<!DOCTYPE html><title>Not found</title>";

/// A Git LFS pointer, which is in place of a large file after a clone without large files.
const POINTER: &[u8] =
    b"version https://git-lfs.github.com/spec/v1\noid sha256:00ff\nsize 346270624\n";

/// Reads a file of the repository.
///
/// # Panics
/// If it is missing.
#[must_use]
pub fn stored(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read(root.join(path)).expect(path)
}

/// The first `share` of a file's bytes.
fn cut(bytes: &[u8], share: f64) -> Vec<u8> {
    bytes[..(bytes.len() as f64 * share) as usize].to_vec()
}

/// The bytes with the first occurrence of `old` replaced.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut places = bytes.windows(old.len());
    let at = places
        .position(|part| part == old)
        .expect("what is replaced");
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}
