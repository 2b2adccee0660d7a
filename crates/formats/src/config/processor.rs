//! `preprocessor_config.json` of Hugging Face: the preprocessing.

use serde_json::Value as Json;

use super::fields::{Fields, whole};
use super::{ConfigFacts, defaults, resizing};
use crate::{FormatError, InputFilter, InputResizer};

/// Pillow's filters, at the places of their numbers.
const FILTERS: [InputFilter; 6] = [
    InputFilter::Nearest,
    InputFilter::Lanczos,
    InputFilter::Bilinear,
    InputFilter::Bicubic,
    InputFilter::Box,
    InputFilter::Hamming,
];

/// Reads the settings of old and new image processors of transformers into `facts`.
pub(super) fn read(root: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    // Newer files hold the processors of text and of pictures.
    let inner = root.below("image_processor");
    if let Some(class) = defaults::unknown(&inner) {
        facts.remarks.push(format!(
            "`{}` is of `{class}`, which is not known here: steps of its own are not done.",
            root.file()
        ));
    }
    let kind = facts.network.settings.get("model_type");
    let all = defaults::completed(&inner, kind.and_then(Json::as_str));
    let root = &Fields::new(root.file(), &all);
    resizing::read(root, facts)?;
    facts.input.resizer = Some(InputResizer::Transformers);
    values(root, facts)?;
    let filter = root.read("resample", "a number of Pillow's, from 0 to 5", |json| {
        FILTERS.get(whole(json)?).copied()
    })?;
    facts.input.filter = filter.or(facts.input.filter);
    let flips = root.flag("do_flip_channel_order")?;
    facts.input.bgr = flips.or(facts.input.bgr);
    Ok(())
}

/// Range, mean and standard deviation.
fn values(root: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let (mean, std) = (root.channels("image_mean")?, root.divisors("image_std")?);
    let factor = root.positive("rescale_factor")?;
    let rescales = root.flag("do_rescale")?;
    let white = match rescales {
        Some(false) => 255.0,
        _ => 255.0 * factor.unwrap_or(1.0 / 255.0),
    };
    // EfficientNet's processor subtracts 1 after rescaling.
    let shift = match root.flag("rescale_offset")? {
        Some(true) if rescales != Some(false) => 1.0,
        _ => 0.0,
    };
    if mean.is_some() || factor.is_some() || rescales.is_some() {
        facts.input.range = Some([-shift, white - shift].map(|value: f64| value as f32));
    }
    let plain = root.flag("do_normalize")? == Some(false);
    let first = if plain { Some([1.0; 3]) } else { std };
    // EfficientNet's processor divides by `std` again for classifiers (`include_top`).
    let again = match root.flag("include_top")? {
        Some(true) => std,
        _ => None,
    };
    let twice = |first: [f32; 3]| {
        let [red, green, blue] = again.unwrap_or([1.0; 3]);
        [first[0] * red, first[1] * green, first[2] * blue]
    };
    let mean = if plain { Some([0.0; 3]) } else { mean };
    facts.input.mean = mean.or(facts.input.mean);
    facts.input.std = first.map(twice).or(facts.input.std);
    Ok(())
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;
    use serde_json::json;

    use super::*;
    use crate::InputRule;

    fn read(json: &Json) -> Result<ConfigFacts, FormatError> {
        let mut facts = ConfigFacts::default();
        let root = Fields::new("preprocessor_config.json", json.as_object().unwrap());
        super::read(&root, &mut facts).map(|()| facts)
    }

    /// Compares the values that 0 and 255 become in the first channel.
    #[test]
    fn black_and_white_have_the_processor_s_values() {
        struct Case(&'static str, Json, [f32; 2]);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("usual", json!({"rescale_factor": 0.003_921_568_627_450_98, "image_mean": [0.5, 0, 0], "image_std": [0.25, 1, 1]}), [-2.0, 2.0]),
            Case("one number", json!({"image_mean": 0.5, "image_std": 0.5}), [-1.0, 1.0]),
            Case("no scaling", json!({"do_rescale": false, "do_normalize": false}), [0.0, 255.0]),
            Case("no normalising", json!({"do_normalize": false, "image_mean": 0.5}), [0.0, 1.0]),
            Case("shifted", json!({"rescale_factor": 1.0 / 127.5, "rescale_offset": true, "do_normalize": false}), [-1.0, 1.0]),
            Case("divided twice", json!({"include_top": true, "image_mean": 0.5, "image_std": 0.5}), [-2.0, 2.0]),
            Case("divided once more", json!({"include_top": true, "do_normalize": false, "image_mean": 0.5, "image_std": 0.5}), [0.0, 2.0]),
        ];
        for Case(why, json, expected) in cases {
            let family = InputRule::plain(8, 8, 3, [-7.0, 7.0]);
            let rule = read(&json).unwrap().input.apply(family);
            let ends = rule.range.map(|value| (value - rule.mean[0]) / rule.std[0]);
            assert_absolute(why, &ends, &expected, 1e-5);
        }
        let newer = json!({"image_processor": {"image_mean": 0.25}, "image_mean": 0.5});
        assert_eq!(read(&newer).unwrap().input.mean, Some([0.25; 3]));
        let input = read(&json!({"size": 224})).unwrap().input;
        assert_eq!((input.range, input.mean, input.std), (None, None, None));
    }

    #[test]
    fn resample_numbers_are_those_of_pillow() {
        struct Case(Json, Option<InputFilter>);
        for Case(json, filter) in [
            Case(json!({}), None),
            Case(json!({"resample": 0}), Some(InputFilter::Nearest)),
            Case(json!({"resample": 1}), Some(InputFilter::Lanczos)),
            Case(json!({"resample": 2}), Some(InputFilter::Bilinear)),
            Case(json!({"resample": 3}), Some(InputFilter::Bicubic)),
            Case(json!({"resample": 4}), Some(InputFilter::Box)),
            Case(json!({"resample": 5}), Some(InputFilter::Hamming)),
        ] {
            assert_eq!(read(&json).unwrap().input.filter, filter, "{json}");
        }
    }

    #[test]
    fn a_flip_of_the_channels_makes_blue_the_first() {
        let flipped = read(&json!({"do_flip_channel_order": true})).unwrap();
        assert_eq!(flipped.input.bgr, Some(true));
        assert_eq!(read(&json!({})).unwrap().input.bgr, None);
    }

    #[test]
    fn invalid_settings_are_rejected_by_name() {
        struct Case(Json, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"image_std": [0.5, 0.0, 0.5]}), "`image_std`"),
            Case(json!({"rescale_factor": 0}), "`rescale_factor`"),
            Case(json!({"resample": "bicubic"}), "`resample`"),
            Case(json!({"resample": 6}), "`resample`"),
        ];
        for Case(json, part) in cases {
            let error = read(&json).unwrap_err();
            assert_eq!(error.code(), "config-unusable");
            let message = error.to_string();
            assert!(
                message.contains("preprocessor_config.json") && message.contains(part),
                "{message}"
            );
        }
    }
}
