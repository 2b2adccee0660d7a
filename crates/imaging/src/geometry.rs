//! The part of the picture that becomes the network's input.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Fit, ImagingError, Preprocessing, Resizer, picture::check_size};

/// A rectangle in pixels of the original picture. (0, 0) is the top left corner of the top left
/// pixel, so pixel `x` covers `x` to `x + 1`. Fractions are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Rect {
    /// Left edge in pixels.
    pub x: f64,
    /// Top edge in pixels.
    pub y: f64,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
}

/// Returns the part of a picture of `width` x `height` px that the network gets. It lies inside the
/// picture, and the heatmap covers exactly this part.
///
/// For [`Fit::ResizeCrop`] it is torchvision's crop window divided by the resize ratio, per axis,
/// because the resized size is rounded to whole pixels.
///
/// # Errors
/// `preprocessing-invalid` as [`Preprocessing::validate`]; `picture-too-large` and
/// `picture-invalid` as [`crate::Picture::new`].
pub fn crop(preprocessing: &Preprocessing, width: u32, height: u32) -> Result<Rect, ImagingError> {
    let (across, down) = axes(preprocessing, width, height)?;
    let (x, y) = (across.to_picture(0.0), down.to_picture(0.0));
    Ok(Rect {
        x,
        y,
        width: across.to_picture(f64::from(across.count)) - x,
        height: down.to_picture(f64::from(down.count)) - y,
    })
}

/// One axis of the mapping from picture to input. `length` pixels from `start` on, on a side of
/// `source` pixels, are resized to `resized` pixels; `count` of these, from `offset` on, are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Axis {
    pub(crate) source: u32,
    pub(crate) start: f64,
    pub(crate) length: f64,
    pub(crate) resized: u64,
    pub(crate) offset: u64,
    pub(crate) count: u32,
}

impl Axis {
    /// Picture pixels per input pixel.
    pub(crate) fn scale(&self) -> f64 {
        self.length / self.resized as f64
    }

    /// Maps an input coordinate in pixels to a picture coordinate.
    pub(crate) fn to_picture(self, input: f64) -> f64 {
        self.start + (self.offset as f64 + input) * self.scale()
    }
}

/// Returns the horizontal and the vertical axis. `crop` and `input` both use them, so they agree.
pub(crate) fn axes(
    preprocessing: &Preprocessing,
    width: u32,
    height: u32,
) -> Result<(Axis, Axis), ImagingError> {
    preprocessing.validate()?;
    check_size(width, height)?;
    if width == 0 || height == 0 {
        return Err(ImagingError::PictureInvalid {
            width,
            height,
            bytes: 0,
        });
    }
    let whole = |source: u32, count: u32| Axis {
        source,
        start: 0.0,
        length: f64::from(source),
        resized: u64::from(count),
        offset: 0,
        count,
    };
    let (across, down) = (
        whole(width, preprocessing.width),
        whole(height, preprocessing.height),
    );
    let side = preprocessing
        .resize
        .unwrap_or(preprocessing.width.max(preprocessing.height));
    let short = width.min(height);
    let place = match preprocessing.resizer {
        Resizer::Transformers => |margin| margin / 2,
        _ => half_to_even,
    };
    Ok(match preprocessing.fit {
        Fit::Squash => (across, down),
        Fit::Crop => cropped(across, down),
        Fit::ResizeCrop if preprocessing.resizer == Resizer::Canvas => {
            (drawn(across, side, short), drawn(down, side, short))
        }
        Fit::ResizeCrop => {
            // torchvision truncates the longer side: int(side * long / short).
            let resized = |axis: Axis| u64::from(side) * u64::from(axis.source) / u64::from(short);
            (
                windowed(across, resized(across), place),
                windowed(down, resized(down), place),
            )
        }
        Fit::SquashCrop => {
            let side = u64::from(side);
            (windowed(across, side, place), windowed(down, side, place))
        }
    })
}

/// A centred window of a side that is drawn on a canvas, as Teachable Machine's `cropTo` does: the
/// resized length is rounded up and the offset down.
fn drawn(axis: Axis, side: u32, short: u32) -> Axis {
    let scale = f64::from(side) / f64::from(short);
    let resized = (f64::from(axis.source) * scale).ceil() as u64;
    Axis {
        resized,
        offset: (resized - u64::from(axis.count)) / 2,
        ..axis
    }
}

/// The largest centred rectangle with the input's aspect ratio.
fn cropped(mut across: Axis, mut down: Axis) -> (Axis, Axis) {
    let aspect = f64::from(across.count) / f64::from(down.count);
    // Rounding must not push the rectangle past the picture's edge.
    across.length = (down.length * aspect).min(across.length);
    down.length = (f64::from(across.source) / aspect).min(down.length);
    for axis in [&mut across, &mut down] {
        axis.start = (f64::from(axis.source) - axis.length) / 2.0;
    }
    (across, down)
}

/// A centred window of a resized side. `place` is what lies before it of the margin.
fn windowed(mut axis: Axis, resized: u64, place: fn(u64) -> u64) -> Axis {
    axis.resized = resized;
    axis.offset = place(resized - u64::from(axis.count));
    axis
}

/// Half of a margin as torchvision's `center_crop` has it: `int(round(margin / 2.0))`, where Python
/// rounds halves to even. transformers rounds them down.
fn half_to_even(margin: u64) -> u64 {
    margin / 2 + u64::from(margin % 4 == 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Colours, Interpolation};

    const EXACT: f64 = 1e-9;

    fn settings(fit: Fit, width: u32, height: u32, resize: Option<u32>) -> Preprocessing {
        Preprocessing {
            width,
            height,
            fit,
            resize,
            interpolation: Interpolation::Bilinear,
            resizer: Resizer::Pillow,
            range: [0.0, 1.0],
            mean: [0.0; 3],
            std: [1.0; 3],
            channels: Colours::Rgb,
        }
    }

    #[test]
    fn crops_match_hand_computed_values() {
        struct Case {
            why: &'static str,
            settings: Preprocessing,
            picture: (u32, u32),
            expected: [f64; 4],
        }
        let resize_crop = settings(Fit::ResizeCrop, 224, 224, Some(256));
        let across = 425.0 / 388.0;
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "squash takes the whole picture", settings: settings(Fit::Squash, 224, 100, None), picture: (425, 280), expected: [0.0, 0.0, 425.0, 280.0] },
            Case { why: "crop takes a whole square", settings: settings(Fit::Crop, 224, 224, None), picture: (300, 300), expected: [0.0, 0.0, 300.0, 300.0] },
            Case { why: "crop cuts the sides of a wide picture", settings: settings(Fit::Crop, 224, 224, None), picture: (425, 280), expected: [72.5, 0.0, 280.0, 280.0] },
            Case { why: "crop cuts top and bottom for a wide input", settings: settings(Fit::Crop, 200, 100, None), picture: (100, 100), expected: [0.0, 25.0, 100.0, 50.0] },
            Case { why: "resize without a margin takes the whole picture", settings: settings(Fit::ResizeCrop, 224, 224, Some(224)), picture: (300, 300), expected: [0.0, 0.0, 300.0, 300.0] },
            Case { why: "425 x 280 becomes 388 x 256, window at 82, 16", settings: resize_crop.clone(), picture: (425, 280), expected: [82.0 * across, 17.5, 224.0 * across, 245.0] },
            Case { why: "the same in portrait format", settings: resize_crop, picture: (280, 425), expected: [17.5, 82.0 * across, 245.0, 224.0 * across] },
        ];
        for case in cases {
            let rect = crop(&case.settings, case.picture.0, case.picture.1).unwrap();
            let got = [rect.x, rect.y, rect.width, rect.height];
            let near = |axis: usize| (got[axis] - case.expected[axis]).abs() < EXACT;
            assert!((0..4).all(near), "{}: {got:?}", case.why);
        }
    }

    #[test]
    fn a_canvas_rounds_the_resized_length_up_and_the_offset_down() {
        let canvas = Preprocessing {
            resizer: Resizer::Canvas,
            ..settings(Fit::ResizeCrop, 224, 224, Some(224))
        };
        // 640 * 224 / 480 = 298.67, so 299 columns of which 75 are cut off, 37 before the window.
        let rect = crop(&canvas, 640, 480).unwrap();
        let across = 640.0 / 299.0;
        let expected = [37.0 * across, 0.0, 224.0 * across, 480.0];
        let got = [rect.x, rect.y, rect.width, rect.height];
        assert!(
            (0..4).all(|at| (got[at] - expected[at]).abs() < EXACT),
            "{got:?}"
        );
    }

    #[test]
    fn transformers_rounds_half_margins_down() {
        let settings = |resizer| Preprocessing {
            resizer,
            ..settings(Fit::SquashCrop, 10, 10, Some(13))
        };
        let x = |resizer| crop(&settings(resizer), 13, 13).unwrap().x;
        assert!((x(Resizer::Pillow) - 2.0).abs() < EXACT);
        assert!((x(Resizer::Transformers) - 1.0).abs() < EXACT);
    }

    #[test]
    fn half_margins_round_to_even_as_in_python() {
        let offsets: Vec<u64> = (0..8).map(half_to_even).collect();
        // round(0), round(0.5), round(1), round(1.5), ...
        assert_eq!(offsets, [0, 0, 1, 2, 2, 2, 3, 4]);
    }

    #[test]
    fn an_empty_or_too_long_picture_is_rejected() {
        let settings = settings(Fit::Squash, 2, 2, None);
        assert_eq!(crop(&settings, 0, 5).unwrap_err().code(), "picture-invalid");
        assert_eq!(
            crop(&settings, 70_000, 1).unwrap_err().code(),
            "picture-too-large"
        );
    }
}
