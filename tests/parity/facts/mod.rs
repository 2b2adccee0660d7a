//! What settings say of a network beyond its weights: used, or the network is refused by name. Where
//! nothing says it, the choice. `reference/facts` holds the cases; its README says how they are made.

mod case;
mod chosen;
mod given;
mod misfits;
mod refused;
mod stems;

use compare::{compare, within};

use case::{Case, cases, find};

/// Relative to the largest score, as for `reference/architectures`: a right network differs by about
/// 1e-6, and any other by far more.
const LIMIT: f32 = 1e-4;

/// Returns a sentence if the scores are not those of the library.
fn differs(case: &Case) -> Option<String> {
    let name = &case.name;
    match case.scores() {
        Err(error) => Some(format!("{name}: {error}")),
        Ok(scores) => match compare(&scores, &case.logits) {
            Err(problem) => Some(format!("{name}: {problem}")),
            Ok(found) if within(found.relative, LIMIT) => None,
            Ok(found) => Some(format!("{name}: scores differ by {:.0e}", found.relative)),
        },
    }
}

#[test]
fn each_fact_is_used_as_by_its_library() {
    let cases = cases();
    assert!(cases.len() >= 40, "{}", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(differs).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Otherwise a recipe that ignores the settings would pass the test above.
#[test]
fn the_same_weights_without_settings_give_other_scores() {
    let plain = cases().into_iter().filter(|case| case.plain);
    let told = plain.filter(|case| case.settings.is_some() || case.chosen.is_some());
    let same = told.filter(|case| differs(&case.bare()).is_none());
    // The first choice is the usual network.
    let same: Vec<String> = same
        .map(|case| case.name)
        .filter(|name| name != "small_resnet_again")
        .collect();
    assert_eq!(same, [""; 0]);
}

#[test]
fn networks_that_the_weights_do_not_tell_apart_are_offered() {
    #[rustfmt::skip] // one case per line
    let expected: [(&str, &[&str]); 8] = [
        ("chosen_blur", &["resnet18", "resnetblur18"]),
        ("chosen_tf", &["mobilenetv3_small_075", "tf_mobilenetv3_small_075"]),
        ("chosen_quick_gelu", &["image tower of CLIP, with GELU", "image tower of CLIP, with quick GELU"]),
        ("small_resnet", &["ResNet for small pictures, without maxpool", "ResNet for small pictures, with maxpool"]),
        ("inception_not_transformed", &["Inception v3 with transform_input", "Inception v3 without transform_input"]),
        ("googlenet_not_transformed", &["GoogLeNet with transform_input", "GoogLeNet without transform_input"]),
        ("lukemelas_own_size", &["padding for pictures of its usual size", "padding for the picture's own size"]),
        ("small_densenet", &["DenseNet for small pictures, with pool0", "DenseNet for small pictures, without pool0"]),
    ];
    for (name, choices) in expected {
        let case = find(name).bare();
        let found = case.import().unwrap();
        let network = found.network.unwrap();
        assert_eq!(network.choices, choices, "{name}");
        assert_eq!(
            (network.chosen.as_str(), network.guessed),
            (choices[0], true)
        );
        let remark = found
            .remarks
            .iter()
            .find(|remark| remark.starts_with("Taken for"));
        assert!(remark.unwrap().contains(choices[1]), "{remark:?}");
        let chosen = Case {
            chosen: Some(choices[1].into()),
            ..case.clone()
        };
        assert!(!chosen.import().unwrap().network.unwrap().guessed);
        let odd = Case {
            chosen: Some("resnet99".into()),
            ..case
        };
        assert_eq!(odd.import().unwrap_err().code(), "unknown-network");
    }
}

#[test]
fn a_network_that_its_settings_name_is_not_a_choice() {
    for name in [
        "timm_blur",
        "timm_tf_mobilenet",
        "timm_tf_lite",
        "timm_aa_deep",
        "timm_blur_v4",
        "timm_quick_gelu",
        "timm_heads",
        "vit_relu",
    ] {
        assert_eq!(find(name).import().unwrap().network, None, "{name}");
    }
}

#[test]
fn weights_of_transformers_without_their_settings_have_a_remark() {
    let remarks = find("deit_relu").bare().import().unwrap().remarks;
    assert!(
        remarks[0].contains("`config.json` is missing"),
        "{remarks:?}"
    );
    let known = find("deit_relu").import().unwrap().remarks;
    assert_eq!(known, [""; 0]);
    let unknown = find("deit_relu")
        .with("my_setting", true.into())
        .import()
        .unwrap()
        .remarks;
    assert!(unknown[0].contains("`my_setting`"), "{unknown:?}");
}
