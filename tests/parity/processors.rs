//! `preprocessor_config.json` of transformers, which leaves out what its class does anyway: what the
//! network gets is what the class itself makes of a picture. `reference/facts/processors.py` writes
//! the pictures.

use std::collections::BTreeMap;
use std::path::Path;

use compare::within;
use imaging::{Picture, Preprocessing, input};
use pollster::block_on;
use safetensors::SafeTensors;
use serde::Deserialize;
use serde_json::Value as Json;
use session::{Backend, Session, SourceFile};
use tests::teachable::Teachable;

/// In levels of 255: mean and deviation in float32.
const LIMIT: f32 = 2e-3;

/// Where a sum lies halfway between two levels, PyTorch may take the other: it adds in another order.
const ONE_LEVEL: f32 = 1.0 + LIMIT;

/// Its class puts a margin around what is smaller than the window.
const WITH_MARGIN: &str = "MobileViT/0";

#[derive(Deserialize)]
struct Note {
    /// The settings.
    file: Json,
    /// Channels, height and width.
    shape: [usize; 3],
}

/// A convolutional network for pictures of any size, with these settings beside it.
fn with(settings: &Json) -> Vec<SourceFile> {
    let mut files = Teachable::read().files();
    files.retain(|file| file.base_name() != "metadata.json");
    for file in &mut files {
        if file.base_name() == "model.json" {
            let json = String::from_utf8(file.bytes().unwrap()).unwrap();
            let any = json.replace("[null,96,96,3]", "[null,null,null,3]");
            assert_ne!(any, json);
            *file = SourceFile::new("model.json", any.into_bytes());
        }
    }
    let settings = settings.to_string().into_bytes();
    files.push(SourceFile::new("preprocessor_config.json", settings));
    files
}

/// About eight rows and columns, as the script keeps them.
fn sampled(values: &[f32], [channels, height, width]: [usize; 3]) -> Vec<f32> {
    let [down, right] = [height, width].map(|side| (side / 8).max(1));
    let rows = (0..channels * height).filter(|row| (row % height).is_multiple_of(down));
    rows.flat_map(|row| {
        let start = row * width;
        values[start..start + width].iter().step_by(right).copied()
    })
    .collect()
}

/// The largest difference of neighbouring levels of a picture, as the network gets them.
fn one_level(input: &Preprocessing) -> f32 {
    let [low, high] = input.range;
    (high - low) / 255.0 / input.std.into_iter().fold(f32::MAX, f32::min)
}

fn shape(input: &Preprocessing) -> [usize; 3] {
    [3, input.height as usize, input.width as usize]
}

#[test]
fn what_a_file_leaves_out_is_as_its_class_has_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/facts/processors.safetensors");
    let bytes = std::fs::read(path).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let notes: BTreeMap<String, String> =
        metadata.metadata().clone().unwrap().into_iter().collect();
    assert!(notes.len() >= 40, "{}", notes.len());
    let pixels = tensors.tensor("picture").unwrap();
    let [height, width, _] = *pixels.shape() else {
        panic!("{:?}", pixels.shape());
    };
    let picture = Picture::new(width as u32, height as u32, pixels.data().to_vec()).unwrap();
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let mut wrong = Vec::new();
    for (name, note) in &notes {
        let note: Note = serde_json::from_str(note).unwrap();
        let model = block_on(session.load_model(with(&note.file)))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(shape(&model.input), note.shape, "{name}: {}", note.file);
        if name == WITH_MARGIN {
            assert_eq!(model.remarks.len(), 1, "the page says that there is none");
            continue;
        }
        let found = input(&picture, &model.input).unwrap();
        let expected = tensors.tensor(name).unwrap();
        let expected: Vec<f32> = (expected.data().as_chunks().0.iter())
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        let found = sampled(&found, note.shape);
        assert_eq!(found.len(), expected.len(), "{name}");
        let level = one_level(&model.input);
        let differences = found
            .iter()
            .zip(&expected)
            .map(|(a, b)| (a - b).abs() / level);
        let (most, other) = differences.fold((0.0f32, 0), |(most, other), difference| {
            (
                most.max(difference),
                other + usize::from(difference > LIMIT),
            )
        });
        if !within(most, ONE_LEVEL) || other > found.len() / 100 || !model.remarks.is_empty() {
            wrong.push(format!(
                "{name}: {most} levels, {other} of {} values, {:?}",
                found.len(),
                model.remarks
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
