//! Names of `RegNets`: those of timm's networks, and of the modules of [`super::regnet`] in other
//! libraries.

use super::named::Named;
use super::spelling::renamed;

/// timm's networks of this family.
pub(super) const NAMES: &[Named] = &[Named(
    &[
        "regnetx_002",
        "regnetx_004",
        "regnetx_004_tv",
        "regnetx_006",
        "regnetx_008",
        "regnetx_016",
        "regnetx_032",
        "regnetx_040",
        "regnetx_064",
        "regnetx_080",
        "regnetx_120",
        "regnetx_160",
        "regnetx_320",
        "regnety_002",
        "regnety_004",
        "regnety_006",
        "regnety_008",
        "regnety_008_tv",
        "regnety_016",
        "regnety_032",
        "regnety_040",
        "regnety_064",
        "regnety_080",
        "regnety_080_tv",
        "regnety_120",
        "regnety_160",
        "regnety_320",
        "regnety_640",
        "regnety_1280",
        "regnety_2560",
    ],
    &[],
)];

/// Spelling of torchvision: `s2.b1.conv1.bn` is `trunk_output.block2.block2-0.f.a.1`.
pub(super) fn torchvision(path: &str) -> String {
    const TABLE: &[(&str, &str)] = &[
        ("stem.conv", "stem.0"),
        ("stem.bn", "stem.1"),
        ("stem.act", "stem.2"),
        ("head.global_pool", "avgpool"),
        ("head.fc", "fc"),
        ("final_conv", "trunk_output"),
    ];
    const PARTS: &[(&str, &str)] = &[
        ("conv1.conv", "f.a.0"),
        ("conv1.bn", "f.a.1"),
        ("conv1.act", "f.a.2"),
        ("conv1", "f.a"),
        ("conv2.conv", "f.b.0"),
        ("conv2.bn", "f.b.1"),
        ("conv2.act", "f.b.2"),
        ("conv2", "f.b"),
        ("conv3.conv", "f.c.0"),
        ("conv3.bn", "f.c.1"),
        ("conv3", "f.c"),
        ("se.pool", "f.se.avgpool"),
        ("se.act", "f.se.activation"),
        ("se.gate", "f.se.scale_activation"),
        ("se", "f.se"),
        ("downsample.conv", "proj.0"),
        ("downsample.bn", "proj.1"),
        ("downsample", "proj"),
        ("act3", "activation"),
    ];
    match place(path) {
        None => renamed(path, TABLE),
        Some((stage, None, _)) => format!("trunk_output.block{stage}"),
        Some((stage, Some(block), part)) => {
            let block = format!("trunk_output.block{stage}.block{stage}-{}", block - 1);
            below(&block, part, PARTS)
        }
    }
}

/// Spelling of `RegNetForImageClassification` of transformers for networks without gates.
pub(super) fn hugging_face_x(path: &str) -> String {
    hugging_face(path, LAYERS_OF_X)
}

/// The same for networks with gates, which count as layers.
pub(super) fn hugging_face_y(path: &str) -> String {
    hugging_face(path, LAYERS_OF_Y)
}

const LAYERS_OF_X: &[(&str, &str)] = &[
    ("conv1", "layer.0"),
    ("conv2", "layer.1"),
    ("conv3", "layer.2"),
];
const LAYERS_OF_Y: &[(&str, &str)] = &[
    ("conv1", "layer.0"),
    ("conv2", "layer.1"),
    ("se.pool", "layer.2.pooler"),
    ("se.fc1", "layer.2.attention.0"),
    ("se.act", "layer.2.attention.1"),
    ("se.fc2", "layer.2.attention.2"),
    ("se.gate", "layer.2.attention.3"),
    ("se", "layer.2"),
    ("conv3", "layer.3"),
];

fn hugging_face(path: &str, layers: &[(&str, &str)]) -> String {
    const TABLE: &[(&str, &str)] = &[
        ("stem", "regnet.embedder.embedder"),
        ("head.global_pool", "regnet.pooler"),
        ("head.fc", "classifier.1"),
        ("final_conv", "regnet.encoder"),
    ];
    let (named, inside) = match place(path) {
        None => (renamed(path, TABLE), path.starts_with("stem")),
        Some((stage, None, _)) => (format!("regnet.encoder.stages.{}", stage - 1), false),
        Some((stage, Some(block), part)) => {
            let block = format!("regnet.encoder.stages.{}.layers.{}", stage - 1, block - 1);
            let part = match part.strip_prefix("downsample") {
                Some(rest) => format!("shortcut{rest}"),
                None if part == "act3" => "activation".into(),
                None => part.to_owned(),
            };
            (below(&block, &part, layers), true)
        }
    };
    let kinds = [
        (".conv", ".convolution"),
        (".bn", ".normalization"),
        (".act", ".activation"),
    ];
    let found = kinds.iter().find_map(|(from, to)| {
        let (before, rest) = named.rsplit_once(from)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| format!("{before}{to}{rest}"))
    });
    found.filter(|_| inside).unwrap_or(named)
}

/// Takes `s2.b1.conv1` apart: stage, block and the rest.
fn place(path: &str) -> Option<(usize, Option<usize>, &str)> {
    let (stage, rest) = path.split_once('.').unwrap_or((path, ""));
    let stage = stage.strip_prefix('s')?.parse().ok()?;
    let (block, part) = rest.split_once('.').unwrap_or((rest, ""));
    let block = block.strip_prefix('b').and_then(|block| block.parse().ok());
    Some((stage, block.filter(|block| *block > 0), part))
}

fn below(block: &str, part: &str, table: &[(&str, &str)]) -> String {
    if part.is_empty() {
        return block.to_owned();
    }
    format!("{block}.{}", renamed(part, table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_torchvision_and_transformers() {
        struct Case(&'static str, &'static str, &'static str, &'static str);
        #[rustfmt::skip] // a name per line
        let cases = [
            Case("stem.conv.weight", "stem.0.weight", "regnet.embedder.embedder.convolution.weight", ""),
            Case("stem.bn.bias", "stem.1.bias", "regnet.embedder.embedder.normalization.bias", ""),
            Case("s1", "trunk_output.block1", "regnet.encoder.stages.0", ""),
            Case("s3.b2", "trunk_output.block3.block3-1", "regnet.encoder.stages.2.layers.1", ""),
            Case("s2.b1.conv1.bn.weight", "trunk_output.block2.block2-0.f.a.1.weight", "regnet.encoder.stages.1.layers.0.layer.0.normalization.weight", ""),
            Case("s2.b1.conv2", "trunk_output.block2.block2-0.f.b", "regnet.encoder.stages.1.layers.0.layer.1", ""),
            Case("s2.b1.conv3.conv.weight", "trunk_output.block2.block2-0.f.c.0.weight", "regnet.encoder.stages.1.layers.0.layer.2.convolution.weight", "regnet.encoder.stages.1.layers.0.layer.3.convolution.weight"),
            Case("s2.b1.se.fc1.bias", "trunk_output.block2.block2-0.f.se.fc1.bias", "", "regnet.encoder.stages.1.layers.0.layer.2.attention.0.bias"),
            Case("s2.b1.downsample.bn.bias", "trunk_output.block2.block2-0.proj.1.bias", "regnet.encoder.stages.1.layers.0.shortcut.normalization.bias", ""),
            Case("head.fc.weight", "fc.weight", "classifier.1.weight", ""),
        ];
        for Case(recipe, theirs, x, y) in cases {
            assert_eq!(torchvision(recipe), theirs);
            assert!(x.is_empty() || hugging_face_x(recipe) == x, "{recipe}");
            let y = if y.is_empty() { x } else { y };
            assert_eq!(hugging_face_y(recipe), y);
        }
    }
}
