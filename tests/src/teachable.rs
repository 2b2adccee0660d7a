//! A model as Teachable Machine exports it, with weights from a formula, and what TensorFlow.js
//! computes with it. `reference/teachable/make_fixture.mjs` writes the fixture.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value as Json;
use session::SourceFile;

use crate::keras_weights::{self, Entry};

/// The fixture.
#[derive(Deserialize)]
pub struct Teachable {
    topology: Json,
    weights: Vec<Entry>,
    gain: f64,
    salt: String,
    metadata: Json,
    /// The layer that `Picture::grad_cam` belongs to.
    pub layer: String,
    /// The answers of TensorFlow.js.
    pub pictures: Vec<Picture>,
}

/// A picture, and what TensorFlow.js computes for it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    number: u32,
    /// The class with the largest logit.
    pub class: usize,
    /// One per class.
    pub logits: Vec<f32>,
    /// One per class.
    pub probabilities: Vec<f32>,
    /// The raw map of the class, without ReLU.
    pub grad_cam: Vec<f32>,
}

impl Teachable {
    /// Reads the fixture.
    ///
    /// # Panics
    /// If it cannot be read.
    #[must_use]
    pub fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/teachable");
        let json = fs::read(folder.join("teachable.json")).expect("the fixture");
        serde_json::from_slice(&json).expect("the fields of the fixture")
    }

    /// Returns `model.json`, `weights.bin` and `metadata.json`.
    #[must_use]
    pub fn files(&self) -> Vec<SourceFile> {
        let mut files = keras_weights::files(&self.topology, &self.weights, self.gain, &self.salt);
        let metadata = self.metadata.to_string().into_bytes();
        files.push(SourceFile::new("metadata.json", metadata));
        files
    }

    /// Returns the names of the classes.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        let labels = self.metadata["labels"].as_array().into_iter().flatten();
        labels.filter_map(Json::as_str).collect()
    }

    /// Returns a picture of the network's input size, as a PNG.
    ///
    /// # Panics
    /// If the fixture does not say the size.
    #[must_use]
    pub fn png(&self, picture: &Picture) -> Vec<u8> {
        let side = self.metadata["imageSize"].as_u64().expect("a size") as u32;
        let drawn = image::RgbImage::from_fn(side, side, |x, y| {
            // `bytes` in the script.
            let colour = |c: u32| picture.number * x * (c + 2) + y * (5 - c) + ((x * y) >> 4);
            image::Rgb([0, 1, 2].map(|c| (colour(c) & 255) as u8))
        });
        let mut bytes = Cursor::new(Vec::new());
        drawn
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("a PNG in memory");
        bytes.into_inner()
    }
}
