/// Renames a module by a table of patterns, of which the first that the path begins with counts; a
/// `#` stands for a number, and the numbers come back in their order. What follows the pattern is
/// kept, and so is a path that no row knows.
///
/// `("blocks.#.norm1", "layers.layer_#.ln_1")` makes `layers.layer_3.ln_1.bias` of
/// `blocks.3.norm1.bias`.
pub(super) fn renamed(path: &str, table: &[(&str, &str)]) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let found = table
        .iter()
        .find_map(|(from, to)| Some(filled(to, &matched(&parts, from)?)));
    found.unwrap_or_else(|| path.to_owned())
}

/// A path that begins as a pattern says.
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
    fn modules_by_a_table() {
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
            Case("blocks.3.norm2", "layers.3.norm2"), // the last row that fits
            Case("blocks.x.norm1", "layers.x.norm1"), // no number
            Case("blocks", "layers"),
            Case("blocks2", "blocks2"), // whole parts only
            Case("head.weight", "out_weight"),
            Case("head.bias", "head.bias"), // no row
        ] {
            assert_eq!(renamed(path, TABLE), expected);
        }
    }
}
