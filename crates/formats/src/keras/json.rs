//! Numbers and axes as Keras writes them.

use serde_json::Value as Json;

/// All numbers of a list, however nested. Returns `None` if it holds anything else.
pub(super) fn numbers(json: &Json) -> Option<Vec<f32>> {
    match json {
        Json::Array(items) => {
            let each: Option<Vec<_>> = items.iter().map(numbers).collect();
            Some(each?.concat())
        }
        one => Some(vec![one.as_f64()? as f32]),
    }
}

/// Axes of a value with `rank` axes, counted from the front and sorted. The file may count them
/// from the end, and may write one axis without a list.
pub(super) fn axes(json: &Json, rank: usize) -> Option<Vec<usize>> {
    let from_front = |json: &Json| match json.as_i64()? {
        axis if axis < 0 => rank.checked_sub(usize::try_from(axis.unsigned_abs()).ok()?),
        axis => usize::try_from(axis).ok(),
    };
    let mut axes: Vec<usize> = match json {
        Json::Array(axes) => axes.iter().map(from_front).collect::<Option<_>>()?,
        one => vec![from_front(one)?],
    };
    axes.sort_unstable();
    Some(axes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn axes_count_from_the_front_and_are_sorted() {
        struct Case(Json, Option<Vec<usize>>, &'static str);
        for Case(json, expected, why) in [
            Case(json!(-1), Some(vec![3]), "from the end"),
            Case(json!([3, 1]), Some(vec![1, 3]), "a list"),
            Case(json!([-1, -3, 2]), Some(vec![1, 2, 3]), "both"),
            Case(json!(-5), None, "before the first"),
            Case(json!(1.5), None, "not an integer"),
        ] {
            assert_eq!(axes(&json, 4), expected, "{why}");
        }
    }

    #[test]
    fn numbers_are_collected_from_nested_lists() {
        assert_eq!(numbers(&json!(2)), Some(vec![2.0]));
        assert_eq!(numbers(&json!([[[1.5, -2]]])), Some(vec![1.5, -2.0]));
        assert_eq!(numbers(&json!([1, "two"])), None);
    }
}
