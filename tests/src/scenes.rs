//! The networks of scenes, and what is measured of them.

use std::fs;
use std::path::PathBuf;

use demo::Training;
use demo::scenes::{Class, Learner, Scene, World};
use fastrand::Rng;
use pollster::block_on;
use serde_json::Value as Json;
use session::imaging::{Normalise, Resampling, normalise, relu, resample};
use session::{Backend, Explanation, Request, Session, SourceFile, Target, Unwatched};

use crate::embedded::{encoded, folder};

/// Width and height of the scenes that are measured: the networks' input.
pub const SIDE: u32 = 128;
/// Scenes of each class that the tests measure again.
pub const FEW: usize = 10;
/// The seed of the scenes that are measured. No training begins with it.
const SEED: u64 = 77;

/// The folder of a network.
#[must_use]
pub fn folder_of(learner: Learner) -> PathBuf {
    folder().join(learner.id())
}

/// What its card says.
///
/// # Panics
/// If it is missing.
#[must_use]
pub fn card(learner: Learner) -> Json {
    let card = fs::read(folder_of(learner).join("card.json")).expect("a card");
    serde_json::from_slice(&card).expect("a card is JSON")
}

/// Reads the files of the network.
///
/// # Panics
/// If one is missing.
#[must_use]
pub fn files(learner: Learner) -> Vec<SourceFile> {
    let read = |name: &str| fs::read(folder_of(learner).join(name)).expect("a file of a network");
    ["model.json", "metadata.json", "weights.bin"]
        .map(|name| SourceFile::new(name, read(name)))
        .to_vec()
}

/// Opens a session on the CPU with the network.
///
/// # Panics
/// If it cannot be loaded.
#[must_use]
pub fn opened(learner: Learner) -> Session {
    let mut session = block_on(Session::open(Backend::Cpu)).expect("the CPU");
    block_on(session.load_model(files(learner))).expect("a network of scenes");
    session
}

/// The losses of the first steps of a training.
///
/// # Panics
/// If it cannot be trained.
#[must_use]
pub fn first_losses(learner: Learner, steps: usize) -> Vec<f32> {
    let course = learner.course();
    let training = Training::new(&course, learner.steps(), Learner::SEED);
    let mut training = training.expect("a training");
    (0..steps)
        .map(|_| training.learn().expect("a step"))
        .collect()
}

/// Scenes that no network learned on, the same each time: `count` of each class.
pub fn scenes(
    world: World,
    classes: &[Class],
    count: usize,
) -> impl Iterator<Item = (Class, Scene)> {
    let mut rng = Rng::with_seed(SEED);
    let classes = classes.repeat(count).into_iter();
    classes.map(move |class| (class, world.scene(&mut rng, class, 1.0)))
}

/// Puts a scene before the network, and returns the class that it names.
///
/// # Panics
/// If the network fails.
pub fn named(session: &mut Session, scene: &Scene) -> usize {
    let picture = encoded(scene.draw(SIDE));
    session.set_picture(&picture).expect("a picture");
    let scores = block_on(session.classify()).expect("scores");
    let best = scores.iter().max_by(|a, b| a.logit.total_cmp(&b.logit));
    best.expect("a class").index
}

/// The part of such scenes that the network names rightly.
pub fn accuracy(session: &mut Session, world: World, classes: &[Class], count: usize) -> f32 {
    let right = scenes(world, classes, count)
        .filter(|(class, scene)| named(session, scene) == class.index())
        .count();
    right as f32 / (classes.len() * count) as f32
}

/// Where Grad-CAM finds the evidence for the class of the thing, as means over scenes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    /// Share of the evidence on the thing.
    pub on_thing: f32,
    /// Share of the picture that the thing covers.
    pub area: f32,
    /// Part of the scenes whose strongest place is on the thing.
    pub peaks: f32,
}

/// Measures the evidence for the right class on such scenes, with their exact masks.
///
/// # Panics
/// If the network fails, or a map has no value.
pub fn evidence(session: &mut Session, world: World, classes: &[Class], count: usize) -> Evidence {
    let mut sum = Evidence::default();
    let mut number = 0.0;
    for (class, scene) in scenes(world, classes, count) {
        named(session, &scene);
        let found = on_mask(&explained(session, class.index()), &scene.mask(SIDE));
        sum.on_thing += found.on_thing;
        sum.area += found.area;
        sum.peaks += found.peaks;
        number += 1.0;
    }
    Evidence {
        on_thing: sum.on_thing / number,
        area: sum.area / number,
        peaks: sum.peaks / number,
    }
}

/// Grad-CAM at the last convolution for a class, on the picture that is set.
///
/// # Panics
/// If the network fails.
pub fn explained(session: &mut Session, class: usize) -> Explanation {
    let request = Request::new("grad-cam", "conv5", Target::class(class));
    block_on(session.explain(&request, &mut Unwatched)).expect("a map")
}

/// What of a map lies on a mask of [`SIDE`] by [`SIDE`] pixels. A blank map has nothing anywhere.
///
/// # Panics
/// If the map is not finite.
#[must_use]
pub fn on_mask(explanation: &Explanation, mask: &[f32]) -> Evidence {
    let side = SIDE as usize;
    let map = normalise(&relu(&explanation.map), Normalise::MinMax);
    let map = resample(&map, side, side, Resampling::Bilinear).expect("a map");
    let values = map.values();
    assert_eq!(values.len(), mask.len());
    let all: f32 = values.iter().sum();
    assert!(all.is_finite(), "{all}");
    let inside: f32 = values
        .iter()
        .zip(mask)
        .map(|(value, part)| value * part)
        .sum();
    let peak = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]));
    let peak = peak.map_or(0.0, |at| mask[at]);
    let is_blank = all <= 0.0;
    Evidence {
        on_thing: if is_blank { 0.0 } else { inside / all },
        area: mask.iter().sum::<f32>() / mask.len() as f32,
        peaks: f32::from(u8::from(!is_blank && peak > 0.5)),
    }
}
