//! `cargo xtask deny`: checks licences, advisories, duplicates and sources with cargo-deny.

use crate::command::{Outcome, ask, cargo, no_more, run};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    if ask(cargo().args(["deny", "--version"])).is_none() {
        return Err("cargo-deny is not installed. Install it: `cargo install cargo-deny`.".into());
    }
    run(cargo().args(["deny", "check"]), "")
}
