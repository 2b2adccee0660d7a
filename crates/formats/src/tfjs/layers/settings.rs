//! Settings of a layer: what is not understood must not be passed over.

use graph::ops::Window;
use serde_json::Value as Json;

use super::Layer;
use crate::FormatError;

impl Layer<'_, '_> {
    /// A setting that is a switch.
    pub(super) fn flag(&self, key: &str, default: bool) -> Result<bool, FormatError> {
        self.setting(key, default, Json::as_bool, "true or false")
    }

    /// A setting that is a number.
    pub(super) fn number(&self, key: &str, default: f32) -> Result<f32, FormatError> {
        self.setting(
            key,
            default,
            |json| json.as_f64().map(|n| n as f32),
            "a number",
        )
    }

    /// A setting that counts something.
    pub(super) fn count(&self, key: &str, default: usize) -> Result<usize, FormatError> {
        let count = |json: &Json| json.as_u64().and_then(|n| usize::try_from(n).ok());
        self.setting(key, default, count, "a whole number")
    }

    /// A setting that may be missing but not be something else: what is not understood must not
    /// be passed over.
    pub(super) fn setting<T>(
        &self,
        key: &str,
        default: T,
        read: impl Fn(&Json) -> Option<T>,
        expected: &str,
    ) -> Result<T, FormatError> {
        match self.config(key) {
            Json::Null => Ok(default),
            json => read(json)
                .ok_or_else(|| self.error(format!("expected {expected} as `{key}`, got {json}"))),
        }
    }

    /// A setting of one number or a pair, `[height, width]`.
    pub(super) fn pair(&self, key: &str, default: usize) -> Result<[usize; 2], FormatError> {
        let number = |json: &Json| {
            json.as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n < 1 << 16)
        };
        let pair = match self.config(key) {
            Json::Null => Some([default; 2]),
            Json::Array(pair) if pair.len() == 2 => number(&pair[0])
                .zip(number(&pair[1]))
                .map(<[usize; 2]>::from),
            one => number(one).map(|n| [n; 2]),
        };
        pair.ok_or_else(|| {
            self.error(format!(
                "expected `{key}` as one or two numbers, got {}",
                self.config(key)
            ))
        })
    }

    /// How a window of that size slides, with TensorFlow's padding.
    pub(super) fn window(
        &self,
        kernel: [usize; 2],
        stride: [usize; 2],
        dilation: [usize; 2],
    ) -> Result<Window, FormatError> {
        let shape = self.shape();
        let padding = match (
            self.config("padding").as_str().unwrap_or("valid"),
            &shape[..],
        ) {
            ("valid", _) => [(0, 0); 2],
            ("same", &[_, _, height, width]) => [(height, 0), (width, 1)].map(|(size, axis)| {
                graph::ops::same_padding(size, kernel[axis], stride[axis], dilation[axis])
            }),
            (other, _) => {
                return Err(self.error(format!(
                    "padding `{other}` of shape {shape:?} is not supported"
                )));
            }
        };
        Ok(Window {
            stride,
            padding,
            dilation,
        })
    }
}

/// All numbers of a list, however nested; none if something else is in it.
pub(in crate::tfjs) fn numbers(json: &Json) -> Option<Vec<f32>> {
    match json {
        Json::Array(items) => {
            let each: Option<Vec<_>> = items.iter().map(numbers).collect();
            Some(each?.concat())
        }
        one => Some(vec![one.as_f64()? as f32]),
    }
}

/// Axes of a value with `rank` axes, counted from the front and in order. The file may count them
/// from the end, and one may stand by itself or in a list.
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
    fn axes_count_from_the_front_and_are_in_order() {
        struct Case(Json, Option<Vec<usize>>, &'static str);
        for Case(json, expected, why) in [
            Case(json!(-1), Some(vec![3]), "from the end"),
            Case(json!([3, 1]), Some(vec![1, 3]), "a list"),
            Case(json!([-1, -3, 2]), Some(vec![1, 2, 3]), "both"),
            Case(json!(-5), None, "before the first"),
            Case(json!(1.5), None, "no whole number"),
        ] {
            assert_eq!(axes(&json, 4), expected, "{why}");
        }
    }

    #[test]
    fn numbers_are_found_in_any_nesting() {
        assert_eq!(numbers(&json!(2)), Some(vec![2.0]));
        assert_eq!(numbers(&json!([[[1.5, -2]]])), Some(vec![1.5, -2.0]));
        assert_eq!(numbers(&json!([1, "two"])), None);
    }
}
