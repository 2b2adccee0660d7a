//! The channels of a layer of the embedded network, and what the session keeps from its last map.

use std::collections::BTreeMap;

use explain::{Progress, Setting, Watch};
use pollster::block_on;
use session::{Channels, Request, Session, SessionError, Target, Unwatched};
use tests::compare::assert_absolute;
use tests::embedded::{opened, sample};
use tests::layer_methods;

const ALL: std::ops::Range<usize> = 0..10_000;

fn with_sample() -> Session {
    let mut session = opened();
    session.set_picture(&sample()).unwrap();
    session
}

fn request(method: &str) -> Request {
    Request::new(method, "conv6", Target::class(0))
}

fn channels(session: &mut Session, request: &Request) -> Result<Channels, SessionError> {
    block_on(session.channels(request, ALL, &mut Unwatched))
}

/// For every method that adds channels up. The limit is float32 rounding of a sum of 64 values.
#[test]
fn the_channels_add_up_to_the_mean_of_the_map() {
    let mut session = with_sample();
    let mut sums = 0;
    for method in layer_methods() {
        let request = request(method);
        let Ok(explanation) = block_on(session.explain(&request, &mut Unwatched)) else {
            continue; // the method cannot explain this network
        };
        let Ok(found) = channels(&mut session, &request) else {
            continue; // the map is no sum of channels
        };
        let values = explanation.map.values();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let scale = values
            .iter()
            .fold(0.0f32, |max, value| max.max(value.abs()));
        let adds: f32 = found.channels.iter().map(|channel| channel.adds).sum();
        assert_eq!(found.channels.len(), found.total);
        assert_absolute(method, &[adds], &[mean], 1e-5 * scale);
        assert!(found.channels.is_sorted_by(|a, b| a.weight >= b.weight));
        sums += 1;
    }
    assert!(sums >= 12, "{sums} methods add channels up");
}

/// Although the map of one of the layers was computed before.
#[test]
fn several_layers_or_views_have_no_channels() {
    let mut session = with_sample();
    let one = request("grad-cam");
    channels(&mut session, &one).unwrap();
    let two = Request {
        layers: vec!["conv6".into(), "conv5".into()],
        ..one.clone()
    };
    let smooth = BTreeMap::from([("aug-smooth".into(), Setting::Switch(true))]);
    let views = Request {
        options: smooth,
        ..one
    };
    for request in [two, views] {
        let error = channels(&mut session, &request).unwrap_err();
        assert_eq!(error.code(), "no-channels");
    }
}

/// Counts reports of progress.
#[derive(Default)]
struct Told(usize);

impl Watch for Told {
    async fn told(&mut self, _: Progress) -> bool {
        self.0 += 1;
        true
    }
}

#[test]
fn the_latest_map_is_not_computed_again() {
    let mut session = with_sample();
    let (dear, mut told) = (request("score-cam"), Told::default());
    block_on(session.explain(&dear, &mut told)).unwrap();
    assert!(told.0 > 0);
    let mut none = Told::default();
    block_on(session.channels(&dear, ALL, &mut none)).unwrap();
    assert_eq!(none.0, 0, "its channels need no run");
    let mut parts = Told::default();
    block_on(session.judge(&dear, None, &["complexity"], &mut parts)).unwrap();
    assert_eq!(parts.0, 5, "two maps, and three times one metric");
    block_on(session.channels(&dear, ALL, &mut none)).unwrap();
    assert_eq!(
        none.0, 0,
        "the controls of the judgement did not replace it"
    );
    // A method without channels says so without a run.
    let rise = request("rise");
    block_on(session.explain(&rise, &mut told)).unwrap();
    assert!(block_on(session.channels(&rise, ALL, &mut none)).is_err());
    assert_eq!(none.0, 0, "an error needs no run");
}
