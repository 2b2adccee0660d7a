//! Whether the metrics tell a map that knows the class from maps that do not: on the embedded
//! network, and on pictures whose objects' places are known to the pixel.

use demo::{Scene, Shape};
use explain::{Measured, Watch, edge_map, energy_inside, finished, points_at, spearman};
use fastrand::Rng;
use imaging::{Map, Rect};
use pollster::block_on;
use session::{Judged, Merge, Progress, Request, Session, Target, Unwatched};
use tests::embedded::{SIDE, opened, png};

/// Columns and rows of the network's input.
const INPUT: usize = 96;

/// Two objects of different classes; the first is asked about.
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

/// The edges of what the network gets, finished like any map.
fn edges(session: &Session, scene: &Scene) -> Map {
    let input = &session.model().unwrap().input;
    let pixels = imaging::input(&scene.draw(SIDE, SIDE), input).unwrap();
    let edges = edge_map(&pixels, [3, INPUT, INPUT]).unwrap();
    finished(&[edges], Merge::Mean, [INPUT, INPUT]).unwrap()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

/// The value of each metric, of the explanation and of both controls, as means over the pictures.
fn judged(method: &str, metrics: &[&str]) -> Vec<[f32; 3]> {
    let mut session = opened();
    let pictures = scenes(7, 12);
    let mut sums = vec![[0.0f32; 3]; metrics.len()];
    for (class, scene) in &pictures {
        session.set_picture(&png(scene)).unwrap();
        let request = request(method, *class);
        let judged = block_on(session.judge(&request, None, metrics, &mut Unwatched)).unwrap();
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

/// The margin is half as much again as the better control finds. Of groups of sixty pictures the
/// ratio was 1.6 to 1.9.
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
            edges(&session, &scene),
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
    assert!(
        grad_cam > 1.5 * random_cam.max(edges),
        "not half as much again"
    );
}

/// Means of twelve pictures, so the margins are about half of what is found.
#[test]
fn what_the_network_loses_tells_grad_cam_from_the_controls() {
    let said = judged("grad-cam", &["deletion", "insertion", "road"]);
    let [deletion, insertion, road] = said[..] else {
        panic!("three were asked for")
    };
    let [map, random_cam, edges] = deletion;
    assert!(
        map + 0.02 < random_cam.min(edges),
        "deletion: less is better"
    );
    let [map, random_cam, edges] = insertion;
    assert!(
        map > random_cam.max(edges) + 0.04,
        "insertion: more is better"
    );
    let [map, random_cam, edges] = road;
    assert!(map > random_cam.max(edges) + 0.1, "ROAD: more is better");
}

/// Adebayo et al., 2018: guided back-propagation hardly notices that the network forgets what it
/// learned, Grad-CAM does at once.
#[test]
fn randomisation_separates_grad_cam_from_guided_back_propagation() {
    let [grad_cam, guided] =
        ["grad-cam", "guided-backprop"].map(|method| judged(method, &["randomisation"])[0][0]);
    assert!(grad_cam < 0.25, "it stays alike: {grad_cam}");
    assert!(guided > 0.5, "it changes: {guided}");
}

/// What the page asks for in one go is what its parts say one by one, beside the same controls.
#[test]
fn judging_agrees_with_its_parts_and_leaves_the_map_as_it_was() {
    let mut session = opened();
    let (class, scene) = scenes(3, 1).remove(0);
    session.set_picture(&png(&scene)).unwrap();
    let before = map(&mut session, "grad-cam", class);
    let random = map(&mut session, "random-cam", class);
    // The left half of the picture is the left half of the input: nothing is cropped.
    let half = f64::from(SIDE / 2);
    let (x, y, height) = (0.0, 0.0, f64::from(SIDE));
    let region = Rect {
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
    let judging = session.judge(&request, Some(region), &metrics, &mut watch);
    let judged = block_on(judging).unwrap();
    let value = |said: &Option<Measured>| said.as_ref().map(|said| said.value);
    let said = |one: &Judged| [&one.asked, &one.random_cam, &one.edge_map].map(value);
    let edges = edges(&session, &scene);
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

/// A watch that ends the work at its first word.
struct Impatient;

impl Watch for Impatient {
    async fn told(&mut self, _: Progress) -> bool {
        false
    }
}

#[test]
fn judging_stops_when_told_and_refuses_what_it_cannot_do() {
    let mut session = opened();
    let (class, scene) = scenes(3, 1).remove(0);
    session.set_picture(&png(&scene)).unwrap();
    let request = request("grad-cam", class);
    let mut code = |metrics: &[&str]| {
        let mut watch = Impatient;
        let judging = session.judge(&request, None, metrics, &mut watch);
        block_on(judging).unwrap_err().code().to_owned()
    };
    assert_eq!(code(&["road"]), "stopped");
    assert_eq!(code(&["energy-inside"]), "no-region");
    assert_eq!(code(&["truth"]), "unknown-metric");
}
