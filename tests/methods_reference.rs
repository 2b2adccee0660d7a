//! Every method against pytorch-grad-cam, on the networks of the reference folder beside the
//! repository: the raw map of the layer and the finished map of the picture's size.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a test may panic anywhere, also outside its #[test] function, says what it measured, and reads a part of the cases"
)]

#[path = "architectures/case.rs"]
mod case;
#[path = "methods/reference.rs"]
mod reference;
#[path = "methods/subject.rs"]
mod subject;
#[path = "architectures/weights.rs"]
mod weights;

use explain::{Method, Setting};
use reference::{open, read};
use tests::{absolute_error, tensor};

/// The relative error of the maximum that is asked of a map on the CPU; the reference's README has
/// measured noise of 3e-6 at late layers.
const LIMIT: f32 = 1e-3;
/// A ReLU in the first stage of resnet18 reads a value within rounding of 0, and folded batch norms
/// round otherwise than the library. `FullGrad` brings thousands of planes to [0, 1], also those that
/// are flat but for rounding: the reference allows its own two ways of computing it as much.
const ROUNDED: f32 = 2e-3;
/// What the last bit of the picture (1e-7 of each pixel) does to such a map of ours at `DeepLabV3`'s third
/// stage: 8e-3 of `HiResCAM`, 3e-3 of `LayerCAM`. Of `Grad-CAM`, which averages, it is 2e-4.
const LAST_BIT: f32 = 1e-2;
const PIXELWISE: &[&str] = &["hires-cam", "element-wise-grad-cam", "layer-cam"];
/// `XGrad-CAM` divides by the sum of a channel, which may be close to 0 behind a layer norm.
const DIVIDED: f32 = 5e-3;

/// Our id and the name in the reference.
#[rustfmt::skip] // one per line
const CHEAP: &[(&str, &str)] = &[
    ("grad-cam", "gradcam"),
    ("hires-cam", "hirescam"),
    ("element-wise-grad-cam", "gradcam_elementwise"),
    ("grad-cam-plus-plus", "gradcampp"),
    ("xgrad-cam", "xgradcam"),
    ("layer-cam", "layercam"),
    ("eigen-cam", "eigencam"),
    ("eigen-grad-cam", "eigengradcam"),
];

/// What the folder has of resnet18 alone.
#[rustfmt::skip] // one per line
const ALL: &[(&str, &str)] = &[
    ("fem", "fem"),
    ("kpca-cam", "kpcacam"),
    ("finer-cam", "finercam"),
    ("shapley-cam", "shapleycam_logit"),
    ("ablation-cam", "ablationcam"),
];

fn agrees(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const RESNET: &[(&str, &str)] = &[
    ("layer4.1", ""),
    ("layer3.1", "@layer3"),
    ("layer2.1", "@layer2"),
];

#[test]
fn resnet18() {
    let Some(reference) = open("resnet18", RESNET) else {
        return;
    };
    agrees(&reference.compare(CHEAP, &[], LIMIT));
    agrees(&reference.compare(ALL, &[], LIMIT));
    let smooth = [("eigen-smooth", Setting::Switch(true))];
    agrees(&reference.compare(&[("grad-cam", "gradcam_eigen_smooth")], &smooth, LIMIT));
    let early = reference.at(&[("layer1.1", "@layer1")]);
    agrees(&early.compare(CHEAP, &[], ROUNDED));
}

/// Whole finished maps of what has no raw one.
#[test]
fn finished_maps_of_resnet18() {
    let Some(reference) = open("resnet18", RESNET) else {
        return;
    };
    let views = [("aug-smooth", Setting::Switch(true))];
    #[allow(clippy::type_complexity, reason = "a table of four columns")]
    let cases: [(&str, &str, &[&str], &[(&str, Setting)]); 3] = [
        ("grad-cam", "gradcam_aug_smooth", &["layer4.1"], &views),
        (
            "grad-cam",
            "gradcam_layer3_layer4",
            &["layer3.1", "layer4.1"],
            &[],
        ),
        ("full-grad", "fullgrad", &["layer4.1"], &[]),
    ];
    for (id, name, layers, options) in cases {
        let method = Method::by_id(id).unwrap();
        let outcome = reference
            .subject
            .ask(method, (layers, 281), options)
            .unwrap();
        let map = if name == "fullgrad" {
            imaging::normalise(&outcome.map, imaging::Normalise::MinMax)
        } else {
            outcome.map
        };
        let error = absolute_error(
            map.values(),
            &tensor(&reference.file, &format!("final.{name}.281")),
        );
        println!("{name}: {error:.1e}");
        let limit = if name == "fullgrad" { ROUNDED } else { LIMIT };
        assert!(error < limit, "{name}: {error}");
    }
}

/// Pixels whose `ReLU` reads a value within rounding of 0 may differ by several per cent, and one such
/// `ReLU` moves a patch of them: the limit is the folder's own for all pixels together. On the pictures
/// of `methods_fixtures.rs`, where none is near, the same gradients agree to 1e-6.
#[test]
fn gradients_at_the_picture_of_resnet18() {
    let Some(reference) = open("resnet18", RESNET) else {
        return;
    };
    let file = read(&tests::reference().unwrap(), "resnet18_pixel.safetensors");
    let sum = [("colours", Setting::Choice("sum".into()))];
    let ask = |id: &str, options: &[(&str, Setting)]| {
        let method = Method::by_id(id).unwrap();
        reference
            .subject
            .ask(method, (&["layer4.1"], 281), options)
            .unwrap()
            .map
            .into_values()
    };
    for (id, name) in [
        ("gradient", "vanilla_gradient"),
        ("guided-backprop", "guided_backprop"),
    ] {
        let expected = tensor(&file, name);
        let over = |join: fn(f32, f32) -> f32, each: fn(f32) -> f32| -> Vec<f32> {
            let [red, green, blue] = [0, 1, 2].map(|c| {
                expected[c * 50_176..][..50_176]
                    .iter()
                    .map(move |v| each(*v))
            });
            red.zip(green)
                .zip(blue)
                .map(|((r, g), b)| join(join(r, g), b))
                .collect()
        };
        compare_pixels(name, &ask(id, &sum), &over(|a, b| a + b, |v| v));
        compare_pixels(name, &ask(id, &[]), &over(f32::max, f32::abs));
    }
    let occlusion = [
        ("size", Setting::Number(32.0)),
        ("stride", Setting::Number(16.0)),
    ];
    let error = absolute_error(
        &ask("occlusion", &occlusion),
        &tensor(&file, "occlusion.map"),
    );
    println!("occlusion: {error:.1e}");
    assert!(error < 1e-4 * 2.811_782, "occlusion: {error}");
}

fn compare_pixels(name: &str, found: &[f32], expected: &[f32]) {
    let square =
        |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v).powi(2)).sum::<f64>();
    let difference = square(&mut found.iter().zip(expected).map(|(a, b)| a - b));
    let apart = (difference / square(&mut expected.iter().copied())).sqrt();
    println!("{name}: L2 {apart:.1e}");
    assert!(apart < 5e-2, "{name}: {apart}");
}

#[test]
fn resnet50() {
    let layers = &[
        ("layer4.2", ""),
        ("layer3.5", "@layer3"),
        ("layer2.3", "@layer2"),
        ("layer1.2", "@layer1"),
    ];
    let Some(reference) = open("resnet50", layers) else {
        return;
    };
    agrees(&reference.compare(CHEAP, &[], LIMIT));
}

#[test]
fn mobilenet_v2() {
    let Some(reference) = open("mobilenet_v2", &[("features.18", "")]) else {
        return;
    };
    agrees(&reference.compare(CHEAP, &[], LIMIT));
}

#[test]
fn deit_tiny() {
    let Some(reference) = open("deit_tiny", &[("blocks.11.norm1", "")]) else {
        return;
    };
    agrees(&reference.compare(&CHEAP[..4], &[], LIMIT));
    agrees(&reference.compare(&CHEAP[4..5], &[], DIVIDED));
    agrees(&reference.compare(&CHEAP[5..], &[], LIMIT));
}

/// At the first two stages a ReLU is within rounding of 0 (the folder's README); their limits are in
/// `tests/architectures.rs`. At the third it shows where no gradient is averaged over pixels.
#[test]
fn deeplabv3_resnet50() {
    let Some(late) = open("deeplabv3_resnet50", &[("backbone.layer4", "@layer4")]) else {
        return;
    };
    agrees(&late.compare(CHEAP, &[], LIMIT));
    let third = late.at(&[("backbone.layer3", "@layer3")]);
    let (pixelwise, averaged): (Vec<_>, Vec<_>) =
        (CHEAP.iter().copied()).partition(|(id, _)| PIXELWISE.contains(id));
    agrees(&third.compare(&averaged, &[], LIMIT));
    agrees(&third.compare(&pixelwise, &[], LAST_BIT));
}
