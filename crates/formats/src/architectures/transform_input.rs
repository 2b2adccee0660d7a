//! `transform_input` of torchvision's Inception networks. Their published weights come from
//! `TensorFlow`, where pixels go from -1 to 1, and their own code prepares pictures for `ImageNet`: so
//! the networks begin with the way from one to the other.

use graph::NodeId;
use graph::ops::{Binary, Op};

use super::network::Network;
use crate::FormatError;

/// Factors and shifts for red, green and blue.
const FACTORS: [f32; 3] = [0.229 / 0.5, 0.224 / 0.5, 0.225 / 0.5];
const SHIFTS: [f32; 3] = [
    (0.485 - 0.5) / 0.5,
    (0.456 - 0.5) / 0.5,
    (0.406 - 0.5) / 0.5,
];

/// Takes the fact, and rescales the picture if it says so.
///
/// # Errors
/// [`FormatError::OtherNetwork`] for pictures without three channels.
pub(super) fn maybe(net: &mut Network, x: NodeId) -> Result<NodeId, FormatError> {
    if net.facts.flag(&["transform_input"])? != Some(true) {
        return Ok(x);
    }
    if net.shape(x).get(1) != Some(&3) {
        let fact = "its `transform_input` is for three channels".into();
        return Err(net.facts.other(fact));
    }
    let shape = [1, 3, 1, 1];
    let factors = net.fixed("transform_input.factors", FACTORS.into(), &shape)?;
    let shifts = net.fixed("transform_input.shifts", SHIFTS.into(), &shape)?;
    let times = Op::Binary(Binary::Mul);
    let x = net.node("transform_input.scaled", times, &[x, factors], vec![])?;
    net.add("transform_input", x, shifts)
}
