//! Networks that scale their pixels themselves, or whose files have notes about it, load with the
//! input that they were made for. `reference/input/make_fixtures.py` writes them.

use std::io::Cursor;
use std::path::Path;

use compare::assert_relative;
use pollster::block_on;
use safetensors::SafeTensors;
use session::{Backend, Session, SourceFile};

/// Relative to the largest value: sums of float32 in another order. A wrong range changes the logits
/// by more than a tenth.
const LIMIT: f32 = 1e-5;

#[test]
fn each_network_gets_the_pixels_that_it_was_made_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/input/fronts.safetensors");
    let bytes = std::fs::read(path).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    block_on(session.set_picture(&picture(&tensors))).unwrap();
    let mut names: Vec<&str> = tensors
        .names()
        .into_iter()
        .filter_map(|name| name.strip_suffix("/model"))
        .collect();
    names.sort_unstable();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        let model = tensors.tensor(&format!("{name}/model")).unwrap();
        let file = SourceFile::new("model.onnx", model.data().to_vec());
        let model = block_on(session.load_model(vec![file]))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let scores = block_on(session.classify()).unwrap();
        let found: Vec<f32> = scores.iter().map(|score| score.logit).collect();
        let expected = tensors.tensor(&format!("{name}/logits")).unwrap();
        let expected: Vec<f32> = expected
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        assert_relative(name, &found, &expected, LIMIT);
        let is_noted = name.starts_with("notes") || name == "bytes";
        let said = !model.remarks.is_empty() || is_noted;
        assert!(
            said,
            "{name}: nothing says why its range is {:?}",
            model.input.range
        );
        let guessed = model
            .input_from
            .alternatives
            .iter()
            .any(|one| one.id == "levels");
        assert!(!guessed, "{name}: the range is no guess");
    }
}

fn picture(tensors: &SafeTensors) -> Vec<u8> {
    let pixels = tensors.tensor("picture").unwrap();
    let &[height, width, _] = pixels.shape() else {
        panic!("{:?}", pixels.shape());
    };
    let drawn = image::RgbImage::from_raw(width as u32, height as u32, pixels.data().to_vec());
    let mut bytes = Cursor::new(Vec::new());
    let png = image::ImageFormat::Png;
    drawn.unwrap().write_to(&mut bytes, png).unwrap();
    bytes.into_inner()
}
