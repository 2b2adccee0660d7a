//! The real Teachable Machine model against TensorFlow.js 4.22.

use std::fs;
use std::path::Path;

use pollster::block_on;
use session::{Backend, Request, Session, SourceFile, Target, Unwatched};
use tests::{absolute_error, reference, relative_error, tensor};

const PICTURES: [&str; 3] = ["both", "dogs", "horses"];

fn file(path: &Path) -> SourceFile {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    SourceFile::new(name, fs::read(path).unwrap())
}

/// Limits: probabilities 1e-4 absolute, maps 1e-3 of their maximum; float32 in another order of
/// summation stays a hundred times below.
fn agrees(files: Vec<SourceFile>, folder: &Path) {
    let expected = fs::read(folder.join("animals.safetensors")).unwrap();
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let model = session.load_model(files).unwrap();
    assert_eq!(
        model.default_layer, "out_relu",
        "the last activation before pooling"
    );
    assert_eq!(model.classes[7], "Tiger");
    for picture in PICTURES {
        let key = |what: &str| tensor(&expected, &format!("{picture}.div127.{what}"));
        session
            .set_picture(&fs::read(folder.join(format!("inputs/{picture}.png"))).unwrap())
            .unwrap();
        let scores = block_on(session.classify()).unwrap();
        let probabilities: Vec<f32> = scores
            .iter()
            .filter_map(|score| score.probability)
            .collect();
        assert!(
            absolute_error(&probabilities, &key("probabilities")) < 1e-4,
            "{picture}"
        );
        let logits: Vec<f32> = scores.iter().map(|score| score.logit).collect();
        assert!(absolute_error(&logits, &key("logits")) < 1e-4, "{picture}");
        let top = (0..logits.len())
            .max_by(|a, b| logits[*a].total_cmp(&logits[*b]))
            .unwrap();
        let request = Request::new("grad-cam", "out_relu", Target::class(top));
        let explanation = block_on(session.explain(&request, &mut Unwatched)).unwrap();
        let error = relative_error(explanation.map.values(), &key("gradcam_raw"));
        assert!(error < 1e-3, "{picture}: {error}");
        println!("{picture}: map differs by {error:.1e} of its maximum");
    }
}

#[test]
fn three_files() {
    let Some(folder) = reference().map(|folder| folder.join("teachable-machine")) else {
        return;
    };
    let names = ["metadata.json", "weights.bin", "model.json"];
    agrees(
        names
            .iter()
            .map(|name| file(&folder.join("animals").join(name)))
            .collect(),
        &folder,
    );
}

#[test]
fn the_zip() {
    let Some(folder) = reference().map(|folder| folder.join("teachable-machine")) else {
        return;
    };
    agrees(vec![file(&folder.join("animals.zip"))], &folder);
}
