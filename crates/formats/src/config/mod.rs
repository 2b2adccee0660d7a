//! Reads the settings beside a file of weights: `config.json` of timm or Hugging Face, and
//! `preprocessor_config.json`. Weights alone say neither the preprocessing nor the number of
//! attention heads.

mod changes;
mod defaults;
mod fields;
mod hugging_face;
mod network;
mod notes;
mod processor;
mod resizing;
mod timm;

pub use changes::InputChanges;
pub use network::NetworkFacts;
#[cfg(test)]
pub(crate) use network::TRANSFORMERS;

use fields::Fields;
use serde_json::{Map, Value as Json};

use crate::{FormatError, SourceFile, json};

const MODEL: &str = "config.json";
const PROCESSOR: &str = "preprocessor_config.json";

/// The facts in the settings files. A missing setting is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigFacts {
    /// What the network computes.
    pub network: NetworkFacts,
    /// The class labels, in the order of the logits.
    pub labels: Option<Vec<String>>,
    /// Number of classes.
    pub classes: Option<usize>,
    /// What the scores mean.
    pub task: Option<StatedTask>,
    /// Settings of the preprocessing.
    pub input: InputChanges,
    /// Settings that are only approximated, one sentence each.
    pub remarks: Vec<String>,
}

/// What the scores mean, from `problem_type` of Hugging Face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedTask {
    /// One of several classes: softmax.
    OneClass,
    /// Any number of classes: a sigmoid each.
    ManyClasses,
    /// Quantities, not classes.
    Quantities,
}

impl ConfigFacts {
    /// Reads `config.json` and `preprocessor_config.json` from the chosen files, if they exist. Of
    /// several with one name, the one in the outermost folder counts. Input settings of
    /// `preprocessor_config.json` take precedence. JSON with other content is ignored.
    ///
    /// # Errors
    /// [`FormatError::Json`] for damaged JSON, [`FormatError::Config`] for invalid settings, and
    /// [`FormatError::Unreadable`].
    pub fn read(files: &[SourceFile]) -> Result<Self, FormatError> {
        let mut facts = Self::default();
        if let Some(map) = find(files, MODEL)? {
            let root = Fields::new(MODEL, &map);
            let before = facts.input;
            if timm::wrote(&root) {
                timm::read(&root, &mut facts)?;
            }
            hugging_face::read(&root, &mut facts)?;
            facts.input.attribute(&before, MODEL);
        }
        if let Some(map) = find(files, PROCESSOR)? {
            let before = facts.input;
            processor::read(&Fields::new(PROCESSOR, &map), &mut facts)?;
            facts.input.attribute(&before, PROCESSOR);
        }
        Ok(facts)
    }
}

/// Reads the outermost file with this name. Returns `None` if there is none or if its JSON is not
/// an object.
fn find(files: &[SourceFile], name: &str) -> Result<Option<Map<String, Json>>, FormatError> {
    let depth = |file: &&SourceFile| file.name.matches(['/', '\\']).count();
    let named = files.iter().filter(|file| file.base_name() == name);
    let Some(file) = named.min_by_key(depth) else {
        return Ok(None);
    };
    match json::read(file)? {
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
    fn preprocessor_settings_take_precedence() {
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
        assert_eq!(facts.network.settings["num_attention_heads"], 3);
        let rule = facts.input.apply(InputRule::imagenet(224));
        assert_eq!((rule.height, rule.width), (240, 320));
        assert_eq!(rule.fit, InputFit::Squash);
        let facts = ConfigFacts::read(&files[..2]).unwrap();
        let rule = facts.input.apply(InputRule::imagenet(224));
        assert_eq!((rule.height, rule.width), (384, 384));
    }

    #[test]
    fn other_json_is_ignored_and_damaged_json_is_an_error() {
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
