//! `cargo xtask demo`: rebuilds the embedded model and its sample pictures.

use crate::command::{Outcome, cargo, no_more, run};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    run(cargo().args(["run", "--package", "demo"]), "")
}
