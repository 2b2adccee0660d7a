//! Writes `web/demo/`, for `cargo xtask demo`.
#![allow(clippy::print_stdout, reason = "a command that prints its progress")]

mod samples;

use std::error::Error;
use std::path::Path;

/// Takes ten minutes on one core. More steps help little.
const STEPS: usize = 2000;
const SEED: u64 = 2026;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/demo");
    std::fs::create_dir_all(&folder)?;
    samples::write(&folder)?;
    let steps = std::env::args()
        .nth(1)
        .map_or(Ok(STEPS), |steps| steps.parse())?;
    let weights = demo::train(steps, SEED, |step, loss| {
        println!("step {step} of {steps}: loss {loss:.3}");
    })?;
    for file in demo::files(&weights) {
        std::fs::write(folder.join(&file.name), file.bytes()?)?;
        println!("{}: {} bytes", file.name, file.len());
    }
    println!(
        "accuracy on new pictures: {:.1} %",
        100.0 * demo::accuracy(&weights, 600, SEED + 1)?
    );
    Ok(())
}
