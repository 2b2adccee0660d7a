//! Whether the metrics tell a map that knows the class from maps that do not: on the embedded
//! network, and on pictures whose objects' places are known to the pixel.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is how a test fails")]
#![allow(clippy::print_stdout, reason = "tests say what they measured")]

use std::fs;
use std::path::Path;

use demo::{Scene, Shape};
use explain::{Measured, edge_map, energy_inside, finished};
use fastrand::Rng;
use imaging::{Map, Rect};
use pollster::block_on;
use session::{Backend, Judged, Merge, Request, Session, SourceFile, Target, Unwatched};

const SIDE: u32 = 192;
/// Columns and rows of the network's input.
const INPUT: usize = 96;

fn opened() -> Session {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/demo");
    let file = |name: &str| SourceFile::new(name, fs::read(folder.join(name)).unwrap());
    let files = ["model.json", "metadata.json", "weights.bin"].map(file);
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    session.load_model(files.to_vec()).unwrap();
    session
}

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

/// A picture as a file, since that is what a session takes.
fn png(scene: &Scene) -> Vec<u8> {
    let picture = scene.draw(SIDE, SIDE);
    let buffer = image::RgbImage::from_raw(picture.width, picture.height, picture.rgb).unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    buffer
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
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

#[test]
fn evidence_lies_on_the_object_and_not_in_the_controls() {
    let mut session = opened();
    let [mut grad_cam, mut random, mut edge, mut area] = [(); 4].map(|()| Vec::new());
    for (class, scene) in scenes(7, 60) {
        session.set_picture(&png(&scene)).unwrap();
        let object = mask(&scene);
        let mut share = |method| energy_inside(&map(&mut session, method, class), &object);
        grad_cam.extend(share("grad-cam"));
        random.extend(share("random-cam"));
        edge.extend(energy_inside(&edges(&session, &scene), &object));
        area.push(mean(object.values()));
    }
    let shares = [&grad_cam, &random, &edge, &area].map(|shares| mean(shares));
    println!(
        "{shares:.3?} of the evidence of grad-cam, random-cam, edges on the object, and its area; {} {} {}",
        grad_cam.len(),
        random.len(),
        edge.len()
    );
}

#[test]
fn numbers() {
    let mut session = opened();
    let metrics = [
        "deletion",
        "insertion",
        "road",
        "confidence-drop",
        "confidence-increase",
        "complexity",
        "spearman",
        "top-overlap",
    ];
    for method in ["grad-cam", "layer-cam", "guided-backprop", "gradient"] {
        let mut sums = vec![[0.0f32; 3]; metrics.len()];
        for (class, scene) in scenes(7, 12) {
            session.set_picture(&png(&scene)).unwrap();
            let judged =
                block_on(session.judge(&request(method, class), None, &metrics, &mut Unwatched))
                    .unwrap();
            for (sum, one) in sums.iter_mut().zip(judged) {
                for (sum, found) in sum
                    .iter_mut()
                    .zip([one.asked, one.random_cam, one.edge_map])
                {
                    *sum += found.map_or(f32::NAN, |m| m.value) / 12.0;
                }
            }
        }
        println!("{method}");
        for (id, sum) in metrics.iter().zip(sums) {
            println!("  {id} {sum:.3?}");
        }
    }
}

#[test]
fn mprt() {
    let mut session = opened();
    for method in [
        "grad-cam",
        "layer-cam",
        "hires-cam",
        "guided-backprop",
        "gradient",
        "gradient-x-input",
        "deconvnet",
        "guided-grad-cam",
        "integrated-gradients",
        "eigen-cam",
        "random-cam",
    ] {
        let mut sum = vec![0.0f32; 8];
        let mut value = 0.0;
        for (class, scene) in scenes(7, 12) {
            session.set_picture(&png(&scene)).unwrap();
            let judged = block_on(session.judge(
                &request(method, class),
                None,
                &["randomisation"],
                &mut Unwatched,
            ))
            .unwrap();
            let m = judged[0].asked.clone().unwrap();
            for (s, p) in sum.iter_mut().zip(&m.curve) {
                *s += p.value / 12.0;
            }
            value += m.value / 12.0;
        }
        println!("{method}: {value:.3} {sum:.2?}");
    }
}
