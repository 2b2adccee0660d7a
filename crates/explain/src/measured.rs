use serde::Serialize;
use ts_rs::TS;

/// The result of a metric for one map.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Measured {
    /// The value; [`crate::MetricInfo`] says what it means.
    pub value: f32,
    /// The curve that the value summarises, from left to right; empty if the metric has none.
    pub curve: Vec<Point>,
}

/// A point of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Point {
    /// Position on the horizontal axis, 0 to 1.
    pub at: f32,
    /// The value there.
    pub value: f32,
    /// For the metric randomisation, the layer that was randomised last.
    pub layer: Option<String>,
}

impl Point {
    pub(crate) fn new(at: f32, value: f32) -> Self {
        let layer = None;
        Self { at, value, layer }
    }
}

impl Measured {
    /// Returns a curve and the area under it, by the trapezoidal rule.
    pub(crate) fn area(curve: Vec<Point>) -> Self {
        let strip = |pair: &[Point]| match pair {
            [a, b] => (b.at - a.at) * (a.value + b.value) / 2.0,
            _ => 0.0,
        };
        Self {
            value: curve.windows(2).map(strip).sum(),
            curve,
        }
    }
}

impl From<f32> for Measured {
    fn from(value: f32) -> Self {
        let curve = Vec::new();
        Self { value, curve }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_matches_hand_computed_values() {
        let points = [(0.0, 1.0), (0.5, 0.0), (1.0, 0.0)];
        let curve = points.map(|(at, value)| Point::new(at, value)).to_vec();
        assert_eq!(Measured::area(curve).value, 0.25);
        assert_eq!(Measured::area(Vec::new()).value, 0.0);
    }
}
