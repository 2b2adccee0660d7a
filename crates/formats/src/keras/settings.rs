//! Settings of a layer. A setting that is not understood is an error.

use graph::Value;
use graph::ops::Window;
use serde_json::Value as Json;

use super::layer::Layer;
use crate::FormatError;

impl Layer<'_, '_> {
    /// A boolean setting.
    pub(super) fn flag(&self, key: &str, default: bool) -> Result<bool, FormatError> {
        self.setting(key, default, Json::as_bool, "true or false")
    }

    /// A number setting.
    pub(super) fn number(&self, key: &str, default: f32) -> Result<f32, FormatError> {
        self.setting(
            key,
            default,
            |json| json.as_f64().map(|n| n as f32),
            "a number",
        )
    }

    /// A setting that is a count.
    pub(super) fn count(&self, key: &str, default: usize) -> Result<usize, FormatError> {
        let count = |json: &Json| json.as_u64().and_then(|n| usize::try_from(n).ok());
        self.setting(key, default, count, "a whole number")
    }

    /// A setting, or its default if it is missing or null. Fails if `read` does not understand it.
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

    /// The window of a convolution or pool, with TensorFlow's padding.
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

    /// The kernel, with the bias if the layer has one.
    pub(super) fn with_bias(&mut self, kernel: Value) -> Result<Vec<Value>, FormatError> {
        if self.flag("use_bias", true)? {
            return Ok(vec![kernel, self.weight("bias")?]);
        }
        Ok(vec![kernel])
    }
}
