//! `SqueezeNet` (Iandola et al., 2016, <https://arxiv.org/abs/1602.07360>) in the spellings of
//! torchvision and fastai.
//!
//! ```text
//! features.0    7x7/2 (1.0) or 3x3/2 (1.1) ─ relu, then fire modules and max pools 3x3/2
//! classifier    1x1, a map for each class ─ relu ─ mean
//! fire          1x1 ─ relu ─ [1x1 ─ relu, 3x3 ─ relu] joined
//! ```
//! The pools are children without weights, so gaps in the numbers of `features` show where they are.

use graph::NodeId;
use graph::ops::{Op, Pool, PoolKind};

use super::network::{Network, Slide, Spelling};
use super::networks::Networks;
use super::pooled::pooled;
use super::{Family, Variant, as_written, fastai};
use crate::state_dict::StateDict;
use crate::{FormatError, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "SqueezeNet",
    signs: &[".squeeze.", ".expand3x3."],
    names: &[],
    transformers: &[],
    recognise,
};

fn recognise(state: &StateDict) -> Option<Variant> {
    let (spelling, build): (Spelling, fn(&mut Network, NodeId) -> _) =
        if matches!(state.shape("classifier.1.weight"), Some([_, _, 1, 1])) {
            (as_written, classifier)
        } else if state.contains("1.2.running_mean") {
            (fastai::features, fastai_classifier)
        } else {
            return None;
        };
    if !state.contains(&spelling("features.3.squeeze.weight")) {
        return None;
    }
    let name = match state.shape(&spelling("features.0.weight")) {
        Some([_, _, 7, 7]) => "SqueezeNet 1.0",
        Some([_, _, 3, 3]) => "SqueezeNet 1.1",
        _ => return None,
    };
    Some(Variant {
        name: name.into(),
        spelling,
        input: InputRule::imagenet(224),
        networks: Networks::One,
        build,
    })
}

fn classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    let x = net.conv("classifier.1", x, Slide::same(1))?;
    let x = net.relu("classifier.2", x)?;
    Ok(vec![pooled(net, "classifier.3", x, false)?])
}

/// More than any `SqueezeNet` has in `features`.
const MAX_CHILDREN: usize = 32;

fn features(net: &mut Network, x: NodeId) -> Result<NodeId, FormatError> {
    let is_fire = |net: &Network, n: usize| net.has(&format!("features.{n}.squeeze.weight"));
    let last = (0..MAX_CHILDREN).rev().find(|n| is_fire(net, *n));
    let kernel = net.kernel("features.0")?;
    let x = net.conv("features.0", x, Slide::bare(kernel).stride(2))?;
    let mut x = net.relu("features.1", x)?;
    for n in 2..=last.unwrap_or(2) {
        let path = format!("features.{n}");
        x = if is_fire(net, n) {
            fire(net, &path, x)?
        } else {
            pool(net, &path, x)?
        };
    }
    net.alias("features", x);
    Ok(x)
}

fn pool(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: [3, 3],
        window: Slide::bare(3).stride(2).window(),
        ceil: true,
    };
    net.step(path, Op::Pool(pool), x)
}

fn fire(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let x = unit(net, &format!("{path}.squeeze"), x, Slide::same(1))?;
    let small = unit(net, &format!("{path}.expand1x1"), x, Slide::same(1))?;
    let large = unit(net, &format!("{path}.expand3x3"), x, Slide::same(3))?;
    net.node(path, Op::Concat { axis: 1 }, &[small, large], vec![])
}

fn unit(net: &mut Network, path: &str, x: NodeId, slide: Slide) -> Result<NodeId, FormatError> {
    let x = net.conv(path, x, slide)?;
    net.relu(&format!("{path}_activation"), x)
}

fn fastai_classifier(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let x = features(net, x)?;
    Ok(vec![fastai::head(net, x)?])
}

#[cfg(test)]
mod tests {
    use super::super::bare::state;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn the_first_kernel_tells_the_version_and_similar_networks_are_not_recognised() {
        const LARGE: Tensor = ("features.0.weight", &[96, 3, 7, 7]);
        const SMALL: Tensor = ("features.0.weight", &[64, 3, 3, 3]);
        const FIRE: Tensor = ("features.3.squeeze.weight", &[16, 64, 1, 1]);
        const LAST: Tensor = ("classifier.1.weight", &[10, 512, 1, 1]);
        const LINEAR: Tensor = ("classifier.1.weight", &[10, 512]);
        const FASTAI: [Tensor; 3] = [
            ("0.0.0.weight", &[64, 3, 3, 3]),
            ("0.0.3.squeeze.weight", &[16, 64, 1, 1]),
            ("1.2.running_mean", &[1024]),
        ];
        struct Case(&'static [Tensor], Option<&'static str>);
        for Case(tensors, expected) in [
            Case(&[LARGE, FIRE, LAST], Some("SqueezeNet 1.0")),
            Case(&[SMALL, FIRE, LAST], Some("SqueezeNet 1.1")),
            Case(&FASTAI, Some("SqueezeNet 1.1")),
            Case(&[SMALL, LAST], None),         // starts like VGG
            Case(&[SMALL, FIRE, LINEAR], None), // another head
        ] {
            let found = recognise(&state(tensors)).map(|found| found.name);
            assert_eq!(found.as_deref(), expected);
        }
    }
}
