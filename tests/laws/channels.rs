//! Channels of a layer, and what is not computed twice: on the embedded network.

use std::collections::BTreeMap;

use explain::{Method, Progress, Setting, Watch};
use pollster::block_on;
use session::{Channels, Request, Session, SessionError, Target, Unwatched};
use tests::embedded::{opened, sample};

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

/// What channels add is all of the map, whatever the method; in float32, of up to 64 numbers.
#[test]
fn what_all_channels_add_is_the_mean_of_the_map() {
    let mut session = with_sample();
    let mut sums = 0;
    for method in Method::ALL
        .iter()
        .filter(|method| method.info().needs.layer())
    {
        let request = request(method.info().id);
        let Ok(explanation) = block_on(session.explain(&request, &mut Unwatched)) else {
            continue; // not for this network
        };
        let Ok(found) = channels(&mut session, &request) else {
            continue; // no sum of channels
        };
        let values = explanation.map.values();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let scale = values
            .iter()
            .fold(0.0f32, |max, value| max.max(value.abs()));
        let adds: f32 = found.channels.iter().map(|channel| channel.adds).sum();
        assert_eq!(found.channels.len(), found.total);
        assert!(
            (adds - mean).abs() <= 1e-5 * scale,
            "{}: {adds}, {mean}",
            method.info().id
        );
        assert!(found.channels.is_sorted_by(|a, b| a.weight >= b.weight));
        sums += 1;
    }
    assert!(sums >= 12, "{sums} methods add channels up");
}

/// The map of one layer was made before, and is not that of two.
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

/// Counts what it is told.
#[derive(Default)]
struct Told(usize);

impl Watch for Told {
    async fn told(&mut self, _: Progress) -> bool {
        self.0 += 1;
        true
    }
}

#[test]
fn what_was_explained_last_is_not_made_again() {
    let mut session = with_sample();
    let (dear, mut told) = (request("score-cam"), Told::default());
    block_on(session.explain(&dear, &mut told)).unwrap();
    assert!(told.0 > 0);
    let mut none = Told::default();
    block_on(session.channels(&dear, ALL, &mut none)).unwrap();
    assert_eq!(none.0, 0, "for its channels");
    let mut parts = Told::default();
    block_on(session.judge(&dear, None, &["complexity"], &mut parts)).unwrap();
    assert_eq!(parts.0, 5, "two maps, and three times one metric");
    block_on(session.channels(&dear, ALL, &mut none)).unwrap();
    assert_eq!(none.0, 0, "the control did not take its place");
    // Without an answer there is none to keep, either.
    let rise = request("rise");
    block_on(session.explain(&rise, &mut told)).unwrap();
    assert!(block_on(session.channels(&rise, ALL, &mut none)).is_err());
    assert_eq!(none.0, 0, "to hear that there are none");
}
