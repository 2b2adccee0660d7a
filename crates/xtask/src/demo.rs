//! `cargo xtask demo`: rebuilds the project's own networks and their pictures, and measures the networks of scenes.

use crate::command::{Outcome, cargo, no_more, run};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    run(cargo().args(["run", "--release", "--package", "demo"]), "")?;
    run(
        cargo().args([
            "run",
            "--release",
            "--package",
            "tests",
            "--bin",
            "scene-cards",
        ]),
        "",
    )
}
