//! What an image processor of transformers does where `preprocessor_config.json` leaves a setting
//! out: the defaults of its class. `tests/reference/facts/processors.py` writes the table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::fields::Fields;

#[derive(Default, Deserialize)]
struct Table {
    /// By the beginning of the name: `ViT` is `ViTImageProcessor` or `ViTFeatureExtractor`.
    classes: BTreeMap<String, Map<String, Json>>,
    /// The class of each kind of network.
    kinds: BTreeMap<String, String>,
}

/// A test reads it too, so that it is never empty.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("processors.json")).unwrap_or_default());

/// The endings of the names of image processors. Those of older files come last.
const ENDINGS: [&str; 4] = [
    "ImageProcessorFast",
    "ImageProcessorPil",
    "ImageProcessor",
    "FeatureExtractor",
];

const TIMM: &str = "TimmWrapper";

/// Returns the settings of the file, over the defaults of the class that it names, or else that
/// networks of `kind` have (`model_type` of `config.json`). A class that is not known here has none.
pub(super) fn completed(root: &Fields<'_>, kind: Option<&str>) -> Map<String, Json> {
    let named = name(root);
    let class = if named.is_empty() {
        kind.and_then(|kind| TABLE.kinds.get(kind))
            .map(String::as_str)
    } else {
        class(&named)
    };
    let defaults = class.and_then(|class| TABLE.classes.get(class));
    let mut all = defaults.cloned().unwrap_or_default();
    let said = root
        .entries()
        .map(|(key, json)| (key.to_owned(), json.clone()));
    all.extend(said);
    all
}

/// The name of a class that is not in the table: it may have steps of its own. That of timm has all
/// its settings from `config.json`.
pub(super) fn unknown(root: &Fields<'_>) -> Option<String> {
    let named = name(root);
    let class = class(&named);
    let is_known = class.is_some_and(|class| class == TIMM || TABLE.classes.contains_key(class));
    (!named.is_empty() && !is_known).then_some(named)
}

fn class(name: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))
}

/// The name of the class of the processor, empty where the file does not say it.
pub(super) fn name(root: &Fields<'_>) -> String {
    let keys = ["image_processor_type", "feature_extractor_type"];
    keys.iter()
        .find_map(|key| root.text(key))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn full(json: &Json, kind: Option<&str>) -> Map<String, Json> {
        completed(
            &Fields::new("preprocessor_config.json", json.as_object().unwrap()),
            kind,
        )
    }

    #[test]
    fn what_the_file_says_counts_and_its_class_has_the_rest() {
        let vit = json!({"height": 224, "width": 224});
        let half = json!([0.5, 0.5, 0.5]);
        struct Case(Json, Option<&'static str>, &'static str, Option<Json>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"image_processor_type": "ViTImageProcessor"}), None, "size", Some(vit.clone())),
            Case(json!({"image_processor_type": "ViTImageProcessorFast", "size": 384}), None, "size", Some(json!(384))),
            Case(json!({"feature_extractor_type": "ViTFeatureExtractor", "size": null}), None, "size", Some(vit.clone())),
            Case(json!({"image_processor_type": "ViTImageProcessor"}), None, "image_mean", Some(half)),
            Case(json!({"do_resize": false}), Some("vit"), "size", Some(vit)),
            Case(json!({"image_processor_type": "CLIPImageProcessor"}), Some("vit"), "size", Some(json!({"shortest_edge": 224}))),
            Case(json!({"image_processor_type": "Mine"}), Some("vit"), "size", None),
            Case(json!({}), Some("mine"), "size", None),
        ];
        for Case(json, kind, key, expected) in cases {
            assert_eq!(full(&json, kind).get(key), expected.as_ref(), "{json}");
        }
    }

    #[test]
    fn a_class_with_steps_of_its_own_is_named() {
        for (json, expected) in [
            (
                json!({"image_processor_type": "Siglip2ImageProcessor"}),
                Some("Siglip2ImageProcessor"),
            ),
            (
                json!({"image_processor_type": "ViTImageProcessorPil"}),
                None,
            ),
            (
                json!({"image_processor_type": "ViTImageProcessorFast"}),
                None,
            ),
            (
                json!({"feature_extractor_type": "ConvNextFeatureExtractor"}),
                None,
            ),
            (
                json!({"image_processor_type": "TimmWrapperImageProcessor"}),
                None,
            ),
            (json!({"size": 224}), None),
        ] {
            let root = Fields::new("preprocessor_config.json", json.as_object().unwrap());
            assert_eq!(unknown(&root).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn each_kind_of_network_has_a_class_in_the_table() {
        assert!(TABLE.kinds.len() > 20);
        for (kind, class) in &TABLE.kinds {
            assert!(TABLE.classes.contains_key(class), "{kind}: {class}");
        }
    }
}
