//! Every method against pytorch-grad-cam and captum on networks and pictures of this repository:
//! raw maps, finished maps and gradients at the picture. With `BLESS=1` the test writes
//! `docs/parity.md`.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a test may panic anywhere, also outside its #[test] function, says what it measured, and reads a part of the fixtures"
)]

#[path = "architectures/case.rs"]
mod case;
#[path = "methods/fixture.rs"]
mod fixture;
#[path = "methods/parity.rs"]
mod parity;
#[path = "methods/subject.rs"]
mod subject;
#[path = "methods/varied.rs"]
mod varied;
#[path = "architectures/weights.rs"]
mod weights;

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use explain::{Merge, Method, Setting, finished};
use fixture::{Expected, Fixture, fixtures, read};
use imaging::Map;
use parity::{Measured, Table};
use subject::Subject;
use tests::{absolute_error, relative_error};

/// Of the largest value, as asked of the CPU.
const LIMIT: f32 = 1e-3;
/// Of all pixels together: one `ReLU` within rounding of 0 moves a patch of them.
const PIXELS_L2: f32 = 5e-2;

/// They run the network up to a thousand times, so they are compared on one network of each kind; on
/// all of them where the page is written, which takes three minutes.
const DEAR: &[&str] = &[
    "ablation-cam",
    "grad-cam+aug-smooth",
    "integrated-gradients",
    "score-cam",
];
const DEAR_ON: &[&str] = &["torchvision_resnet18_1", "timm_deit_tiny_patch16_224_1"];

/// On every core: a case is one network on one thread.
#[test]
fn every_method_on_every_network() {
    let (names, next, found) = (fixtures(), AtomicUsize::new(0), Mutex::default());
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(name, &found);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let Found { table, wrong } = found.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(table.record(), Ok(()));
}

#[derive(Default)]
struct Found {
    table: Table,
    /// A line for each map that is too far off.
    wrong: Vec<String>,
}

fn check(name: &str, found: &Mutex<Found>) {
    let fixture = read(name);
    let subject = Subject::new(&fixture.case);
    let all = env::var_os("BLESS").is_some() || DEAR_ON.contains(&name);
    let asked = |expected: &&Expected| all || !DEAR.contains(&expected.method.as_str());
    for expected in fixture.maps.iter().filter(asked) {
        let measured = measure(&fixture, &subject, expected);
        let (Measured { raw, last }, [raw_limit, last_limit]) = (&measured, limits(expected));
        let place = expected.layers.join(" and ");
        let what = format!(
            "{name} {} at {place}: raw {raw:.1e}, finished {last:.1e}",
            expected.method
        );
        println!("{what}");
        let mut found = found.lock().unwrap();
        if raw.is_nan() || *raw > raw_limit || last.is_nan() || *last > last_limit {
            found.wrong.push(format!(
                "{what}; at most {raw_limit:.1e} and {last_limit:.1e}"
            ));
        }
        found
            .table
            .add(&fixture.network, &expected.method, &measured);
    }
}

/// Twice what the rounding of the picture does to the library's own map, where that is more.
fn limits(expected: &Expected) -> [f32; 2] {
    if is_pixel(&expected.method) {
        return [PIXELS_L2.max(2.0 * expected.shaken_l2), LIMIT];
    }
    expected.shaken.map(|shaken| LIMIT.max(2.0 * shaken))
}

fn is_pixel(method: &str) -> bool {
    Method::by_id(method).is_ok_and(|method| !method.info().needs.layer() && method != Method::Cam)
}

fn measure(fixture: &Fixture, subject: &Subject, expected: &Expected) -> Measured {
    let (id, more) = expected
        .method
        .split_once('+')
        .unwrap_or((&expected.method, ""));
    let method = Method::by_id(id).unwrap();
    let on = || Setting::Switch(true);
    let mut options = match more {
        "eigen-smooth" | "aug-smooth" => vec![(more, on())],
        _ => vec![],
    };
    if id == "occlusion" {
        options = vec![
            ("size", Setting::Number(24.0)),
            ("stride", Setting::Number(16.0)),
        ];
    }
    if method
        .info()
        .options
        .iter()
        .any(|option| option.id == "colours")
    {
        options.push(("colours", Setting::Choice("sum".into())));
    }
    let layers: Vec<&str> = expected.layers.iter().map(String::as_str).collect();
    let map = subject.ask(method, (&layers, fixture.class), &options);
    let map = map
        .unwrap_or_else(|error| panic!("{} {id}: {error}", fixture.name))
        .map;
    let size = fixture.case.size;
    let is_final = more == "aug-smooth" || more == "layers";
    let raw = expected.raw.as_deref().map_or(0.0, |raw| {
        let found = thinned(&map, expected.step);
        if is_pixel(id) {
            apart(&found, &summed(raw, found.len()))
        } else {
            relative_error(&found, raw)
        }
    });
    let last = expected.last.as_deref().map_or(0.0, |last| {
        let map = if is_final {
            map
        } else {
            finished(&[map], Merge::Mean, size).unwrap()
        };
        absolute_error(&thinned(&map, 8), last)
    });
    Measured { raw, last }
}

/// Every `step`th row and column, from the middle of the first step.
fn thinned(map: &Map, step: usize) -> Vec<f32> {
    let every = |side: usize| (step / 2..side).step_by(step);
    let places = every(map.height()).flat_map(|y| every(map.width()).map(move |x| (y, x)));
    places
        .map(|(y, x)| map.values()[y * map.width() + x])
        .collect()
}

/// The sum of the colours of each pixel.
fn summed(colours: &[f32], pixels: usize) -> Vec<f32> {
    let mut sum = vec![0.0; pixels];
    for plane in colours.chunks(pixels) {
        for (sum, value) in sum.iter_mut().zip(plane) {
            *sum += value;
        }
    }
    sum
}

/// Root of the mean square of the difference, relative to that of the expected values.
fn apart(found: &[f32], expected: &[f32]) -> f32 {
    let square =
        |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v).powi(2)).sum::<f64>();
    let difference = square(&mut found.iter().zip(expected).map(|(a, b)| a - b));
    (difference / square(&mut expected.iter().copied())).sqrt() as f32
}
