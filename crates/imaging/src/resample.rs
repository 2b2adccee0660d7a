//! Resampling a map to another resolution.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::limits::MAX_PIXELS;
use crate::{ImagingError, Map};

/// How a map is resampled to another resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Resampling {
    /// Each pixel takes the cell that contains its centre. Shows the layer's true resolution.
    Nearest,
    /// Interpolates linearly between the centres of the cells.
    Bilinear,
}

impl Resampling {
    /// All resamplings, as the menu lists them.
    pub const ALL: &[Self] = &[Self::Bilinear, Self::Nearest];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Bilinear => "bilinear",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Nearest => "Cells",
            Self::Bilinear => "Smooth",
        }
    }

    /// One sentence that says what it does.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Nearest => "Shows the layer's own cells, without smoothing.",
            Self::Bilinear => "Blends between the centres of the cells, as in most papers.",
        }
    }
}

/// Resamples a map to `width` x `height`.
///
/// Bilinear uses half-pixel centres, clamped borders and no antialiasing, as OpenCV's
/// `INTER_LINEAR` and PyTorch's `interpolate(mode="bilinear", align_corners=False)`. Nearest also
/// uses half-pixel centres, as PyTorch's `nearest-exact`. A map that already has this size is
/// returned unchanged.
///
/// # Errors
/// `map-invalid` if a side is 0 or there are more than [`MAX_PIXELS`] pixels.
pub fn resample(
    map: &Map,
    width: usize,
    height: usize,
    how: Resampling,
) -> Result<Map, ImagingError> {
    let area = width
        .checked_mul(height)
        .filter(|&area| area as u64 <= MAX_PIXELS);
    if area.is_none() {
        return Err(ImagingError::MapInvalid {
            width,
            height,
            expected: format!("at most {MAX_PIXELS} cells"),
            got: "more".to_owned(),
        });
    }
    let (columns, rows) = (
        between(map.width(), width, how),
        between(map.height(), height, how),
    );
    let mut values = Vec::with_capacity(width * height);
    for down in &rows {
        let row = |y: usize| &map.values()[y * map.width()..(y + 1) * map.width()];
        let (above, below) = (row(down.low), row(down.high));
        values.extend(columns.iter().map(|across| {
            let along =
                |row: &[f32]| mix(row[across.low].into(), row[across.high].into(), across.part);
            mix(along(above), along(below), down.part) as f32
        }));
    }
    Map::new(width, height, values)
}

/// A position between two cells: `part` of the way from `low` to `high`.
struct Between {
    low: usize,
    high: usize,
    part: f64,
}

fn between(from: usize, to: usize, how: Resampling) -> Vec<Between> {
    let scale = from as f64 / to as f64;
    let last = from - 1;
    let place = |index: usize| {
        let centre = (index as f64 + 0.5) * scale;
        match how {
            Resampling::Nearest => {
                let cell = (centre as usize).min(last);
                Between {
                    low: cell,
                    high: cell,
                    part: 0.0,
                }
            }
            Resampling::Bilinear => {
                let position = (centre - 0.5).clamp(0.0, last as f64);
                let low = position as usize;
                Between {
                    low,
                    high: (low + 1).min(last),
                    part: position - low as f64,
                }
            }
        }
    };
    (0..to).map(place).collect()
}

/// In f64, so the difference of two f32 cannot overflow and a constant stays exactly the same.
fn mix(a: f64, b: f64, part: f64) -> f64 {
    a + (b - a) * part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(width: usize, height: usize, values: &[f32]) -> Map {
        Map::new(width, height, values.to_vec()).unwrap()
    }

    #[test]
    fn resampled_values_match_hand_computed_ones() {
        struct Case {
            why: &'static str,
            how: Resampling,
            from: Map,
            to: (usize, usize),
            expected: &'static [f32],
        }
        let (bilinear, nearest) = (Resampling::Bilinear, Resampling::Nearest);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "centres a quarter off, borders clamped", how: bilinear, from: map(2, 1, &[0.0, 1.0]), to: (4, 1), expected: &[0.0, 0.25, 0.75, 1.0] },
            Case { why: "the same vertically", how: bilinear, from: map(1, 2, &[0.0, 1.0]), to: (1, 4), expected: &[0.0, 0.25, 0.75, 1.0] },
            Case { why: "both axes at once", how: bilinear, from: map(2, 2, &[0.0, 4.0, 8.0, 12.0]), to: (3, 3), expected: &[0.0, 2.0, 4.0, 4.0, 6.0, 8.0, 8.0, 10.0, 12.0] },
            Case { why: "shrinking takes the middle without antialiasing", how: bilinear, from: map(3, 1, &[0.0, 5.0, 100.0]), to: (1, 1), expected: &[5.0] },
            Case { why: "with an even number of cells the middle lies between two", how: bilinear, from: map(4, 1, &[9.0, 1.0, 3.0, 9.0]), to: (1, 1), expected: &[2.0] },
            Case { why: "a single cell fills everything", how: bilinear, from: map(1, 1, &[-2.0]), to: (2, 2), expected: &[-2.0; 4] },
            Case { why: "no overflow between huge values", how: bilinear, from: map(2, 1, &[-3e38, 3e38]), to: (3, 1), expected: &[-3e38, 0.0, 3e38] },
            Case { why: "cells stay cells", how: nearest, from: map(2, 1, &[0.0, 1.0]), to: (4, 1), expected: &[0.0, 0.0, 1.0, 1.0] },
            Case { why: "the cell under the centre", how: nearest, from: map(5, 1, &[0.0, 1.0, 2.0, 3.0, 4.0]), to: (2, 1), expected: &[1.0, 3.0] },
        ];
        for case in cases {
            let got = resample(&case.from, case.to.0, case.to.1, case.how).unwrap();
            assert_eq!(got.values(), case.expected, "{}", case.why);
        }
    }

    #[test]
    fn empty_and_too_large_sizes_are_rejected() {
        let one = map(1, 1, &[0.0]);
        for (width, height) in [(0, 4), (4, 0), (8001, 8000), (usize::MAX, 2)] {
            let error = resample(&one, width, height, Resampling::Nearest).unwrap_err();
            assert_eq!(error.code(), "map-invalid", "{width} x {height}");
        }
    }
}
