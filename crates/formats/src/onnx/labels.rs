//! Names of classes in the notes of a file.

use super::proto::EntryProto;

/// The name of each class. Ultralytics writes `{0: 'cat', 1: 'dog'}` as `names`, others a list as
/// `labels` or `classes`. A list that does not go with the scores is left out.
///
/// `scores` is the shape of the logits: a row, or a picture of classes.
pub(super) fn labels(metadata: &[EntryProto], scores: &[usize]) -> Vec<String> {
    let classes = match *scores {
        [_, classes] | [_, classes, _, _] => classes,
        _ => scores.last().copied().unwrap_or_default(),
    };
    let known = ["names", "labels", "classes", "class_names"];
    let found = known.iter().find_map(|key| {
        let entry = metadata.iter().find(|entry| entry.key == *key)?;
        Some(listed(&entry.value)).filter(|labels| labels.len() == classes)
    });
    found.unwrap_or_else(|| (0..classes).map(|index| format!("class {index}")).collect())
}

/// The texts of a list or dictionary of Python or JSON; without quotes, what commas or lines part.
fn listed(text: &str) -> Vec<String> {
    let quoted = quoted(text);
    if !quoted.is_empty() {
        return quoted;
    }
    let inner = text.trim_matches(|c: char| "[]{}()".contains(c) || c.is_whitespace());
    inner
        .split([',', '\n'])
        .map(|label| label.trim().to_owned())
        .filter(|label| !label.is_empty())
        .collect()
}

/// Texts in quotes that are not the key of a dictionary.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(quote) = rest.find(|c| ['\'', '"'].contains(c)) {
        let mut label = String::new();
        while let Some(c) = rest.next() {
            match c {
                '\\' => label.extend(rest.next()),
                c if c == quote => break,
                c => label.push(c),
            }
        }
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.peek() != Some(&':') {
            found.push(label);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_write_them() {
        struct Case(&'static str, &'static [&'static str]);
        for Case(text, expected) in [
            Case("{0: 'cat', 1: 'dog'}", &["cat", "dog"]),
            Case(
                r#"{0: "bird's nest", 1: 'say \'a\''}"#,
                &["bird's nest", "say 'a'"],
            ),
            Case(r#"["cat", "dog, small"]"#, &["cat", "dog, small"]),
            Case(r#"{"0": "cat", "1": "dog"}"#, &["cat", "dog"]),
            Case("cat, dog", &["cat", "dog"]),
            Case("cat\ndog\n", &["cat", "dog"]),
        ] {
            assert_eq!(listed(text), expected, "{text}");
        }
    }

    #[test]
    fn a_list_that_does_not_fit_is_left_out() {
        let entry = EntryProto {
            key: "names".into(),
            value: "{0: 'cat', 1: 'dog'}".into(),
        };
        let metadata = [entry];
        assert_eq!(labels(&metadata, &[1, 2]), ["cat", "dog"]);
        assert_eq!(labels(&metadata, &[1, 2, 8, 8]), ["cat", "dog"]);
        assert_eq!(
            labels(&metadata, &[1, 3]),
            ["class 0", "class 1", "class 2"]
        );
    }
}
