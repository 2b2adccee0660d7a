//! Self-attention (Vaswani et al., 2017, <https://arxiv.org/abs/1706.03762>) of vision transformers.

use burn::tensor::Tensor;
use graph::ops::{Binary, Op, Select};
use graph::{NodeId, Value};

use super::network::Network;
use crate::FormatError;

/// Builds `softmax(q · kᵀ / √d + biases) · v` and a linear layer, for `x` of the shape
/// `[1, …, tokens, dim]`. Each of `biases` has the shape `[1, …, heads or 1, tokens, tokens]`.
///
/// Query, key and value come from one linear layer `path.qkv`, or from `path.query`, `path.key` and
/// `path.value`. Biases of a joined layer may be `path.q_bias` and `path.v_bias`. The last linear layer is `path.proj`, and its output is also named `path`.
pub(super) fn attention(
    net: &mut Network,
    path: &str,
    x: NodeId,
    heads: usize,
    biases: &[NodeId],
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let [queries, keys, values] = query_key_value(net, path, x)?;
    let queries = split(net, &part("queries"), queries, heads, false)?;
    let keys = split(net, &part("keys"), keys, heads, true)?;
    let values = split(net, &part("values"), values, heads, false)?;
    let shape = net.shape(queries);
    let (axes, depth) = (shape.len(), shape.last().copied().unwrap_or(1));
    let queries = scaled(net, &part("scaled"), queries, 1.0 / (depth as f32).sqrt())?;
    let mut scores = net.node(&part("scores"), Op::MatMul, &[queries, keys], vec![])?;
    for (index, bias) in biases.iter().enumerate() {
        scores = net.add(&part(&format!("scores.{index}")), scores, *bias)?;
    }
    let softmax = Op::Softmax { axis: axes - 1 };
    let weights = net.step(&part("softmax"), softmax, scores)?;
    let mixed = net.node(&part("mixed"), Op::MatMul, &[weights, values], vec![])?;
    let permutation = heads_and_tokens_swapped(axes);
    let mixed = net.step(&part("turned"), Op::Transpose { permutation }, mixed)?;
    // Merges the last two axes, the heads and their channels.
    let mut merged = vec![0; axes - 2];
    merged.push(-1);
    let mixed = net.step(&part("joined"), Op::Reshape { axes: merged }, mixed)?;
    let y = net.linear(&part("proj"), mixed)?;
    net.alias(path, y);
    Ok(y)
}

/// Multiplies `x` by a constant.
pub(super) fn scaled(
    net: &mut Network,
    path: &str,
    x: NodeId,
    factor: f32,
) -> Result<NodeId, FormatError> {
    let factor = net.fixed(&format!("{path}.factor"), vec![factor], &[1])?;
    net.node(path, Op::Binary(Binary::Mul), &[x, factor], vec![])
}

fn query_key_value(net: &mut Network, path: &str, x: NodeId) -> Result<[NodeId; 3], FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    if !net.has(&part("qkv.weight")) {
        let linear = |net: &mut Network, name: &str| net.linear(&part(name), x);
        return Ok([
            linear(net, "query")?,
            linear(net, "key")?,
            linear(net, "value")?,
        ]);
    }
    let joined = if net.has(&part("q_bias")) {
        let bias = joined_bias(net, path)?;
        net.linear_with(&part("qkv"), x, Some(bias))?
    } else {
        net.linear(&part("qkv"), x)?
    };
    let axis = net.shape(joined).len() - 1;
    let size = net.shape(joined).last().copied().unwrap_or(0) / 3;
    let third = |net: &mut Network, name: &str, index: usize| {
        let range = size * index..size * (index + 1);
        net.step(
            &part(name),
            Op::Select(Select::Range { axis, range }),
            joined,
        )
    };
    Ok([
        third(net, "query", 0)?,
        third(net, "key", 1)?,
        third(net, "value", 2)?,
    ])
}

/// Returns the bias of a joined layer whose keys have none.
fn joined_bias(net: &mut Network, path: &str) -> Result<Value, FormatError> {
    let mut bias = |name: &str| {
        let tensor = format!("{path}.{name}");
        let value = net.weight(&tensor)?.rank1();
        value.map_err(|reason| FormatError::Tensor {
            tensor: net.name(&tensor),
            reason,
        })
    };
    let (queries, values) = (bias("q_bias")?, bias("v_bias")?);
    let keys = queries.zeros_like();
    Ok(Value::R1(Tensor::cat(vec![queries, keys, values], 0)))
}

/// Splits `[1, …, tokens, dim]` into `[1, …, heads, tokens, dim / heads]`. For keys, swaps the last
/// two axes.
fn split(
    net: &mut Network,
    path: &str,
    x: NodeId,
    heads: usize,
    key: bool,
) -> Result<NodeId, FormatError> {
    let axes = net.shape(x).len();
    let mut split = vec![0; axes - 1];
    split.extend([i64::try_from(heads).unwrap_or(i64::MAX), -1]);
    let x = net.step(&format!("{path}.heads"), Op::Reshape { axes: split }, x)?;
    let mut permutation = heads_and_tokens_swapped(axes + 1);
    if key {
        permutation.swap(axes - 1, axes);
    }
    net.step(path, Op::Transpose { permutation }, x)
}

/// Returns a permutation that swaps the third last and the second last axis.
fn heads_and_tokens_swapped(axes: usize) -> Vec<usize> {
    let mut permutation: Vec<usize> = (0..axes).collect();
    permutation.swap(axes - 3, axes - 2);
    permutation
}
