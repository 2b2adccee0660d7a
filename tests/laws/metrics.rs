//! The metrics tell an explanation from its controls, which know nothing of the class. The network
//! is the embedded one, and the place of each object in a picture is known to the pixel.

use std::future::ready;

use demo::shapes::{Scene, Shape};
use explain::{Measured, Watch, edge_map, energy_inside, finished, points_at, spearman};
use fastrand::Rng;
use imaging::{Map, Preprocessing, Rect};
use pollster::block_on;
use session::{Criteria, Judged, Later, Merge, Progress, Request, Session, Target, Unwatched};
use tests::embedded::{SIDE, input, opened, png};

/// Columns and rows of the network's input.
const INPUT: usize = 96;

/// Pictures with two objects of different classes, and the class of the first.
fn scenes(seed: u64, count: usize) -> Vec<(usize, Scene)> {
    let mut rng = Rng::with_seed(seed);
    let scene = |index: usize| {
        let class = index % Shape::ALL.len();
        let other = (class + 1 + index / Shape::ALL.len() % 5) % Shape::ALL.len();
        let shapes = [Shape::ALL[class], Shape::ALL[other]];
        (class, Scene::random(&mut rng, &shapes, 1.0))
    };
    (0..count).map(scene).collect()
}

fn request(method: &str, class: usize) -> Request {
    Request::new(method, "conv6", Target::class(class))
}

/// How much of each pixel of the input the first object covers.
fn mask(scene: &Scene) -> Map {
    let mask = scene.mask(0, INPUT as u32, INPUT as u32);
    let covered = mask.iter().map(|value| f32::from(*value) / 255.0);
    Map::new(INPUT, INPUT, covered.collect()).unwrap()
}

/// The finished map of the first object.
fn map(session: &mut Session, method: &str, class: usize) -> Map {
    let found = block_on(session.explain(&request(method, class), &mut Unwatched)).unwrap();
    finished(&[found.map], Merge::Mean, [INPUT, INPUT]).unwrap()
}

/// The edge map of the network's input, finished like any map.
fn edges(input: &Preprocessing, scene: &Scene) -> Map {
    let pixels = imaging::input(&scene.draw(SIDE, SIDE), input).unwrap();
    let edges = edge_map(&pixels, [3, INPUT, INPUT]).unwrap();
    finished(&[edges], Merge::Mean, [INPUT, INPUT]).unwrap()
}

/// Judges by some metrics, without an object.
fn criteria(metrics: &[&str]) -> Criteria {
    Criteria {
        object: None,
        metrics: Some(metrics.iter().map(ToString::to_string).collect()),
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

/// The mean of each metric over twelve pictures: of the explanation, random weights and edges.
fn judged(method: &str, metrics: &[&str]) -> Vec<[f32; 3]> {
    let mut session = opened();
    let pictures = scenes(7, 12);
    let mut sums = vec![[0.0f32; 3]; metrics.len()];
    for (class, scene) in &pictures {
        session.set_picture(&png(scene)).unwrap();
        let request = request(method, *class);
        let judged = block_on(session.judge(&request, &criteria(metrics), &mut Unwatched)).unwrap();
        assert_eq!(judged.len(), metrics.len());
        for (sums, one) in sums.iter_mut().zip(judged) {
            let said = [one.asked, one.random_cam, one.edge_map];
            for (sum, said) in sums.iter_mut().zip(said) {
                *sum += said.unwrap().value / pictures.len() as f32;
            }
        }
    }
    for (metric, sums) in metrics.iter().zip(&sums) {
        println!("{method}, {metric}: {sums:.3?} of the map, random weights, edges");
    }
    sums
}

/// Grad-CAM must have 1.5 times the share of the better control. Groups of sixty pictures had 1.6
/// to 1.9.
#[test]
fn evidence_lies_on_the_object_and_not_in_the_controls() {
    let mut session = opened();
    let mut shares = [(); 4].map(|()| Vec::new());
    for (class, scene) in scenes(7, 300) {
        session.set_picture(&png(&scene)).unwrap();
        let object = mask(&scene);
        let maps = [
            map(&mut session, "grad-cam", class),
            map(&mut session, "random-cam", class),
            edges(&input(), &scene),
            object.clone(),
        ];
        let [of_grad_cam, of_random_cam, of_edges, area] = &mut shares;
        of_grad_cam.extend(energy_inside(&maps[0], &object));
        of_random_cam.extend(energy_inside(&maps[1], &object));
        of_edges.extend(energy_inside(&maps[2], &object));
        area.push(mean(object.values()));
    }
    assert!(
        shares.iter().all(|shares| shares.len() == 300),
        "blank maps"
    );
    let [grad_cam, random_cam, edges, area] = shares.map(|shares| mean(&shares));
    println!(
        "on the object: {grad_cam:.3} of grad-cam, {random_cam:.3} of random-cam, {edges:.3} of the \
         edges; it covers {area:.3} of the picture"
    );
    for control in [random_cam, edges] {
        assert!(grad_cam > 1.5 * control, "not half as much again");
    }
}

/// Means of twelve pictures. The margins are about half of the differences measured.
#[test]
fn deletion_insertion_and_road_tell_grad_cam_from_the_controls() {
    let said = judged("grad-cam", &["deletion", "insertion", "road"]);
    let [deletion, insertion, road] = said[..] else {
        panic!("three were asked for")
    };
    // Against each control by itself: `f32::min` would hide a NaN.
    let [map, controls @ ..] = deletion;
    for control in controls {
        assert!(map + 0.02 < control, "deletion: less is better");
    }
    for (metric, [map, controls @ ..], margin) in
        [("insertion", insertion, 0.04), ("ROAD", road, 0.1)]
    {
        for control in controls {
            assert!(map > control + margin, "{metric}: more is better");
        }
    }
}

/// Adebayo et al., 2018: random weights change Grad-CAM at once and guided backpropagation hardly
/// at all.
#[test]
fn randomisation_tells_grad_cam_from_guided_backpropagation() {
    let [grad_cam, guided] =
        ["grad-cam", "guided-backprop"].map(|method| judged(method, &["randomisation"])[0][0]);
    assert!(grad_cam < 0.25, "it stays alike: {grad_cam}");
    assert!(guided > 0.5, "it changes: {guided}");
}

/// Several metrics in one call, against each metric computed here from the same maps.
#[test]
fn judging_agrees_with_each_metric_alone_and_keeps_the_map() {
    let mut session = opened();
    let (class, scene) = scenes(3, 1).remove(0);
    session.set_picture(&png(&scene)).unwrap();
    let before = map(&mut session, "grad-cam", class);
    let random = map(&mut session, "random-cam", class);
    // The left half of the picture is the left half of the input: nothing is cropped.
    let half = f64::from(SIDE / 2);
    let (x, y, height) = (0.0, 0.0, f64::from(SIDE));
    let object = Rect {
        x,
        y,
        width: half,
        height,
    };
    let inside = |at: usize| if at % INPUT < INPUT / 2 { 1.0 } else { 0.0 };
    let inside = Map::new(INPUT, INPUT, (0..INPUT * INPUT).map(inside).collect()).unwrap();
    let metrics = ["energy-inside", "pointing-game", "spearman"];
    let request = request("grad-cam", class);
    let mut watch = Unwatched;
    let criteria = Criteria {
        object: Some(object),
        metrics: Some(metrics.map(Into::into).to_vec()),
    };
    let judging = session.judge(&request, &criteria, &mut watch);
    let judged = block_on(judging).unwrap();
    let value = |said: &Option<Measured>| said.as_ref().map(|said| said.value);
    let said = |one: &Judged| [&one.asked, &one.random_cam, &one.edge_map].map(value);
    let edges = edges(&input(), &scene);
    let maps = [&before, &random, &edges];
    assert_eq!(
        said(&judged[0]),
        maps.map(|map| energy_inside(map, &inside))
    );
    assert_eq!(said(&judged[1]), maps.map(|map| points_at(map, &inside)));
    let alike = [&random, &edges].map(|map| spearman(map, &before));
    assert_eq!(said(&judged[2]), [None, alike[0], alike[1]]);
    assert_eq!(map(&mut session, "grad-cam", class), before);
}

/// Stops the work at the first report of progress.
struct Impatient;

impl Watch for Impatient {
    fn told(&mut self, _: Progress) -> Later<'_, bool> {
        Box::pin(ready(false))
    }
}

#[test]
fn judging_can_be_stopped_and_unusable_metrics_are_errors() {
    let mut session = opened();
    let (class, scene) = scenes(3, 1).remove(0);
    session.set_picture(&png(&scene)).unwrap();
    let request = request("grad-cam", class);
    let mut code = |metrics: &[&str]| {
        let mut watch = Impatient;
        let criteria = criteria(metrics);
        let judging = session.judge(&request, &criteria, &mut watch);
        block_on(judging).unwrap_err().code().to_owned()
    };
    assert_eq!(code(&["road"]), "stopped");
    assert_eq!(code(&["energy-inside"]), "no-object");
    assert_eq!(code(&["truth"]), "unknown-metric");
}
