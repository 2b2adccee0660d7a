//! The `names` in the `data.yaml` of Ultralytics. Other YAML is not supported.

use super::literal;
use super::order::in_order;

/// Reads the names under `names:`. Returns `None` if there is no such key at the left margin.
pub(super) fn parse(content: &str) -> Result<Option<Vec<String>>, String> {
    let mut offset = 0;
    for (index, line) in content.split_inclusive('\n').enumerate() {
        offset += line.len();
        let Some(value) = line.strip_prefix("names:") else {
            continue;
        };
        if without_comment(value).is_empty() {
            let rest = content.get(offset..).unwrap_or_default();
            return block(rest, index + 2).map(Some);
        }
        // A list in brackets can span several lines.
        let rest = content.get(offset - value.len()..).unwrap_or_default();
        let items = literal::parse(rest);
        let unclosed = || format!("line {}: the list of names is not complete", index + 1);
        return items.ok_or_else(unclosed)?.names().map(Some);
    }
    Ok(None)
}

/// Reads `- cat` or `0: cat`, one per line, until the next key at the left margin.
fn block(rest: &str, first_line: usize) -> Result<Vec<String>, String> {
    let mut pairs = Vec::new();
    for (index, line) in rest.lines().enumerate() {
        let text = without_comment(line);
        if text.is_empty() {
            continue;
        }
        if !line.starts_with([' ', '\t', '-']) {
            break;
        }
        let pair = match text.strip_prefix("- ") {
            Some(name) => Some((pairs.len(), name)),
            None => text
                .split_once(": ")
                .and_then(|(number, name)| Some((number.parse().ok()?, name))),
        };
        let Some((number, name)) = pair else {
            let line = first_line + index;
            return Err(format!("line {line} is neither `- name` nor `0: name`"));
        };
        pairs.push((number, unquoted(name.trim()).to_owned()));
    }
    in_order(pairs)
}

fn without_comment(line: &str) -> &str {
    let text = line.trim();
    if text.starts_with('#') {
        return "";
    }
    text.split_once(" #")
        .map_or(text, |(text, _)| text)
        .trim_end()
}

fn unquoted(name: &str) -> &str {
    let between = |quote| name.strip_prefix(quote)?.strip_suffix(quote);
    between('\'').or_else(|| between('"')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_brackets_of_names_are_read() {
        struct Case(&'static str, Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("path: x\nnames:\n  0: person\n  1: traffic light # red\n\ndownload: y\n", Some("person|traffic light")),
            Case("names:\n- cat\n- 'dog'\nnc: 2\n", Some("cat|dog")),
            Case("names: ['cat', \"dog\"]\n", Some("cat|dog")),
            Case("nc: 2\nnames: [cat,\n  dog]\nval: x\n", Some("cat|dog")),
            Case("names: {0: cat, 1: dog}\r\n", Some("cat|dog")),
            Case("names: # of classes\r\n  1: dog\r\n  0: cat\r\n", Some("cat|dog")),
            Case("train: x\n  names: [cat]\n", None),
        ];
        for Case(content, expected) in cases {
            let found = parse(content).unwrap().map(|names| names.join("|"));
            assert_eq!(found.as_deref(), expected, "{content}");
        }
    }

    #[test]
    fn incomplete_lists_are_rejected() {
        struct Case(&'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("nc: 2\nnames: [cat, dog\n", "line 2"),
            Case("names:\n  0: cat\n  dog\n", "line 3"),
            Case("names:\n  0: cat\n  2: dog\n", "1 is missing"),
        ];
        for Case(content, part) in cases {
            let reason = parse(content).unwrap_err();
            assert!(reason.contains(part), "{content}: {reason}");
        }
    }
}
