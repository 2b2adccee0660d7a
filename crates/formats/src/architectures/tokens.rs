//! Parts that vision transformers share: the tokens of the patches, the blocks, and what is read at
//! the end. Modules have timm's names.

use graph::NodeId;
use graph::ops::{Activation, Binary, Op, Reduce, ReduceKind, Select};

use super::attention::{How, attention};
use super::mlp::mlp;
use super::network::{Network, Slide};
use super::rotation::Rotation;
use crate::FormatError;

/// What all blocks of a network have in common and no weight shows.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// Epsilon of the norms.
    pub(super) epsilon: f32,
    pub(super) heads: usize,
    pub(super) act: Activation,
    /// Whether norms come after attention and MLP instead of before them.
    pub(super) norm_after: bool,
    /// The rotation of queries and keys.
    pub(super) rotation: Option<Rotation>,
}

/// Returns the tokens `[1, patches, width]`, and the rows and columns of the patches.
pub(super) fn patches(net: &mut Network, x: NodeId) -> Result<(NodeId, [usize; 2]), FormatError> {
    let patch = net.kernel("patch_embed.proj")?;
    let x = net.conv("patch_embed.proj", x, Slide::patches(patch))?;
    let grid = match net.shape(x) {
        &[.., height, width] => [height, width],
        _ => [1, 1],
    };
    let rows = Op::Reshape {
        axes: vec![0, 0, -1],
    };
    let x = net.step("patch_embed.flat", rows, x)?;
    let tokens = Op::Transpose {
        permutation: vec![0, 2, 1],
    };
    Ok((net.step("patch_embed", tokens, x)?, grid))
}

/// Builds a block. Each of `biases` is added to the scores of its attention.
pub(super) fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    block: Block,
    biases: &[NodeId],
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let norm = |net: &mut Network, name: &str, x: NodeId, here: bool| {
        if here {
            net.layer_norm(&part(name), x, 2, block.epsilon)
        } else {
            Ok(x)
        }
    };
    let after = block.norm_after;
    let y = norm(net, "norm1", x, !after)?;
    let how = How {
        heads: block.heads,
        rotation: block.rotation,
        epsilon: block.epsilon,
        biases,
    };
    let y = attention(net, &part("attn"), y, how)?;
    let y = layer_scale(net, &part("ls1"), y)?;
    let y = norm(net, "norm1", y, after)?;
    let x = net.add(&part("add"), x, y)?;
    let y = norm(net, "norm2", x, !after)?;
    let y = mlp(net, &part("mlp"), (block.act, block.epsilon), y)?;
    let y = layer_scale(net, &part("ls2"), y)?;
    let y = norm(net, "norm2", y, after)?;
    net.add(path, x, y)
}

/// Multiplies each channel by a learned factor, if the file has them.
fn layer_scale(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let gamma = format!("{path}.gamma");
    if !net.has(&gamma) {
        return Ok(x);
    }
    let gamma = net.constant(&gamma)?;
    net.node(path, Op::Binary(Binary::Mul), &[x, gamma], vec![])
}

/// Selects one token, `[1, width]`.
pub(super) fn token(
    net: &mut Network,
    path: &str,
    x: NodeId,
    index: usize,
) -> Result<NodeId, FormatError> {
    let range = index..index + 1;
    let one = Op::Select(Select::Range { axis: 1, range });
    let x = net.step(&format!("{path}.token"), one, x)?;
    net.step(path, Op::Reshape { axes: vec![0, -1] }, x)
}

/// Returns the mean of all tokens but the first `prefix`, `[1, width]`.
pub(super) fn mean_of_patches(
    net: &mut Network,
    x: NodeId,
    prefix: usize,
) -> Result<NodeId, FormatError> {
    let tokens = net.shape(x).get(1).copied().unwrap_or(0);
    let range = prefix..tokens;
    let patches = Op::Select(Select::Range { axis: 1, range });
    let x = net.step("patches", patches, x)?;
    let mean = Reduce {
        kind: ReduceKind::Mean,
        axes: vec![1],
        keep_axes: false,
    };
    net.step("patches.mean", Op::Reduce(mean), x)
}

/// Builds what comes after the blocks of timm's networks: a norm, the class token or the mean of all
/// tokens but the first `prefix`, a norm, and the linear layer. Only one of the norms is there, unless
/// a setting says so. Without settings, the mean is read if its norm is there.
pub(super) fn head(
    net: &mut Network,
    x: NodeId,
    prefix: usize,
    epsilon: f32,
) -> Result<Vec<NodeId>, FormatError> {
    let mut x = x;
    if net.has("norm.weight") {
        x = net.layer_norm("norm", x, 2, epsilon)?;
    }
    let of_token = net
        .facts
        .read(&["global_pool"], |pool| match pool.as_str()? {
            "token" => Some(true),
            "avg" => Some(false),
            _ => None,
        })?;
    let usual = net.has("cls_token") && !net.has("fc_norm.weight");
    x = if of_token.unwrap_or(usual) {
        token(net, "class", x, 0)?
    } else {
        mean_of_patches(net, x, prefix)?
    };
    if net.has("fc_norm.weight") {
        x = net.layer_norm("fc_norm", x, 1, epsilon)?;
    }
    Ok(vec![net.linear("head", x)?])
}
