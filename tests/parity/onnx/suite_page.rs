//! The page `docs/onnx.md`: what ONNX's own backend test suite found, operator by operator.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::backend_suite::{Case, Suite, Verdict};

/// What became of the cases of one operator.
#[derive(Default)]
struct Row {
    right: usize,
    refused: usize,
    wrong: usize,
    /// Reasons of refusals, and how often.
    reasons: BTreeMap<String, usize>,
}

const INTRODUCTION: &str = "\
# ONNX

Files with the standard operators of opset 7 to 28 are read. Below is what ONNX's own backend test suite says about
them: for each case its first input of floats was given as the picture, and its other inputs as weights of the file.
A case is *right* if every output that depends on the picture has the shape and the values of the suite within the
tolerance that the suite itself allows, if a batch of two pictures gives what each picture gives alone, and if the
gradient down to the pixels is the slope that differences of two steps find. All else is *refused* when the file is loaded, with one message of at most 300 characters. None is wrong.
";

const DECISIONS: &str = "\
## Where libraries differ

- `Resize` with `align_corners`: the suite divides by the size before it is rounded down (2.4 - 1 for four pixels
  scaled by 0.6), so the last pixel of the output lies on no pixel of the input. onnxruntime and PyTorch divide by the
  size of the output (2 - 1), as the text of the standard says and the name promises. Sightline does as they do,
  because models come from PyTorch and are checked with onnxruntime. The two cases are compared with onnxruntime.
- Numbers of 16 bits are computed as float32, and only the casts of a file to 8 bits and less round. The suite's
  answers for such cases were rounded after each step, so they may differ by two steps of their type.
- A softmax over entries that are all masked is no number, and has no gradient, here as in PyTorch. The page says that
  the map is not finite, and draws none.
- Quantised networks are run as the float networks they were made from: a value that is quantised and read back is
  clipped to what the whole numbers can hold, and not rounded, because a rounded value has no gradient. A remark beside
  the model says so. Weights that are stored as whole numbers become floats when the file is read.
- An arg max or a choice of the best few at the end is left out: the scores before it are what a map can explain.
";

/// The text of the page.
pub(super) fn page(suite: &Suite, verdicts: &[Verdict]) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (case, verdict) in suite.cases.iter().zip(verdicts) {
        let row = rows.entry(&case.operator).or_default();
        match verdict {
            Verdict::Right => row.right += 1,
            Verdict::Wrong(_) => row.wrong += 1,
            Verdict::Refused(message) => {
                row.refused += 1;
                *row.reasons.entry(short(message, case)).or_default() += 1;
            }
        }
    }
    let count = |of: fn(&Row) -> usize| rows.values().map(of).sum::<usize>();
    let mut text = INTRODUCTION.to_owned();
    let _ = writeln!(
        text,
        "\n{} has {} cases; {} can be asked of a picture: **{} right, {} wrong, {} refused**. The others have",
        suite.package,
        suite.tests,
        suite.cases.len(),
        count(|row| row.right),
        count(|row| row.wrong),
        count(|row| row.refused),
    );
    let skipped = suite
        .skipped
        .iter()
        .map(|(reason, count)| format!("{reason} ({count})"));
    let _ = writeln!(text, "{}.\n", skipped.collect::<Vec<_>>().join(", "));
    text.push_str(
        "`tests/reference/onnx/backend_suite.py` makes the cases, and this page is written by\n",
    );
    text.push_str("`tests/parity/onnx/backend_suite.rs`.\n\n");
    text.push_str(DECISIONS);
    text.push_str("\n## Operators\n\n| operator | right | refused | why |\n|---|---|---|---|\n");
    for (operator, row) in &rows {
        let why = row.reasons.iter().map(|(reason, count)| match count {
            1 => reason.clone(),
            count => format!("{reason} ({count})"),
        });
        let why = why.collect::<Vec<_>>().join("; ");
        let _ = writeln!(
            text,
            "| {operator} | {} | {} | {why} |",
            row.right, row.refused
        );
    }
    text
}

/// The reason of a message, without the names of the case's own nodes.
fn short(message: &str, case: &Case) -> String {
    let reason = match message
        .strip_prefix("layer `")
        .and_then(|rest| rest.split_once("`: "))
    {
        Some((_, reason)) => reason,
        None => message,
    };
    let own = format!("`{}.onnx`", case.name);
    reason.replace(&own, "the file").replace('|', "\\|")
}
