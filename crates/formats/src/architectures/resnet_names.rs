//! Names of `ResNets`: those of timm's networks, and of the modules of [`super::resnet`] in other
//! libraries than torchvision and timm.

use super::named::{Argument, Named};
use super::networks::Networks;

/// timm's networks, also under their names before version 0.9.
pub(super) const NAMES: &[Named] = &[
    Named(
        &[
            "resnet18",
            "resnet26",
            "resnet34",
            "resnet50",
            "resnet101",
            "resnet152",
            "resnet200",
            "resnext50_32x4d",
            "resnext101_32x4d",
            "resnext101_32x8d",
            "resnext101_32x16d",
            "resnext101_32x32d",
            "resnext101_64x4d",
            "wide_resnet50_2",
            "wide_resnet101_2",
            "gluon_resnet18_v1b",
            "gluon_resnet34_v1b",
            "gluon_resnet50_v1b",
            "gluon_resnet101_v1b",
            "gluon_resnet152_v1b",
            "gluon_resnext50_32x4d",
            "gluon_resnext101_32x4d",
            "gluon_resnext101_64x4d",
            "ig_resnext101_32x8d",
            "ig_resnext101_32x16d",
            "ig_resnext101_32x32d",
            "ssl_resnet18",
            "ssl_resnet50",
            "ssl_resnext50_32x4d",
            "ssl_resnext101_32x4d",
            "ssl_resnext101_32x8d",
            "ssl_resnext101_32x16d",
            "swsl_resnet18",
            "swsl_resnet50",
            "swsl_resnext50_32x4d",
            "swsl_resnext101_32x4d",
            "swsl_resnext101_32x8d",
            "swsl_resnext101_32x16d",
            "tv_resnet34",
            "tv_resnet50",
            "tv_resnet101",
            "tv_resnet152",
            "tv_resnext50_32x4d",
            "resnet10t",
            "resnet14t",
            "resnet18d",
            "resnet26d",
            "resnet26t",
            "resnet34d",
            "resnet50c",
            "resnet50d",
            "resnet50s",
            "resnet50t",
            "resnet101c",
            "resnet101d",
            "resnet101s",
            "resnet152c",
            "resnet152d",
            "resnet152s",
            "resnet200d",
            "resnext50d_32x4d",
            "gluon_resnet50_v1c",
            "gluon_resnet50_v1d",
            "gluon_resnet50_v1s",
            "gluon_resnet101_v1c",
            "gluon_resnet101_v1d",
            "gluon_resnet101_v1s",
            "gluon_resnet152_v1c",
            "gluon_resnet152_v1d",
            "gluon_resnet152_v1s",
            "seresnet18",
            "seresnet34",
            "seresnet50",
            "seresnet50d",
            "seresnet50t",
            "seresnet101",
            "seresnet152",
            "seresnet152d",
            "seresnet200d",
            "seresnet269d",
            "seresnext26d_32x4d",
            "seresnext26t_32x4d",
            "seresnext50_32x4d",
            "seresnext101_32x4d",
            "seresnext101_32x8d",
            "seresnext101d_32x8d",
            "seresnext101_64x4d",
            "seresnext201d_32x8d",
            "gluon_seresnext50_32x4d",
            "gluon_seresnext101_32x4d",
            "gluon_seresnext101_64x4d",
            "senet154",
            "gluon_senet154",
            "resnetrs50",
            "resnetrs101",
            "resnetrs152",
            "resnetrs200",
            "resnetrs270",
            "resnetrs350",
            "resnetrs420",
            "test_resnet",
        ],
        &[],
    ),
    Named(
        &[
            "resnetblur18",
            "resnetblur50",
            "resnetblur50d",
            "resnetblur101d",
        ],
        &[("aa_layer", Argument::Text("blurpool"))],
    ),
    Named(
        &[
            "resnetaa34d",
            "resnetaa50",
            "resnetaa50d",
            "resnetaa101d",
            "seresnetaa50d",
            "seresnextaa101d_32x8d",
            "seresnextaa201d_32x8d",
        ],
        &[("aa_layer", Argument::Text("avgpool"))],
    ),
];

/// The networks with the names and shapes of the one with this display name.
pub(super) fn twins(name: &str) -> Networks {
    let names: &[&str] = match name {
        "ResNet-18" => &["resnet18", "resnetblur18"],
        "ResNet-34-D" => &["resnet34d", "resnetaa34d"],
        "ResNet-50" => &["resnet50", "resnetblur50", "resnetaa50"],
        "ResNet-50-D" => &["resnet50d", "resnetblur50d", "resnetaa50d"],
        "ResNet-101-D" => &["resnet101d", "resnetblur101d", "resnetaa101d"],
        "SE-ResNet-50-D" => &["seresnetaa50d", "seresnet50d"],
        "SE-ResNeXt-101-D (32x8d)" => &["seresnext101d_32x8d", "seresnextaa101d_32x8d"],
        "SE-ResNeXt-203-E (32x8d)" => &["seresnextaa201d_32x8d", "seresnext201d_32x8d"],
        _ => return Networks::One,
    };
    Networks::Of(names.iter().map(|name| (*name).to_owned()).collect())
}

/// The letter of a variant, with a dash: C and S have three 3x3 convolutions first, D, E and T also pool
/// in their shortcuts, and the first of T is narrower. S and E are twice as wide there.
pub(super) fn letter(
    has: &impl Fn(&str) -> bool,
    first: Option<&[usize]>,
    last: Option<&[usize]>,
) -> &'static str {
    let (Some([first, ..]), Some([last, ..])) = (first, last) else {
        return "";
    };
    if has("maxpool.0.weight") {
        return "-RS";
    }
    let pools = (1..=4).any(|stage| has(&format!("layer{stage}.0.downsample.2.weight")));
    match (pools, 2 * first < *last, *last > 64) {
        (true, true, _) => "-T",
        (true, false, true) => "-E",
        (true, false, false) => "-D",
        (false, _, true) => "-S",
        (false, _, false) => "-C",
    }
}

/// Spelling of fastai, whose body is `nn.Sequential(*list(resnet.children())[:-2])`.
pub(super) fn fastai_body(path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let place = match first {
        "conv1" => "0.0",
        "bn1" => "0.1",
        "relu" => "0.2",
        "maxpool" => "0.3",
        "layer1" => "0.4",
        "layer2" => "0.5",
        "layer3" => "0.6",
        "layer4" => "0.7",
        _ => return path.into(),
    };
    if rest.is_empty() {
        place.into()
    } else {
        format!("{place}.{rest}")
    }
}

/// Spelling of `ResNetForImageClassification` of transformers: `layer1.0.conv1` is
/// `resnet.encoder.stages.0.layers.0.layer.0.convolution`.
pub(super) fn hugging_face(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let stage = |name: &str| {
        name.strip_prefix("layer")
            .and_then(|n| n.parse::<usize>().ok())
    };
    match parts.as_slice() {
        ["conv1", rest @ ..] => joined("resnet.embedder.embedder.convolution", rest),
        ["bn1", rest @ ..] => joined("resnet.embedder.embedder.normalization", rest),
        ["relu"] => "resnet.embedder.embedder.activation".into(),
        ["maxpool"] => "resnet.embedder.pooler".into(),
        ["avgpool"] => "resnet.pooler".into(),
        ["fc", rest @ ..] => joined("classifier.1", rest),
        [layer, rest @ ..] => match stage(layer) {
            Some(stage) => hugging_face_block(stage - 1, rest),
            None => path.into(),
        },
        [] => path.into(),
    }
}

fn hugging_face_block(stage: usize, rest: &[&str]) -> String {
    let stage = format!("resnet.encoder.stages.{stage}");
    let [block, rest @ ..] = rest else {
        return stage;
    };
    let block = format!("{stage}.layers.{block}");
    let numbered = |name: &str, kind: &str| {
        let index = name.strip_prefix(kind)?.parse::<usize>().ok()?;
        Some(index - 1)
    };
    match rest {
        ["downsample", "0", rest @ ..] => joined(&format!("{block}.shortcut.convolution"), rest),
        ["downsample", "1", rest @ ..] => joined(&format!("{block}.shortcut.normalization"), rest),
        [name, rest @ ..] => match (numbered(name, "conv"), numbered(name, "bn")) {
            (Some(index), _) => joined(&format!("{block}.layer.{index}.convolution"), rest),
            (_, Some(index)) => joined(&format!("{block}.layer.{index}.normalization"), rest),
            _ => joined(&format!("{block}.{name}"), rest),
        },
        [] => block,
    }
}

fn joined(path: &str, rest: &[&str]) -> String {
    let mut all = vec![path];
    all.extend(rest);
    all.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_have_the_letters_of_their_papers() {
        const POOLS: &str = "layer2.0.downsample.2.weight";
        struct Case(usize, usize, &'static [&'static str], &'static str);
        for Case(first, last, there, expected) in [
            Case(32, 64, &[], "-C"),
            Case(64, 128, &[], "-S"),
            Case(32, 64, &[POOLS], "-D"),
            Case(64, 128, &[POOLS], "-E"),
            Case(24, 64, &[POOLS], "-T"),
            Case(32, 64, &[POOLS, "maxpool.0.weight"], "-RS"),
        ] {
            let has = |name: &str| there.contains(&name);
            let (first, last) = ([first, 3, 3, 3], [last, first, 3, 3]);
            assert_eq!(letter(&has, Some(&first), Some(&last)), expected);
        }
        assert_eq!(letter(&|_| true, None, None), "");
    }

    #[test]
    fn names_are_those_of_fastai_and_transformers() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        for Case(spelling, recipe, file) in [
            Case(fastai_body, "layer4.2.conv1.weight", "0.7.2.conv1.weight"),
            Case(fastai_body, "layer4", "0.7"),
            Case(fastai_body, "1.8.weight", "1.8.weight"),
            Case(
                hugging_face,
                "conv1.weight",
                "resnet.embedder.embedder.convolution.weight",
            ),
            Case(hugging_face, "layer2", "resnet.encoder.stages.1"),
            Case(hugging_face, "layer2.3", "resnet.encoder.stages.1.layers.3"),
            Case(
                hugging_face,
                "layer1.0.conv2.weight",
                "resnet.encoder.stages.0.layers.0.layer.1.convolution.weight",
            ),
            Case(
                hugging_face,
                "layer1.0.downsample.1.bias",
                "resnet.encoder.stages.0.layers.0.shortcut.normalization.bias",
            ),
            Case(hugging_face, "fc.bias", "classifier.1.bias"),
        ] {
            assert_eq!(spelling(recipe), file);
        }
    }
}
