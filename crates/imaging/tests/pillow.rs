//! Resizing compared with Pillow 13.0.0, on a small picture with edges of every kind.
//!
//! The expected values come from `Image.fromarray(a).resize(size, filter, box=box)`, where
//! `a[y, x, c] = (37 x + 61 y + 83 c + 29 x y) % 256`, and `convert("L")` for grey.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use compare::assert_absolute;
use imaging::{Colours, Fit, Interpolation, Picture, Preprocessing, Resizer, input};

fn picture() -> Picture {
    let value = |x: u32, y: u32, c: u32| ((37 * x + 61 * y + 83 * c + 29 * x * y) % 256) as u8;
    let rgb = (0..5).flat_map(|y| (0..7).flat_map(move |x| [0, 1, 2].map(|c| value(x, y, c))));
    Picture::new(7, 5, rgb.collect()).unwrap()
}

fn settings(interpolation: Interpolation, fit: Fit, size: (u32, u32)) -> Preprocessing {
    Preprocessing {
        width: size.0,
        height: size.1,
        fit,
        resize: None,
        interpolation,
        resizer: Resizer::Pillow,
        range: [0.0, 255.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: Colours::Rgb,
    }
}

struct Case {
    why: &'static str,
    interpolation: Interpolation,
    fit: Fit,
    size: (u32, u32),
    /// `[channel, height, width]`
    expected: &'static [u8],
}

#[rustfmt::skip] // one channel of Pillow's values per line
const CASES: &[Case] = &[
    Case { why: "shrunk", interpolation: Interpolation::Nearest, fit: Fit::Squash, size: (3, 2), expected: &[
        127, 3, 135, 51, 43, 35,
        210, 86, 218, 134, 126, 118,
        37, 169, 45, 217, 209, 201,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Nearest, fit: Fit::Squash, size: (9, 4), expected: &[
        0, 37, 37, 74, 111, 148, 185, 185, 222, 61, 127, 127, 193, 3, 69, 135, 135, 201, 183, 51, 51, 175, 43, 167, 35, 35, 159, 244, 141, 141, 38, 191, 88, 241, 241, 138,
        83, 120, 120, 157, 194, 231, 12, 12, 49, 144, 210, 210, 20, 86, 152, 218, 218, 28, 10, 134, 134, 2, 126, 250, 118, 118, 242, 71, 224, 224, 121, 18, 171, 68, 68, 221,
        166, 203, 203, 240, 21, 58, 95, 95, 132, 227, 37, 37, 103, 169, 235, 45, 45, 111, 93, 217, 217, 85, 209, 77, 201, 201, 69, 154, 51, 51, 204, 101, 254, 151, 151, 48,
    ] },
    Case { why: "cropped to the middle square", interpolation: Interpolation::Nearest, fit: Fit::Crop, size: (3, 3), expected: &[
        37, 111, 185, 217, 151, 85, 141, 191, 241,
        120, 194, 12, 44, 234, 168, 224, 18, 68,
        203, 21, 95, 127, 61, 251, 51, 101, 151,
    ] },
    Case { why: "shrunk", interpolation: Interpolation::Bilinear, fit: Fit::Squash, size: (3, 2), expected: &[
        98, 106, 159, 140, 122, 140,
        127, 140, 108, 106, 122, 151,
        144, 131, 122, 129, 150, 140,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Bilinear, fit: Fit::Squash, size: (9, 4), expected: &[
        15, 45, 80, 100, 84, 118, 153, 188, 217, 86, 139, 152, 120, 65, 126, 127, 140, 192, 158, 133, 122, 117, 88, 175, 120, 93, 168, 229, 156, 98, 90, 154, 118, 154, 174, 143,
        98, 128, 134, 133, 167, 201, 129, 57, 44, 169, 150, 109, 87, 148, 125, 162, 138, 19, 91, 94, 80, 84, 171, 175, 155, 141, 144, 56, 153, 153, 81, 45, 159, 130, 129, 226,
        181, 168, 182, 173, 58, 92, 91, 98, 127, 146, 99, 110, 147, 124, 185, 163, 121, 102, 68, 142, 163, 143, 147, 118, 172, 174, 78, 139, 108, 129, 164, 128, 192, 184, 127, 53,
    ] },
    Case { why: "cropped to the middle square", interpolation: Interpolation::Bilinear, fit: Fit::Crop, size: (3, 3), expected: &[
        88, 89, 152, 138, 119, 136, 115, 119, 141,
        130, 148, 129, 100, 145, 141, 124, 97, 150,
        158, 117, 103, 137, 137, 167, 134, 155, 160,
    ] },
    Case { why: "shrunk", interpolation: Interpolation::Bicubic, fit: Fit::Squash, size: (3, 2), expected: &[
        92, 106, 162, 145, 121, 141,
        126, 146, 103, 104, 120, 155,
        145, 131, 119, 124, 156, 140,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Bicubic, fit: Fit::Squash, size: (9, 4), expected: &[
        6, 32, 77, 103, 83, 113, 154, 195, 221, 79, 147, 168, 120, 63, 127, 126, 140, 197, 163, 131, 120, 117, 89, 199, 114, 72, 173, 242, 157, 83, 83, 157, 104, 157, 188, 138,
        88, 130, 138, 130, 166, 223, 128, 39, 46, 183, 160, 105, 79, 146, 110, 177, 150, 0, 87, 89, 68, 77, 180, 184, 153, 138, 152, 41, 168, 174, 70, 33, 174, 124, 118, 245,
        189, 171, 192, 183, 55, 86, 82, 91, 132, 154, 83, 96, 152, 123, 204, 171, 112, 102, 50, 153, 180, 140, 149, 97, 183, 193, 70, 149, 100, 123, 170, 129, 205, 196, 119, 46,
    ] },
    Case { why: "cropped to the middle square", interpolation: Interpolation::Bicubic, fit: Fit::Crop, size: (3, 3), expected: &[
        89, 86, 151, 141, 118, 131, 110, 119, 142,
        130, 150, 132, 93, 145, 148, 124, 95, 149,
        157, 118, 99, 135, 139, 171, 136, 157, 165,
    ] },
    Case { why: "shrunk", interpolation: Interpolation::Box, fit: Fit::Squash, size: (3, 2), expected: &[
        94, 117, 168, 155, 117, 144,
        135, 143, 81, 110, 115, 163,
        132, 140, 121, 129, 155, 118,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Box, fit: Fit::Squash, size: (9, 4), expected: &[
        0, 37, 37, 74, 111, 148, 185, 185, 222, 92, 172, 172, 125, 77, 158, 110, 110, 191, 183, 51, 51, 175, 43, 167, 35, 35, 159, 244, 141, 141, 38, 191, 88, 241, 241, 138,
        83, 120, 120, 157, 194, 231, 12, 12, 49, 175, 127, 127, 80, 160, 113, 193, 193, 18, 10, 134, 134, 2, 126, 250, 118, 118, 242, 71, 224, 224, 121, 18, 171, 68, 68, 221,
        166, 203, 203, 240, 21, 58, 95, 95, 132, 130, 82, 82, 163, 115, 196, 148, 148, 101, 93, 217, 217, 85, 209, 77, 201, 201, 69, 154, 51, 51, 204, 101, 254, 151, 151, 48,
    ] },
    Case { why: "shrunk", interpolation: Interpolation::Hamming, fit: Fit::Squash, size: (3, 2), expected: &[
        90, 96, 165, 142, 121, 135,
        136, 138, 101, 107, 118, 152,
        142, 130, 112, 129, 149, 138,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Hamming, fit: Fit::Squash, size: (9, 4), expected: &[
        6, 38, 60, 86, 101, 139, 165, 187, 220, 81, 144, 154, 143, 52, 124, 122, 131, 194, 163, 116, 117, 133, 79, 187, 105, 71, 166, 238, 151, 102, 58, 177, 100, 175, 208, 140,
        89, 121, 134, 146, 184, 222, 103, 34, 47, 164, 157, 119, 63, 135, 127, 173, 171, 21, 74, 99, 83, 54, 162, 189, 156, 140, 164, 65, 191, 177, 105, 28, 170, 112, 98, 223,
        172, 184, 202, 216, 35, 73, 84, 97, 130, 163, 83, 95, 141, 133, 205, 149, 111, 104, 73, 168, 166, 132, 160, 106, 175, 194, 76, 148, 81, 114, 188, 111, 230, 186, 138, 50,
    ] },
    Case { why: "shrunk", interpolation: Interpolation::Lanczos, fit: Fit::Squash, size: (3, 2), expected: &[
        90, 107, 162, 148, 118, 142,
        121, 150, 103, 102, 118, 159,
        147, 131, 118, 119, 162, 140,
    ] },
    Case { why: "wider and flatter", interpolation: Interpolation::Lanczos, fit: Fit::Squash, size: (9, 4), expected: &[
        7, 21, 83, 109, 75, 101, 150, 198, 220, 76, 152, 185, 109, 67, 127, 127, 143, 199, 164, 131, 119, 110, 92, 217, 115, 60, 178, 244, 158, 66, 96, 150, 95, 152, 192, 135,
        79, 134, 145, 114, 158, 234, 138, 33, 56, 193, 170, 97, 84, 146, 94, 188, 153, 0, 87, 86, 55, 84, 190, 194, 147, 134, 153, 27, 169, 195, 44, 26, 186, 127, 117, 255,
        199, 169, 192, 177, 62, 88, 78, 85, 134, 158, 74, 89, 156, 120, 212, 185, 105, 105, 35, 154, 199, 139, 145, 78, 193, 203, 62, 159, 102, 118, 166, 137, 202, 203, 107, 46,
    ] },
];

/// `[5, 7]`
const GREY: [u8; 35] = [
    68, 105, 142, 149, 186, 73, 110, 129, 165, 81, 71, 137, 173, 89, 160, 105, 124, 189, 134, 153,
    68, 71, 119, 63, 111, 205, 103, 197, 132, 179, 106, 79, 156, 129, 176,
];

#[test]
fn resized_values_are_those_of_pillow() {
    for case in CASES {
        let settings = settings(case.interpolation, case.fit, case.size);
        let expected: Vec<f32> = case.expected.iter().copied().map(f32::from).collect();
        let what = format!("{} {:?}", case.why, case.interpolation);
        let got = input(&picture(), &settings).unwrap();
        assert_eq!(got, expected, "{what}");
        let unrounded = Preprocessing {
            resizer: Resizer::Tensors,
            ..settings
        };
        // Pillow rounds after each of its two passes; nearest never rounds. Computed in float,
        // Pillow's own values are up to 0.88 away from these.
        // Lanczos overshoots most, and Pillow clamps after each pass.
        let limit = match case.interpolation {
            Interpolation::Nearest => 1e-4,
            Interpolation::Lanczos => 3.0,
            _ => 1.0,
        };
        assert_absolute(
            &what,
            &input(&picture(), &unrounded).unwrap(),
            &expected,
            limit,
        );
    }
}

#[test]
fn luma_matches_pillow_exactly() {
    let settings = Preprocessing {
        channels: Colours::Grey,
        ..settings(Interpolation::Bilinear, Fit::Squash, (7, 5))
    };
    let got: Vec<u8> = input(&picture(), &settings)
        .unwrap()
        .iter()
        .map(|v| v.round() as u8)
        .collect();
    assert_eq!(got, GREY);
}
