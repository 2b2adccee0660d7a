//! Interpolation: how much each pixel of the picture counts in a pixel of the input.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::geometry::Axis;

/// How resizing computes values between pixels. When the picture shrinks, the filter widens with it
/// (antialiasing), as in Pillow and in torchvision with `antialias=True`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Interpolation {
    /// The pixel that contains the sample's centre. Never antialiased.
    Nearest,
    /// A triangle filter, one pixel to each side.
    Bilinear,
    /// The cubic filter with a = -0.5 (Catmull-Rom), two pixels to each side, as in Pillow and
    /// torchvision. OpenCV and TensorFlow's older resize use a = -0.75.
    Bicubic,
}

impl Interpolation {
    /// All interpolations, as the menu lists them.
    pub const ALL: &[Self] = &[Self::Nearest, Self::Bilinear, Self::Bicubic];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Bilinear => "bilinear",
            Self::Bicubic => "bicubic",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Nearest => "Nearest",
            Self::Bilinear => "Bilinear",
            Self::Bicubic => "Bicubic",
        }
    }

    /// One sentence that says when to use it.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Nearest => {
                "Copies single pixels without averaging; the default of Keras's load_img."
            }
            Self::Bilinear => {
                "Averages neighbouring pixels; what most of torchvision's networks expect."
            }
            Self::Bicubic => {
                "Averages more pixels and keeps edges sharper; what most of timm's networks expect."
            }
        }
    }

    fn support(self) -> f64 {
        match self {
            Self::Nearest => 0.0,
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
        }
    }

    fn filter(self, distance: f64) -> f64 {
        const A: f64 = -0.5;
        let x = distance.abs();
        match self {
            Self::Nearest => 1.0,
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Bicubic if x < 1.0 => ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * A,
            Self::Bicubic => 0.0,
        }
    }
}

/// The pixels along one axis of the picture that make one pixel of the input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taps {
    /// Index of the first pixel.
    pub(crate) first: usize,
    /// One weight per pixel from `first` on; they sum to 1.
    pub(crate) weights: Vec<f32>,
}

impl Taps {
    /// One past the index of the last pixel.
    pub(crate) fn end(&self) -> usize {
        self.first + self.weights.len()
    }
}

/// Returns the taps of every kept pixel of an axis, in order. Neither end of their spans ever moves
/// back.
///
/// The arithmetic is that of `precompute_coeffs` in Pillow's `Resample.c`, before Pillow rounds the
/// weights to integers; for nearest, that of its `ImagingScaleAffine`. As in Pillow, pixels just
/// outside the crop, but inside the picture, contribute.
pub(crate) fn taps(axis: &Axis, interpolation: Interpolation) -> Vec<Taps> {
    (0..axis.count)
        .map(|index| {
            let centre = axis.to_picture(f64::from(index) + 0.5);
            match interpolation {
                Interpolation::Nearest => Taps {
                    first: (centre as usize).min(axis.source as usize - 1),
                    weights: vec![1.0],
                },
                Interpolation::Bilinear | Interpolation::Bicubic => {
                    filtered(axis, centre, interpolation)
                }
            }
        })
        .collect()
}

fn filtered(axis: &Axis, centre: f64, interpolation: Interpolation) -> Taps {
    let stretch = axis.scale().max(1.0);
    let support = interpolation.support() * stretch;
    let first = (centre - support + 0.5).max(0.0) as u32;
    let end = ((centre + support + 0.5) as u32).min(axis.source);
    let weights: Vec<f64> = (first..end)
        .map(|pixel| interpolation.filter((f64::from(pixel) + 0.5 - centre) / stretch))
        .collect();
    let sum: f64 = weights.iter().sum();
    Taps {
        first: first as usize,
        weights: weights.iter().map(|weight| (weight / sum) as f32).collect(),
    }
}
