//! `ConvNeXt` (Liu et al., 2022, <https://arxiv.org/abs/2201.03545>) and its second version (Woo et
//! al., 2023, <https://arxiv.org/abs/2301.00808>) in the spellings of timm,
//! torchvision, Hugging Face and the authors' own code. The recipe has timm's names.
//!
//! ```text
//! stem 4x4/4 ─ norm ─ stages.0 ─ norm ─ 2x2/2 ─ stages.1 ─ … ─ stages.3 ─ mean ─ norm ─ linear
//!
//! block    depthwise 7x7 ─ norm ─ linear x4 ─ GELU ─ linear ─ layer scale ─ +
//! V2       depthwise 7x7 ─ norm ─ linear x4 ─ GELU ─ response norm ─ linear ─ +
//!
//! depths    2 2  6 2   2 2  8 2   3 3  9 3   3 3 27 3
//! ```
//! Norms are layer norms over the channels of each pixel. Depths, widths, kernels and patches follow
//! from the shapes.

use graph::NodeId;
use graph::ops::{Activation, Binary, Op};

use super::named::{Argument, Named};
use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::response_norm::response_norm;
use super::{Family, MAX_BLOCKS, Variant, as_written, convnext_names};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "ConvNeXt",
    signs: &["dwconv.", "conv_dw.", ".gamma", "layer_scale"],
    names: NAMES,
    transformers: &["convnext", "convnextv2"],
    recognise,
};

const EPSILON: f32 = 1e-6;
/// Epsilon of the last norm in Hugging Face.
const EPSILON_HUGGING_FACE: f32 = 1e-12;

/// timm's networks of this family. Those for tests are so small that people use them.
const NAMES: &[Named] = &[
    Named(
        &[
            "convnext_atto",
            "convnext_femto",
            "convnext_pico",
            "convnext_nano",
            "convnext_tiny",
            "convnext_small",
            "convnext_base",
            "convnext_large",
            "convnext_xlarge",
            "convnextv2_atto",
            "convnextv2_femto",
            "convnextv2_pico",
            "convnextv2_nano",
            "convnextv2_tiny",
            "convnextv2_small",
            "convnextv2_base",
            "convnextv2_large",
            "convnextv2_huge",
        ],
        &[],
    ),
    Named(
        &["convnext_xxlarge"],
        &[("norm_eps", Argument::Number(1e-5))],
    ),
    Named(
        &["test_convnext", "test_convnext2"],
        &[
            ("norm_eps", Argument::Number(1e-5)),
            ("act_layer", Argument::Text("gelu_tanh")),
        ],
    ),
    Named(
        &["test_convnext3"],
        &[
            ("norm_eps", Argument::Number(1e-5)),
            ("act_layer", Argument::Text("silu")),
        ],
    ),
];

/// Name, depth of the third stage, width of the first, and the shorter side to which torchvision
/// resizes a picture before it crops 224 x 224. For networks that torchvision does not have, 256.
const SIZES: &[(&str, usize, usize, usize)] = &[
    ("Atto", 6, 40, 256),
    ("Femto", 6, 48, 256),
    ("Pico", 6, 64, 256),
    ("Nano", 8, 80, 256),
    ("Tiny", 9, 96, 236),
    ("Small", 27, 96, 230),
    ("Base", 27, 128, 232),
    ("Large", 27, 192, 232),
    ("XLarge", 27, 256, 256),
    ("Huge", 27, 352, 256),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &str); 5] = [
        (as_written, "stages.0.blocks.0.conv_dw.weight"),
        (convnext_names::torchvision, "features.1.0.layer_scale"),
        (convnext_names::hugging_face, "convnext.encoder.stages.0.layers.0.dwconv.weight"),
        (convnext_names::hugging_face_v2, "convnextv2.encoder.stages.0.layers.0.dwconv.weight"),
        (convnext_names::authors, "stages.0.0.dwconv.weight"),
    ];
    let (spelling, _) = *spellings.iter().find(|(_, name)| state.contains(name))?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let width = *shape("stem.0.weight")?.first()?;
    let depth = (0..MAX_BLOCKS)
        .take_while(|block| shape(&format!("stages.2.blocks.{block}.conv_dw.weight")).is_some())
        .count();
    let size = (SIZES.iter()).find(|size| (size.1, size.2) == (depth, width));
    let second = shape("stages.0.blocks.0.mlp.grn.weight").is_some();
    let version = if second { "ConvNeXt V2" } else { "ConvNeXt" };
    let name = size.map_or("", |size| size.0);
    let torchvision = state.contains("features.0.0.weight");
    let shorter = size.filter(|_| torchvision).map_or(256, |size| size.3);
    Some(Variant {
        name: format!("{version} {name}").trim_end().to_owned(),
        spelling,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            filter: if torchvision {
                InputFilter::Bilinear
            } else {
                InputFilter::Bicubic
            },
            ..InputRule::imagenet(224)
        },
        networks: if state.contains("stages.0.blocks.0.conv_dw.weight") {
            networks(depth, width, shape("stages.3.blocks.0.conv_dw.weight"))
        } else {
            Networks::One
        },
        build,
    })
}

/// Some networks of timm have an epsilon and an activation of their own, which their sizes show.
fn networks(depth: usize, width: usize, last: Option<&[usize]>) -> Networks {
    let name = match (depth, width, last) {
        (30, 384, _) => "convnext_xxlarge",
        (4, 24, _) => "test_convnext",
        (1, 32, Some([.., 3])) => "test_convnext3",
        (1, 32, _) => "test_convnext2",
        _ => return Networks::One,
    };
    Networks::Of(vec![name.into()])
}

/// What the weights do not show.
#[derive(Clone, Copy)]
struct Style {
    epsilon: f32,
    act: Activation,
}

impl Style {
    fn read(net: &mut Network) -> Result<Self, FormatError> {
        net.facts.shown(&[
            "conv_bias",
            "conv_mlp",
            "depths",
            "dims",
            "head_hidden_size",
            "hidden_sizes",
            "kernel_sizes",
            "layer_scale_init_value",
            "num_stages",
            "stem_type",
            "use_grn",
        ]);
        net.facts.agrees(&["output_stride"], 32)?;
        net.facts.agrees(&["head_norm_first"], false)?;
        net.facts
            .is_one_of(&["norm_layer"], &["layernorm", "layernorm2d"])?;
        let act = ["hidden_act", "act_layer"];
        Ok(Self {
            epsilon: net.facts.positive(&["norm_eps"])?.unwrap_or(EPSILON),
            act: net.facts.activation(&act, Activation::Gelu)?,
        })
    }
}

/// Patches beside each other. An odd kernel may also be one of windows that overlap.
fn patches(net: &mut Network, path: &str) -> Result<Slide, FormatError> {
    let side = net.kernel(path)?;
    if side > 1 && !side.is_multiple_of(2) {
        let fact = format!(
            "`{}.weight` has a kernel of {side} x {side}",
            net.name(path)
        );
        return Err(net.facts.other(fact));
    }
    net.facts.agrees(&["patch_size"], side)?;
    Ok(Slide::patches(side))
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = Style::read(net)?;
    let stem = patches(net, "stem.0")?;
    let x = net.conv("stem.0", x, stem)?;
    let mut x = net.layer_norm("stem.1", x, 1, style.epsilon)?;
    net.alias("stem", x);
    for stage in 0..4 {
        let path = format!("stages.{stage}");
        // timm's first stage halves the activation after patches of 2 x 2.
        if stage > 0 || net.has(&format!("{path}.downsample.1.weight")) {
            x = net.layer_norm(&format!("{path}.downsample.0"), x, 1, style.epsilon)?;
            x = net.conv(&format!("{path}.downsample.1"), x, Slide::patches(2))?;
            net.alias(&format!("{path}.downsample"), x);
        }
        let blocks = net.count(|block| format!("{path}.blocks.{block}.conv_dw.weight"));
        for block in 0..blocks {
            x = residual(net, &format!("{path}.blocks.{block}"), x, style)?;
        }
        net.alias(&format!("{path}.blocks"), x);
        net.alias(&path, x);
    }
    net.alias("stages", x);
    let x = pooled(net, "head.global_pool", x, false)?;
    let stated = net.facts.positive(&["layer_norm_eps"])?;
    let usual = if net.name("head.fc") == "classifier" {
        EPSILON_HUGGING_FACE
    } else {
        style.epsilon
    };
    let x = net.layer_norm("head.norm", x, 1, stated.unwrap_or(usual))?;
    Ok(vec![net.linear("head.fc", x)?])
}

fn residual(net: &mut Network, path: &str, x: NodeId, style: Style) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let channels = net.shape(x).get(1).copied().unwrap_or(1);
    // An even kernel changes the size, so that the sum fails.
    let kernel = net.kernel(&part("conv_dw"))?;
    let slide = Slide::same(kernel).groups(channels);
    let mut y = net.conv(&part("conv_dw"), x, slide)?;
    // Small networks of timm have 1x1 convolutions instead of linear layers.
    let linear = net.dims(&part("mlp.fc1.weight"))?.len() == 2;
    if linear {
        y = transposed(net, &part("channels_last"), y, [0, 2, 3, 1])?;
    }
    let axis = if linear { 3 } else { 1 };
    let pointwise = |net: &mut Network, path: &str, x: NodeId| {
        if linear {
            net.linear(path, x)
        } else {
            net.conv(path, x, Slide::same(1))
        }
    };
    y = net.layer_norm(&part("norm"), y, axis, style.epsilon)?;
    y = pointwise(net, &part("mlp.fc1"), y)?;
    y = net.activation(&part("mlp.act"), style.act, y)?;
    if net.has(&part("mlp.grn.weight")) {
        y = response_norm(net, &part("mlp.grn"), y, axis)?;
    }
    y = pointwise(net, &part("mlp.fc2"), y)?;
    net.alias(&part("mlp"), y);
    if linear {
        y = transposed(net, &part("channels_first"), y, [0, 3, 1, 2])?;
    }
    if net.has(&part("gamma")) {
        let scale = net.arranged(&part("gamma"), &[channels, 1, 1])?;
        y = net.node(
            &part("scaled"),
            Op::Binary(Binary::Mul),
            &[y, scale],
            vec![],
        )?;
    }
    net.add(path, y, x)
}

fn transposed(
    net: &mut Network,
    path: &str,
    x: NodeId,
    permutation: [usize; 4],
) -> Result<NodeId, FormatError> {
    let permutation = permutation.to_vec();
    net.step(path, Op::Transpose { permutation }, x)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    #[test]
    fn the_name_and_the_input_follow_from_names_and_shapes() {
        const DEPTHWISE: &[usize] = &[40, 1, 7, 7];
        struct Case(
            &'static [(&'static str, &'static [usize])],
            &'static str,
            usize,
            bool,
        );
        #[rustfmt::skip] // one tensor per line
        let cases = [
            Case(&[
                ("stem.0.weight", &[40, 3, 4, 4]),
                ("stages.0.blocks.0.conv_dw.weight", DEPTHWISE),
                ("stages.0.blocks.0.mlp.grn.weight", &[160]),
                ("stages.2.blocks.0.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.1.conv_dw.weight", DEPTHWISE),
                ("stages.2.blocks.2.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.3.conv_dw.weight", DEPTHWISE),
                ("stages.2.blocks.4.conv_dw.weight", DEPTHWISE), ("stages.2.blocks.5.conv_dw.weight", DEPTHWISE),
            ], "ConvNeXt V2 Atto", 256, true),
            Case(&[
                ("downsample_layers.0.0.weight", &[64, 3, 4, 4]),
                ("stages.0.0.dwconv.weight", DEPTHWISE),
            ], "ConvNeXt", 256, true),
            Case(&[
                ("features.0.0.weight", &[64, 3, 4, 4]),
                ("features.1.0.layer_scale", &[64, 1, 1]),
            ], "ConvNeXt", 256, false),
        ];
        for Case(tensors, name, shorter, bicubic) in cases {
            let found = recognise(&bare::state(tensors)).unwrap();
            assert_eq!(found.name, name);
            assert_eq!(
                found.input.filter == InputFilter::Bicubic,
                bicubic,
                "{name}"
            );
            assert_eq!(found.input.fit, InputFit::ResizeCrop { shorter }, "{name}");
        }
    }
}
