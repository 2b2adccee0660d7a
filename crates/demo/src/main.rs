//! Writes `web/demo/`, for `cargo xtask demo`: all of it, or the parts that are named, of `shapes`, `scenes`, `sheet`,
//! `scenes-a` and `scenes-b`.
#![allow(clippy::print_stdout, reason = "a command that prints its progress")]

mod files;
mod learn;
mod samples;
mod sheet;

use std::error::Error;
use std::path::Path;

use demo::Trained;
use demo::scenes::Learner;
use demo::shapes::{NETWORK, Scene, Shape, ShapeCourse};
use fastrand::Rng;

const SEED: u64 = 2026;
/// Takes ten minutes on one core. More steps help little.
const STEPS: usize = 2000;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named: Vec<String> = std::env::args().skip(1).collect();
    let parts = ["shapes", "scenes", "sheet", "scenes-a", "scenes-b"];
    if let Some(other) = named.iter().find(|name| !parts.contains(&name.as_str())) {
        return Err(format!("{other} is none of {}", parts.join(", ")).into());
    }
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let folder = root.join("web/demo");
    if is_wanted("shapes") {
        shapes(&folder, &root.join("target/demo"))?;
    }
    if is_wanted("scenes") {
        samples::write_scenes(&folder.join("scenes"))?;
    }
    if is_wanted("sheet") {
        sheet::write(&root.join("docs/scenes.jpg"))?;
    }
    for learner in Learner::ALL
        .iter()
        .filter(|learner| is_wanted(learner.id()))
    {
        let course = learner.course();
        let to = folder.join(learner.id());
        learn::train(
            &course,
            learn::Length {
                steps: learner.steps(),
                seed: Learner::SEED,
            },
            &to,
            &root.join("target/demo"),
        )?;
    }
    Ok(())
}

fn shapes(folder: &Path, work: &Path) -> Result<(), Box<dyn Error>> {
    samples::write(folder)?;
    let weights = learn::train(
        &ShapeCourse,
        learn::Length {
            steps: STEPS,
            seed: SEED,
        },
        folder,
        work,
    )?;
    let (trained, mut rng) = (Trained::open(&NETWORK, &weights)?, Rng::with_seed(SEED + 1));
    let mut right = 0;
    for index in 0..600 {
        let class = index % Shape::ALL.len();
        let scene = Scene::random(&mut rng, &[Shape::ALL[class]], 1.0);
        right +=
            usize::from(trained.answer(&scene.draw(2 * NETWORK.size, 2 * NETWORK.size))? == class);
    }
    println!("{right} of 600 new shapes are named");
    Ok(())
}
