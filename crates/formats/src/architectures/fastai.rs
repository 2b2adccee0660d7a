//! The head that fastai's `vision_learner` adds to a body (`create_head`).
//!
//! ```text
//! [max pool, mean pool] ─ flatten ─ 1.2 batch norm ─ dropout ─ 1.4 linear ─ relu
//!                                 ─ 1.6 batch norm ─ dropout ─ 1.8 linear
//! ```

use graph::NodeId;
use graph::ops::{GlobalPool, Op};

use super::network::Network;
use crate::FormatError;

/// `BatchNorm1d` of fastai's `LinBnDrop`.
const EPSILON: f32 = 1e-5;

pub(super) fn head(net: &mut Network, x: NodeId) -> Result<NodeId, FormatError> {
    let pooled = |net: &mut Network, path: &str, max: bool| {
        let pool = GlobalPool {
            max,
            keep_axes: false,
        };
        net.step(path, Op::GlobalPool(pool), x)
    };
    let (max, mean) = (pooled(net, "1.0.mp", true)?, pooled(net, "1.0.ap", false)?);
    let mut x = net.node("1.0", Op::Concat { axis: 1 }, &[max, mean], vec![])?;
    // A linear layer is followed by a ReLU, unless it is the last one or a norm comes directly
    // after it (`bn_final`).
    let mut relu = None;
    for index in 2..MAX_CHILDREN {
        let path = format!("1.{index}");
        if net.has(&format!("{path}.running_mean")) {
            if let Some(before) = relu.take().filter(|place| *place < index) {
                x = net.relu(&format!("1.{before}"), x)?;
            }
            x = net.batch_norm(&path, x, EPSILON)?;
        } else if net.has(&format!("{path}.weight")) {
            x = net.linear(&path, x)?;
            relu = Some(index + 1);
        }
    }
    Ok(x)
}

/// Spelling of a torchvision body: `features` is `0.0`.
pub(super) fn features(path: &str) -> String {
    match path.strip_prefix("features") {
        Some(rest) => format!("0.0{rest}"),
        None => path.into(),
    }
}

/// Spelling of a timm body (`TimmBody`): every module is below `0.model`.
pub(super) fn timm(path: &str) -> String {
    let is_head = path == "1" || path.starts_with("1.");
    if is_head {
        path.into()
    } else {
        format!("0.model.{path}")
    }
}

/// Far more children than `create_head` makes with any `lin_ftrs`.
const MAX_CHILDREN: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_fastai() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        for Case(spelling, recipe, file) in [
            Case(features, "features.3.weight", "0.0.3.weight"),
            Case(features, "features", "0.0"),
            Case(features, "1.2.bias", "1.2.bias"),
            Case(timm, "blocks.1.0.bn1", "0.model.blocks.1.0.bn1"),
            Case(timm, "1.0.mp", "1.0.mp"),
            Case(timm, "1", "1"),
        ] {
            assert_eq!(spelling(recipe), file);
        }
    }
}
