//! Class names in JSON: lists, and maps in both directions.

use serde_json::{Map, Value as Json};

use super::literal;
use super::order::in_order;

/// Keys under which different tools store the names.
const KEYS: [&str; 11] = [
    "id2label",
    "label2id",
    "labels",
    "names",
    "class_names",
    "classes",
    "class_labels",
    "categories",
    "vocab",
    "idx_to_class",
    "class_to_idx",
];

/// Reads the names in JSON. Returns `None` if it holds no list of names.
pub(super) fn parse(content: &str) -> Result<Option<Vec<String>>, String> {
    match serde_json::from_str(content) {
        Ok(json) => find(&json),
        // Perhaps a Python dictionary with the wrong extension.
        Err(error) => match literal::parse(content) {
            Some(items) => items.names().map(Some),
            None => Err(format!("it is not JSON ({error})")),
        },
    }
}

/// Reads the names under one of [`KEYS`], or else those in the top-level value.
fn find(json: &Json) -> Result<Option<Vec<String>>, String> {
    let found = KEYS.iter().find_map(|key| {
        let inner = json.get(key)?;
        inner
            .is_array()
            .then_some(inner)
            .or(inner.is_object().then_some(inner))
    });
    names(found.unwrap_or(json))
}

/// Reads the names in a list, in a map from number to name or in a map from name to number. Returns
/// `None` for other JSON, and for `LABEL_0`, `LABEL_1`…, which Hugging Face writes for a model
/// without names.
///
/// # Errors
/// A sentence about the numbers, if they do not run from 0 without gaps.
pub(crate) fn names(json: &Json) -> Result<Option<Vec<String>>, String> {
    let names = match json {
        Json::Array(items) => list(items)?,
        Json::Object(map) if !map.is_empty() => numbered(map).map(in_order).transpose()?,
        _ => None,
    };
    let made_up = |names: &Vec<String>| {
        let mut both = names.iter().enumerate();
        !names.is_empty() && both.all(|(index, name)| *name == format!("LABEL_{index}"))
    };
    Ok(names.filter(|names| !made_up(names)))
}

fn list(items: &[Json]) -> Result<Option<Vec<String>>, String> {
    let with_number = |item: &Json| {
        let number = ["index", "id"]
            .iter()
            .find_map(|key| number(item.get(key)?));
        Some((number?, name(item)?))
    };
    match items.iter().map(with_number).collect::<Option<Vec<_>>>() {
        Some(pairs) if !pairs.is_empty() => in_order(pairs).map(Some),
        _ => Ok(items.iter().map(name).collect()),
    }
}

/// Reads `{"0": "cat"}` or `{"cat": 0}`.
fn numbered(map: &Map<String, Json>) -> Option<Vec<(usize, String)>> {
    let by_number = |(key, value): (&String, &Json)| Some((key.parse().ok()?, name(value)?));
    let by_name = |(key, value): (&String, &Json)| Some((number(value)?, key.clone()));
    let pairs = map.iter().map(by_number).collect::<Option<_>>();
    pairs.or_else(|| map.iter().map(by_name).collect())
}

fn number(json: &Json) -> Option<usize> {
    json.as_u64().and_then(|number| number.try_into().ok())
}

/// Reads a name: a string, the last of `["n01440764", "tench"]` (Keras), or the `name` or `label`
/// of an object.
fn name(json: &Json) -> Option<String> {
    let text = match json {
        Json::Array(parts) => parts.last()?,
        Json::Object(fields) => ["name", "label"].iter().find_map(|key| fields.get(*key))?,
        text => text,
    };
    text.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_maps_of_many_tools_are_read() {
        struct Case(&'static str, Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(r#"["cat", "dog"]"#, Some("cat|dog")),
            Case(r#"{"0": "cat", "1": "dog"}"#, Some("cat|dog")),
            Case(r#"{"dog": 1, "cat": 0}"#, Some("cat|dog")),
            Case(r#"{"10":"k","0":"a","1":"b","2":"c","3":"d","4":"e","5":"f","6":"g","7":"h","8":"i","9":"j"}"#, Some("a|b|c|d|e|f|g|h|i|j|k")),
            Case(r#"{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}"#, Some("tench|goldfish")),
            Case(r#"{"model_type": "vit", "id2label": {"1": "dog", "0": "cat"}, "label2id": {"cat": 0, "dog": 1}}"#, Some("cat|dog")),
            Case(r#"{"label2id": {"cat": 0, "dog": 1}}"#, Some("cat|dog")),
            Case(r#"{"vocab": ["cat", "dog"]}"#, Some("cat|dog")),
            Case(r#"{"categories": [{"id": 1, "name": "dog"}, {"id": 0, "name": "cat"}]}"#, Some("cat|dog")),
            Case(r#"[{"label": "cat"}, {"label": "dog"}]"#, Some("cat|dog")),
            Case("{0: 'cat', 1: 'dog'}", Some("cat|dog")),
            Case(r#"{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}"#, None),
            Case(r#"{"names": "two", "0": "x"}"#, None),
            Case(r#"{"width": 224.5}"#, None),
            Case("[1, 2]", None),
            Case("{}", None),
            Case("7", None),
        ];
        for Case(content, expected) in cases {
            let found = parse(content).unwrap().map(|names| names.join("|"));
            assert_eq!(found.as_deref(), expected, "{content}");
        }
    }

    #[test]
    fn numbers_with_gaps_are_rejected() {
        struct Case(&'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(r#"{"1": "pink primrose", "2": "canna lily"}"#, "they begin at 1"),
            Case(r#"{"cat": 0, "dog": 2}"#, "1 is missing"),
            Case(r#"{"cat": 0, "dog": 0}"#, "0 occurs twice"),
            Case(r#"[{"id": 0, "name": "a"}, {"id": 90, "name": "b"}]"#, "1 is missing"),
            Case("{\"a\": 1,\n", "line 2"),
        ];
        for Case(content, part) in cases {
            let reason = parse(content).unwrap_err();
            assert!(reason.contains(part), "{content}: {reason}");
        }
    }
}
