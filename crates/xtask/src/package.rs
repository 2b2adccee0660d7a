//! `cargo xtask package`: the page as a zip that a teacher can start without a network
//! (`web/package.mjs`).

use crate::command::{Outcome, no_more, root};
use crate::{bundle, npm};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    bundle::build()?;
    let folder = root().join("target");
    npm::run_node(npm::node().arg("web/package.mjs").arg(folder))
}
