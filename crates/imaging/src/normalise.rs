//! Bringing a map to a range that a colour map understands.

use serde::{Deserialize, Serialize};

use crate::Map;

/// Added to the divisor, as in pytorch-grad-cam: a map of zeros stays zero.
const EPSILON: f32 = 1e-7;

/// How a map is brought to a fixed range. Both hide how strong the evidence was: show the raw
/// range beside the heatmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalise {
    /// Smallest value to 0, largest to 1.
    MinMax,
    /// Largest magnitude to 1; sign and zero stay.
    MaxAbs,
}

impl Normalise {
    /// All, in the order of the menu.
    pub const ALL: &[Self] = &[Self::MinMax, Self::MaxAbs];

    /// Kebab-case name, the same as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::MinMax => "min-max",
            Self::MaxAbs => "max-abs",
        }
    }

    /// Name for the menu.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MinMax => "Smallest to largest",
            Self::MaxAbs => "Around zero",
        }
    }

    /// One sentence for the menu.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::MinMax => "The smallest value becomes 0 and the largest 1, as in most papers.",
            Self::MaxAbs => {
                "The largest magnitude becomes 1; evidence for and against keep their signs."
            }
        }
    }

    /// Whether the result runs from -1 to 1 rather than from 0 to 1.
    #[must_use]
    pub fn signed(self) -> bool {
        match self {
            Self::MinMax => false,
            Self::MaxAbs => true,
        }
    }
}

/// Normalises a map; same shape.
///
/// - `MinMax`: `(v - min) / (1e-7 + max(v - min))`, in [0, 1); a constant map becomes 0.
///   The same as pytorch-grad-cam's `scale_cam_image`.
/// - `MaxAbs`: `v / (1e-7 + max|v|)`, in (-1, 1).
#[must_use]
pub fn normalise(map: &Map, how: Normalise) -> Map {
    let (min, max) = (map.min(), map.max());
    match how {
        // Halved, because the difference of two finite numbers may be infinite.
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
    use super::*;

    #[test]
    fn by_hand() {
        struct Case {
            why: &'static str,
            how: Normalise,
            values: [f32; 4],
            expected: [f32; 4],
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "stretched to 0..1", how: Normalise::MinMax, values: [2.0, 4.0, 6.0, 3.0], expected: [0.0, 0.5, 1.0, 0.25] },
            Case { why: "negative values are only low", how: Normalise::MinMax, values: [-2.0, 0.0, 2.0, -1.0], expected: [0.0, 0.5, 1.0, 0.25] },
            Case { why: "a constant map has nothing to show", how: Normalise::MinMax, values: [7.0; 4], expected: [0.0; 4] },
            Case { why: "zero stays zero", how: Normalise::MinMax, values: [0.0; 4], expected: [0.0; 4] },
            Case { why: "the epsilon halves a map as faint as itself", how: Normalise::MinMax, values: [0.0, 1e-7, 0.0, 0.0], expected: [0.0, 0.5, 0.0, 0.0] },
            Case { why: "no overflow", how: Normalise::MinMax, values: [-3e38, 3e38, 0.0, 0.0], expected: [0.0, 1.0, 0.5, 0.5] },
            Case { why: "signs are kept", how: Normalise::MaxAbs, values: [-4.0, 2.0, 0.0, 1.0], expected: [-1.0, 0.5, 0.0, 0.25] },
            Case { why: "a constant map is all evidence", how: Normalise::MaxAbs, values: [7.0; 4], expected: [1.0; 4] },
            Case { why: "zero stays zero", how: Normalise::MaxAbs, values: [0.0; 4], expected: [0.0; 4] },
        ];
        for case in cases {
            let map = Map::new(2, 2, case.values.to_vec()).unwrap();
            let got = normalise(&map, case.how);
            for (got, expected) in got.values().iter().zip(case.expected) {
                assert!(
                    (got - expected).abs() < 1e-6,
                    "{} ({:?}): {got}, not {expected}",
                    case.why,
                    case.how
                );
            }
        }
    }
}
