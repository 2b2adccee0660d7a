//! Networks that are built from state dicts, against the libraries that they come from: scores,
//! activations, Grad-CAM and HiResCAM.
//!
//! `reference/architectures` holds the cases; its README says how they are made. With `BLESS=1`
//! the rows of `docs/models.md` are written again.

mod measure;
mod table;

use measure::measure;
use tests::weights::Parameter;

use crate::case::{Case, fixture, names, reference};

/// Families, and a part of the names of their cases; the first that fits counts.
#[rustfmt::skip] // one family per line
const FAMILIES: [(&str, &[&str]); 11] = [
    ("segmentation", &["deeplabv3", "fcn"]),
    ("fastai", &["fastai"]),
    ("resnet", &["resnet", "resnext"]),
    ("vgg", &["vgg"]),
    ("mobilenet_v2", &["mobilenet_v2", "mobilenetv2"]),
    ("mobilenet_v3", &["mobilenet_v3", "mobilenetv3"]),
    ("efficientnet", &["efficientnet"]),
    ("densenet", &["densenet"]),
    ("convnext", &["convnext"]),
    ("vit", &["vit", "deit"]),
    ("swin", &["swin"]),
];

/// Cases of the reference folder beside the repository.
#[rustfmt::skip] // a few per line
const REFERENCE: [&str; 11] = [
    "resnet18", "resnet50", "mobilenet_v2", "vgg11_bn_small_head", "densenet121", "convnext_tiny",
    "efficientnet_b0", "deit_tiny", "swin_tiny", "fastai_resnet34", "deeplabv3_resnet50",
];

fn family(case: &str) -> Option<&'static str> {
    let fits = |parts: &[&str]| parts.iter().any(|part| case.contains(part));
    let (name, _) = FAMILIES.iter().find(|(_, parts)| fits(parts))?;
    Some(*name)
}

/// Measures every case of a family, one after the other: some have 500 MB of weights.
fn agrees(name: &str) {
    let mut wrong = Vec::new();
    let ours = |case: &&str| family(case) == Some(name);
    for case in names().iter().map(String::as_str).filter(ours) {
        wrong.extend(check(&fixture(case), true));
    }
    if let Some(folder) = tests::reference() {
        for case in REFERENCE.iter().copied().filter(ours) {
            wrong.extend(check(&reference(&folder, case), false));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a case, a line for each; says what was measured.
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
fn segmentation() {
    agrees("segmentation");
}

#[test]
fn fastai() {
    agrees("fastai");
}

#[test]
fn resnet() {
    agrees("resnet");
}

#[test]
fn vgg() {
    agrees("vgg");
}

#[test]
fn mobilenet_v2() {
    agrees("mobilenet_v2");
}

#[test]
fn mobilenet_v3() {
    agrees("mobilenet_v3");
}

#[test]
fn efficientnet() {
    agrees("efficientnet");
}

#[test]
fn densenet() {
    agrees("densenet");
}

#[test]
fn convnext() {
    agrees("convnext");
}

#[test]
fn vit() {
    agrees("vit");
}

#[test]
fn swin() {
    agrees("swin");
}

#[test]
fn every_case_belongs_to_a_family() {
    let names = names();
    assert!(names.len() >= 40, "{names:?}");
    for case in names.iter().map(String::as_str).chain(REFERENCE) {
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

/// A case whose file has other names for the same weights.
fn renamed(case: &str, name: impl Fn(&str) -> String) -> Case {
    let mut case = fixture(case);
    for parameter in &mut case.parameters {
        parameter.name = name(&parameter.name);
    }
    case
}

#[test]
fn files_of_torchvision_have_older_names_of_dense_layers() {
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
fn the_last_layer_may_have_been_put_into_a_sequence() {
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
