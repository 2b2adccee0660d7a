//! Pools of anti-aliased networks, which take the place of strides.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind, Select};

use super::network::{Network, Slide};
use crate::FormatError;

/// `aa_layer` of timm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Antialias {
    /// The mean of 2 x 2 pixels.
    Mean,
    /// The binomial 3 x 3 filter of `BlurPool` (Zhang, 2019, <https://arxiv.org/abs/1904.11486>).
    /// Around the picture, pixels are mirrored or 0.
    Blur { mirrored: bool },
}

impl Antialias {
    /// Takes the fact.
    pub(super) fn read(net: &mut Network) -> Result<Option<Self>, FormatError> {
        net.facts.read(&["aa_layer"], |json| {
            let name = json.as_str()?.to_lowercase().replace(['_', '-'], "");
            Some(match name.as_str() {
                "avg" | "avgpool" => Self::Mean,
                "blur" | "blurpool" => Self::Blur { mirrored: true },
                "blurpc" => Self::Blur { mirrored: false },
                _ => return None,
            })
        })
    }

    /// Halves an activation. `path` is the module.
    pub(super) fn halved(
        self,
        net: &mut Network,
        path: &str,
        x: NodeId,
    ) -> Result<NodeId, FormatError> {
        let mirrored = match self {
            Self::Mean => return mean(net, path, x, 2),
            Self::Blur { mirrored } => mirrored,
        };
        let part = |name: &str| format!("{path}.{name}");
        let x = if mirrored {
            let x = surrounded(net, &part("rows"), x, 2)?;
            surrounded(net, &part("columns"), x, 3)?
        } else {
            let window = [(1, 1); 2];
            net.step(&part("padded"), Op::Pad { window, value: 0.0 }, x)?
        };
        // [1, 2, 1] / 4 is [1, 1] / 2 twice.
        let x = mean(net, &part("mean"), x, 1)?;
        mean(net, path, x, 2)
    }
}

/// The mean of 2 x 2 pixels.
fn mean(net: &mut Network, path: &str, x: NodeId, stride: usize) -> Result<NodeId, FormatError> {
    let pool = Pool {
        kind: PoolKind::Average {
            count_padding: true,
        },
        kernel: [2, 2],
        window: Slide::bare(2).stride(stride).window(),
        ceil: false,
    };
    net.step(path, Op::Pool(pool), x)
}

/// Adds a mirrored row or column before and after, without repeating the outermost one.
fn surrounded(
    net: &mut Network,
    path: &str,
    x: NodeId,
    axis: usize,
) -> Result<NodeId, FormatError> {
    let size = net.shape(x).get(axis).copied().unwrap_or(1);
    if size < 2 {
        let fact =
            format!("its pool `{path}` mirrors an activation of one pixel: use a larger picture");
        return Err(net.facts.other(fact));
    }
    let places = [1].into_iter().chain(0..size).chain([size - 2]).collect();
    net.step(path, Op::Select(Select::Places { axis, places }), x)
}
