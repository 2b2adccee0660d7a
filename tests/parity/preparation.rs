//! How a picture becomes the input, against what torchvision, timm, transformers, Keras and
//! TensorFlow make of it: the values from 0 to 255 before mean and deviation.
//! `reference/input/make_prepared.py` writes them.

use std::collections::BTreeSet;
use std::path::Path;

use compare::within;
use imaging::{Colours, Fit, Interpolation, Picture, Preprocessing, Resizer, decode, input};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

struct Case {
    name: &'static str,
    fit: Fit,
    resize: Option<u32>,
    /// Width and height.
    size: (u32, u32),
    interpolation: Interpolation,
    resizer: Resizer,
    /// The largest difference that is allowed, in levels of 255.
    limit: f32,
}

/// Pillow's own numbers.
const EXACT: f32 = 0.0;
/// float32: `TensorFlow` has even the places of its samples in it, to 1e-5 of a pixel, where neighbours
/// may differ by 255.
const FLOAT: f32 = 3e-3;

#[rustfmt::skip] // one case per line
const CASES: &[Case] = &{
    use Fit::{ResizeCrop, Squash, SquashCrop};
    use Interpolation::{Bicubic, Bilinear, Lanczos, Nearest};
    use Resizer::{Pillow, Samples, Tensors, Transformers};
    [
        Case { name: "torchvision", fit: ResizeCrop, resize: Some(40), size: (32, 32), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-bicubic", fit: ResizeCrop, resize: Some(48), size: (32, 40), interpolation: Bicubic, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-larger", fit: ResizeCrop, resize: Some(98), size: (95, 95), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-squash", fit: Squash, resize: None, size: (56, 24), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-flat", fit: Squash, resize: None, size: (60, 8), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-grey", fit: ResizeCrop, resize: Some(28), size: (28, 28), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "torchvision-tensors", fit: ResizeCrop, resize: Some(40), size: (32, 32), interpolation: Bilinear, resizer: Tensors, limit: FLOAT },
        Case { name: "timm", fit: ResizeCrop, resize: Some(35), size: (32, 32), interpolation: Bicubic, resizer: Pillow, limit: EXACT },
        Case { name: "timm-lanczos", fit: ResizeCrop, resize: Some(35), size: (32, 32), interpolation: Lanczos, resizer: Pillow, limit: EXACT },
        Case { name: "transformers-vit", fit: Squash, resize: None, size: (32, 32), interpolation: Bilinear, resizer: Transformers, limit: EXACT },
        Case { name: "transformers-convnext", fit: ResizeCrop, resize: Some(36), size: (32, 32), interpolation: Bicubic, resizer: Transformers, limit: EXACT },
        Case { name: "transformers-deit", fit: SquashCrop, resize: Some(40), size: (32, 32), interpolation: Bicubic, resizer: Transformers, limit: EXACT },
        Case { name: "transformers-clip", fit: ResizeCrop, resize: Some(32), size: (32, 32), interpolation: Bicubic, resizer: Transformers, limit: EXACT },
        Case { name: "keras-load-img", fit: Squash, resize: None, size: (24, 32), interpolation: Nearest, resizer: Pillow, limit: EXACT },
        Case { name: "keras-load-img-halves", fit: Squash, resize: None, size: (15, 9), interpolation: Nearest, resizer: Pillow, limit: EXACT },
        Case { name: "keras-load-img-bilinear", fit: Squash, resize: None, size: (24, 32), interpolation: Bilinear, resizer: Pillow, limit: EXACT },
        Case { name: "keras-load-img-lanczos", fit: Squash, resize: None, size: (24, 32), interpolation: Lanczos, resizer: Pillow, limit: EXACT },
        Case { name: "tensorflow", fit: Squash, resize: None, size: (24, 32), interpolation: Bilinear, resizer: Samples, limit: FLOAT },
    ]
};

fn fixtures() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/input/prepared.safetensors");
    std::fs::read(path).unwrap()
}

fn picture(tensors: &SafeTensors, form: &str) -> Picture {
    let pixels = tensors.tensor(&format!("{form}/picture")).unwrap();
    let &[height, width, 3] = pixels.shape() else {
        panic!("{:?}", pixels.shape());
    };
    Picture::new(width as u32, height as u32, pixels.data().to_vec()).unwrap()
}

/// The numbers, and how many channels they have.
fn expected(tensors: &SafeTensors, name: &str) -> (Vec<f32>, usize) {
    let tensor = tensors.tensor(name).unwrap();
    let values = match tensor.dtype() {
        Dtype::U8 => tensor.data().iter().copied().map(f32::from).collect(),
        _ => (tensor.data().as_chunks().0.iter())
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect(),
    };
    (values, tensor.shape()[0])
}

#[test]
fn the_input_is_that_of_each_library() {
    let bytes = fixtures();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut wrong = Vec::new();
    for form in ["wide", "tall"] {
        let picture = picture(&tensors, form);
        for case in CASES {
            let name = format!("{form}/{}", case.name);
            let (expected, channels) = expected(&tensors, &name);
            let settings = Preprocessing {
                width: case.size.0,
                height: case.size.1,
                fit: case.fit,
                resize: case.resize,
                interpolation: case.interpolation,
                resizer: case.resizer,
                range: [0.0, 255.0],
                mean: [0.0; 3],
                std: [1.0; 3],
                channels: if channels == 1 {
                    Colours::Grey
                } else {
                    Colours::Rgb
                },
            };
            let found = input(&picture, &settings).unwrap();
            assert_eq!(found.len(), expected.len(), "{name}");
            let pairs = found.iter().zip(&expected);
            let most = pairs.fold(0.0f32, |most, (found, expected)| {
                most.max((found - expected).abs())
            });
            println!("{name}: {most}");
            if !within(most, case.limit) {
                wrong.push(format!("{name}: {most}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_library_s_values_are_compared() {
    let bytes = fixtures();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let names = tensors.names().into_iter();
    let made: BTreeSet<&str> = names
        .filter_map(|name| name.strip_prefix("wide/").filter(|name| *name != "picture"))
        .collect();
    assert_eq!(made, CASES.iter().map(|case| case.name).collect());
}

/// What Chromium draws. `reference/input/make_canvas.mjs` writes it.
#[derive(Deserialize)]
struct Drawn {
    picture: String,
    size: u32,
    /// The first of so many rows is kept.
    every: usize,
    rgb: Vec<u8>,
}

/// One of the photographs that come with the page; `None` for a drawn picture.
fn photograph(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/photographs");
    let path = folder.join(name);
    path.exists().then(|| std::fs::read(path).unwrap())
}

/// Skia adds four products in another order where a picture is first made smaller, so that a sum
/// halfway between two levels may be either.
const ONE_LEVEL: f32 = 1.0;

#[test]
fn a_canvas_is_that_of_chromium() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/input/canvas.json");
    let cases: Vec<Drawn> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 15);
    let bytes = fixtures();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    for case in cases {
        let settings = Preprocessing {
            width: case.size,
            height: case.size,
            fit: Fit::ResizeCrop,
            resize: Some(case.size),
            interpolation: Interpolation::Bilinear,
            resizer: Resizer::Canvas,
            range: [0.0, 255.0],
            mean: [0.0; 3],
            std: [1.0; 3],
            channels: Colours::Rgb,
        };
        let picture = match photograph(&case.picture) {
            Some(file) => decode(&file).unwrap(),
            None => picture(&tensors, &case.picture),
        };
        let found = input(&picture, &settings).unwrap();
        let side = case.size as usize;
        let row = 3 * side;
        assert_eq!(case.rgb.len(), side.div_ceil(case.every) * row);
        let differences = case.rgb.iter().enumerate().map(|(at, level)| {
            let (y, x, channel) = (at / row * case.every, at % row / 3, at % 3);
            (found[(channel * side + y) * side + x] - f32::from(*level)).abs()
        });
        let (most, other) = differences.fold((0.0f32, 0), |(most, other), difference| {
            (most.max(difference), other + usize::from(difference > 0.0))
        });
        let name = format!("{} to {}: {most}, {other} other", case.picture, case.size);
        println!("{name}");
        assert!(
            within(most, ONE_LEVEL) && other <= case.rgb.len() / 60,
            "{name}"
        );
    }
}
