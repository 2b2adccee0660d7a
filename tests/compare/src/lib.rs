//! Compares computed values with expected ones. Every test that has a tolerance goes through
//! [`compare`], because a comparison of its own easily overlooks a NaN or a missing value.

/// How far found values are from expected ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Largest |found − expected|.
    pub absolute: f32,
    /// `absolute` divided by the largest |expected|.
    pub relative: f32,
    /// ‖found − expected‖₂ / ‖expected‖₂.
    pub l2: f32,
}

/// Compares two lists value by value.
///
/// If every expected value is 0, `relative` and `l2` are 0 for equal lists and infinite otherwise.
///
/// # Errors
/// Returns a sentence if the lists are empty, if their lengths differ, or if a value of either is
/// NaN or infinite; the sentence names its index.
pub fn compare(found: &[f32], expected: &[f32]) -> Result<Difference, String> {
    if found.len() != expected.len() {
        let (found, expected) = (found.len(), expected.len());
        return Err(format!("{found} values instead of {expected}"));
    }
    if expected.is_empty() {
        return Err("no values to compare".into());
    }
    for (which, values) in [("found", found), ("expected", expected)] {
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(format!(
                "{which} value {index} of {} is {}",
                values.len(),
                values[index]
            ));
        }
    }
    let (mut off, mut size) = (Norms::default(), Norms::default());
    for (found, expected) in found.iter().zip(expected) {
        off.add(f64::from(*found) - f64::from(*expected));
        size.add(f64::from(*expected));
    }
    Ok(Difference {
        absolute: off.largest as f32,
        relative: ratio(off.largest, size.largest),
        l2: ratio(off.squares.sqrt(), size.squares.sqrt()),
    })
}

#[derive(Default)]
struct Norms {
    largest: f64,
    squares: f64,
}

impl Norms {
    fn add(&mut self, value: f64) {
        self.largest = self.largest.max(value.abs());
        self.squares += value * value;
    }
}

fn ratio(off: f64, size: f64) -> f32 {
    if off == 0.0 {
        return 0.0;
    }
    (off / size) as f32
}

/// Panics unless the largest difference is at most `limit`.
///
/// # Panics
/// If the values are further apart, or if [`compare`] fails.
#[track_caller]
pub fn assert_absolute(what: &str, found: &[f32], expected: &[f32], limit: f32) {
    check(what, found, expected, limit, "", |found| found.absolute);
}

/// Panics unless the largest difference, divided by the largest expected value, is at most `limit`.
///
/// # Panics
/// If the values are further apart, or if [`compare`] fails.
#[track_caller]
pub fn assert_relative(what: &str, found: &[f32], expected: &[f32], limit: f32) {
    let measure = " of the largest value";
    check(what, found, expected, limit, measure, |d| d.relative);
}

/// Panics unless the relative L2 error is at most `limit`.
///
/// # Panics
/// If the values are further apart, or if [`compare`] fails.
#[track_caller]
pub fn assert_l2(what: &str, found: &[f32], expected: &[f32], limit: f32) {
    check(what, found, expected, limit, " of the L2 norm", |d| d.l2);
}

#[track_caller]
fn check(
    what: &str,
    found: &[f32],
    expected: &[f32],
    limit: f32,
    measure: &str,
    error: impl Fn(&Difference) -> f32,
) {
    let error = compare(found, expected).map(|difference| error(&difference));
    let problem = match error {
        Err(problem) => Some(problem),
        // NaN is within no limit.
        Ok(error) => (!within(error, limit))
            .then(|| format!("differs by {error:.1e}{measure}, at most {limit:.1e} is allowed")),
    };
    assert!(problem.is_none(), "{what}: {}", problem.unwrap_or_default());
}

/// Whether an error is at most `limit`. NaN is not, neither as the error nor as the limit.
#[must_use]
pub fn within(error: f32, limit: f32) -> bool {
    error <= limit
}

/// Panics unless two shapes are equal.
///
/// # Panics
/// If they differ.
#[track_caller]
pub fn assert_shape(what: &str, found: &[usize], expected: &[usize]) {
    assert!(
        found == expected,
        "{what}: shape {found:?} instead of {expected:?}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN: f32 = f32::NAN;
    const INFINITY: f32 = f32::INFINITY;

    #[test]
    fn differences_are_exact_and_bad_values_are_errors() {
        let difference = |absolute, relative, l2| {
            Ok(Difference {
                absolute,
                relative,
                l2,
            })
        };
        struct Case(
            &'static str,
            &'static [f32],
            &'static [f32],
            Result<Difference, &'static str>,
        );
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("equal", &[3.0, -4.0], &[3.0, -4.0], difference(0.0, 0.0, 0.0)),
            Case("off by one", &[3.0, -5.0], &[3.0, -4.0], difference(1.0, 0.25, 0.2)),
            Case("off by one elsewhere", &[2.0, -4.0], &[3.0, -4.0], difference(1.0, 0.25, 0.2)),
            Case("sign flip", &[-3.0, 4.0], &[3.0, -4.0], difference(8.0, 2.0, 2.0)),
            Case("shift by one place", &[0.0, 3.0, 4.0], &[3.0, 4.0, 0.0], difference(4.0, 1.0, 26f32.sqrt() / 5.0)),
            Case("all zeros", &[0.0, 0.0], &[3.0, -4.0], difference(4.0, 1.0, 1.0)),
            Case("zeros as expected", &[0.0, -0.0], &[0.0, 0.0], difference(0.0, 0.0, 0.0)),
            Case("zeros expected", &[0.0, 1e-20], &[0.0, 0.0], difference(1e-20, INFINITY, INFINITY)),
            Case("far apart", &[f32::MAX], &[-f32::MAX], difference(INFINITY, 2.0, 2.0)),
            Case("tiny", &[2e-30], &[1e-30], difference(1e-30, 1.0, 1.0)),
            Case("shorter", &[3.0], &[3.0, -4.0], Err("1 values instead of 2")),
            Case("longer", &[3.0, -4.0, 0.0], &[3.0, -4.0], Err("3 values instead of 2")),
            Case("nothing found", &[], &[3.0], Err("0 values instead of 1")),
            Case("empty", &[], &[], Err("no values to compare")),
            Case("NaN found", &[3.0, NAN], &[3.0, -4.0], Err("found value 1 of 2 is NaN")),
            Case("NaN found first", &[NAN, -4.0], &[3.0, -4.0], Err("found value 0 of 2 is NaN")),
            Case("NaN expected", &[3.0, -4.0], &[3.0, NAN], Err("expected value 1 of 2 is NaN")),
            Case("NaN in both", &[NAN], &[NAN], Err("found value 0 of 1 is NaN")),
            Case("infinite found", &[INFINITY, -4.0], &[3.0, -4.0], Err("found value 0 of 2 is inf")),
            Case("infinite expected", &[3.0], &[-INFINITY], Err("expected value 0 of 1 is -inf")),
            Case("infinite in both", &[INFINITY], &[INFINITY], Err("found value 0 of 1 is inf")),
        ];
        for Case(what, found, expected, answer) in cases {
            let answer = answer.map_err(str::to_owned);
            assert_eq!(compare(found, expected), answer, "{what}");
        }
    }

    #[test]
    fn a_limit_lets_equality_pass_and_never_nan() {
        struct Case(f32, f32, bool);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(0.0, 0.0, true),
            Case(1e-3, 1e-3, true),
            Case(1.1e-3, 1e-3, false),
            Case(INFINITY, 1e-3, false),
            Case(NAN, 1e-3, false),
            Case(0.0, NAN, false),
            Case(NAN, INFINITY, false),
        ];
        for Case(error, limit, passes) in cases {
            assert_eq!(within(error, limit), passes, "{error} and {limit}");
        }
    }

    #[test]
    fn each_assertion_uses_its_own_measure() {
        // Absolute 1, relative 0.25, L2 0.2.
        let (found, expected) = ([3.0, -5.0], [3.0, -4.0]);
        assert_absolute("values", &found, &expected, 1.0);
        assert_relative("values", &found, &expected, 0.25);
        assert_l2("values", &found, &expected, 0.2);
        assert_shape("values", &[1, 2], &[1, 2]);
    }

    #[test]
    #[should_panic(expected = "map: differs by 1.0e0, at most 9.9e-1 is allowed")]
    fn an_absolute_error_beyond_the_limit_panics() {
        assert_absolute("map", &[3.0, -5.0], &[3.0, -4.0], 0.99);
    }

    #[test]
    #[should_panic(expected = "map: differs by 2.5e-1 of the largest value")]
    fn a_relative_error_beyond_the_limit_panics() {
        assert_relative("map", &[3.0, -5.0], &[3.0, -4.0], 0.24);
    }

    #[test]
    #[should_panic(expected = "map: differs by 2.0e-1 of the L2 norm")]
    fn an_l2_error_beyond_the_limit_panics() {
        assert_l2("map", &[3.0, -5.0], &[3.0, -4.0], 0.19);
    }

    #[test]
    #[should_panic(expected = "map: found value 0 of 1 is NaN")]
    fn a_nan_panics_under_any_limit() {
        assert_relative("map", &[NAN], &[1.0], INFINITY);
    }

    #[test]
    #[should_panic(expected = "map: 1 values instead of 2")]
    fn a_missing_value_panics_under_any_limit() {
        assert_absolute("map", &[3.0], &[3.0, 0.0], INFINITY);
    }

    #[test]
    #[should_panic(expected = "map: shape [4] instead of [2, 2]")]
    fn another_shape_panics() {
        assert_shape("map", &[4], &[2, 2]);
    }
}
