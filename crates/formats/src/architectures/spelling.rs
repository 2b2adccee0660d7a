/// Renames a module by the first row of a table whose pattern is a prefix of `path`.
///
/// A `#` matches a number, and the numbers are inserted in the same order. The rest of the path is
/// kept. A path that matches no row is returned unchanged.
///
/// `("blocks.#.norm1", "layers.layer_#.ln_1")` renames `blocks.3.norm1.bias` to
/// `layers.layer_3.ln_1.bias`.
pub(super) fn renamed(path: &str, table: &[(&str, &str)]) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let found = table
        .iter()
        .find_map(|(from, to)| Some(filled(to, &matched(&parts, from)?)));
    found.unwrap_or_else(|| path.to_owned())
}

struct Match<'a> {
    numbers: Vec<&'a str>,
    rest: &'a [&'a str],
}

fn matched<'a>(parts: &'a [&'a str], pattern: &str) -> Option<Match<'a>> {
    let mut numbers = Vec::new();
    let mut rest = parts;
    for expected in pattern.split('.') {
        let (part, after) = rest.split_first()?;
        let number = expected == "#" && part.parse::<usize>().is_ok();
        if number {
            numbers.push(*part);
        } else if *part != expected {
            return None;
        }
        rest = after;
    }
    Some(Match { numbers, rest })
}

fn filled(pattern: &str, found: &Match) -> String {
    let mut path = pattern.to_owned();
    for number in &found.numbers {
        path = path.replacen('#', number, 1);
    }
    for part in found.rest {
        path.push('.');
        path.push_str(part);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_renamed_by_the_first_row_that_matches() {
        const TABLE: &[(&str, &str)] = &[
            ("blocks.#.norm1", "layers.layer_#.ln_1"),
            ("blocks.#.mlp.#", "mlp_#_#"),
            ("blocks", "layers"),
            ("head.weight", "out_weight"),
        ];
        struct Case(&'static str, &'static str);
        for Case(path, expected) in [
            Case("blocks.3.norm1.bias", "layers.layer_3.ln_1.bias"),
            Case("blocks.10.mlp.2.weight", "mlp_10_2.weight"),
            Case("blocks.3.norm2", "layers.3.norm2"), // matches the third row
            Case("blocks.x.norm1", "layers.x.norm1"), // not a number
            Case("blocks", "layers"),
            Case("blocks2", "blocks2"), // whole parts only
            Case("head.weight", "out_weight"),
            Case("head.bias", "head.bias"), // matches no row
        ] {
            assert_eq!(renamed(path, TABLE), expected);
        }
    }
}
