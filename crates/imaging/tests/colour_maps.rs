//! Properties of the colour maps as the eye sees them.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use imaging::{COLOUR_MAPS, ColourMap};

/// Returns the CIE L* of an sRGB colour, 0 (black) to 100 (white).
fn lightness(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    let y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    if y > 0.008_856 {
        116.0 * y.cbrt() - 16.0
    } else {
        903.3 * y
    }
}

fn colour_map(id: &str) -> &'static ColourMap {
    COLOUR_MAPS.iter().find(|map| map.id == id).unwrap()
}

fn lightnesses(id: &str) -> Vec<f64> {
    let table = colour_map(id).table();
    table.into_iter().map(lightness).collect()
}

#[test]
fn sequential_maps_get_lighter() {
    // Rounding to 8 bits: the published table of viridis itself dips by 0.03. The eye sees about 1.
    const ROUNDING: f64 = 0.05;
    for id in ["cividis", "viridis", "magma", "inferno", "grey"] {
        for (index, pair) in lightnesses(id).windows(2).enumerate() {
            assert!(pair[1] > pair[0] - ROUNDING, "{id} at {index}: {pair:?}");
        }
    }
}

#[test]
fn both_ends_of_the_diverging_map_look_equally_strong() {
    let map = colour_map("blue-red");
    assert!(map.diverging);
    let lights = lightnesses(map.id);
    for (index, pair) in lights.windows(2).enumerate().take(127) {
        assert!(pair[1] > pair[0], "lighter towards the middle, at {index}");
        let mirrored = lights[255 - index];
        assert!(
            (pair[0] - mirrored).abs() < 6.0,
            "at {index}: {} and {mirrored}",
            pair[0]
        );
    }
    let middle = map.table()[128];
    let spread = middle.iter().max().unwrap() - middle.iter().min().unwrap();
    assert!(
        spread < 6 && lights[128] > 90.0,
        "the middle is a light grey: {middle:?}"
    );
}
