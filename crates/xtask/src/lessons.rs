//! `cargo xtask lessons`: writes the lessons as episodes of the Carpentries Workbench
//! (`web/lessons/workbench.mjs`).

use lexopt::ValueExt as _;

use crate::command::{Outcome, root};
use crate::npm;

/// What the command line says.
#[derive(Debug, Default, PartialEq)]
struct Options {
    /// The address of a page that the episodes show; without one they show a copy beside them.
    page: Option<String>,
}

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let options = read(parser).map_err(|error| error.to_string())?;
    npm::ensure()?;
    let folder = root().join("target/lessons");
    let mut write = npm::node();
    write.arg("web/lessons/workbench.mjs").arg(&folder);
    npm::run_node(write.args(options.page))?;
    println!("The episodes are in {}.", folder.display());
    Ok(())
}

fn read(mut parser: lexopt::Parser) -> Result<Options, lexopt::Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("page") => options.page = Some(parser.value()?.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_page_is_read() {
        let page =
            |line: &[&str]| read(lexopt::Parser::from_args(line)).map(|options| options.page);
        assert_eq!(page(&[]).unwrap(), None);
        let address = "https://example.org/sightline/";
        assert_eq!(
            page(&["--page", address]).unwrap().as_deref(),
            Some(address)
        );
        assert!(page(&[address]).is_err());
    }
}
