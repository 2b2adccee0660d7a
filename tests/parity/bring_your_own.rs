//! Files that other tools made with the recipes of the page, `web/models/recipes.json`: the classes,
//! the preprocessing and the scores are the tool's own. `reference/bring-your-own/run.py` writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use compare::assert_absolute;
use imaging::{Interpolation, Preprocessing, Resizer};
use pollster::block_on;
use serde::Deserialize;
use serde_json::Value as Json;
use session::{Backend, Session, SourceFile};

/// Sums of float32 in another order move a probability by less, and so does a level of 255, by which
/// tensors of whole levels are resized otherwise than by Pillow.
const LIMIT: f32 = 1e-3;

/// Ultralytics writes its own licence into its files, so they are not kept here.
const NOT_KEPT: [&str; 1] = ["ultralytics"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Made {
    files: Vec<String>,
    classes: Vec<String>,
    /// What the tool itself answers for [`picture`].
    probabilities: Vec<f32>,
    /// What no file says, so that a person sets it on the page.
    by_hand: Option<ByHand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    interpolation: Option<Interpolation>,
    resizer: Option<Resizer>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/bring-your-own")
}

fn made() -> BTreeMap<String, Made> {
    serde_json::from_slice(&fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

/// The picture of `subjects.py`, as a PNG.
fn picture() -> Vec<u8> {
    let drawn = image::RgbImage::from_fn(320, 256, |x, y| {
        image::Rgb([0, 1, 2].map(|channel| {
            let ramp = (x * (channel + 2) + y * (5 - channel) + ((x * y) >> 6)) & 511;
            ramp.min(511 - ramp) as u8
        }))
    });
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn the_files_of_every_recipe_have_the_classes_and_scores_of_their_tool() {
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    block_on(session.set_picture(&picture())).unwrap();
    for (recipe, made) in made() {
        let read = |name: &String| {
            let path = folder().join("files").join(&recipe).join(name);
            SourceFile::new(name, fs::read(path).unwrap())
        };
        let model = block_on(session.load_model(made.files.iter().map(read).collect()))
            .unwrap_or_else(|error| panic!("{recipe}: {error}"));
        assert_eq!(model.classes, made.classes, "{recipe}");
        if let Some(ByHand {
            interpolation,
            resizer,
        }) = made.by_hand
        {
            let input = Preprocessing {
                interpolation: interpolation.unwrap_or(model.input.interpolation),
                resizer: resizer.unwrap_or(model.input.resizer),
                ..model.input
            };
            block_on(session.set_preprocessing(input)).unwrap();
        }
        let scores = block_on(session.classify()).unwrap();
        let found: Option<Vec<f32>> = scores.iter().map(|score| score.probability).collect();
        let found = found.unwrap_or_else(|| panic!("{recipe}: no probabilities"));
        println!("{recipe}: {found:?}");
        assert_absolute(&recipe, &found, &made.probabilities, LIMIT);
    }
}

#[test]
fn every_recipe_with_commands_is_tested() {
    let path = folder().join("../../../web/models/recipes.json");
    let recipes: Vec<Json> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let written = recipes.iter().filter(|recipe| recipe["lines"].is_array());
    let ids = written.map(|recipe| recipe["id"].as_str().unwrap());
    let ids: BTreeSet<&str> = ids.filter(|id| !NOT_KEPT.contains(id)).collect();
    let made = made();
    assert_eq!(ids, made.keys().map(String::as_str).collect());
}
