//! Prints what Sightline makes of a picture: `prepare MODEL-FILE... -- PICTURE...` loads a model and
//! writes for each picture the values of its input from 0 to 255 (`PICTURE.input`, float32,
//! `[channel, height, width]`), and prints the probabilities as JSON.
//! `reference/input/measure.py` compares both with the libraries.
#![allow(clippy::print_stdout, reason = "it is what it is run for")]

use std::env;
use std::error::Error;
use std::fs;

use pollster::block_on;
use session::imaging::{Preprocessing, decode, input};
use session::{Backend, Session, SourceFile};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let mut parts = arguments.split(|argument| argument == "--");
    let (files, pictures) = (parts.next().unwrap_or(&[]), parts.next().unwrap_or(&[]));
    let mut session = block_on(Session::open(Backend::Cpu))?;
    let mut sources = Vec::new();
    for file in files {
        let name = file.rsplit('/').next().unwrap_or(file);
        sources.push(SourceFile::new(name, fs::read(file)?));
    }
    let model = block_on(session.load_model(sources))?;
    let plain = Preprocessing {
        range: [0.0, 255.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        ..model.input
    };
    for picture in pictures {
        let bytes = fs::read(picture)?;
        let values = input(&decode(&bytes)?, &plain)?;
        let values: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        fs::write(format!("{picture}.input"), values)?;
        block_on(session.set_picture(&bytes))?;
        let scores = block_on(session.classify())?;
        let shares: Vec<f32> = scores
            .iter()
            .filter_map(|score| score.probability)
            .collect();
        println!("{shares:?}");
    }
    Ok(())
}
