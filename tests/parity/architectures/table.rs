//! `docs/models.md`: one row of measurements for each file of `reference/architectures`.

use std::env::var_os;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tests::weights::Parameter;

use super::measure::Measured;
use crate::case::{Case, names};

/// Families are measured in parallel.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/models.md")
}

/// Writes the row of a case if `BLESS` is set. Otherwise fails if the page has another row; the
/// errors at its end are not compared, because they depend on the processor.
pub(crate) fn record(case: &Case, measured: &Measured) -> Result<(), String> {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let page = fs::read_to_string(path()).map_err(|error| error.to_string())?;
    let row = row(case, measured);
    if var_os("BLESS").is_some() {
        let (scores, maps) = (measured.scores, measured.maps);
        let page = with_row(
            &page,
            &case.name,
            &format!("{row} {scores:.0e} | {maps:.0e} |"),
        );
        fs::write(path(), page).map_err(|error| error.to_string())
    } else if page.contains(&row) {
        Ok(())
    } else {
        Err(format!(
            "docs/models.md lacks `{row}`: run this test with BLESS=1"
        ))
    }
}

/// A row without the measured errors.
fn row(case: &Case, measured: &Measured) -> String {
    let numbers = case
        .parameters
        .iter()
        .filter(|parameter| !parameter.is_integer());
    let millions = numbers.map(Parameter::count).sum::<usize>() as f64 / 1e6;
    let [height, width] = case.size;
    let (name, model, library) = (&case.name, &measured.model, &case.library);
    let classes = measured.classes;
    format!("| `{name}` | {model} | {library} | {classes} | {height}×{width} | {millions:.1} M |")
}

/// The page with this row in place of the one of the same name, and without rows of deleted files.
fn with_row(page: &str, name: &str, row: &str) -> String {
    let stays = |line: &&str| named(line).is_none_or(|other| other != name && is_there(other));
    let lines = page.lines().filter(stays);
    let (before, mut rows): (Vec<&str>, Vec<&str>) = lines.partition(|line| named(line).is_none());
    rows.push(row);
    rows.sort_by_key(|row| named(row));
    [before.join("\n"), rows.join("\n"), String::new()].join("\n")
}

fn named(line: &str) -> Option<&str> {
    line.strip_prefix("| `")?.split('`').next()
}

fn is_there(name: &str) -> bool {
    names().iter().any(|other| other == name)
}

#[test]
fn every_fixture_has_a_row_in_models_md() {
    let page = fs::read_to_string(path()).unwrap();
    let rows: Vec<&str> = page.lines().filter_map(named).collect();
    let files = names();
    assert!(
        rows == files || var_os("BLESS").is_some(),
        "{rows:?} instead of {files:?}"
    );
}
