//! Every metric against its library (torch-cam, pytorch-grad-cam, Quantus, scipy or scikit-learn),
//! on maps from a formula and one network. `reference/metrics` has the script.

use std::fs;
use std::path::Path;

use compare::assert_absolute;
use explain::{Candidate, Measured, Metric, Point, Trial, Unwatched};
use imaging::{Map, impute};
use pollster::block_on;
use serde_json::Value as Json;

use crate::case::{Case, run_lengths};
use crate::subject::Subject;
use crate::varied::varied;

/// For probabilities. The library's own float32 noise is 1.3e-6.
const SCORE: f32 = 1e-4;
/// For sums over maps that are equal in both.
const SUM: f32 = 1e-6;
/// Filled pixels are within 1.4e-3 of the exact solution ([`impute`]), which moves scores by
/// 1.5e-4.
const FILLED: f32 = 5e-3;
const FILLED_SCORE: f64 = 5e-4;

struct Fixture {
    json: Json,
    case: Case,
    /// `first` and `second`.
    maps: [Map; 2],
    mask: Map,
}

impl Fixture {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/metrics/metrics.json");
        let json: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let case = varied(json["network"].as_str().unwrap(), &json);
        let [height, width] = case.size;
        let map = |values| Map::new(width, height, values).unwrap();
        let maps = NAMES.map(|name| {
            let steps = numbers(&json["maps"][name]["values"]);
            let levels = json["maps"][name]["levels"].as_f64().unwrap() as f32;
            map(steps.iter().map(|step| *step as f32 / levels).collect())
        });
        let lengths = numbers(&json["mask"]);
        let lengths: Vec<usize> = lengths.iter().map(|length| *length as usize).collect();
        let mask = map(run_lengths(&lengths));
        Self {
            json,
            case,
            maps,
            mask,
        }
    }

    fn class(&self) -> usize {
        self.json["class"].as_u64().unwrap() as usize
    }

    /// The value of a metric for a map.
    fn measure(&self, metric: &str, map: usize, trial: &Trial<'_>) -> Measured {
        let metric = Metric::by_id(metric).unwrap();
        let candidate = Candidate {
            raw: &self.maps[map],
            finished: &self.maps[map],
            other: Some(&self.maps[1 - map]),
            inside: Some(&self.mask),
            trial,
            made: None,
        };
        block_on(metric.measure(&candidate, &mut Unwatched))
            .unwrap()
            .unwrap()
    }
}

const NAMES: [&str; 2] = ["first", "second"];

fn numbers(json: &Json) -> Vec<f64> {
    let numbers = json.as_array().unwrap().iter();
    numbers.map(|number| number.as_f64().unwrap()).collect()
}

fn close(found: f32, right: &Json, limit: f32, what: &str) {
    assert_absolute(what, &[found], &[right.as_f64().unwrap() as f32], limit);
}

#[test]
fn metrics_of_maps_agree_with_the_libraries() {
    let fixture = Fixture::read();
    let json = &fixture.json;
    Subject::new(&fixture.case).tried(fixture.class(), |trial| {
        for (map, name) in NAMES.iter().enumerate() {
            for id in ["pointing-game", "energy-inside", "complexity"] {
                let found = fixture.measure(id, map, trial);
                close(found.value, &json[id][name], SUM, id);
            }
            for id in ["spearman", "top-overlap"] {
                let found = fixture.measure(id, map, trial);
                close(found.value, &json[id], SUM, id);
            }
        }
    });
}

#[test]
fn deletion_and_insertion_agree_with_torch_cam() {
    let fixture = Fixture::read();
    let json = &fixture.json["curves"];
    Subject::new(&fixture.case).tried(fixture.class(), |trial| {
        for id in ["deletion", "insertion"] {
            let found = fixture.measure(id, 0, trial);
            close(found.value, &json[id]["area"], SCORE, id);
            let scores = json[id]["scores"].as_array().unwrap();
            assert_eq!(found.curve.len(), scores.len());
            for (place, Point { at, value, .. }) in found.curve.iter().enumerate() {
                close(*at, &json["at"][place], SUM, id);
                close(*value, &scores[place], SCORE, id);
            }
        }
    });
}

#[test]
fn confidence_agrees_with_pytorch_grad_cam() {
    let fixture = Fixture::read();
    let subject = Subject::new(&fixture.case);
    let cases = fixture.json["confidence"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let map = NAMES.iter().position(|name| case["map"] == *name).unwrap();
        subject.tried(case["class"].as_u64().unwrap() as usize, |trial| {
            let drop = fixture.measure("confidence-drop", map, trial);
            close(drop.value, &case["drop"], SCORE, "drop");
            let increase = fixture.measure("confidence-increase", map, trial);
            close(increase.value, &case["increase"], 0.0, "increase");
        });
    }
}

/// Which pixels are removed: the `count` largest of the map, or the smallest.
fn gone(map: &Map, count: usize, most: bool) -> Vec<bool> {
    let mut order: Vec<usize> = (0..map.values().len()).collect();
    order.sort_by(|a, b| map.values()[*b].total_cmp(&map.values()[*a]));
    if !most {
        order.reverse();
    }
    let mut gone = vec![false; order.len()];
    for pixel in &order[..count] {
        gone[*pixel] = true;
    }
    gone
}

/// Compared without noise, so that each pixel has one right value.
#[test]
fn filled_pixels_agree_with_pytorch_grad_cam() {
    let fixture = Fixture::read();
    let (road, size) = (&fixture.json["road"], fixture.case.size);
    let filled = &road["filled"];
    let step = filled["step"].as_u64().unwrap() as usize;
    let at = numbers(&road["percentiles"]);
    let at = at
        .iter()
        .position(|one| filled["percentile"].as_f64() == Some(*one));
    let count = numbers(&road["removed"])[at.unwrap()] as usize;
    for (side, most) in [("most", true), ("least", false)] {
        let gone = gone(&fixture.maps[0], count, most);
        let mut found = Vec::new();
        for colour in fixture.case.picture.chunks(size[0] * size[1]) {
            let whole = impute(colour, &gone, size);
            let rows = (step / 2..size[0]).step_by(step);
            for row in rows {
                let columns = (step / 2..size[1]).step_by(step);
                found.extend(columns.map(|column| whole[row * size[1] + column]));
            }
        }
        assert_absolute(side, &found, &flat(&filled[side]), FILLED);
    }
}

fn flat(json: &Json) -> Vec<f32> {
    match json {
        Json::Array(items) => items.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}

/// The library draws noise without a seed. The limit is three standard deviations of its mean, plus
/// the error of filling. Points of the curve are half the gap between both sides.
#[test]
fn road_agrees_with_pytorch_grad_cam_within_its_noise() {
    let fixture = Fixture::read();
    let noisy = &fixture.json["road"]["noisy"];
    Subject::new(&fixture.case).tried(fixture.class(), |trial| {
        let found = fixture.measure("road", 0, trial);
        let spread = 3.0 * noisy["value"][1].as_f64().unwrap() + FILLED_SCORE;
        close(found.value, &noisy["value"][0], spread as f32, "ROAD");
        let steps = noisy["most"].as_array().unwrap().len();
        assert_eq!(found.curve.len(), steps);
        for (place, point) in found.curve.iter().enumerate() {
            let [most, least] = ["most", "least"].map(|side| numbers(&noisy[side][place]));
            let gap = (least[0] - most[0]) / 2.0;
            let spread = 3.0 * most[1].hypot(least[1]) / 2.0 + FILLED_SCORE;
            let what = format!("ROAD at {}", point.at);
            assert_absolute(&what, &[point.value], &[gap as f32], spread as f32);
        }
    });
}
