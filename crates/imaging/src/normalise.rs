//! Scaling a map to a fixed range for the colour maps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Map;

/// Added to the divisor, as in pytorch-grad-cam, so a map of zeros stays zero.
const EPSILON: f32 = 1e-7;

/// How a map is scaled to a fixed range. Both ways hide how strong the evidence was, so show the
/// raw range beside the heatmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Normalise {
    /// Maps the smallest value to 0 and the largest to 1.
    MinMax,
    /// Maps the largest magnitude to 1; keeps signs and zero.
    MaxAbs,
}

impl Normalise {
    /// All normalisations, as the menu lists them.
    pub const ALL: &[Self] = &[Self::MinMax, Self::MaxAbs];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::MinMax => "min-max",
            Self::MaxAbs => "max-abs",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MinMax => "Smallest to largest",
            Self::MaxAbs => "Around zero",
        }
    }

    /// One sentence that says what it does.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::MinMax => "The smallest value becomes 0 and the largest 1, as in most papers.",
            Self::MaxAbs => {
                "The largest magnitude becomes 1; evidence for and against keep their signs."
            }
        }
    }

    /// Whether the result ranges from -1 to 1 instead of 0 to 1.
    #[must_use]
    pub fn signed(self) -> bool {
        match self {
            Self::MinMax => false,
            Self::MaxAbs => true,
        }
    }
}

/// Normalises a map; keeps its size.
///
/// - `MinMax`: `(v - min) / (1e-7 + max(v - min))`, in [0, 1); a constant map becomes 0.
///   As pytorch-grad-cam's `scale_cam_image`.
/// - `MaxAbs`: `v / (1e-7 + max|v|)`, in (-1, 1).
#[must_use]
pub fn normalise(map: &Map, how: Normalise) -> Map {
    let (min, max) = (map.min(), map.max());
    match how {
        // Halve first: the difference of two finite values may be infinite.
        Normalise::MinMax if (max - min).is_infinite() => {
            let half = min / 2.0;
            map.each(|value| (value / 2.0 - half) / (max / 2.0 - half))
        }
        Normalise::MinMax => map.each(|value| (value - min) / (EPSILON + (max - min))),
        Normalise::MaxAbs => map.each(|value| value / (EPSILON + max.max(-min))),
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    #[test]
    fn normalised_values_match_hand_computed_ones() {
        struct Case {
            why: &'static str,
            how: Normalise,
            values: [f32; 4],
            expected: [f32; 4],
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "scaled to 0..1", how: Normalise::MinMax, values: [2.0, 4.0, 6.0, 3.0], expected: [0.0, 0.5, 1.0, 0.25] },
            Case { why: "negative values are just low", how: Normalise::MinMax, values: [-2.0, 0.0, 2.0, -1.0], expected: [0.0, 0.5, 1.0, 0.25] },
            Case { why: "a constant map becomes 0", how: Normalise::MinMax, values: [7.0; 4], expected: [0.0; 4] },
            Case { why: "zero stays zero", how: Normalise::MinMax, values: [0.0; 4], expected: [0.0; 4] },
            Case { why: "the epsilon halves a map of its own magnitude", how: Normalise::MinMax, values: [0.0, 1e-7, 0.0, 0.0], expected: [0.0, 0.5, 0.0, 0.0] },
            Case { why: "no overflow", how: Normalise::MinMax, values: [-3e38, 3e38, 0.0, 0.0], expected: [0.0, 1.0, 0.5, 0.5] },
            Case { why: "signs are kept", how: Normalise::MaxAbs, values: [-4.0, 2.0, 0.0, 1.0], expected: [-1.0, 0.5, 0.0, 0.25] },
            Case { why: "a constant map becomes 1", how: Normalise::MaxAbs, values: [7.0; 4], expected: [1.0; 4] },
            Case { why: "zero stays zero", how: Normalise::MaxAbs, values: [0.0; 4], expected: [0.0; 4] },
        ];
        for case in cases {
            let map = Map::new(2, 2, case.values.to_vec()).unwrap();
            let got = normalise(&map, case.how);
            let what = format!("{} ({:?})", case.why, case.how);
            assert_absolute(&what, got.values(), &case.expected, 1e-6);
        }
    }
}
