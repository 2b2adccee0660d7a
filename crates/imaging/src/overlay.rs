//! The heatmap laid over the picture.

use std::ops::Range;

use crate::{ColourMap, ImagingError, Map, Picture, Rect, colour_map::index};

/// Blends a heatmap into the picture, in the picture's own coordinates.
///
/// - `heatmap`: a normalised map of any size, stretched over `crop`. Every pixel of the picture
///   takes the cell in which its centre falls: to smooth, [`crate::resample`] to the size of the
///   crop first, so that it is done once and by choice.
/// - `signed`: whether the heatmap runs from -1 to 1 (0 gets the colour map's middle) rather than
///   from 0 to 1. Values outside are clamped.
/// - `crop`: what [`crate::crop`] returned. Pixels whose centre lies outside are untouched.
/// - `opacity`: 0 (picture only) to 1 (heatmap only).
///
/// `out = (1 - opacity) * picture + opacity * colour`, rounded. pytorch-grad-cam's
/// `show_cam_on_image` then divides by the brightest value; that is left out because the same
/// evidence would look different on a dark and on a light picture.
///
/// # Errors
/// `overlay-invalid` if the opacity is not in [0, 1] or the crop is not inside the picture;
/// `picture-invalid` and `picture-too-large` as [`Picture::new`].
pub fn overlay(
    picture: &Picture,
    heatmap: &Map,
    signed: bool,
    crop: Rect,
    colour_map: &ColourMap,
    opacity: f32,
) -> Result<Picture, ImagingError> {
    picture.check()?;
    check(picture, crop, opacity)?;
    let table = colour_map.table();
    let mut out = picture.clone();
    let columns = covered(crop.x, crop.width);
    for y in covered(crop.y, crop.height) {
        let row = cell(y, crop.y, crop.height, heatmap.height()) * heatmap.width();
        for x in columns.clone() {
            let value = heatmap.values()[row + cell(x, crop.x, crop.width, heatmap.width())];
            let t = if signed {
                f32::midpoint(value, 1.0)
            } else {
                value
            };
            let colour = table[usize::from(index(t))];
            let start = (y * picture.width as usize + x) * 3;
            for (pixel, target) in out.rgb[start..start + 3].iter_mut().zip(colour) {
                let mixed = f32::from(*pixel) * (1.0 - opacity) + f32::from(target) * opacity;
                *pixel = mixed.round() as u8;
            }
        }
    }
    Ok(out)
}

fn check(picture: &Picture, crop: Rect, opacity: f32) -> Result<(), ImagingError> {
    let invalid = |setting, expected: String, got: String| {
        Err(ImagingError::OverlayInvalid {
            setting,
            expected,
            got,
        })
    };
    if !(0.0..=1.0).contains(&opacity) {
        return invalid("opacity", "0 to 1".to_owned(), opacity.to_string());
    }
    // `crop` computes its right edge as a difference; allow for the rounding.
    let slack = 1e-6;
    let inside = |start: f64, length: f64, side: u32| {
        start >= 0.0 && length > 0.0 && start + length <= f64::from(side) + slack
    };
    if inside(crop.x, crop.width, picture.width) && inside(crop.y, crop.height, picture.height) {
        return Ok(());
    }
    let expected = format!(
        "inside the picture of {} x {} px",
        picture.width, picture.height
    );
    let Rect {
        x,
        y,
        width,
        height,
    } = crop;
    invalid(
        "crop",
        expected,
        format!("{width} x {height} px at {x}, {y}"),
    )
}

/// The pixels whose centres lie in a stretch of the picture.
fn covered(start: f64, length: f64) -> Range<usize> {
    let edge = |at: f64| (at - 0.5).ceil() as usize;
    edge(start)..edge(start + length)
}

/// The cell of the heatmap in which the centre of pixel `at` falls.
fn cell(at: usize, start: f64, length: f64, cells: usize) -> usize {
    let position = (at as f64 + 0.5 - start) / length * cells as f64;
    (position as usize).min(cells - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour_map::colour_map;

    const WHOLE: Rect = Rect {
        x: 0.0,
        y: 0.0,
        width: 4.0,
        height: 2.0,
    };

    fn picture() -> Picture {
        Picture::new(4, 2, vec![100; 24]).unwrap()
    }

    fn map(width: usize, height: usize, values: &[f32]) -> Map {
        Map::new(width, height, values.to_vec()).unwrap()
    }

    #[test]
    fn by_hand() {
        struct Case {
            why: &'static str,
            heatmap: Map,
            signed: bool,
            crop: Rect,
            opacity: f32,
            expected: [u8; 8],
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "heatmap only", heatmap: map(2, 1, &[0.0, 1.0]), signed: false, crop: WHOLE, opacity: 1.0, expected: [0, 0, 255, 255, 0, 0, 255, 255] },
            Case { why: "picture only", heatmap: map(2, 1, &[0.0, 1.0]), signed: false, crop: WHOLE, opacity: 0.0, expected: [100; 8] },
            // 0.6 * 100 + 0.4 * 0 and 0.6 * 100 + 0.4 * 255
            Case { why: "blended", heatmap: map(1, 2, &[0.0, 1.0]), signed: false, crop: WHOLE, opacity: 0.4, expected: [60, 60, 60, 60, 162, 162, 162, 162] },
            Case { why: "with a sign, 0 is the middle", heatmap: map(4, 1, &[-1.0, 0.0, 1.0, -2.0]), signed: true, crop: WHOLE, opacity: 1.0, expected: [0, 128, 255, 0, 0, 128, 255, 0] },
            Case { why: "outside the crop nothing changes", heatmap: map(1, 1, &[1.0]), signed: false, crop: Rect { x: 1.0, y: 0.0, width: 2.0, height: 1.0 }, opacity: 1.0, expected: [100, 255, 255, 100, 100, 100, 100, 100] },
            Case { why: "a pixel belongs to the crop with its centre", heatmap: map(1, 1, &[1.0]), signed: false, crop: Rect { x: 0.4, y: 0.0, width: 2.2, height: 2.0 }, opacity: 1.0, expected: [255, 255, 255, 100, 255, 255, 255, 100] },
        ];
        let grey = colour_map("grey").unwrap();
        for case in cases {
            let out = overlay(
                &picture(),
                &case.heatmap,
                case.signed,
                case.crop,
                grey,
                case.opacity,
            )
            .unwrap();
            let expected: Vec<u8> = case.expected.iter().flat_map(|&value| [value; 3]).collect();
            assert_eq!(out.rgb, expected, "{}", case.why);
        }
    }

    #[test]
    fn what_cannot_be_laid_over_is_refused() {
        let (heatmap, grey) = (map(1, 1, &[1.0]), colour_map("grey").unwrap());
        let cases = [
            ("over the edge", Rect { x: 1.0, ..WHOLE }, 0.5),
            ("before the edge", Rect { y: -0.1, ..WHOLE }, 0.5),
            (
                "no width",
                Rect {
                    width: 0.0,
                    ..WHOLE
                },
                0.5,
            ),
            (
                "not a number",
                Rect {
                    x: f64::NAN,
                    ..WHOLE
                },
                0.5,
            ),
            ("too opaque", WHOLE, 1.01),
            ("opacity not a number", WHOLE, f32::NAN),
        ];
        for (why, crop, opacity) in cases {
            let error = overlay(&picture(), &heatmap, false, crop, grey, opacity).unwrap_err();
            assert_eq!(error.code(), "overlay-invalid", "{why}");
        }
    }
}
