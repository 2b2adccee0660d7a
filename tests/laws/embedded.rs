//! The embedded network is small, accurate, and looks at the shapes.

use std::fs;

use demo::shapes::{Scene, Shape};
use fastrand::Rng;
use imaging::{Normalise, Resampling, normalise, relu, resample};
use pollster::block_on;
use session::{Explanation, Request, Session, SourceFile, Target, Unwatched};
use tests::embedded::{SIDE, files, folder, opened, png};

fn explain(session: &mut Session, class: usize) -> Explanation {
    let request = Request::new("grad-cam", "conv6", Target::class(class));
    block_on(session.explain(&request, &mut Unwatched)).unwrap()
}

/// The share of the positive map that lies on the object, and the share of the picture that the
/// object covers.
fn on_object(explanation: &Explanation, mask: &[u8]) -> (f32, f32) {
    let side = SIDE as usize;
    let map = normalise(&relu(&explanation.map), Normalise::MinMax);
    let map = resample(&map, side, side, Resampling::Bilinear).unwrap();
    assert_eq!(map.values().len(), mask.len());
    let inside: f32 = map
        .values()
        .iter()
        .zip(mask)
        .map(|(v, m)| v * f32::from(*m) / 255.0)
        .sum();
    let area: f32 = mask.iter().map(|m| f32::from(*m) / 255.0).sum();
    (
        inside / map.values().iter().sum::<f32>(),
        area / (side * side) as f32,
    )
}

#[test]
fn the_network_is_smaller_than_300_kilobytes() {
    let bytes: u64 = files().iter().map(SourceFile::len).sum();
    assert!(bytes < 300_000, "{bytes} bytes");
}

/// It reaches about 97 % on new pictures. Chance is 17 %.
#[test]
fn the_network_names_nine_of_ten_new_shapes() {
    let (mut session, mut rng) = (opened(), Rng::with_seed(99));
    let right = (0..120).filter(|index| {
        let class = index % Shape::ALL.len();
        session
            .set_picture(&png(&Scene::random(&mut rng, &[Shape::ALL[class]], 1.0)))
            .unwrap();
        let scores = block_on(session.classify()).unwrap();
        scores
            .iter()
            .max_by(|a, b| a.logit.total_cmp(&b.logit))
            .unwrap()
            .index
            == class
    });
    let right = right.count();
    println!("{right} of 120 right");
    assert!(right >= 108, "{right} of 120");
}

/// Each picture shows two objects of different classes. Chance is the object's share of the
/// picture; on average Grad-CAM must put twice that share on the object.
#[test]
fn evidence_lies_on_the_object_of_the_class() {
    let (mut session, mut rng) = (opened(), Rng::with_seed(7));
    let (mut inside, mut area) = (0.0, 0.0);
    for index in 0..30 {
        let class = index % Shape::ALL.len();
        let other = (class + 1 + index / Shape::ALL.len()) % Shape::ALL.len();
        let scene = Scene::random(&mut rng, &[Shape::ALL[class], Shape::ALL[other]], 1.0);
        session.set_picture(&png(&scene)).unwrap();
        let (found, chance) = on_object(&explain(&mut session, class), &scene.mask(0, SIDE, SIDE));
        inside += found;
        area += chance;
    }
    println!(
        "{:.1} % of the evidence on {:.1} % of the picture",
        inside / 0.3,
        area / 0.3
    );
    assert!(inside > 2.0 * area, "{inside} on {area}");
}

#[test]
fn every_sample_has_a_mask_for_each_object() {
    let list: serde_json::Value =
        serde_json::from_slice(&fs::read(folder().join("samples.json")).unwrap()).unwrap();
    let samples = list.as_array().unwrap();
    assert_eq!(samples.len(), 4);
    for sample in samples {
        let picture = fs::read(folder().join(sample["file"].as_str().unwrap())).unwrap();
        let picture = imaging::decode(&picture).unwrap();
        for object in sample["objects"].as_array().unwrap() {
            let mask = fs::read(folder().join(object["mask"].as_str().unwrap())).unwrap();
            let mask = imaging::decode(&mask).unwrap();
            assert_eq!((mask.width, mask.height), (picture.width, picture.height));
            let covered = mask
                .rgb
                .iter()
                .map(|value| usize::from(*value))
                .sum::<usize>()
                / 255;
            assert!(
                covered > mask.rgb.len() / 100,
                "{} covers something",
                object["label"]
            );
        }
    }
}
