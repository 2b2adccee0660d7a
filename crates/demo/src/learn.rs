//! A training that goes on where it was interrupted.

use std::error::Error;
use std::fs;
use std::path::Path;

use demo::{Course, Training, Weight};

/// Steps between two reports, and between two checkpoints.
const REPORT: usize = 50;

#[derive(Clone, Copy)]
pub(crate) struct Length {
    pub(crate) steps: usize,
    pub(crate) seed: u64,
}

/// Trains, and writes the network's files into `folder`. Checkpoints lie in `work` until it is done.
pub(crate) fn train(
    course: &dyn Course,
    Length { steps, seed }: Length,
    folder: &Path,
    work: &Path,
) -> Result<Vec<Weight>, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::create_dir_all(work)?;
    let network = course.network();
    let checkpoint = work.join(format!("{}.checkpoint", network.name));
    let mut training = Training::new(course, steps, seed)?;
    if let Ok(bytes) = fs::read(&checkpoint) {
        training.take_up(&bytes)?;
        println!("{} goes on at step {}", network.name, training.step());
    }
    let mut sum = 0.0;
    while !training.is_done() {
        sum += training.learn()?;
        if training.step().is_multiple_of(REPORT) {
            println!(
                "{}: step {} of {steps}, loss {:.3}",
                network.name,
                training.step(),
                sum / REPORT as f32
            );
            fs::write(&checkpoint, training.put_away()?)?;
            sum = 0.0;
        }
    }
    let weights = training.finish()?;
    for file in network.files(&weights) {
        fs::write(folder.join(&file.name), file.bytes()?)?;
        println!("{}: {} bytes", file.name, file.len());
    }
    fs::remove_file(checkpoint).ok();
    Ok(weights)
}
