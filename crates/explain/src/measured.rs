use serde::Serialize;
use ts_rs::TS;

/// What a metric says of one map.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Measured {
    /// The number; [`crate::MetricInfo`] says what it means.
    pub value: f32,
    /// The numbers that it sums up, where it walks through several: left to right.
    pub curve: Vec<Point>,
}

/// A point of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Point {
    /// How far it is on the way, 0 to 1.
    pub at: f32,
    /// The number there.
    pub value: f32,
    /// The lowest layer that was randomised by then, for randomisation.
    pub layer: Option<String>,
}

impl Point {
    pub(crate) fn new(at: f32, value: f32) -> Self {
        let layer = None;
        Self { at, value, layer }
    }
}

impl Measured {
    /// The area under a curve, by straight lines between its points.
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
    fn area_by_hand() {
        let points = [(0.0, 1.0), (0.5, 0.0), (1.0, 0.0)];
        let curve = points.map(|(at, value)| Point::new(at, value)).to_vec();
        assert_eq!(Measured::area(curve).value, 0.25);
        assert_eq!(Measured::area(Vec::new()).value, 0.0);
    }
}
