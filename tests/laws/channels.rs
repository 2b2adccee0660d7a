//! The channels of a layer of the embedded network, and what the session keeps from its last map.

use std::collections::BTreeMap;
use std::future::ready;

use compare::assert_absolute;
use explain::{Progress, Setting, Watch};
use pollster::block_on;
use session::{
    Channels, Criteria, Explanation, Later, Places, Request, Session, SessionError, Target,
    Unwatched,
};
use tests::embedded::{opened, sample};
use tests::layer_methods;

const ALL: Places = Places {
    start: 0,
    count: 10_000,
};

fn with_sample() -> Session {
    let mut session = opened();
    block_on(session.set_picture(&sample())).unwrap();
    session
}

fn request(method: &str) -> Request {
    Request::new(method, "conv6", Target::class(0))
}

fn channels(session: &mut Session, request: &Request) -> Result<Channels, SessionError> {
    block_on(session.channels(request, ALL, &mut Unwatched))
}

/// For every method that adds channels up.
fn each_sum_of_channels(check: impl Fn(&str, &Explanation, &Channels)) -> usize {
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
        assert_eq!(found.channels.len(), found.total);
        check(method, &explanation, &found);
        sums += 1;
    }
    sums
}

/// The limit is float32 rounding of a sum of 64 values.
#[test]
fn the_channels_add_up_to_the_mean_of_the_map() {
    let sums = each_sum_of_channels(|method, explanation, found| {
        let values = explanation.map.values();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let scale = values
            .iter()
            .fold(0.0f32, |max, value| max.max(value.abs()));
        let adds: f32 = found.channels.iter().map(|channel| channel.adds).sum();
        assert_absolute(method, &[adds], &[mean], 1e-5 * scale);
        assert!(found.channels.is_sorted_by(|a, b| a.weight >= b.weight));
    });
    assert!(sums >= 12, "{sums} methods add channels up");
}

/// Methods whose weight of a channel differs from cell to cell.
const WEIGHTS_PER_CELL: [&str; 3] = ["element-wise-grad-cam", "hires-cam", "layer-cam"];

/// Also sees a map that is shifted or turned, which keeps the mean.
#[test]
fn the_weighted_channels_add_up_to_the_map_in_every_cell() {
    each_sum_of_channels(|method, explanation, found| {
        let cells = found.width * found.height;
        let (mut sums, mut sizes) = (vec![0.0f32; cells], vec![0.0f32; cells]);
        for channel in &found.channels {
            assert_eq!(channel.values.len(), cells);
            for cell in 0..cells {
                let share = channel.weight * channel.values[cell];
                sums[cell] += share;
                sizes[cell] += share.abs();
            }
        }
        let limit = 1e-5 * sizes.iter().copied().fold(0.0, f32::max);
        if !WEIGHTS_PER_CELL.contains(&method) {
            assert_absolute(method, explanation.map.values(), &sums, limit);
        }
    });
}

/// Although the map of one of the layers was computed before.
#[test]
fn several_layers_or_views_have_no_channels() {
    let mut session = with_sample();
    let one = request("grad-cam");
    channels(&mut session, &one).unwrap();
    let two = Request {
        layers: Some(vec!["conv6".into(), "conv5".into()]),
        ..one.clone()
    };
    let smooth = BTreeMap::from([("aug-smooth".into(), Setting::Switch(true))]);
    let views = Request {
        options: Some(smooth),
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
    fn told(&mut self, _: Progress) -> Later<'_, bool> {
        self.0 += 1;
        Box::pin(ready(true))
    }
}

/// Explanations, channels and judgements share the answers. Methods that run the network many times
/// report every run.
#[test]
fn a_request_that_was_answered_is_never_computed_again() {
    let mut session = with_sample();
    let expensive: Vec<Request> = ["score-cam", "ablation-cam", "occlusion", "rise"]
        .map(request)
        .to_vec();
    let mut maps = Vec::new();
    for request in &expensive {
        let mut told = Told::default();
        maps.push(block_on(session.explain(request, &mut told)).unwrap().map);
        assert!(told.0 > 0, "{} reports its runs", request.method);
    }
    let mut again = Told::default();
    for (request, map) in expensive.iter().zip(&maps) {
        let known = block_on(session.explain(request, &mut again)).unwrap();
        assert_eq!(known.map, *map, "{}", request.method);
    }
    let score_cam = &expensive[0];
    assert!(block_on(session.channels(score_cam, ALL, &mut again)).is_ok());
    let rise = &expensive[3];
    assert!(block_on(session.channels(rise, ALL, &mut again)).is_err());
    assert_eq!(again.0, 0, "nothing was computed again");
    let mut parts = Told::default();
    let criteria = Criteria {
        object: None,
        metrics: Some(vec!["complexity".into()]),
    };
    block_on(session.judge(score_cam, &criteria, &mut parts)).unwrap();
    assert_eq!(parts.0, 5, "two maps, and one metric three times");
}

/// A new picture, another setting and another target are new questions.
#[test]
fn another_question_is_computed() {
    let mut session = with_sample();
    let base = request("occlusion");
    block_on(session.explain(&base, &mut Unwatched)).unwrap();
    let stride = BTreeMap::from([("stride".into(), Setting::Number(32.0))]);
    let set = Request {
        options: Some(stride),
        ..base.clone()
    };
    let other = Request::new("occlusion", "conv6", Target::class(1));
    for request in [set, other] {
        let mut told = Told::default();
        block_on(session.explain(&request, &mut told)).unwrap();
        assert!(told.0 > 0);
    }
    block_on(session.set_picture(&sample())).unwrap();
    let mut told = Told::default();
    block_on(session.explain(&base, &mut told)).unwrap();
    assert!(told.0 > 0, "of the new picture");
}
