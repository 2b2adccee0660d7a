//! Every method against its reference, on networks and pictures of this repository: raw maps and
//! finished maps. `limits.rs` has the limits, `docs/parity.md` what was measured; with `BLESS=1`
//! the test writes that page.

mod fixture;
mod limits;
mod page;
mod random_numbers;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use compare::compare;
use explain::{Merge, Method, Setting, finished};
use fixture::{Expected, Fixture, fixtures, read};
use imaging::Map;
use page::{Measured, Table};

use crate::subject::Subject;

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

#[test]
fn every_method_has_a_reference_and_limits() {
    let maps = fixtures()
        .iter()
        .flat_map(|name| read(name).maps)
        .collect::<Vec<_>>();
    let compared: BTreeSet<&str> = maps.iter().map(|map| map.method.as_str()).collect();
    for method in Method::ALL {
        let id = method.info.id;
        assert!(
            compared.contains(id),
            "`{id}` has no reference in tests/reference/methods"
        );
    }
    let limited: BTreeSet<&str> = limits::LIMITS.iter().map(|limit| limit.method).collect();
    assert_eq!(
        limited, compared,
        "methods with limits, and methods with references"
    );
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
    for expected in &fixture.maps {
        let place = format!(
            "{name} {} at {}",
            expected.method,
            expected.layers.join(" and ")
        );
        let limits = limits::of(&expected.method).within(expected.shaken);
        let outcome = measure(&fixture, &subject, expected);
        let mut found = found.lock().unwrap();
        match outcome {
            Ok(measured) => {
                println!("{place}: {measured}; at most {limits}");
                if !measured.within(&limits) {
                    found
                        .wrong
                        .push(format!("{place}: {measured}; at most {limits}"));
                }
                let place = (fixture.network.as_str(), expected.method.as_str());
                found.table.add(place, &measured, &limits);
            }
            Err(reason) => found.wrong.push(format!("{place}: {reason}")),
        }
    }
}

fn measure(fixture: &Fixture, subject: &Subject, expected: &Expected) -> Result<Measured, String> {
    let id = expected.method.split('+').next().unwrap();
    let method = Method::by_id(id).map_err(|error| error.to_string())?;
    let layers: Vec<&str> = expected.layers.iter().map(String::as_str).collect();
    let mut measured = Measured::default();
    for colours in colours(method) {
        let mut options = expected.options.clone();
        options.extend(colours.map(|how| ("colours".to_owned(), Setting::Choice(how.into()))));
        let outcome = subject.ask(method, (&layers, fixture.class), &options)?;
        if let Some(raw) = &expected.raw {
            let found = thinned(&outcome.map, expected.step);
            let expected = joined(raw, found.len(), colours.unwrap_or_default());
            measured.add_raw(compare(&found, &expected)?);
        }
        if let Some(finished) = &expected.finished {
            let found = complete(expected, outcome.map.clone(), fixture.case.size)?;
            measured.add_finished(compare(&thinned(&found, 8), finished)?);
        }
        if let Some(points) = &expected.points {
            let mut found = outcome.points;
            found.sort_unstable();
            if found != *points {
                return Err(format!("{found:?} instead of {points:?}"));
            }
        }
    }
    Ok(measured)
}

/// How the colours of a pixel become one value, for a method that has this setting. Cheap methods are
/// compared both ways.
fn colours(method: &Method) -> &'static [Option<&'static str>] {
    let options = method.info.options;
    if options.iter().all(|option| option.id != "colours") {
        return &[None];
    }
    match method.info.id {
        "integrated-gradients" | "smooth-grad" => &[Some("sum")],
        _ => &[Some("sum"), Some("largest")],
    }
}

/// The finished map. With several layers or views the answer is already one.
fn complete(expected: &Expected, map: Map, size: [usize; 2]) -> Result<Map, String> {
    if expected.method.ends_with("+layers") || expected.method.ends_with("+aug-smooth") {
        return Ok(map);
    }
    finished(&[map], Merge::Mean, size).map_err(|error| error.to_string())
}

/// Every `step`th row and column, from the middle of the first step.
fn thinned(map: &Map, step: usize) -> Vec<f32> {
    let every = |side: usize| (step / 2..side).step_by(step);
    let places = every(map.height()).flat_map(|y| every(map.width()).map(move |x| (y, x)));
    places
        .map(|(y, x)| map.values()[y * map.width() + x])
        .collect()
}

/// One value for each pixel of one or three colours.
fn joined(raw: &[f32], pixels: usize, how: &str) -> Vec<f32> {
    let planes = raw.len() / pixels.max(1);
    if planes != 3 {
        return raw.to_vec();
    }
    let pixel = |pixel: usize| {
        let colours = (0..planes).map(|plane| raw[plane * pixels + pixel]);
        match how {
            "largest" => colours.map(f32::abs).fold(0.0, f32::max),
            _ => colours.sum(),
        }
    };
    (0..pixels).map(pixel).collect()
}
