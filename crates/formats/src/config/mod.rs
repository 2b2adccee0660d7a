//! What the settings beside a file of weights say: `config.json` of timm and of Hugging Face, and
//! `preprocessor_config.json`. Weights alone do not say how a picture is prepared or how many heads
//! an attention has.

mod changes;
mod fields;
mod hugging_face;
mod processor;
mod resizing;
mod timm;

pub use changes::InputChanges;

use fields::Fields;
use serde_json::{Map, Value as Json};

use crate::{FormatError, SourceFile};

/// Settings of the network.
const MODEL: &str = "config.json";

/// Settings of its input.
const PROCESSOR: &str = "preprocessor_config.json";

/// The longest file of settings: the names of 22 000 classes, twice, take 2 MB.
const MAX_BYTES: u64 = 8_000_000;

/// What the settings say; whatever they do not say is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigFacts {
    /// The network: `resnet50` for timm, `ViTForImageClassification` for Hugging Face.
    pub architecture: Option<String>,
    /// Heads of each attention.
    pub heads: Option<usize>,
    /// What layer norms add to the variance.
    pub epsilon: Option<f32>,
    /// The activation function: `gelu`, `relu`, `silu`…
    pub activation: Option<String>,
    /// The name of each class, in the order of the logits.
    pub labels: Option<Vec<String>>,
    /// Number of classes.
    pub classes: Option<usize>,
    /// What the scores mean.
    pub problem: Option<Problem>,
    /// How a picture becomes the input.
    pub input: InputChanges,
    /// What was asked for and is done in another way, in words, one sentence each.
    pub remarks: Vec<String>,
}

/// What the scores mean, as `problem_type` of Hugging Face says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// One of the classes: softmax.
    OneClass,
    /// Any number of the classes: a sigmoid each.
    ManyClasses,
    /// No classes, but quantities.
    Quantities,
}

impl ConfigFacts {
    /// Reads `config.json` and `preprocessor_config.json` among the files that were chosen, where
    /// they are there; of several, those in the outermost folder. The second one has the last word
    /// about the input. JSON of other makers says nothing.
    ///
    /// # Errors
    /// [`FormatError::Json`] for damaged JSON, [`FormatError::Config`] for settings that make no
    /// sense, and [`FormatError::Unreadable`].
    pub fn read(files: &[SourceFile]) -> Result<Self, FormatError> {
        let mut facts = Self::default();
        if let Some(map) = find(files, MODEL)? {
            let root = Fields::new(MODEL, &map);
            if map.contains_key("pretrained_cfg") || map.contains_key("input_size") {
                timm::read(&root, &mut facts)?;
            }
            hugging_face::read(&root, &mut facts)?;
        }
        if let Some(map) = find(files, PROCESSOR)? {
            processor::read(&Fields::new(PROCESSOR, &map), &mut facts)?;
        }
        Ok(facts)
    }
}

/// The object in the outermost file of this name; nothing if it holds another kind of JSON.
fn find(files: &[SourceFile], name: &str) -> Result<Option<Map<String, Json>>, FormatError> {
    let depth = |file: &&SourceFile| file.name.matches(['/', '\\']).count();
    let named = files.iter().filter(|file| file.base_name() == name);
    let Some(file) = named.min_by_key(depth) else {
        return Ok(None);
    };
    if file.len() > MAX_BYTES {
        let reason = format!("expected at most {MAX_BYTES} bytes, got {}", file.len());
        let file = name.to_owned();
        return Err(FormatError::Config { file, reason });
    }
    let bytes = file.bytes()?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let json = serde_json::from_slice(text).map_err(|error| FormatError::Json {
        file: name.to_owned(),
        reason: error.to_string(),
    })?;
    match json {
        Json::Object(map) => Ok(Some(map)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InputFit, InputRule};

    fn file(name: &str, content: &str) -> SourceFile {
        SourceFile::new(name, content.into())
    }

    #[test]
    fn the_preprocessor_has_the_last_word() {
        let files = [
            file("model/inner/config.json", r#"{"image_size": 32}"#),
            file(
                "model/config.json",
                "\u{feff}{\"image_size\": 384, \"num_attention_heads\": 3}",
            ),
            file(
                "model/preprocessor_config.json",
                r#"{"size": {"height": 240, "width": 320}}"#,
            ),
        ];
        let facts = ConfigFacts::read(&files).unwrap();
        assert_eq!(facts.heads, Some(3));
        let rule = facts.input.apply(InputRule::imagenet(224));
        assert_eq!((rule.height, rule.width), (240, 320));
        assert_eq!(rule.fit, InputFit::Squash);
        let facts = ConfigFacts::read(&files[..2]).unwrap();
        let rule = facts.input.apply(InputRule::imagenet(224));
        assert_eq!((rule.height, rule.width), (384, 384));
    }

    #[test]
    fn settings_of_others_say_nothing_and_damaged_ones_are_told() {
        struct Case(&'static str, Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(r#"{"class_name": "Functional", "config": {"layers": []}}"#, None),
            Case("[1, 2]", None),
            Case("{}", None),
            Case(r#"{"image_size": "#, Some("model-json")),
            Case("", Some("model-json")),
            Case(r#"{"image_size": 0}"#, Some("config-unusable")),
        ];
        for Case(content, code) in cases {
            match (ConfigFacts::read(&[file("config.json", content)]), code) {
                (Ok(facts), None) => assert_eq!(facts, ConfigFacts::default(), "{content}"),
                (Err(error), Some(code)) => assert_eq!(error.code(), code, "{error}"),
                (found, _) => panic!("{content}: {found:?}"),
            }
        }
        assert_eq!(ConfigFacts::read(&[]).unwrap(), ConfigFacts::default());
    }
}
