//! `config.json` of Hugging Face's transformers.

use super::fields::{Fields, sides};
use super::network::image_tower;
use super::{ConfigFacts, StatedTask};
use crate::FormatError;
use crate::labels::names_in_json;

/// Values of `problem_type`.
const PROBLEMS: [(&str, StatedTask); 3] = [
    ("single_label_classification", StatedTask::OneClass),
    ("multi_label_classification", StatedTask::ManyClasses),
    ("regression", StatedTask::Quantities),
];

/// Reads the settings of transformers into `facts`. Keeps the labels, number of classes, size and
/// channels that timm's settings already gave.
pub(super) fn read(root: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    facts.network.read_transformers(root);
    if facts.labels.is_none() {
        facts.labels = labels(root)?;
    }
    facts.classes = match (facts.classes, &facts.labels) {
        (None, Some(labels)) => Some(labels.len()),
        (None, None) => entries(root).or(root.count("num_labels", 1_000_000)?),
        (classes, _) => classes,
    };
    facts.task = root.read("problem_type", "a problem type of transformers", |json| {
        let name = json.as_str()?;
        PROBLEMS
            .iter()
            .find(|(id, _)| *id == name)
            .map(|(_, problem)| *problem)
    })?;
    let root = &image_tower(root).unwrap_or(*root);
    if facts.input.size.is_none() {
        let expected = "1 to 4096 px, one or two numbers";
        facts.input.size = root.read("image_size", expected, sides)?;
    }
    if root.get("num_channels").is_some() && facts.input.channels.is_none() {
        facts.input.channels = root.count("num_channels", 3)?.filter(|count| *count != 2);
    }
    Ok(())
}

fn labels(root: &Fields<'_>) -> Result<Option<Vec<String>>, FormatError> {
    for key in ["id2label", "label2id"] {
        if let Some(json) = root.get(key).filter(|json| json.is_object()) {
            return names_in_json(json).map_err(|reason| root.refuse(format!("`{key}`: {reason}")));
        }
    }
    Ok(None)
}

/// Counts the classes, also those with made-up names.
fn entries(root: &Fields<'_>) -> Option<usize> {
    Some(root.get("id2label")?.as_object()?.len()).filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn read(json: &Json) -> Result<ConfigFacts, FormatError> {
        let mut facts = ConfigFacts::default();
        let root = Fields::new("config.json", json.as_object().unwrap());
        super::read(&root, &mut facts).map(|()| facts)
    }

    #[test]
    fn the_config_of_a_vit_is_read() {
        let facts = read(&json!({
            "architectures": ["ViTForImageClassification"], "model_type": "vit", "hidden_act": "gelu",
            "num_attention_heads": 12, "layer_norm_eps": 1e-12, "image_size": 384, "num_channels": 3,
            "id2label": {"1": "dog", "0": "cat"}, "problem_type": "multi_label_classification",
        }))
        .unwrap();
        assert_eq!(facts.network.settings["num_attention_heads"], 12);
        assert_eq!(facts.network.settings["hidden_act"], "gelu");
        assert_eq!(facts.labels.unwrap(), ["cat", "dog"]);
        assert_eq!(facts.classes, Some(2));
        assert_eq!(facts.task, Some(StatedTask::ManyClasses));
        assert_eq!(facts.input.size, Some([384, 384]));
        assert_eq!((facts.input.channels, facts.input.fit), (Some(3), None));
    }

    #[test]
    fn made_up_labels_are_ignored() {
        let facts = read(&json!({"id2label": {"0": "LABEL_0", "1": "LABEL_1"}})).unwrap();
        assert_eq!((facts.labels, facts.classes), (None, Some(2)));
        let facts = read(&json!({"label2id": {"dog": 1, "cat": 0}})).unwrap();
        assert_eq!(facts.labels.unwrap(), ["cat", "dog"]);
    }

    #[test]
    fn invalid_settings_are_rejected_by_name() {
        struct Case(Json, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"image_size": 100_000}), "`image_size` should be 1 to 4096 px"),
            Case(json!({"problem_type": "poetry"}), "`problem_type`"),
            Case(json!({"id2label": {"0": "a", "2": "b"}}), "`id2label`: the numbers"),
        ];
        for Case(json, part) in cases {
            let error = read(&json).unwrap_err();
            assert_eq!(error.code(), "config-unusable");
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
