//! The attention block of `MobileNetV4` (Qin et al., 2024, <https://arxiv.org/abs/2404.10518>, section
//! 5.2): many queries, and one key and value for all heads, perhaps of a smaller picture.
//!
//! ```text
//! bn ─ [1x1 queries, (depthwise /2 ─ bn ─) 1x1 key, (depthwise /2 ─ bn ─) 1x1 value]
//!    ─ softmax(q · kᵀ / √d) · v ─ 1x1 ─ layer scale ─ +
//! ```
//! The number of heads follows from the shapes: queries have as many channels as the key, for each head.

use graph::NodeId;
use graph::ops::{Binary, Op};

use super::attention::scaled;
use super::inverted_residual::{Style, unit};
use super::mobile_names::Unit;
use super::network::{Network, Slide};
use crate::FormatError;

pub(super) fn mobile_attention(
    net: &mut Network,
    path: &str,
    x: NodeId,
    style: &Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.attn.{name}");
    let y = net.batch_norm(&format!("{path}.norm"), x, style.epsilon)?;
    let queries = net.conv(&part("query.proj"), y, Slide::same(1))?;
    let keys = smaller(net, &part("key"), y, style)?;
    let values = smaller(net, &part("value"), y, style)?;
    let channels = |net: &Network, id: NodeId| net.shape(id).get(1).copied().unwrap_or(1).max(1);
    let depth = channels(net, keys);
    let heads = channels(net, queries) / depth;
    // [1, heads, pixels, depth] · [1, 1, depth, pixels] · [1, 1, pixels, depth]
    let queries = split(net, &part("queries"), queries, heads)?;
    let queries = turned(net, &part("queries.turned"), queries)?;
    let keys = split(net, &part("keys"), keys, 1)?;
    let values = split(net, &part("values"), values, 1)?;
    let values = turned(net, &part("values.turned"), values)?;
    let queries = scaled(net, &part("scaled"), queries, 1.0 / (depth as f32).sqrt())?;
    let scores = net.node(&part("scores"), Op::MatMul, &[queries, keys], vec![])?;
    let weights = net.step(&part("softmax"), Op::Softmax { axis: 3 }, scores)?;
    let mixed = net.node(&part("mixed"), Op::MatMul, &[weights, values], vec![])?;
    let mixed = turned(net, &part("mixed.turned"), mixed)?;
    let sides = net.shape(x).iter().skip(2);
    let sides: Vec<i64> = sides
        .map(|side| i64::try_from(*side).unwrap_or(i64::MAX))
        .collect();
    let axes = [0, -1].into_iter().chain(sides).collect();
    let mixed = net.step(&part("joined"), Op::Reshape { axes }, mixed)?;
    let y = net.conv(&part("output.proj"), mixed, Slide::same(1))?;
    net.alias(&part("output"), y);
    net.alias(&format!("{path}.attn"), y);
    let y = layer_scale(net, path, y)?;
    net.add(path, y, x)
}

/// Multiplies each channel by its own number, if the block has them.
pub(super) fn layer_scale(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let path = format!("{path}.layer_scale");
    let tensor = format!("{path}.gamma");
    if !net.has(&tensor) {
        return Ok(x);
    }
    let channels = net.shape(x).get(1).copied().unwrap_or(1);
    let gamma = net.arranged(&tensor, &[1, channels, 1, 1])?;
    net.node(&path, Op::Binary(Binary::Mul), &[x, gamma], vec![])
}

/// Builds a key or value.
fn smaller(net: &mut Network, path: &str, x: NodeId, style: &Style) -> Result<NodeId, FormatError> {
    let mut x = x;
    if net.has(&format!("{path}.down_conv.weight")) {
        let names = Unit {
            conv: format!("{path}.down_conv"),
            norm: format!("{path}.norm"),
            output: format!("{path}.norm"),
            also: format!("{path}.norm"),
        };
        x = unit(net, &names, x, 2, None, style)?;
    }
    let x = net.conv(&format!("{path}.proj"), x, Slide::same(1))?;
    net.alias(path, x);
    Ok(x)
}

/// From `[1, channels, height, width]` to `[1, heads, channels / heads, pixels]`.
fn split(net: &mut Network, path: &str, x: NodeId, heads: usize) -> Result<NodeId, FormatError> {
    let channels = net.shape(x).get(1).copied().unwrap_or(1);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let axes = vec![0, number(heads), number(channels / heads.max(1)), -1];
    net.step(path, Op::Reshape { axes }, x)
}

/// Swaps the last two axes.
fn turned(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let permutation = vec![0, 1, 3, 2];
    net.step(path, Op::Transpose { permutation }, x)
}
