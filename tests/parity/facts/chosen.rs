//! A network that a person chooses brings what it asks of its input.

use std::fs;
use std::path::Path;

use pollster::block_on;
use session::{Backend, Score, Session, SourceFile};
use tests::weights::safetensors;

use super::case::find;

fn logits(scores: &[Score]) -> Vec<f32> {
    scores.iter().map(|score| score.logit).collect()
}

/// `transform_input` rescales inside the network, so without it the input is another one.
#[test]
fn the_scores_are_those_of_its_own_input() {
    let weights = safetensors(&find("inception_not_transformed").parameters);
    let file = SourceFile::new("model.safetensors", weights);
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let first = block_on(session.load_model(vec![file])).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/photographs/cat.jpg");
    block_on(session.set_picture(&fs::read(sample).unwrap())).unwrap();
    let other = &first.network.unwrap().choices[1];
    let chosen = block_on(session.set_network(other)).unwrap();
    assert_ne!(chosen.input, first.input, "nothing to see otherwise");
    let found = logits(&block_on(session.classify()).unwrap());
    block_on(session.set_preprocessing(chosen.input)).unwrap();
    let expected = logits(&block_on(session.classify()).unwrap());
    assert_eq!(found, expected);
}
