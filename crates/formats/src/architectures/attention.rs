//! Self-attention (Vaswani et al., 2017, <https://arxiv.org/abs/1706.03762>) of vision transformers.

use burn::tensor::Tensor;
use graph::ops::{Binary, Op, Reduce, ReduceKind, Select};
use graph::{NodeId, Value};

use super::network::Network;
use super::rotation::Rotation;
use crate::FormatError;

/// How an attention is built.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) heads: usize,
    /// Each has the shape `[1, …, heads or 1, tokens, tokens]`.
    pub(super) biases: &'a [NodeId],
    /// The rotation of queries and keys.
    pub(super) rotation: Option<Rotation>,
    /// Epsilon of a norm before the last linear layer.
    pub(super) epsilon: f32,
}

impl<'a> How<'a> {
    /// Without a rotation or a norm.
    pub(super) fn plain(heads: usize, biases: &'a [NodeId]) -> Self {
        Self {
            heads,
            biases,
            rotation: None,
            epsilon: EPSILON,
        }
    }
}

/// Epsilon of a norm that is not there.
const EPSILON: f32 = 1e-6;

/// Builds `softmax(q · kᵀ / √d + biases) · v` and a linear layer, for `x` of the shape
/// `[1, …, tokens, dim]`. A norm before the last linear layer is `path.norm`.
///
/// Query, key and value come from one linear layer `path.qkv`, or from `path.query`, `path.key` and
/// `path.value`, which may also be `path.q_proj` and so on. Biases of a joined layer may be
/// `path.q_bias` and `path.v_bias`. The last linear layer is `path.proj`, and its output is also named
/// `path`.
pub(super) fn attention(
    net: &mut Network,
    path: &str,
    x: NodeId,
    how: How,
) -> Result<NodeId, FormatError> {
    let [queries, keys, values] = heads_apart(net, path, x, (how.heads, how.rotation))?;
    let depth = net.shape(queries).last().copied().unwrap_or(1);
    let scaled = scaled(
        net,
        &format!("{path}.scaled"),
        queries,
        1.0 / (depth as f32).sqrt(),
    )?;
    mixed(net, path, [scaled, keys, values], how)
}

/// Builds attention by the cosine of query and key (Liu et al., 2021,
/// <https://arxiv.org/abs/2111.09883>, section 3.2): `softmax(cos(q, k) · factor + biases) · v`. The
/// factors are `[heads, 1, 1]`. Keys have no bias, even if the joined layer has one for them.
pub(super) fn cosine_attention(
    net: &mut Network,
    path: &str,
    x: NodeId,
    (heads, factors): (usize, NodeId),
    biases: &[NodeId],
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let [queries, keys, values] = heads_apart(net, path, x, (heads, None))?;
    let axis = net.shape(queries).len().saturating_sub(1);
    let queries = normalised(net, &part("queries"), queries, axis)?;
    let keys = normalised(net, &part("keys"), keys, axis.saturating_sub(1))?;
    let product = Op::Binary(Binary::Mul);
    let queries = net.node(&part("scaled"), product, &[queries, factors], vec![])?;
    mixed(
        net,
        path,
        [queries, keys, values],
        How::plain(heads, biases),
    )
}

/// Divides vectors along an axis by their length, unless it is next to nothing.
fn normalised(
    net: &mut Network,
    path: &str,
    x: NodeId,
    axis: usize,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let length = Reduce {
        kind: ReduceKind::L2,
        axes: vec![axis],
        keep_axes: true,
    };
    let length = net.step(&part("length"), Op::Reduce(length), x)?;
    let least = net.fixed(&part("least"), vec![LEAST_LENGTH], &[1])?;
    let larger = Op::Binary(Binary::Max);
    let length = net.node(&part("divisor"), larger, &[length, least], vec![])?;
    let quotient = Op::Binary(Binary::Div);
    net.node(&part("normalised"), quotient, &[x, length], vec![])
}

/// `eps` of `normalize` in PyTorch.
const LEAST_LENGTH: f32 = 1e-12;

/// Returns queries `[1, …, heads, tokens, depth]`, keys `[1, …, heads, depth, tokens]` and values.
fn heads_apart(
    net: &mut Network,
    path: &str,
    x: NodeId,
    (heads, rotation): (usize, Option<Rotation>),
) -> Result<[NodeId; 3], FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let [mut queries, mut keys, values] = query_key_value(net, path, x)?;
    if let Some(rotation) = rotation {
        queries = rotation.applied(net, &part("queries"), queries)?;
        keys = rotation.applied(net, &part("keys"), keys)?;
    }
    Ok([
        split(net, &part("queries"), queries, heads, false)?,
        split(net, &part("keys"), keys, heads, true)?,
        split(net, &part("values"), values, heads, false)?,
    ])
}

/// Builds what comes after queries and keys are scaled.
fn mixed(
    net: &mut Network,
    path: &str,
    [queries, keys, values]: [NodeId; 3],
    how: How,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let axes = net.shape(queries).len();
    let mut scores = net.node(&part("scores"), Op::MatMul, &[queries, keys], vec![])?;
    for (index, bias) in how.biases.iter().enumerate() {
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
    let mixed = if net.has(&part("norm.weight")) {
        net.layer_norm(&part("norm"), mixed, axes - 2, how.epsilon)?
    } else {
        mixed
    };
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
        let names = if net.has(&part("q_proj.weight")) {
            ["q_proj", "k_proj", "v_proj"]
        } else {
            ["query", "key", "value"]
        };
        let [query, key, value] = names.map(|name| net.linear(&part(name), x));
        return Ok([query?, key?, value?]);
    }
    let bias = joined_bias(net, path)?;
    let joined = net.linear_with(&part("qkv"), x, bias)?;
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

/// Returns the bias of a joined layer. Keys have none in it if it is stored in parts, or if scores are
/// cosines.
fn joined_bias(net: &mut Network, path: &str) -> Result<Option<Value>, FormatError> {
    let has = |name: &str| net.has(&format!("{path}.{name}"));
    let (in_parts, joined) = (has("q_bias"), has("qkv.bias"));
    let of_cosines = has("logit_scale");
    let mut bias = |name: &str| {
        let tensor = format!("{path}.{name}");
        let value = net.weight(&tensor)?.rank1();
        value.map_err(|reason| FormatError::Tensor {
            tensor: net.name(&tensor),
            reason,
        })
    };
    let (queries, values) = match (in_parts, joined) {
        (true, _) => (bias("q_bias")?, bias("v_bias")?),
        (false, true) => {
            let bias = bias("qkv.bias")?;
            if !of_cosines {
                return Ok(Some(Value::R1(bias)));
            }
            let [size] = bias.dims().map(|size| size / 3);
            (
                bias.clone().narrow(0, 0, size),
                bias.narrow(0, 2 * size, size),
            )
        }
        (false, false) => return Ok(None),
    };
    let keys = queries.zeros_like();
    Ok(Some(Value::R1(Tensor::cat(vec![queries, keys, values], 0))))
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
