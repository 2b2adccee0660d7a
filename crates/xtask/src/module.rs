//! `cargo xtask module`: packs the public module for `npm install`.

use crate::command::{Outcome, no_more, root};
use crate::{bundle, npm};

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    no_more(parser)?;
    bundle::build()?;
    let folder = root().join("target/module/sightline");
    npm::run_node(
        npm::node()
            .arg("web/module.mjs")
            .arg(bundle::dist())
            .arg(folder),
    )
}
