//! `MobileNetV4` (Qin et al., 2024, <https://arxiv.org/abs/2404.10518>, tables 11 to 13) in the spelling
//! of timm.
//!
//! ```text
//! 3x3/2 ─ relu ─ five stages of blocks ─ mean ─ 1x1 ─ bn ─ relu ─ linear
//!
//! universal    (depthwise ─ bn) ─ 1x1 ─ bn ─ relu ─ (depthwise ─ bn ─ relu) ─ 1x1 ─ bn ─ (+)
//! attention    of hybrid networks (super::mobile_attention)
//! others       the fused blocks of EfficientNetV2, and convolutions with bn and relu alone
//! ```
//! The first four stages have a stride, in the second depthwise convolution of their first block or in
//! the only one. Blocks, widths and kernels follow from the shapes. timm has networks with the names and
//! shapes of others whose strides are pools ([`super::antialias`]). Hybrid-Large has GELU instead of ReLU.

use graph::NodeId;
use graph::ops::{Activation, Op};

use super::antialias::Antialias;
use super::inverted_residual::{Padding, Style, block, stem, unit};
use super::mobile_attention::{layer_scale, mobile_attention};
use super::mobile_names::{Block, Place, TIMM, Unit, timm_unit};
use super::named::{Argument, Named};
use super::network::Network;
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, MAX_BLOCKS, Variant, as_written, head};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "MobileNetV4",
    signs: &["dw_start.", "pw_exp.", "norm_head."],
    names: &[
        Named(
            &[
                "mobilenetv4_conv_small_035",
                "mobilenetv4_conv_small_050",
                "mobilenetv4_conv_small",
                "mobilenetv4_conv_medium",
                "mobilenetv4_conv_large",
            ],
            &[],
        ),
        Named(
            &["mobilenetv4_conv_aa_medium", "mobilenetv4_conv_aa_large"],
            &[("aa_layer", Argument::Text("avg"))],
        ),
        Named(
            &["mobilenetv4_conv_blur_medium"],
            &[("aa_layer", Argument::Text("blurpc"))],
        ),
        Named(
            &["mobilenetv4_hybrid_medium", "mobilenetv4_hybrid_medium_075"],
            &[],
        ),
        Named(
            &["mobilenetv4_hybrid_large", "mobilenetv4_hybrid_large_075"],
            &[("act_layer", Argument::Text("gelu"))],
        ),
    ],
    transformers: &[],
    recognise,
};

/// Strides of the stages.
const STRIDES: [usize; 5] = [2, 2, 2, 2, 1];
const EPSILON: f32 = 1e-5;

/// A network: its name, blocks of the third and fourth stages, side of its pictures, and what it may be
/// in timm, the usual one first. Smaller ones have no other facts.
type Row = (&'static str, [usize; 2], usize, &'static [&'static str]);

#[rustfmt::skip] // a network per line
const NETWORKS: [Row; 5] = [
    ("Conv-Small",    [ 6,  6], 224, &["mobilenetv4_conv_small"]),
    ("Conv-Medium",   [ 8, 11], 256, &["mobilenetv4_conv_medium", "mobilenetv4_conv_aa_medium", "mobilenetv4_conv_blur_medium"]),
    ("Conv-Large",    [11, 13], 256, &["mobilenetv4_conv_large", "mobilenetv4_conv_aa_large"]),
    ("Hybrid-Medium", [12, 16], 256, &["mobilenetv4_hybrid_medium"]),
    ("Hybrid-Large",  [15, 18], 384, &["mobilenetv4_hybrid_large"]),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    if !state.contains("norm_head.running_mean") || !state.contains("blocks.4.0.conv.weight") {
        return None;
    }
    let blocks = [2, 3].map(|stage| {
        let has = |n: &usize, kind: &str| state.contains(&format!("blocks.{stage}.{n}.{kind}"));
        let is_there = |n: &usize| has(n, "pw_exp.conv.weight") || has(n, "attn.query.proj.weight");
        (0..MAX_BLOCKS).take_while(is_there).count()
    });
    let hybrid = state
        .names()
        .any(|name| name.ends_with(".attn.query.proj.weight"));
    let fits = |row: &&Row| row.0.starts_with("Hybrid") == hybrid && row.1 == blocks;
    let found = NETWORKS.iter().find(fits);
    let (name, _, side, twins) = found?;
    let shorter = if *side == 224 { 256 } else { side * 20 / 19 };
    Some(Variant {
        name: format!("MobileNetV4-{name}"),
        spelling: as_written,
        input: InputRule {
            fit: InputFit::ResizeCrop { shorter },
            filter: InputFilter::Bicubic,
            ..InputRule::imagenet(*side)
        },
        networks: Networks::Of(twins.iter().map(|name| (*name).to_owned()).collect()),
        build,
    })
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = style(net)?;
    let mut x = stem(net, &timm_unit("conv_stem", "bn1"), x, &style)?;
    for (stage, stride) in STRIDES.into_iter().enumerate() {
        let kinds = ["conv", "conv_exp", "pw_exp.conv", "attn.query.proj"];
        let is_there = |net: &Network, n: usize| {
            kinds
                .iter()
                .any(|kind| net.has(&format!("blocks.{stage}.{n}.{kind}.weight")))
        };
        for n in (0..MAX_BLOCKS)
            .take_while(|n| is_there(net, *n))
            .collect::<Vec<_>>()
        {
            let at = Place {
                stage,
                block: n,
                all: 0,
            };
            let stride = if n == 0 { stride } else { 1 };
            x = one_block(net, at, x, stride, &style)?;
        }
        net.alias(&format!("blocks.{stage}"), x);
    }
    net.alias("blocks", x);
    let x = pooled(net, "global_pool", x, true)?;
    let names = timm_unit("conv_head", "norm_head");
    let x = unit(net, &names, x, 1, Some(style.activation), &style)?;
    let flatten = Op::Flatten {
        channels_last: false,
    };
    let x = net.step("flatten", flatten, x)?;
    Ok(vec![head::linear(net, "classifier", x)?])
}

fn style(net: &mut Network) -> Result<Style, FormatError> {
    net.facts.shown(&["group_size"]);
    let activation = net.facts.activation(&["act_layer"], Activation::Relu)?;
    Ok(Style {
        epsilon: net.facts.positive(&["bn_eps"])?.unwrap_or(EPSILON),
        activation,
        squeeze: activation,
        excite: Activation::Sigmoid,
        padding: Padding::read(net)?,
        antialias: Antialias::read(net)?,
    })
}

fn one_block(
    net: &mut Network,
    at: Place,
    x: NodeId,
    stride: usize,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let path = format!("blocks.{}.{}", at.stage, at.block);
    if net.has(&format!("{path}.pw_exp.conv.weight")) {
        return universal(net, &path, x, stride, style);
    }
    if net.has(&format!("{path}.attn.query.proj.weight")) {
        return mobile_attention(net, &path, x, style);
    }
    let names = (TIMM.block)(net, at);
    let adds = names.project.is_some(); // no convolution alone has a sum
    block(net, &Block { adds, ..names }, x, stride, style)
}

fn universal(
    net: &mut Network,
    path: &str,
    x: NodeId,
    stride: usize,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let has = |net: &Network, name: &str| net.has(&format!("{path}.{name}.conv.weight"));
    let (start, mid) = (has(net, "dw_start"), has(net, "dw_mid"));
    let mut y = x;
    if start {
        let stride = if mid { 1 } else { stride };
        y = normed(net, &part("dw_start"), y, stride, None, style)?;
    }
    let act = Some(style.activation);
    y = normed(net, &part("pw_exp"), y, 1, act, style)?;
    if mid {
        y = normed(net, &part("dw_mid"), y, stride, act, style)?;
    }
    y = normed(net, &part("pw_proj"), y, 1, None, style)?;
    y = layer_scale(net, path, y)?;
    if stride == 1 && net.shape(x) == net.shape(y) {
        return net.add(path, y, x);
    }
    net.alias(path, y);
    Ok(y)
}

/// Builds a `ConvNormAct` of timm.
fn normed(
    net: &mut Network,
    path: &str,
    x: NodeId,
    stride: usize,
    act: Option<Activation>,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let norm = format!("{path}.bn");
    let names = Unit {
        conv: format!("{path}.conv"),
        output: norm.clone(),
        also: format!("{norm}.act"),
        norm,
    };
    let antialias = style.antialias.filter(|_| stride > 1);
    let slid = if antialias.is_some() { 1 } else { stride };
    let mut x = unit(net, &names, x, slid, act, style)?;
    if let Some(antialias) = antialias {
        x = antialias.halved(net, &format!("{path}.aa"), x)?;
    }
    net.alias(path, x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::super::named::arguments;
    use super::*;

    #[test]
    fn blocks_tell_the_network_and_others_are_not_recognised() {
        let network = |[third, fourth]: [usize; 2], hybrid: bool, without: &str| {
            let block = |stage: usize, n: usize| {
                let attends = hybrid && n == 4;
                let kind = if attends {
                    "attn.query.proj"
                } else {
                    "pw_exp.conv"
                };
                format!("blocks.{stage}.{n}.{kind}.weight")
            };
            let third = (0..third).map(|n| block(2, n));
            let fourth = (0..fourth).map(|n| block(3, n));
            let ends = ["norm_head.running_mean", "blocks.4.0.conv.weight"].map(str::to_owned);
            let names = third
                .chain(fourth)
                .chain(ends)
                .filter(|name| name != without);
            let tensors: Vec<_> = names.map(|name| (name, &[1, 1, 1, 1][..])).collect();
            recognise(&state(&tensors))
        };
        for (name, blocks, _, twins) in NETWORKS {
            let hybrid = name.starts_with("Hybrid");
            let variant = network(blocks, hybrid, "").unwrap();
            assert_eq!(variant.name, format!("MobileNetV4-{name}"));
            assert!(
                twins
                    .iter()
                    .all(|name| arguments(FAMILY.names, name).is_some())
            );
            assert!(network(blocks, !hybrid, "").is_none());
            assert!(network(blocks, hybrid, "blocks.2.3.pw_exp.conv.weight").is_none());
            assert!(network(blocks, hybrid, "norm_head.running_mean").is_none());
        }
    }
}
