//! The preprocessing in the metadata of an ONNX file: ONNX's own `Image.` keys, as Windows ML and
//! Custom Vision write them, timm's `pretrained_cfg`, Hugging Face's processor, and the plain keys
//! that people give, such as `mean` and `imgsz`.

use serde_json::{Map, Value as Json};

use super::fields::{Fields, sides};
use super::{ConfigFacts, InputChanges, processor, timm};
use crate::FormatError;

/// How the origin of these settings is called.
const FILE: &str = "the ONNX file";

/// A mean above this is one of levels from 0 to 255, not of values from 0 to 1.
const LEVELS: f32 = 1.5;

/// Keys of timm, as `pretrained_cfg` has them.
const TIMM: [&str; 2] = ["input_size", "crop_pct"];

impl InputChanges {
    /// Reads the input settings among the pairs of keys and texts in a model's metadata. What cannot
    /// be read is ignored: such notes are for people.
    pub(crate) fn in_notes<'a>(notes: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let notes = notes.map(|(key, text)| (key.to_owned(), value(text)));
        let notes: Map<String, Json> = notes.collect();
        let mut changes = Self::default();
        for read in [of_timm, of_hugging_face, of_people] {
            let mut facts = ConfigFacts {
                input: changes,
                ..ConfigFacts::default()
            };
            if read(&notes, &mut facts).is_ok() {
                changes = facts.input;
            }
        }
        of_onnx(&notes, &mut changes);
        changes.attribute(&Self::default(), FILE);
        changes
    }
}

/// A text as JSON: exporters write numbers, lists and objects in the syntax of JSON or Python.
fn value(text: &str) -> Json {
    let python = text.replace('(', "[").replace(')', "]").replace('\'', "\"");
    [text, &python]
        .iter()
        .find_map(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| Json::String(text.to_owned()))
}

fn of_timm(notes: &Map<String, Json>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let fields = Fields::new(FILE, notes);
    if notes.contains_key("pretrained_cfg") || TIMM.iter().all(|key| notes.contains_key(*key)) {
        timm::read(&fields, facts)?;
    }
    Ok(())
}

fn of_hugging_face(notes: &Map<String, Json>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let inner = |key: &str| notes.get(key).and_then(Json::as_object);
    let settings = inner("preprocessor_config").or_else(|| inner("image_processor"));
    let plain = notes.contains_key("image_mean").then_some(notes);
    match settings.or(plain) {
        Some(settings) => processor::read(&Fields::new(FILE, settings), facts),
        None => Ok(()),
    }
}

/// Plain keys: mean, deviation, size and interpolation.
fn of_people(notes: &Map<String, Json>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let fields = Fields::new(FILE, notes);
    let first = |keys: [&'static str; 4]| keys.into_iter().find(|key| notes.contains_key(*key));
    if let Some(key) = first(["mean", "means", "norm_mean", "normalize_mean"]) {
        facts.input.mean = fields.channels(key)?;
        let levels = |mean: [f32; 3]| mean.iter().any(|mean| *mean > LEVELS);
        let range = |mean| [0.0, if levels(mean) { 255.0 } else { 1.0 }];
        facts.input.range = facts.input.mean.map(range);
    }
    if let Some(key) = first(["std", "stds", "norm_std", "normalize_std"]) {
        facts.input.std = fields.divisors(key)?;
    }
    if let Some(key) = first(["imgsz", "image_size", "img_size", "size"]) {
        facts.input.size = fields.read(key, "one or two sides", sides)?;
    }
    if let Some(name) = fields.text("interpolation") {
        let filter = timm::FILTERS.iter().find(|(known, _)| *known == name);
        facts.input.filter = filter.map(|(_, filter)| *filter).or(facts.input.filter);
    }
    Ok(())
}

/// The keys of ONNX itself, `docs/MetadataProps.md` of its repository.
fn of_onnx(notes: &Map<String, Json>, changes: &mut InputChanges) {
    let text = |key: &str| notes.get(key).and_then(Json::as_str);
    let range = match text("Image.NominalPixelRange") {
        Some("NominalRange_0_255") => Some([0.0, 255.0]),
        Some("NominalRange_16_235") => Some([16.0, 235.0]),
        Some("Normalized_0_1") => Some([0.0, 1.0]),
        Some("Normalized_1_1") => Some([-1.0, 1.0]),
        _ => None,
    };
    if range.is_some() {
        changes.range = range;
        changes.mean = changes.mean.or(Some([0.0; 3]));
        changes.std = changes.std.or(Some([1.0; 3]));
    }
    if let Some(format) = text("Image.BitmapPixelFormat") {
        changes.bgr = Some(format.starts_with("Bgr"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InputFilter, InputFit, InputRule, Origin};

    fn rule(notes: &[(&str, &str)]) -> InputRule {
        let guess = InputRule::imagenet(224).from(Origin::Guess("PyTorch"));
        InputChanges::in_notes(notes.iter().copied()).apply(guess)
    }

    #[test]
    fn ends_of_the_range_follow_from_the_notes() {
        struct Case(
            &'static str,
            &'static [(&'static str, &'static str)],
            [f32; 2],
        );
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("ONNX's key", &[("Image.NominalPixelRange", "NominalRange_0_255")], [0.0, 255.0]),
            Case("ONNX's key, around 0", &[("Image.NominalPixelRange", "Normalized_1_1")], [-1.0, 1.0]),
            Case("a list", &[("mean", "[0.5, 0.5, 0.5]"), ("std", "[0.25, 0.25, 0.25]")], [-2.0, 2.0]),
            Case("Python's tuple", &[("mean", "(0.5, 0.5, 0.5)"), ("std", "(0.5, 0.5, 0.5)")], [-1.0, 1.0]),
            Case("levels", &[("mean", "[127.5]"), ("std", "127.5")], [-1.0, 1.0]),
            Case("timm", &[("pretrained_cfg", r#"{"input_size": [3, 96, 96], "mean": [0, 0, 0], "std": [1, 1, 1]}"#)], [0.0, 1.0]),
            Case("transformers", &[("preprocessor_config", r#"{"image_mean": 0.5, "image_std": 0.5}"#)], [-1.0, 1.0]),
        ];
        for Case(why, notes, expected) in cases {
            let rule = rule(notes);
            let ends = rule.range.map(|value| (value - rule.mean[0]) / rule.std[0]);
            compare::assert_absolute(why, &ends, &expected, 1e-6);
            assert_eq!(rule.origins.range, Origin::File(FILE), "{why}");
            assert_eq!(rule.origins.mean, Origin::File(FILE), "{why}");
        }
    }

    #[test]
    fn order_size_and_fit_are_read_too() {
        let rule = rule(&[
            ("Image.BitmapPixelFormat", "Bgr8"),
            ("imgsz", "[96, 128]"),
            ("interpolation", "lanczos"),
        ]);
        assert!(rule.bgr);
        assert_eq!([rule.height, rule.width], [96, 128]);
        assert_eq!(rule.filter, InputFilter::Lanczos);
        assert_eq!(
            rule.origins.fit,
            Origin::Guess("PyTorch"),
            "nothing says it"
        );
        let timm = rule_of_timm();
        assert_eq!(timm.fit, InputFit::ResizeCrop { shorter: 106 }, "96 / 0.9");
    }

    fn rule_of_timm() -> InputRule {
        rule(&[("input_size", "[3, 96, 96]"), ("crop_pct", "0.9")])
    }

    #[test]
    fn notes_that_say_nothing_of_the_input_leave_it_a_guess() {
        let rule = rule(&[
            ("author", "somebody"),
            ("mean", "good will"),
            ("names", "{0: 'cat', 1: 'dog'}"),
        ]);
        assert_eq!(
            rule,
            InputRule::imagenet(224).from(Origin::Guess("PyTorch"))
        );
    }
}
