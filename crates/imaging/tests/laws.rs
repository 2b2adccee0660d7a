//! Properties that hold for any picture and any map.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use compare::assert_absolute;
use imaging::{
    Colours, Fit, Interpolation, Map, Picture, Preprocessing, Rect, Resampling, Resizer, crop,
    input, resample,
};

/// Settings that keep the picture's values, 0 to 255, and do not round.
fn settings(fit: Fit, width: u32, height: u32, resize: u32) -> Preprocessing {
    Preprocessing {
        width,
        height,
        fit,
        resize: Some(resize),
        interpolation: Interpolation::Bilinear,
        resizer: Resizer::Tensors,
        range: [0.0, 255.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: Colours::Rgb,
    }
}

/// Maps a picture coordinate to the input along one axis, as resizing does; `crop` is the inverse.
fn to_input(fit: Fit, at: f64, side: u32, other: u32, count: u32, rect: (f64, f64)) -> f64 {
    let (start, length) = rect;
    match fit {
        Fit::Squash => at / f64::from(side) * f64::from(count),
        Fit::Crop => (at - start) / length * f64::from(count),
        Fit::ResizeCrop => {
            let (side, short) = (u64::from(side), u64::from(side.min(other)));
            let resized = 320 * side / short;
            let margin = (resized - u64::from(count)) as f64 / 2.0;
            at / side as f64 * resized as f64 - margin.round_ties_even()
        }
        Fit::SquashCrop => {
            let margin = (320.0 - f64::from(count)) / 2.0;
            at / f64::from(side) * 320.0 - margin.round_ties_even()
        }
    }
}

#[test]
fn the_crop_lies_inside_the_picture_and_inverts_the_resize() {
    let pictures = [
        (1, 1),
        (1, 999),
        (640, 480),
        (333, 777),
        (7999, 8001),
        (65_535, 2),
    ];
    for &fit in Fit::ALL {
        for (width, height) in pictures {
            for (columns, rows) in [(224, 224), (96, 128), (299, 1), (1, 1)] {
                let what = format!("{fit:?}, {width} x {height} to {columns} x {rows}");
                let Rect {
                    x,
                    y,
                    width: w,
                    height: h,
                } = crop(&settings(fit, columns, rows, 320), width, height).unwrap();
                let inside = |start: f64, length: f64, side: u32| {
                    start >= 0.0 && length > 0.0 && start + length <= f64::from(side) + 1e-9
                };
                assert!(inside(x, w, width) && inside(y, h, height), "{what}");
                for part in [0.0, 0.5, 1.0] {
                    let across = to_input(fit, x + part * w, width, height, columns, (x, w));
                    let down = to_input(fit, y + part * h, height, width, rows, (y, h));
                    assert!(
                        (across - part * f64::from(columns)).abs() < 1e-6,
                        "{what}: {across}"
                    );
                    assert!(
                        (down - part * f64::from(rows)).abs() < 1e-6,
                        "{what}: {down}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_crop_is_centred_and_has_the_inputs_proportions() {
    let rect = crop(&settings(Fit::Crop, 96, 128, 0), 777, 333).unwrap();
    assert!((rect.width / rect.height - 0.75).abs() < 1e-12);
    assert!((rect.x + rect.width / 2.0 - 388.5).abs() < 1e-9, "centred");
}

/// Linear filters keep a ramp, so the value of each input pixel is its position in the picture.
#[test]
fn input_pixels_come_from_the_crop() {
    // Sampling shifts a filter's centre of mass by a few hundredths of a pixel.
    const SAMPLING: f64 = 0.06;
    let pixels = (0..150).flat_map(|y| (0..240).flat_map(move |x| [x, y, 0]));
    let picture = Picture::new(240, 150, pixels.collect()).unwrap();
    for &fit in Fit::ALL {
        for interpolation in [Interpolation::Bilinear, Interpolation::Bicubic] {
            let settings = Preprocessing {
                interpolation,
                ..settings(fit, 40, 31, 64)
            };
            let rect = crop(&settings, 240, 150).unwrap();
            let got = input(&picture, &settings).unwrap();
            // Closer to the border the filter is cut off, which bends the ramp.
            for (u, v) in (10..30).flat_map(|u| (8..23).map(move |v| (u, v))) {
                let x = rect.x + (f64::from(u) + 0.5) / 40.0 * rect.width - 0.5;
                let y = rect.y + (f64::from(v) + 0.5) / 31.0 * rect.height - 0.5;
                let at = (v * 40 + u) as usize;
                let (red, green) = (f64::from(got[at]), f64::from(got[40 * 31 + at]));
                let off = (red - x).abs().max((green - y).abs());
                assert!(
                    off < SAMPLING,
                    "{fit:?}, {interpolation:?} at {u}, {v}: {off} px off"
                );
            }
        }
    }
}

#[test]
fn a_uniform_picture_stays_uniform() {
    let picture = Picture::new(37, 23, [10, 128, 255].repeat(37 * 23)).unwrap();
    let hows =
        (Interpolation::ALL.iter()).flat_map(|how| Resizer::ALL.iter().map(|by| (*how, *by)));
    for (interpolation, resizer) in hows {
        for (width, height) in [(224, 224), (5, 3)] {
            let settings = Preprocessing {
                interpolation,
                resizer,
                ..settings(Fit::Squash, width, height, 0)
            };
            let got = input(&picture, &settings).unwrap();
            let planes = got.chunks_exact((width * height) as usize);
            for (plane, expected) in planes.zip([10.0, 128.0, 255.0]) {
                let what = format!("{interpolation:?} by {resizer:?} to {width} x {height}");
                assert_absolute(&what, plane, &vec![expected; plane.len()], 1e-4);
            }
        }
    }
}

#[test]
fn resampling_keeps_constants_and_maps_of_the_same_size() {
    let flat = Map::new(3, 2, vec![0.1; 6]).unwrap();
    let other = Map::new(3, 2, vec![0.3, -0.1, 7.0, 0.7, 1e-8, 1e8]).unwrap();
    for &how in Resampling::ALL {
        let got = resample(&flat, 17, 11, how).unwrap();
        assert_eq!(got.into_values(), vec![0.1; 17 * 11], "{how:?}");
        assert_eq!(resample(&other, 3, 2, how).unwrap(), other, "{how:?}");
    }
}
