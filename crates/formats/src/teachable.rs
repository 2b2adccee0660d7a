//! Teachable Machine's Keras export, `keras_model.h5` and `labels.txt`, or what was made of it.

use crate::limits::LABELS;
use crate::{FormatError, InputFilter, InputFit, InputResizer, InputRule, Origin, SourceFile};

/// The side of its pictures.
const SIDE: usize = 224;

/// Returns the rule of the Python script that Teachable Machine shows beside its export
/// (`ImageOps.fit` with Lanczos, divided by 127.5, minus 1) if the network may come from there:
/// nothing else says its input, and `labels.txt` numbers its classes as Teachable Machine does.
///
/// # Errors
/// [`FormatError::Unreadable`].
pub(crate) fn known(rule: InputRule, files: &[SourceFile]) -> Result<InputRule, FormatError> {
    let open = rule.origins.fit == Origin::Guess("Keras") && rule.origins.guesses_values();
    if !open || [rule.height, rule.width] != [SIDE; 2] || !has_numbered_labels(files)? {
        return Ok(rule);
    }
    let mut known = InputRule {
        fit: InputFit::Crop,
        filter: InputFilter::Lanczos,
        resizer: InputResizer::Pillow,
        ..InputRule::plain(SIDE, SIDE, rule.channels, [-1.0, 1.0])
    }
    .from(Origin::Recipe("Teachable Machine"));
    known.origins.size = rule.origins.size;
    known.origins.channels = rule.origins.channels;
    Ok(known)
}

/// Whether there is a `labels.txt` whose lines are `0 cat`, `1 dog` and so on.
fn has_numbered_labels(files: &[SourceFile]) -> Result<bool, FormatError> {
    let Some(file) = files.iter().find(|file| file.base_name() == "labels.txt") else {
        return Ok(false);
    };
    if file.len() > LABELS {
        return Ok(false);
    }
    let bytes = file.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate();
    let is_numbered = |(index, line): (usize, &str)| {
        let number = line.split_once(' ').map(|(number, _)| number);
        number == Some(index.to_string().as_str())
    };
    Ok(!text.trim().is_empty() && lines.all(is_numbered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_labels_beside_a_network_of_keras_are_teachable_machine_s() {
        struct Case(&'static str, &'static str, usize, Origin, bool);
        let keras = Origin::Guess("Keras");
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("as exported", "0 cat\n1 big dog\n", 224, keras, true),
            Case("plain names", "cat\ndog\n", 224, keras, false),
            Case("another first number", "1 cat\n2 dog\n", 224, keras, false),
            Case("another size", "0 cat\n1 dog\n", 96, keras, false),
            Case("from PyTorch", "0 cat\n1 dog\n", 224, Origin::Guess("PyTorch"), false),
            Case("a file says the input", "0 cat\n1 dog\n", 224, Origin::File("config.json"), false),
            Case("empty", "\n", 224, keras, false),
        ];
        for Case(why, labels, side, origin, expected) in cases {
            let files = [SourceFile::new("labels.txt", labels.into())];
            let rule = InputRule::plain(side, side, 3, [0.0, 1.0])
                .as_keras()
                .from(origin);
            let found = known(rule, &files).unwrap();
            let is = (found.fit, found.range) == (InputFit::Crop, [-1.0, 1.0]);
            assert_eq!(is, expected, "{why}");
        }
    }
}
