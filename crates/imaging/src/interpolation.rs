//! Interpolation: how much each pixel of the picture counts in a pixel of the input.

use std::f64::consts::PI;
use std::iter;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Resizer, geometry::Axis};

/// How resizing computes values between pixels. When the picture shrinks, Pillow and torchvision
/// widen the filter with it; others do not ([`crate::Resizer`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Interpolation {
    /// The pixel that contains the sample's centre. Never widened.
    Nearest,
    /// The mean of all pixels within half a pixel to each side.
    Box,
    /// A triangle filter, one pixel to each side.
    Bilinear,
    /// A Hamming window, one pixel to each side: as sharp as bicubic where a picture shrinks.
    Hamming,
    /// The cubic filter with a = -0.5 (Catmull-Rom), two pixels to each side, as in Pillow,
    /// torchvision and TensorFlow 2. OpenCV uses a = -0.75.
    Bicubic,
    /// A windowed sinc, three pixels to each side.
    Lanczos,
}

impl Interpolation {
    /// All interpolations, as the menu lists them.
    pub const ALL: &[Self] = &[
        Self::Nearest,
        Self::Box,
        Self::Bilinear,
        Self::Hamming,
        Self::Bicubic,
        Self::Lanczos,
    ];

    /// Kebab-case id, as in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Box => "box",
            Self::Bilinear => "bilinear",
            Self::Hamming => "hamming",
            Self::Bicubic => "bicubic",
            Self::Lanczos => "lanczos",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Nearest => "Nearest",
            Self::Box => "Box",
            Self::Bilinear => "Bilinear",
            Self::Hamming => "Hamming",
            Self::Bicubic => "Bicubic",
            Self::Lanczos => "Lanczos",
        }
    }

    /// One sentence that says when to use it.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Nearest => {
                "Copies single pixels without averaging; the default of Keras's load_img."
            }
            Self::Box => "The plain mean of the pixels that become one.",
            Self::Bilinear => {
                "Averages neighbouring pixels; what most of torchvision's networks expect."
            }
            Self::Hamming => "Averages neighbouring pixels and keeps edges sharper; rarely used.",
            Self::Bicubic => {
                "Averages more pixels and keeps edges sharper; what most of timm's networks expect."
            }
            Self::Lanczos => "Averages the most pixels; some networks of Hugging Face expect it.",
        }
    }

    fn support(self) -> f64 {
        match self {
            Self::Nearest => 0.0,
            Self::Box => 0.5,
            Self::Bilinear | Self::Hamming => 1.0,
            Self::Bicubic => 2.0,
            Self::Lanczos => 3.0,
        }
    }

    /// The filters of Pillow's `Resample.c`, term by term.
    fn filter(self, distance: f64) -> f64 {
        const A: f64 = -0.5;
        let x = distance.abs();
        match self {
            Self::Nearest => 1.0,
            Self::Box => f64::from(distance > -0.5 && distance <= 0.5),
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Hamming if x >= 1.0 => 0.0,
            Self::Hamming => sinc(x) * (0.54 + 0.46 * (x * PI).cos()),
            Self::Bicubic if x < 1.0 => ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * A,
            Self::Lanczos if (-3.0..3.0).contains(&distance) => {
                sinc(distance) * sinc(distance / 3.0)
            }
            Self::Bicubic | Self::Lanczos => 0.0,
        }
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let x = x * PI;
    x.sin() / x
}

/// The pixels along one axis of the picture that make one pixel of the input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taps<W> {
    /// Index of the first pixel.
    pub(crate) first: usize,
    /// One weight per pixel from `first` on; they sum to 1.
    pub(crate) weights: Vec<W>,
}

impl<W> Taps<W> {
    /// One past the index of the last pixel.
    pub(crate) fn end(&self) -> usize {
        self.first + self.weights.len()
    }
}

/// Returns the taps of every kept pixel of an axis, in order. Neither end of their spans ever moves
/// back. `weight` makes a weight of a number.
///
/// The arithmetic is that of `precompute_coeffs` in Pillow's `Resample.c`; for nearest, that of its
/// `ImagingScaleAffine`. As in Pillow, pixels just outside the crop, but inside the picture,
/// contribute.
pub(crate) fn taps<W: Copy>(
    axis: &Axis,
    (interpolation, resizer): (Interpolation, Resizer),
    weight: impl Fn(f64) -> W,
) -> Vec<Taps<W>> {
    let stretch = if resizer.averages() {
        axis.scale().max(1.0)
    } else {
        1.0
    };
    // Pillow adds up the places of its samples, so that where one lies between two pixels, rounding
    // decides as it does there.
    let sums = iter::successors(Some(axis.start + axis.scale() * 0.5), |place| {
        Some(place + axis.scale())
    });
    let mut samples = sums.skip(axis.offset as usize);
    let mut taps = |index| {
        let centre = axis.to_picture(f64::from(index) + 0.5);
        let sample = samples.next().unwrap_or(centre);
        let (first, weights) = match interpolation {
            Interpolation::Nearest => ((sample as usize).min(axis.source as usize - 1), vec![1.0]),
            filter => filtered(axis, centre, filter, stretch),
        };
        Taps {
            first,
            weights: weights.into_iter().map(&weight).collect(),
        }
    };
    (0..axis.count).map(&mut taps).collect()
}

fn filtered(axis: &Axis, centre: f64, filter: Interpolation, stretch: f64) -> (usize, Vec<f64>) {
    let support = filter.support() * stretch;
    let first = (centre - support + 0.5).max(0.0) as u32;
    let end = ((centre + support + 0.5) as u32).min(axis.source);
    let scale = 1.0 / stretch;
    let weights: Vec<f64> = (first..end)
        .map(|pixel| filter.filter((f64::from(pixel) - centre + 0.5) * scale))
        .collect();
    let sum: f64 = weights.iter().sum();
    (
        first as usize,
        weights.iter().map(|weight| weight / sum).collect(),
    )
}
