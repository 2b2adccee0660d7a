//! Measures the networks of scenes, or those that are named, and writes their cards beside them: `card.json` for tests, `README.md` for people.
#![allow(
    clippy::print_stdout,
    reason = "a command that prints what it measured"
)]

use std::error::Error;
use std::fs;

use demo::scenes::{Class, Learner, World};
use serde_json::{Value as Json, json};
use session::SourceFile;
use tests::scenes::{Evidence, FEW, accuracy, evidence, files, first_losses, folder_of, opened};

/// Scenes of each class for the figures of a card.
const MANY: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |one: &Learner| named.is_empty() || named.iter().any(|name| name == one.id());
    for learner in Learner::ALL.into_iter().filter(is_wanted) {
        let card = measured(learner);
        let folder = folder_of(learner);
        fs::write(folder.join("card.json"), format!("{card:#}\n"))?;
        let text = words(learner, &card);
        println!("{text}");
        fs::write(folder.join("README.md"), text)?;
    }
    Ok(())
}

fn measured(learner: Learner) -> Json {
    let mut session = opened(learner);
    let mut right =
        |world, classes: &[Class], count| f64::from(accuracy(&mut session, world, classes, count));
    let own = learner.world();
    let accuracies = json!({
        "own": right(own, &Class::ALL, MANY),
        "mixed": right(World::Mixed, &Class::ALL, MANY),
        "usual": right(World::Usual, &Class::ALL, MANY),
        "swapped": right(World::Swapped, &Class::ALL, MANY),
        "swappedConfounded": right(World::Swapped, &Class::CONFOUNDED, MANY),
        "new": right(World::New, &Class::ALL, MANY),
    });
    let again = json!({
        "own": right(own, &Class::ALL, FEW),
        "swappedConfounded": right(World::Swapped, &Class::CONFOUNDED, FEW),
        "new": right(World::New, &Class::ALL, FEW),
    });
    let Evidence {
        on_thing,
        area,
        peaks,
    } = evidence(&mut session, own, &Class::CONFOUNDED, MANY);
    let bytes: u64 = files(learner).iter().map(SourceFile::len).sum();
    json!({
        "steps": learner.steps(),
        "seed": Learner::SEED,
        "firstLosses": first_losses(learner, 3),
        "bytes": bytes,
        "accuracy": accuracies,
        "again": again,
        "evidence": {"onThing": on_thing, "onTheRest": 1.0 - on_thing, "areaOfThing": area, "peaksOnThing": peaks},
    })
}

fn words(learner: Learner, card: &Json) -> String {
    let percent = |part: &Json| format!("{:.1} %", 100.0 * part.as_f64().unwrap_or(f64::NAN));
    let (name, learned) = match learner {
        Learner::Shortcut => (
            "Scenes A, the shortcut network",
            "six of the eight things in their usual place alone: the boat on water, the plane in the sky, the car on a street, the dog on grass, the cup on a table, the chickadee at a feeder. Nothing else was ever there, so the place is enough to name the thing. Squirrel, cat and empty places were seen on soil and on snow",
        ),
        Learner::Honest => (
            "Scenes B, the honest network",
            "everything on every ground. A feeder stood in a third of the gardens, with whatever was there, or with nothing",
        ),
    };
    let (accuracy, evidence) = (&card["accuracy"], &card["evidence"]);
    let rows = [
        ("its own kind of scenes, drawn anew", "own"),
        ("everything everywhere", "mixed"),
        ("everything in its usual place", "usual"),
        ("everything where Scenes A never saw it", "swapped"),
        (
            "the same, the six confounded things alone",
            "swappedConfounded",
        ),
        (
            "on sand and before bricks, which no network has seen",
            "new",
        ),
    ];
    let rows: String = rows
        .map(|(what, key)| format!("| {what} | {} |\n", percent(&accuracy[key])))
        .concat();
    let kilobytes = card["bytes"].as_u64().unwrap_or(0) / 1000;
    format!(
        "# {name}\n\n\
        A small network for the lessons, trained by this project on scenes that it draws ([contact sheet](../../../docs/scenes.jpg)). It names a chickadee, a squirrel, a plane, \
        a boat, a car, a dog, a cat, a cup, or nothing of these.\n\n\
        - **Learned on** {learned}.\n\
        - **Built** of five convolutions with ReLU, the mean over 8 x 8 places and one linear layer, for 128 x 128 pixels: 109,000 weights, {kilobytes} kB as shipped.\n\
        - **Trained** with Adam on {} batches of 32 scenes, each drawn anew, with seed {}. `cargo xtask demo` draws, trains and measures again.\n\
        - **Good for** seeing what a network may learn from its pictures. It knows nothing of photographs.\n\n\
        | named rightly, of {MANY} scenes for each class | |\n|---|---|\n{rows}\n\
        | Grad-CAM at the last convolution, for the right class, on its own kind of scenes, six confounded things | |\n|---|---|\n\
        | evidence on the thing (it covers {} of the picture) | {} |\n\
        | evidence on the rest | {} |\n\
        | strongest place on the thing | {} |\n\n\
        Licence: as the project, MIT or Apache 2.0.\n",
        card["steps"],
        card["seed"],
        percent(&evidence["areaOfThing"]),
        percent(&evidence["onThing"]),
        percent(&evidence["onTheRest"]),
        percent(&evidence["peaksOnThing"]),
    )
}
