//! The arithmetic of each method against pytorch-grad-cam, from its own activations and gradients
//! of resnet18 at `layer4`.

use std::fs;

use burn::tensor::{Device, Tensor, TensorData};
use explain::{Evidence, Method};
use imaging::{Map, Normalise, Resampling, normalise, relu, resample};
use tests::{absolute_error, has_tensor, map_of, read, reference, relative_error, tensor};

struct Case {
    method: Method,
    /// Its name in the reference.
    name: &'static str,
    /// Largest error of the raw map, relative to its maximum. The reference's README measures
    /// float32 noise of 3e-6, and 1e-4 where a channel sum near 0 divides.
    limit: f32,
}

const fn case(method: Method, name: &'static str, limit: f32) -> Case {
    Case {
        method,
        name,
        limit,
    }
}

const CASES: &[Case] = &[
    case(Method::GradCam, "gradcam", 1e-4),
    case(Method::HiResCam, "hirescam", 1e-4),
    case(Method::ElementWiseGradCam, "gradcam_elementwise", 1e-4),
    case(Method::GradCamPlusPlus, "gradcampp", 1e-4),
    case(Method::XGradCam, "xgradcam", 5e-4),
    case(Method::LayerCam, "layercam", 1e-4),
];

#[test]
fn raw_and_final_maps_of_resnet18() {
    let Some(folder) = reference() else { return };
    let file = fs::read(folder.join("resnet18.safetensors")).unwrap();
    for Case {
        method,
        name,
        limit,
    } in CASES
    {
        for category in ["281", "top1"] {
            let value = |key: &str| -> Tensor<4> {
                let data = TensorData::new(tensor(&file, key), [1, 512, 7, 7]);
                Tensor::from_data(data, &Device::flex())
            };
            let evidence = Evidence {
                activation: value("activations"),
                gradient: value(&format!("gradients.{category}")),
            };
            let raw = read(map_of(*method, evidence).into());
            let error = relative_error(&raw, &tensor(&file, &format!("raw.{name}.{category}")));
            println!("{name}.{category}: {error:.1e}");
            assert!(error < *limit, "{name}.{category}: {error}");
            let shown = last_steps(raw);
            let expected = expected_final(&file, name, category);
            assert!(
                absolute_error(&shown, &expected) < 1e-3,
                "{name}.{category}"
            );
        }
    }
}

/// Every fourth pixel of the library's final map, which is stored whole or already thinned out.
fn expected_final(file: &[u8], name: &str, category: &str) -> Vec<f32> {
    let whole = format!("final.{name}.{category}");
    if has_tensor(file, &whole) {
        every_fourth(&tensor(file, &whole))
    } else {
        tensor(file, &format!("final_sub4.{name}.{category}"))
    }
}

/// ReLU, min-max, resize and min-max again, as pytorch-grad-cam does.
fn last_steps(raw: Vec<f32>) -> Vec<f32> {
    let map = normalise(&relu(&Map::new(7, 7, raw).unwrap()), Normalise::MinMax);
    let map = resample(&map, 224, 224, Resampling::Bilinear).unwrap();
    every_fourth(normalise(&map, Normalise::MinMax).values())
}

fn every_fourth(map: &[f32]) -> Vec<f32> {
    let places = (2..224)
        .step_by(4)
        .flat_map(|y| (2..224).step_by(4).map(move |x| (y, x)));
    places.map(|(y, x)| map[y * 224 + x]).collect()
}
