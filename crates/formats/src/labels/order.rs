//! Sorts names by the numbers of their classes.

/// Sorts names by number. The numbers must run from 0 without gaps.
///
/// # Errors
/// A sentence about what is wrong with the numbers.
pub(super) fn in_order(mut numbered: Vec<(usize, String)>) -> Result<Vec<String>, String> {
    numbered.sort_by_key(|(number, _)| *number);
    let last = numbered.len().saturating_sub(1);
    let wrong = numbered
        .iter()
        .enumerate()
        .find(|(index, (number, _))| index != number);
    let Some((index, (number, _))) = wrong else {
        return Ok(numbered.into_iter().map(|(_, name)| name).collect());
    };
    let what = if *number < index {
        format!("{number} occurs twice")
    } else if index == 0 {
        format!("they begin at {number}, so it is not certain which class is the first")
    } else {
        format!("{index} is missing")
    };
    Err(format!(
        "the numbers of the classes should run from 0 to {last}, but {what}"
    ))
}

/// Whether the numbers count at least two lines from 1. If so, the lines are already in order.
pub(super) fn counts_lines<'a>(mut numbers: impl Iterator<Item = &'a usize>) -> bool {
    let mut line = 0;
    numbers.all(|number| {
        line += 1;
        *number == line
    }) && line > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(numbers: &[usize]) -> Result<String, String> {
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        let pairs = numbers.iter().copied().zip(names).collect();
        in_order(pairs).map(|names| names.concat())
    }

    #[test]
    fn numbers_must_run_from_zero_without_gaps() {
        struct Case(&'static [usize], Result<&'static str, &'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(&[], Ok("")),
            Case(&[0, 1, 2], Ok("abc")),
            Case(&[2, 0, 1], Ok("bca")),
            Case(&[0, 1, 3], Err("from 0 to 2, but 2 is missing")),
            Case(&[0, 1, 1, 2], Err("from 0 to 3, but 1 occurs twice")),
            Case(&[0, 0], Err("but 0 occurs twice")),
            Case(&[1, 2], Err("from 0 to 1, but they begin at 1")),
            Case(&[usize::MAX], Err("but they begin at")),
        ];
        for Case(numbers, expected) in cases {
            match (order(numbers), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected),
                (Err(found), Err(part)) => assert!(found.contains(part), "{found}"),
                (found, _) => panic!("{numbers:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn two_or_more_lines_counted_from_one_are_recognised() {
        assert!(counts_lines([1, 2, 3].iter()));
        assert!(!counts_lines([1, 3, 2].iter()));
        assert!(!counts_lines([0, 1].iter()));
        assert!(!counts_lines([1].iter()), "one line says too little");
    }
}
