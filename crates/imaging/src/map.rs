//! Maps: the results of methods, before they are drawn.

use serde::Serialize;
use ts_rs::TS;

use crate::ImagingError;

/// A 2-D grid of finite values, row-major, at a layer's resolution or any other.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "MapGrid")]
pub struct Map {
    width: usize,
    height: usize,
    #[serde(rename = "map", serialize_with = "crate::bulk::f32s")]
    #[ts(rename = "map", type = "Float32Array")]
    values: Vec<f32>,
}

impl Map {
    /// Wraps `[height, width]` values.
    ///
    /// # Errors
    /// `map-invalid` if a side is 0, the length is not `width * height`, or a value is NaN or
    /// infinite, which would be drawn as if there were no evidence.
    pub fn new(width: usize, height: usize, values: Vec<f32>) -> Result<Self, ImagingError> {
        let invalid = |expected: &str, got: String| {
            Err(ImagingError::MapInvalid {
                width,
                height,
                expected: expected.to_owned(),
                got,
            })
        };
        if width == 0 || height == 0 {
            return invalid("at least 1 x 1", "no cells".to_owned());
        }
        if width.checked_mul(height) != Some(values.len()) {
            return invalid("width times height values", values.len().to_string());
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            let (value, x, y) = (values[index], index % width, index / width);
            return invalid(
                "finite everywhere",
                format!("{value} at column {x}, row {y}"),
            );
        }
        Ok(Self {
            width,
            height,
            values,
        })
    }

    /// Width in cells, at least 1.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in cells, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// The values, `[height, width]` row-major.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Smallest value.
    #[must_use]
    pub fn min(&self) -> f32 {
        self.values.iter().copied().fold(f32::INFINITY, f32::min)
    }

    /// Largest value.
    #[must_use]
    pub fn max(&self) -> f32 {
        self.values
            .iter()
            .copied()
            .fold(f32::NEG_INFINITY, f32::max)
    }

    /// Returns the values, `[height, width]` row-major.
    #[must_use]
    pub fn into_values(self) -> Vec<f32> {
        self.values
    }

    /// Applies `change` to every value. It must keep values finite.
    pub(crate) fn each(&self, change: impl Fn(f32) -> f32) -> Self {
        let values = self.values.iter().map(|&value| change(value)).collect();
        Self { values, ..*self }
    }
}

/// Sets negative values to 0.
#[must_use]
pub fn relu(map: &Map) -> Map {
    map.each(|value| value.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_cannot_be_drawn_is_rejected() {
        struct Case {
            why: &'static str,
            size: (usize, usize),
            values: Vec<f32>,
            says: &'static str,
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "no cells", size: (0, 0), values: vec![], says: "at least 1 x 1, got no cells" },
            Case { why: "a value short", size: (2, 2), values: vec![0.0; 3], says: "values, got 3" },
            Case { why: "the product wraps", size: (usize::MAX, 2), values: vec![], says: "values, got 0" },
            Case { why: "NaN", size: (2, 2), values: vec![0.0, 0.0, f32::NAN, 0.0], says: "got NaN at column 0, row 1" },
            Case { why: "infinite", size: (2, 1), values: vec![0.0, f32::INFINITY], says: "got inf at column 1, row 0" },
        ];
        for case in cases {
            let error = Map::new(case.size.0, case.size.1, case.values).unwrap_err();
            assert_eq!(error.code(), "map-invalid", "{}", case.why);
            assert!(
                error.to_string().contains(case.says),
                "{}: {error}",
                case.why
            );
        }
    }

    #[test]
    fn extremes_and_relu_match_hand_computed_values() {
        let map = Map::new(2, 2, vec![-3.0, 0.5, 2.0, -0.0]).unwrap();
        assert_eq!((map.min(), map.max()), (-3.0, 2.0));
        assert_eq!(relu(&map).into_values(), vec![0.0, 0.5, 2.0, 0.0]);
    }
}
