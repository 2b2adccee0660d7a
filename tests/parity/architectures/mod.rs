//! Networks built from state dicts, against the libraries that they come from: scores, activations,
//! Grad-CAM and HiResCAM.
//!
//! `reference/architectures` holds the cases; its README says how they are made. `BLESS=1` rewrites
//! the rows of `docs/models.md`.

mod measure;
mod table;

use measure::measure;
use tests::weights::Parameter;

use crate::case::{Case, fixture, names};

/// Families, and parts of the names of their cases. The first match counts.
#[rustfmt::skip] // one family per line
const FAMILIES: &[(&str, &[&str])] = &[
    ("segmentation", &["deeplabv3", "fcn"]),
    ("fastai", &["fastai"]),
    ("resnet_v2", &["resnetv2"]),
    ("resnet", &["resnet", "resnext", "senet"]),
    ("regnet", &["regnet"]),
    ("vgg", &["vgg"]),
    ("alexnet", &["alexnet"]),
    ("squeezenet", &["squeezenet"]),
    ("mobilenet_v2", &["mobilenet_v2", "mobilenetv2"]),
    ("mobilenet_v3", &["mobilenet_v3", "mobilenetv3"]),
    ("mobilenet_v4", &["mobilenetv4"]),
    ("mnasnet", &["mnasnet"]),
    ("shufflenet_v2", &["shufflenet"]),
    ("efficientnet_lite", &["efficientnet_lite"]),
    ("efficientnet_v2", &["efficientnet_v2", "efficientnetv2"]),
    ("efficientnet", &["efficientnet"]),
    ("densenet", &["densenet"]),
    ("inception_v3", &["inception_v3"]),
    ("googlenet", &["googlenet"]),
    ("convnext", &["convnext"]),
    ("dinov2", &["transformers_dinov2", "authors_dinov2"]),
    ("clip", &["transformers_clip", "transformers_siglip"]),
    ("beit", &["beit"]),
    ("eva", &["eva"]),
    ("vit", &["vit", "deit"]),
    ("swin_v2", &["swin_v2", "swinv2"]),
    ("swin", &["swin"]),
];

fn family(case: &str) -> Option<&'static str> {
    let fits = |parts: &[&str]| parts.iter().any(|part| case.contains(part));
    let (name, _) = FAMILIES.iter().find(|(_, parts)| fits(parts))?;
    Some(*name)
}

/// Measures every case of a family, one after the other because some have 500 MB of weights.
fn agrees(name: &str) {
    let mut wrong = Vec::new();
    let ours = |case: &&str| family(case) == Some(name);
    for case in names().iter().map(String::as_str).filter(ours) {
        wrong.extend(check(&fixture(case), true));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prints what was measured, and returns a line for each error.
fn check(case: &Case, has_row: bool) -> Vec<String> {
    let name = &case.name;
    let mut wrong = match measure(case) {
        Ok(measured) => {
            let (scores, maps) = (measured.scores, measured.maps);
            println!(
                "{name}: {}, scores {scores:.1e}, maps {maps:.1e}",
                measured.model
            );
            let recorded = if has_row {
                table::record(case, &measured)
            } else {
                Ok(())
            };
            measured.wrong.into_iter().chain(recorded.err()).collect()
        }
        Err(error) => vec![error],
    };
    for line in &mut wrong {
        line.insert_str(0, &format!("{name}: "));
    }
    wrong
}

#[test]
fn segmentation_agrees_with_its_library() {
    agrees("segmentation");
}

#[test]
fn fastai_agrees_with_its_library() {
    agrees("fastai");
}

#[test]
fn resnet_agrees_with_its_library() {
    agrees("resnet");
}

#[test]
fn regnet_agrees_with_its_library() {
    agrees("regnet");
}

#[test]
fn vgg_agrees_with_its_library() {
    agrees("vgg");
}

#[test]
fn alexnet_agrees_with_its_library() {
    agrees("alexnet");
}

#[test]
fn squeezenet_agrees_with_its_library() {
    agrees("squeezenet");
}

#[test]
fn mobilenet_v2_agrees_with_its_library() {
    agrees("mobilenet_v2");
}

#[test]
fn mobilenet_v3_agrees_with_its_library() {
    agrees("mobilenet_v3");
}

#[test]
fn mobilenet_v4_agrees_with_its_library() {
    agrees("mobilenet_v4");
}

#[test]
fn mnasnet_agrees_with_its_library() {
    agrees("mnasnet");
}

#[test]
fn shufflenet_v2_agrees_with_its_library() {
    agrees("shufflenet_v2");
}

#[test]
fn resnet_v2_agrees_with_its_library() {
    agrees("resnet_v2");
}

#[test]
fn efficientnet_agrees_with_its_library() {
    agrees("efficientnet");
}

#[test]
fn efficientnet_lite_agrees_with_its_library() {
    agrees("efficientnet_lite");
}

#[test]
fn efficientnet_v2_agrees_with_its_library() {
    agrees("efficientnet_v2");
}

#[test]
fn densenet_agrees_with_its_library() {
    agrees("densenet");
}

#[test]
fn inception_v3_agrees_with_its_library() {
    agrees("inception_v3");
}

#[test]
fn googlenet_agrees_with_its_library() {
    agrees("googlenet");
}

#[test]
fn convnext_agrees_with_its_library() {
    agrees("convnext");
}

#[test]
fn vit_agrees_with_its_library() {
    agrees("vit");
}

#[test]
fn beit_agrees_with_its_library() {
    agrees("beit");
}

#[test]
fn eva_agrees_with_its_library() {
    agrees("eva");
}

#[test]
fn clip_agrees_with_its_library() {
    agrees("clip");
}

#[test]
fn dinov2_agrees_with_its_library() {
    agrees("dinov2");
}

#[test]
fn swin_v2_agrees_with_its_library() {
    agrees("swin_v2");
}

#[test]
fn swin_agrees_with_its_library() {
    agrees("swin");
}

#[test]
fn every_case_belongs_to_a_family() {
    let names = names();
    assert!(names.len() >= 40, "{names:?}");
    for case in names.iter().map(String::as_str) {
        assert!(family(case).is_some(), "{case}");
    }
}

#[test]
fn a_changed_network_is_refused() {
    let name = "torchvision_mobilenet_v2";
    let mut longer = fixture(name);
    longer
        .parameters
        .extend(fixture(name).parameters.pop().map(|last| Parameter {
            name: "classifier.4.weight".into(),
            ..last
        }));
    let error = measure(&longer).err().unwrap_or_default();
    assert!(error.contains("classifier.4.weight"), "{error}");
    let mut shorter = fixture(name);
    shorter
        .parameters
        .retain(|parameter| parameter.name != "features.7.conv.3.bias");
    let error = measure(&shorter).err().unwrap_or_default();
    assert!(error.contains("features.7.conv.3.bias"), "{error}");
}

/// A case with other names for the same weights.
fn renamed(case: &str, name: impl Fn(&str) -> String) -> Case {
    let mut case = fixture(case);
    for parameter in &mut case.parameters {
        parameter.name = name(&parameter.name);
    }
    case
}

#[test]
fn older_torchvision_names_of_dense_layers_are_read() {
    let dotted = |name: &str| {
        let kinds = ["norm1.", "conv1.", "norm2.", "conv2."];
        let inside = kinds
            .iter()
            .find(|kind| name.contains(**kind) && name.contains("denselayer"));
        inside.map_or(name.into(), |kind| {
            let (word, number) = kind.split_at(4);
            name.replace(kind, &format!("{word}.{number}"))
        })
    };
    assert_eq!(
        dotted("a.denselayer3.conv2.weight"),
        "a.denselayer3.conv.2.weight"
    );
    assert_eq!(
        check(&renamed("torchvision_densenet201", dotted), false),
        [""; 0]
    );
}

#[test]
fn a_last_layer_inside_a_sequence_is_read() {
    let network = |case: &str, last: &str, moved: &str| {
        let name = |name: &str| match name.strip_prefix(last) {
            Some(rest) => format!("{moved}{rest}"),
            None => name.into(),
        };
        check(&renamed(case, name), false)
    };
    for (case, last, moved) in [
        ("torchvision_resnet18", "fc.", "fc.1."),
        ("torchvision_mobilenet_v2", "classifier.1.", "classifier."),
        ("timm_efficientnet_b0", "classifier.", "classifier.2."),
        ("timm_densenet121", "classifier.", "classifier.0."),
    ] {
        assert_eq!(network(case, last, moved), [""; 0]);
    }
}
