//! Parity with `shared/reference`: the resize of torchvision and Pillow, the maps of
//! pytorch-grad-cam.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use std::path::{Path, PathBuf};

use imaging::{
    Colours, Fit, Interpolation, Map, Normalise, Picture, Preprocessing, Resampling, decode, input,
    normalise, relu, resample,
};
use safetensors::SafeTensors;

/// Returns the reference folder, or `None` if the checkout has none. Fails without it in CI.
#[expect(clippy::print_stdout, reason = "a skipped test must say so")]
fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is missing, and CI is set",
        folder.display()
    );
    println!("skipped: {} is missing", folder.display());
    None
}

fn picture(folder: &Path, name: &str) -> Picture {
    decode(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn tensor(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let (numbers, _) = file.tensor(name).unwrap().data().as_chunks();
    numbers.iter().copied().map(f32::from_le_bytes).collect()
}

fn case(folder: &Path) -> (Vec<u8>, serde_json::Value) {
    let bytes = std::fs::read(folder.join("resnet18_horses.safetensors")).unwrap();
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    (bytes, manifest["cases"]["resnet18_horses"]["input"].clone())
}

/// Resize to 256, crop to 224, values in grey levels.
fn levels() -> Preprocessing {
    Preprocessing {
        width: 224,
        height: 224,
        fit: Fit::ResizeCrop,
        resize: Some(256),
        interpolation: Interpolation::Bilinear,
        range: [0.0, 255.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: Colours::Rgb,
    }
}

/// Returns the largest and the mean distance, in grey levels, of an input from a picture.
fn distance(values: &[f32], picture: &Picture) -> (f64, f64) {
    let area = (picture.width * picture.height) as usize;
    assert_eq!(values.len(), area * 3);
    let off = |(at, value): (usize, &f32)| {
        (f64::from(*value) - f64::from(picture.rgb[at % area * 3 + at / area])).abs()
    };
    let all: Vec<f64> = values.iter().enumerate().map(off).collect();
    (
        all.iter().copied().fold(0.0, f64::max),
        all.iter().sum::<f64>() / all.len() as f64,
    )
}

#[test]
fn the_resize_matches_torchvision() {
    let Some(folder) = reference() else { return };
    let (bytes, info) = case(&folder);
    let got = input(&picture(&folder, "images/horses_decoded.png"), &levels()).unwrap();

    let expected = tensor(
        &SafeTensors::deserialize(&bytes).unwrap(),
        "resized_float_sub4",
    );
    assert_eq!(expected.len(), 3 * 56 * 56);
    // torch computes the weights in f32, which moves a centre at column 388 by up to 3e-5 px. With
    // such weights numpy is within 4e-5 grey levels of the reference, with exact ones 3.9e-3.
    let limit = 2e-5 * 255.0;
    for (index, expected) in expected.iter().enumerate() {
        let (channel, y, x) = (index / 3136, index / 56 % 56 * 4 + 2, index % 56 * 4 + 2);
        let got = got[(channel * 224 + y) * 224 + x];
        assert!(
            (got - expected).abs() < limit,
            "float at {channel}, {y}, {x}: {got}, not {expected}"
        );
    }

    // The reference lists the distance of a float resize from Pillow's. Ours must be the same.
    let (max, mean) = distance(
        &got,
        &picture(&folder, "images/horses_resize256_crop224.png"),
    );
    let measured = &info["float_tensor_resize_minus_pil"];
    assert!(
        (max - measured["max"].as_f64().unwrap()).abs() < f64::from(limit),
        "largest: {max}"
    );
    assert!(
        (mean - measured["mean"].as_f64().unwrap()).abs() < 1e-4,
        "mean: {mean}"
    );
    // Half a level for each of Pillow's two passes, plus f32 rounding.
    assert!(max < 1.0 + 1e-4, "{max} grey levels from Pillow");
}

#[test]
fn the_normalisation_matches_torchvision() {
    let Some(folder) = reference() else { return };
    let (_, info) = case(&folder);
    let settings = Preprocessing {
        range: [0.0, 1.0],
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        ..levels()
    };
    let same_size = Preprocessing {
        resize: Some(224),
        ..settings
    };
    let got = input(
        &picture(&folder, "images/horses_resize256_crop224.png"),
        &same_size,
    )
    .unwrap();
    for sample in info["check"]["samples"].as_array().unwrap() {
        let at = |place: usize| sample[place].as_u64().unwrap() as usize;
        let got = got[(at(0) * 224 + at(1)) * 224 + at(2)];
        assert!(
            (f64::from(got) - sample[3].as_f64().unwrap()).abs() < 1e-6,
            "{sample}: {got}"
        );
    }
    for (channel, plane) in got.chunks_exact(224 * 224).enumerate() {
        let mean = plane.iter().map(|&value| f64::from(value)).sum::<f64>() / plane.len() as f64;
        let expected = info["check"]["channel_means"][channel].as_f64().unwrap();
        assert!(
            (mean - expected).abs() < 1e-6,
            "mean of channel {channel}: {mean}, not {expected}"
        );
    }
}

/// Teachable Machine crops the resized picture. Both sides of this picture scale by exactly 0.8, so
/// cropping first must give the same result.
#[test]
fn the_crop_matches_teachable_machine() {
    let Some(folder) = reference() else { return };
    let settings = Preprocessing {
        fit: Fit::Crop,
        resize: None,
        ..levels()
    };
    let got = input(&picture(&folder, "images/horses_decoded.png"), &settings).unwrap();
    let (max, _) = distance(
        &got,
        &picture(&folder, "teachable-machine/inputs/horses.png"),
    );
    assert!(max < 1.0 + 1e-4, "{max} grey levels off");
}

/// Compares every method of the case, from its raw map to pytorch-grad-cam's final map.
#[test]
fn final_maps_match_pytorch_grad_cam() {
    let Some(folder) = reference() else { return };
    let (bytes, _) = case(&folder);
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut compared = 0;
    for name in file.names() {
        let Some(method) = name.strip_prefix("raw.") else {
            continue;
        };
        let raw = Map::new(7, 7, tensor(&file, name)).unwrap();
        let low = normalise(&relu(&raw), Normalise::MinMax);
        let high = resample(&low, 224, 224, Resampling::Bilinear).unwrap();
        let got = normalise(&high, Normalise::MinMax);
        let (step, key) = match file.tensor(&format!("final.{method}")) {
            Ok(_) => (1, format!("final.{method}")),
            Err(_) => (4, format!("final_sub4.{method}")),
        };
        let side = 224 / step;
        for (index, expected) in tensor(&file, &key).iter().enumerate() {
            let (y, x) = (
                index / side * step + step / 2,
                index % side * step + step / 2,
            );
            let got = got.values()[y * 224 + x];
            assert!(
                (got - expected).abs() < 1e-5,
                "{key} at {y}, {x}: {got}, not {expected}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, 16, "eight methods, two classes");
}
