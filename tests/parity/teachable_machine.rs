//! A Teachable Machine model against TensorFlow.js, from the picture's bytes to the map.

use std::io::{Cursor, Write as _};

use compare::{assert_absolute, assert_relative};
use pollster::block_on;
use session::{Backend, Request, Session, SourceFile, Target, Unwatched};
use tests::teachable::Teachable;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Limits: probabilities and logits 1e-4 absolute, maps 1e-3 of their maximum. float32 in another
/// order of summation stays a hundred times below.
fn assert_agrees(teachable: &Teachable, files: Vec<SourceFile>) {
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let model = block_on(session.load_model(files)).unwrap();
    let layer = &teachable.layer;
    assert_eq!(
        model.default_layer, *layer,
        "the last activation before pooling"
    );
    assert_eq!(model.classes, teachable.labels());
    assert_eq!(teachable.pictures.len(), 2);
    for (index, picture) in teachable.pictures.iter().enumerate() {
        let name = |what: &str| format!("picture {index}: {what}");
        block_on(session.set_picture(&teachable.png(picture))).unwrap();
        let mut scores = block_on(session.classify()).unwrap();
        scores.sort_by_key(|score| score.index);
        let probabilities: Option<Vec<f32>> =
            scores.iter().map(|score| score.probability).collect();
        let logits: Vec<f32> = scores.iter().map(|score| score.logit).collect();
        assert_absolute(
            &name("probabilities"),
            &probabilities.unwrap(),
            &picture.probabilities,
            1e-4,
        );
        assert_absolute(&name("logits"), &logits, &picture.logits, 1e-4);
        let request = Request::new("grad-cam", layer, Target::class(picture.class));
        let explanation = block_on(session.explain(&request, &mut Unwatched)).unwrap();
        let map = explanation.map.values();
        assert_relative(&name("Grad-CAM"), map, &picture.grad_cam, 1e-3);
    }
}

#[test]
fn three_files_give_the_numbers_of_tensorflow_js() {
    let teachable = Teachable::read();
    let mut files = teachable.files();
    files.reverse();
    assert_agrees(&teachable, files);
}

#[test]
fn a_zip_gives_the_numbers_of_tensorflow_js() {
    let teachable = Teachable::read();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in teachable.files() {
        zip.start_file(file.base_name(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&file.bytes().unwrap()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    assert_agrees(&teachable, vec![SourceFile::new("animals.zip", zip)]);
}

#[test]
fn settings_beside_the_model_are_used() {
    let mut files = Teachable::read().files();
    files.retain(|file| file.base_name() != "metadata.json");
    let settings = r#"{"do_rescale": false, "image_mean": [1, 2, 3], "image_std": 4}"#;
    files.push(SourceFile::new("preprocessor_config.json", settings.into()));
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let input = block_on(session.load_model(files)).unwrap().input;
    assert_eq!(
        (input.range, input.mean, input.std),
        ([0.0, 255.0], [1.0, 2.0, 3.0], [4.0; 3])
    );
}
