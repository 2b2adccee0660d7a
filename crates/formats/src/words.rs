//! The parts of messages, each short enough for the message to stay below [`MAX_MESSAGE`] whatever
//! the files hold.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The longest message of an error, in characters.
pub const MAX_MESSAGE: usize = 300;

/// The longest name of a file, layer or tensor in a message.
const MAX_NAME: usize = 40;

/// The name of a file, layer or tensor, with its middle left out if it is long.
#[must_use]
pub fn name(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let half = MAX_NAME / 2;
    let (start, end) = (
        name.chars().take(half),
        name.chars().skip(length + 1 - half),
    );
    start.chain(['…']).chain(end).collect()
}

/// The beginning of a text, with at most so many characters.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start = text.chars().take(most.saturating_sub(1));
    start.chain(['…']).collect()
}

/// `a`, `b` and 3 more.
pub(crate) fn listed<N: AsRef<str>>(names: &[N], most: usize) -> String {
    let quoted = names
        .iter()
        .take(most)
        .map(|one| format!("`{}`", name(one.as_ref())));
    and_more(
        &quoted.collect::<Vec<_>>(),
        names.len().saturating_sub(most),
    )
}

/// The kinds of several things, each once, those of most things first: with the name of the thing, or
/// with the number of them. `Reluu (4 times), conv2 (Conv9D)`.
pub(crate) fn counted(things: &[(String, String)], most: usize) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (thing, kind) in things {
        let names = of.entry(kind).or_default();
        if names.is_empty() {
            kinds.push(kind);
        }
        names.push(thing);
    }
    kinds.sort_by_key(|kind| Reverse(of.get(kind).map_or(0, Vec::len)));
    let words = kinds.iter().take(most).map(|kind| {
        match of.get(kind).map(Vec::as_slice).unwrap_or_default() {
            [one] => format!("{} ({})", cut(one, 24), cut(kind, 24)),
            several => format!("{} ({} times)", cut(kind, 30), several.len()),
        }
    });
    and_more(&words.collect::<Vec<_>>(), kinds.len().saturating_sub(most))
}

fn and_more(words: &[String], more: usize) -> String {
    let words = words.join(", ");
    if more > 0 {
        format!("{words} and {more} more")
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_their_middle_and_long_texts_their_end() {
        assert_eq!(name("net.pth"), "net.pth");
        let long = format!("{}{}", "ä".repeat(30), "z".repeat(30));
        let expected = format!("{}…{}", "ä".repeat(20), "z".repeat(19));
        assert_eq!((name(&long), name(&long).chars().count()), (expected, 40));
        assert_eq!(
            (cut("abcd", 4), cut("abcde", 4)),
            ("abcd".into(), "abc…".into())
        );
    }

    #[test]
    fn lists_end_with_how_many_more_there_are() {
        assert_eq!(listed(&["a", "b"], 2), "`a`, `b`");
        assert_eq!(listed(&["a", "b", "c", "d"], 2), "`a`, `b` and 2 more");
        assert_eq!(listed::<&str>(&[], 2), "");
    }

    #[test]
    fn each_kind_is_named_once_with_how_often_it_occurs() {
        let things = [
            ("a", "Conv9D"),
            ("b", "Reluu"),
            ("c", "Reluu"),
            ("d", "Odd"),
        ];
        let things = things.map(|(thing, kind)| (thing.to_owned(), kind.to_owned()));
        assert_eq!(counted(&things, 3), "Reluu (2 times), a (Conv9D), d (Odd)");
        assert_eq!(counted(&things, 1), "Reluu (2 times) and 2 more");
    }
}
