//! A look at a picture beside the present one, on the embedded network.

use compare::assert_absolute;
use pollster::block_on;
use session::imaging::{Rect, cover, decode};
use session::{Explanation, Look, LookRequest, Request, Session, Target, Unwatched};
use tests::embedded::{encoded, opened, samples};

const LAYERS: [&str; 3] = ["conv2", "conv4", "conv6"];

fn look(session: &mut Session, file: Option<&[u8]>, request: &LookRequest) -> Look {
    block_on(session.look(file, request, &mut Unwatched)).unwrap()
}

fn at(layer: &str, class: usize) -> Request {
    Request::new("grad-cam", layer, Target::class(class))
}

fn at_all_layers(class: usize) -> LookRequest {
    LookRequest {
        explain: Some(Request {
            layers: Some(LAYERS.map(str::to_owned).to_vec()),
            ..at(LAYERS[0], class)
        }),
        ..LookRequest::default()
    }
}

fn explained(session: &mut Session, request: &Request) -> Explanation {
    block_on(session.explain(request, &mut Unwatched)).unwrap()
}

/// The limit is float32 rounding: one backward pass for all layers adds up in another order.
fn assert_same(what: &str, found: &Explanation, expected: &Explanation) {
    let scale = expected.max.abs().max(expected.min.abs());
    assert_absolute(
        what,
        found.map.values(),
        expected.map.values(),
        1e-5 * scale,
    );
    assert_absolute(what, &[found.score], &[expected.score], 1e-5);
}

#[test]
fn a_look_at_another_picture_finds_what_setting_it_would_find_and_leaves_the_present_one() {
    let [first, second] = samples();
    let mut session = opened();
    block_on(session.set_picture(&first)).unwrap();
    let before = block_on(session.classify()).unwrap();
    let found = look(&mut session, Some(&second), &at_all_layers(2));
    assert_eq!(block_on(session.classify()).unwrap(), before);

    let info = block_on(session.set_picture(&second)).unwrap();
    assert_eq!(found.picture, info);
    assert_eq!(found.scores, block_on(session.classify()).unwrap());
    assert_eq!(found.explanations.len(), LAYERS.len());
    for (layer, found) in LAYERS.iter().zip(&found.explanations) {
        assert_same(layer, found, &explained(&mut session, &at(layer, 2)));
    }
}

#[test]
fn what_a_look_at_the_present_picture_finds_is_not_computed_again() {
    let [first, _] = samples();
    let mut session = opened();
    block_on(session.set_picture(&first)).unwrap();
    let found = look(&mut session, None, &at_all_layers(1));
    for (layer, found) in LAYERS.iter().zip(found.explanations) {
        let again = explained(&mut session, &at(layer, 1));
        assert_eq!(again.map, found.map, "{layer}");
    }
}

#[test]
fn the_best_class_is_explained_if_asked_for() {
    let [first, _] = samples();
    let mut session = opened();
    block_on(session.set_picture(&first)).unwrap();
    let scores = block_on(session.classify()).unwrap();
    let best = scores.iter().max_by(|a, b| a.logit.total_cmp(&b.logit));
    let best = best.unwrap().index;
    let other = (best + 1) % scores.len();
    let request = LookRequest {
        best: true,
        ..at_all_layers(other)
    };
    let found = look(&mut session, None, &request);
    assert_eq!(found.explanations[0].target, Target::class(best));
}

#[test]
fn hidden_parts_change_the_scores_as_a_painted_picture_does() {
    let [first, _] = samples();
    let hidden = vec![Rect {
        x: 30.0,
        y: 30.0,
        width: 120.0,
        height: 120.0,
    }];
    let mut session = opened();
    block_on(session.set_picture(&first)).unwrap();
    let before = block_on(session.classify()).unwrap();
    let request = LookRequest {
        hidden: hidden.clone(),
        ..LookRequest::default()
    };
    let found = look(&mut session, None, &request);
    assert!(found.scores != before, "the part matters");
    assert_eq!(block_on(session.classify()).unwrap(), before);

    let painted = encoded(cover(decode(&first).unwrap(), &hidden));
    block_on(session.set_picture(&painted)).unwrap();
    assert_eq!(found.scores, block_on(session.classify()).unwrap());
}
