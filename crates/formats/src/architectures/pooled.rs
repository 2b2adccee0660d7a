//! The pool before the last layer: a mean, unless the settings have another one.

use graph::NodeId;
use graph::ops::{Binary, GlobalPool, Op};

use super::attention::scaled;
use super::network::Network;
use crate::FormatError;

#[derive(Clone, Copy)]
enum Pooled {
    Mean,
    Max,
    /// Half of the sum of both.
    Both,
    /// Both after each other.
    Joined,
}

/// Pools all pixels, `[1, channel]`, or `[1, channel, 1, 1]` if `keep_axes`.
pub(super) fn pooled(
    net: &mut Network,
    path: &str,
    x: NodeId,
    keep_axes: bool,
) -> Result<NodeId, FormatError> {
    let kind = net.facts.read(&["global_pool", "pooling_type"], |json| {
        let name = json.as_str()?;
        Some(match name.strip_prefix("fast").unwrap_or(name) {
            "avg" | "mean" => Pooled::Mean,
            "max" => Pooled::Max,
            "avgmax" => Pooled::Both,
            "catavgmax" => Pooled::Joined,
            _ => return None,
        })
    })?;
    let one = |net: &mut Network, path: &str, max: bool| {
        net.step(path, Op::GlobalPool(GlobalPool { max, keep_axes }), x)
    };
    let kind = kind.unwrap_or(Pooled::Mean);
    match kind {
        Pooled::Mean => one(net, path, false),
        Pooled::Max => one(net, path, true),
        Pooled::Both | Pooled::Joined => {
            let mean = one(net, &format!("{path}.mean"), false)?;
            let max = one(net, &format!("{path}.max"), true)?;
            if let Pooled::Joined = kind {
                return net.node(path, Op::Concat { axis: 1 }, &[mean, max], vec![]);
            }
            let sum = net.node(
                &format!("{path}.sum"),
                Op::Binary(Binary::Add),
                &[mean, max],
                vec![],
            )?;
            scaled(net, path, sum, 0.5)
        }
    }
}
