//! Lists and maps in Python or YAML syntax: `['cat', "dog"]`, `{0: 'cat', 1: dog}`. The best-known
//! list of `ImageNet`'s names has this syntax, and so has the metadata of Ultralytics' models.

use super::order::in_order;

/// The content of the brackets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Items {
    List(Vec<String>),
    /// Names with the numbers of their classes.
    Map(Vec<(usize, String)>),
}

impl Items {
    pub(super) fn names(self) -> Result<Vec<String>, String> {
        match self {
            Self::List(names) => Ok(names),
            Self::Map(numbered) => in_order(numbered),
        }
    }
}

/// Reads the list or map at the start of `text`. Returns `None` if there is none or if it is
/// incomplete.
pub(super) fn parse(text: &str) -> Option<Items> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('[') {
        let list = items(rest, ']', |rest| value(rest, ']'))?;
        return Some(Items::List(list));
    }
    let map = items(text.strip_prefix('{')?, '}', |rest| {
        let (key, rest) = rest.split_once(':')?;
        let key = key.trim().trim_matches(['\'', '"']).parse().ok()?;
        let (name, rest) = value(rest.trim_start(), '}')?;
        Some(((key, name), rest))
    })?;
    Some(Items::Map(map))
}

/// Reads items with `one`, separated by commas, until `close`.
fn items<'a, T>(
    mut rest: &'a str,
    close: char,
    one: impl Fn(&'a str) -> Option<(T, &'a str)>,
) -> Option<Vec<T>> {
    let mut all = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.starts_with(close) {
            return Some(all);
        }
        let (item, after) = one(rest)?;
        all.push(item);
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(next) => next,
            None if rest.starts_with(close) => rest,
            None => return None,
        };
    }
}

/// Reads a name in quotes, or a bare one that ends at a comma or `close`. Returns it and the rest.
fn value(text: &str, close: char) -> Option<(String, &str)> {
    let Some(quote) = text
        .chars()
        .next()
        .filter(|first| ['\'', '"'].contains(first))
    else {
        let (name, rest) = text.split_at_checked(text.find([',', close])?)?;
        return Some((name.trim().to_owned(), rest));
    };
    let mut name = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((index, letter)) = letters.next() {
        match letter {
            '\\' => name.push(letters.next()?.1),
            _ if letter == quote => return Some((name, text.get(index + 1..)?)),
            _ => name.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_lists_and_maps_are_read() {
        let cat_dog = || Some(Items::List(vec!["cat".into(), "dog".into()]));
        let map = |pairs: &[(usize, &str)]| {
            let pairs = pairs.iter().map(|(key, name)| (*key, (*name).to_owned()));
            Some(Items::Map(pairs.collect()))
        };
        struct Case(&'static str, Option<Items>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(" ['cat', \"dog\"] and more", cat_dog()),
            Case("[cat, dog,]", cat_dog()),
            Case("[ ]", Some(Items::List(vec![]))),
            Case("{1: 'dog', 0: 'cat'}", map(&[(1, "dog"), (0, "cat")])),
            Case("{0: 'tench, Tinca tinca',\n 1: cat}", map(&[(0, "tench, Tinca tinca"), (1, "cat")])),
            Case(r"{'0': 'hen\'s egg'}", map(&[(0, "hen's egg")])),
            Case("{0: 'Bär'}", map(&[(0, "Bär")])),
            Case("['cat', 'dog'", None),
            Case("['cat' 'dog']", None),
            Case("{0: 'cat", None),
            Case("{cat: 0}", None),
            Case("{0: 'a\\", None),
            Case("cat", None),
        ];
        for Case(text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn maps_are_sorted_by_number() {
        let names = |text| parse(text).unwrap().names();
        assert_eq!(names("{1: b, 0: a}").unwrap(), ["a", "b"]);
        let reason = names("{0: a, 2: b}").unwrap_err();
        assert!(reason.contains("1 is missing"), "{reason}");
    }
}
