//! Recognises label files and picks their parser.

use super::{csv, json, text, yaml};
use crate::limits::{CLASSES, LABELS};
use crate::{FormatError, SourceFile};

/// Prefixes of text files that are often beside a model and hold no labels.
const OTHER_TEXTS: [&str; 8] = [
    "readme",
    "license",
    "licence",
    "notice",
    "requirements",
    "changelog",
    "changes",
    "merges",
];

/// Words in the name of a label file.
const LABEL_WORDS: [&str; 6] = [
    "label",
    "classes",
    "class_",
    "names",
    "categories",
    "synset",
];

/// Reads the names in a label file. See [`super::Labels::read`].
pub(super) fn names(file: &SourceFile) -> Result<Option<Vec<String>>, FormatError> {
    let Some(parse) = parser(file) else {
        return Ok(None);
    };
    match parsed(file, parse)? {
        Ok(Some(names)) => Ok(Some(names)),
        _ if !is_for_labels(file) => Ok(None),
        Ok(None) => Err(damaged(file, "no list of names was found in it".into())),
        Err(reason) => Err(damaged(file, reason)),
    }
}

/// Parses one kind of file. Returns `None` if it holds no list of names, or a sentence about what
/// is wrong.
type Parser = fn(&str) -> Result<Option<Vec<String>>, String>;

fn parser(file: &SourceFile) -> Option<Parser> {
    let name = file.base_name().to_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    match ending {
        "txt" if OTHER_TEXTS.iter().any(|other| stem.starts_with(other)) => None,
        "txt" | "names" => Some(|content| text::parse(content).map(Some)),
        "json" => Some(json::parse),
        "csv" | "tsv" => Some(csv::parse),
        "yaml" | "yml" => Some(yaml::parse),
        _ => None,
    }
}

/// Whether a file must hold labels. A text file always must; another file only if its name says so,
/// because the folder of a model holds settings and logs too.
pub(super) fn is_for_labels(file: &SourceFile) -> bool {
    let name = file.base_name().to_lowercase();
    let ending = name.rsplit('.').next();
    ending == Some("txt") || LABEL_WORDS.iter().any(|word| name.contains(word))
}

fn parsed(
    file: &SourceFile,
    parse: Parser,
) -> Result<Result<Option<Vec<String>>, String>, FormatError> {
    if file.len() > LABELS {
        let reason = format!("it has {} bytes, at most {LABELS} are read", file.len());
        return Ok(Err(reason));
    }
    let bytes = file.bytes()?;
    let names = text::decode(&bytes).and_then(parse);
    Ok(names.and_then(|names| names.as_deref().map(tidied).transpose()))
}

/// Trims the names and checks that none is empty.
fn tidied(names: &[String]) -> Result<Vec<String>, String> {
    if names.len() > CLASSES {
        let count = names.len();
        return Err(format!("it has {count} names, at most {CLASSES} are read"));
    }
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    match names.iter().position(String::is_empty) {
        Some(index) => Err(format!("the name of class {index} is empty")),
        None if names.is_empty() => Err("it has no names".into()),
        None => Ok(names),
    }
}

fn damaged(file: &SourceFile, reason: String) -> FormatError {
    FormatError::LabelsDamaged {
        file: file.base_name().into(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, content: &str) -> Result<Option<String>, FormatError> {
        let names = names(&SourceFile::new(name, content.into()))?;
        Ok(names.map(|names| names.join("|")))
    }

    #[test]
    fn each_extension_has_its_parser() {
        struct Case(&'static str, &'static str, Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("model/labels.txt", "cat\ndog\n", Some("cat|dog")),
            Case("PETS.TXT", "0 Tiger\r\n1 Lion\r\n", Some("Tiger|Lion")),
            Case("coco.names", "person\nbicycle\n", Some("person|bicycle")),
            Case("a.json", r#"["cat", " dog "]"#, Some("cat|dog")),
            Case("metadata.json", r#"{"tfjsVersion": "1", "labels": ["cat", "dog"]}"#, Some("cat|dog")),
            Case("a.csv", "index,name\n1,dog\n0,cat\n", Some("cat|dog")),
            Case("data.yaml", "nc: 2\nnames:\n  0: cat\n  1: dog\n", Some("cat|dog")),
            Case("README.txt", "Some words.\n", None),
            Case("requirements-dev.txt", "torch\n", None),
            Case("weights.bin", "cat\ndog\n", None),
            Case("labels", "cat\ndog\n", None),
            Case("model.json", r#"{"modelTopology": {"layers": []}}"#, None),
            Case("other.json", "{ no JSON", None),
            Case("log.csv", "epoch,loss\n0,1.5\n1,1.2\n", None),
            Case("log.csv", "0.5,1.5\n1,1.2,3\n", None),
        ];
        for Case(name, content, expected) in cases {
            let found = read(name, content).unwrap();
            assert_eq!(found.as_deref(), expected, "{name}: {content}");
        }
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        struct Case(&'static str, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("labels.txt", "", "it has no lines"),
            Case("x/labels.txt", "cat\n\ndog\n", "line 2"),
            Case("labels.json", "[\"cat\",\n 7]", "no list of names"),
            Case("labels.json", "[\"cat\",\n", "line 2"),
            Case("labels.json", r#"["cat", " "]"#, "class 1 is empty"),
            Case("labels.json", "[]", "no names"),
            Case("classes.csv", "index,name\n0,cat\n1,dog,big\n", "line 3"),
            Case("classes.yaml", "nc: 2\n", "no list of names"),
        ];
        for Case(name, content, part) in cases {
            let error = read(name, content).unwrap_err();
            assert_eq!(error.code(), "labels-damaged");
            let message = error.to_string();
            let base = name.rsplit('/').next().unwrap();
            assert!(message.starts_with(&format!("`{base}`")), "{message}");
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn files_that_are_too_large_are_rejected() {
        let long = "x".repeat(1_000_001);
        let error = read("labels.txt", &long).unwrap_err().to_string();
        assert!(error.contains("1000001 bytes"), "{error}");
        assert_eq!(read("tokenizer.json", &long).unwrap(), None);
        let many = "x\n".repeat(100_001);
        let error = read("labels.txt", &many).unwrap_err().to_string();
        assert!(error.contains("100001 names"), "{error}");
    }

    #[test]
    fn truncated_or_changed_files_give_names_or_an_error() {
        let samples = [
            ("a.txt", "0: cat\n1: \u{e4}\n"),
            ("a.txt", "{0: 'it\\'s', 1: \"dog\"}"),
            (
                "labels.json",
                r#"{"id2label": {"0": "cat", "1": ["n1", "\u00e4"]}}"#,
            ),
            ("classes.csv", "id,name\r\n0,\"a, \"\"b\"\"\"\r\n1,c\r\n"),
            ("names.yaml", "names:\n  0: cat # x\n  1: 'dog'\n"),
            ("names.yaml", "names: [cat, \"dog\"]\n"),
        ];
        for (name, content) in samples {
            assert_eq!(
                read(name, content).unwrap().unwrap().matches('|').count(),
                1
            );
            for place in 0..content.len() {
                let cut = content.as_bytes()[..place].to_vec();
                let mut changed = content.as_bytes().to_vec();
                changed[place] ^= 0x15;
                for bytes in [cut, changed] {
                    match names(&SourceFile::new(name, bytes)) {
                        Ok(names) => assert!(names.is_some_and(|names| !names.is_empty())),
                        Err(error) => assert_eq!(error.code(), "labels-damaged"),
                    }
                }
            }
        }
    }
}
