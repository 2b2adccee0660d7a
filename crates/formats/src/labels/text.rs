//! Text files with one name per line.

use super::order::{counts_lines, in_order};
use super::{json, literal};

/// Decodes UTF-8, with or without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err("it is in UTF-16: save it as UTF-8".into());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        format!("line {line} is not in UTF-8")
    })?;
    match text.lines().position(|line| line.contains('\0')) {
        Some(before) => Err(format!("line {} is not text", before + 1)),
        None => Ok(text),
    }
}

/// Reads one name per line, with or without the number or `WordNet` id of the class before it.
/// Lines at the top that start with `# ` are comments. Also reads a JSON or Python list.
pub(super) fn parse(content: &str) -> Result<Vec<String>, String> {
    if content.trim_start().starts_with(['{', '[']) {
        let names = json::parse(content).or_else(|error| {
            let names = literal::parse(content).map(literal::Items::names);
            names.unwrap_or(Err(error)).map(Some)
        });
        return names?.ok_or_else(|| "no list of names was found in it".into());
    }
    let lines = names_of(content)?;
    numbered(&lines)
        .or_else(|| without_wordnet_ids(&lines))
        .unwrap_or_else(|| Ok(lines.into_iter().map(str::to_owned).collect()))
}

/// Returns the trimmed lines without the comments and blank lines around the names. A blank line
/// between names is an error, because the index of a line is the number of its class.
fn names_of(content: &str) -> Result<Vec<&str>, String> {
    let content = content.trim_end();
    let mut names = Vec::new();
    for (index, line) in content.lines().map(str::trim).enumerate() {
        let heading = names.is_empty() && (line.is_empty() || line.starts_with("# "));
        if line.is_empty() && !heading {
            return Err(format!("line {} is blank", index + 1));
        }
        if !heading {
            names.push(line);
        }
    }
    if names.is_empty() {
        return Err("it has no lines with names".into());
    }
    Ok(names)
}

/// Returns the names without their numbers, in order. Returns `None` if not every line has a
/// number, or if the numbers are probably parts of names.
fn numbered(lines: &[&str]) -> Option<Result<Vec<String>, String>> {
    let pairs: Vec<(usize, &str)> = lines
        .iter()
        .map(|line| number_first(line))
        .collect::<Option<_>>()
        .or_else(|| lines.iter().map(|line| number_last(line)).collect())?;
    let names = || pairs.iter().map(|(_, name)| (*name).to_owned());
    if counts_lines(pairs.iter().map(|(number, _)| number)) {
        return Some(Ok(names().collect()));
    }
    let ordered = in_order(
        pairs
            .iter()
            .map(|(number, _)| *number)
            .zip(names())
            .collect(),
    );
    // "7 Up" may be a name; "7: up" is a number and a name.
    let plain = |line: &&str| !line.contains([':', '\t']);
    if ordered.is_err() && lines.iter().any(plain) {
        return None;
    }
    Some(ordered)
}

/// Splits `0 Tiger`, `0: Tiger`, `0,Tiger` or `0<tab>Tiger`.
fn number_first(line: &str) -> Option<(usize, &str)> {
    let end = line.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, rest) = line.split_at_checked(end)?;
    let name = rest.trim_start_matches(SEPARATORS);
    let separated = name.len() < rest.len() && !name.is_empty();
    Some((number.parse().ok()?, name)).filter(|_| separated)
}

/// Splits `Tiger: 0`, `Tiger,0` or `Tiger<tab>0`, but not `class 0`, which is a name.
fn number_last(line: &str) -> Option<(usize, &str)> {
    let (name, number) = line.rsplit_once([':', ',', '\t'])?;
    Some((number.trim().parse().ok()?, name.trim())).filter(|_| !name.trim().is_empty())
}

const SEPARATORS: [char; 5] = [' ', '\t', ':', ',', ';'];

/// Removes the ids of `n02123045 tabby, tabby cat`, as in the lists of the `ImageNet` challenge.
fn without_wordnet_ids(lines: &[&str]) -> Option<Result<Vec<String>, String>> {
    let name = |line: &&str| {
        let (id, name) = line.split_once([' ', '\t'])?;
        let digits = id.strip_prefix('n')?;
        let is_id = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_id.then(|| name.trim().to_owned())
    };
    lines.iter().map(name).collect::<Option<_>>().map(Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_files_of_many_tools_are_read() {
        struct Case(&'static str, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("plain", "cat\ndog", "cat|dog"),
            Case("Windows, blank end", "cat\r\ndog\r\n\r\n \n", "cat|dog"),
            Case("comments at the top only", "# source: me\n\n# more\ncat\n# 2\n", "cat|# 2"),
            Case("Teachable Machine", "0 Tiger\n1 Snow leopard\n", "Tiger|Snow leopard"),
            Case("index: name, in any order", "1: dog\n0: cat\n", "cat|dog"),
            Case("tabs", "0\tcat\n1\tdog\n", "cat|dog"),
            Case("name, number", "dog, 1\ncat, 0\n", "cat|dog"),
            Case("lines counted from 1", "1 001.Albatross\n2 002.Auklet\n", "001.Albatross|002.Auklet"),
            Case("names that begin with a number", "7 Up\nCola\n", "7 Up|Cola"),
            Case("two of them", "7 Up\n4 Non Blondes\n", "7 Up|4 Non Blondes"),
            Case("numbers are names too", "0\n1\n2\n", "0|1|2"),
            Case("made-up names", "class 0\nclass 1\n", "class 0|class 1"),
            Case("WordNet", "n01440764 tench, Tinca tinca\nn01443537 goldfish\n", "tench, Tinca tinca|goldfish"),
            Case("commas inside", "great white shark, man-eater\ntench\n", "great white shark, man-eater|tench"),
            Case("JSON", "[\"cat\", \"dog\"]\n", "cat|dog"),
            Case("Python", "{0: 'cat',\n 1: \"hen's egg\",}\n", "cat|hen's egg"),
            Case("umlauts", "0 Löwe\n1 Bär\n", "Löwe|Bär"),
        ];
        for Case(why, content, expected) in cases {
            assert_eq!(parse(content).unwrap().join("|"), expected, "{why}");
        }
    }

    #[test]
    fn lists_with_gaps_or_no_names_are_rejected() {
        struct Case(&'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("", "no lines"),
            Case("\n\n# only a comment\n", "no lines"),
            Case("cat\n\ndog\n", "line 2 is blank"),
            Case("0: cat\n2: dog\n", "1 is missing"),
            Case("0: cat\n0: dog\n", "0 occurs twice"),
            Case("{\"a\": [1, 2", "not JSON"),
        ];
        for Case(content, part) in cases {
            let reason = parse(content).unwrap_err();
            assert!(reason.contains(part), "{content:?}: {reason}");
        }
    }

    #[test]
    fn only_utf_8_is_decoded() {
        struct Case(&'static [u8], Result<&'static str, &'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(b"\xEF\xBB\xBFcat", Ok("cat")),
            Case(b"cat\nL\xF6we\n", Err("line 2 is not in UTF-8")),
            Case(b"\xFF\xFEc\0", Err("it is in UTF-16: save it as UTF-8")),
            Case(b"cat\nd\0g", Err("line 2 is not text")),
        ];
        for Case(bytes, expected) in cases {
            assert_eq!(decode(bytes), expected.map_err(str::to_owned));
        }
    }
}
