use graph::ops::{Activation, Binary};
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::kernels;
use crate::keras::layer::Layer;
use crate::keras::weights::Weight;

/// `x` where positive, else `alpha · x`, with a learned slope per value; slopes are shared along
/// `shared_axes`.
pub(super) fn prelu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let shape = layer.shape();
    let shared = shared_axes(layer)?;
    let axes: Vec<usize> = (1..shape.len()).collect();
    let is_last = layer.is_channels_last();
    let keras: Vec<usize> = (axes.iter())
        .map(|axis| shape[layer.graph_axis(*axis)])
        .collect();
    let expected: Vec<usize> = (keras.iter().zip(&axes))
        .map(|(size, axis)| if shared.contains(axis) { 1 } else { *size })
        .collect();
    // All axes but that of the channels have size 1: a slope per channel, or one for all.
    let channels = if is_last || shape.len() != 4 {
        expected.last()
    } else {
        expected.first()
    };
    let slopes = channels.copied().unwrap_or(1);
    let per_channel = expected.iter().product::<usize>() == slopes && shape.len() != 3;
    let alpha = layer.arranged_weight("alpha", |weight| {
        if weight.shape != expected {
            return None;
        }
        let weight = kernels::channels_first(weight, is_last);
        let shape = if per_channel {
            vec![slopes]
        } else {
            weight.shape
        };
        Some(Weight { shape, ..weight })
    })?;
    if per_channel {
        return layer.add(Op::PRelu, vec![alpha]);
    }
    let input = layer.input();
    let alpha = layer.step("alpha", Op::Constant, &[], vec![alpha])?;
    let relu = Op::Activation(Activation::Relu);
    let positive = layer.step("positive", relu, &[input], Vec::new())?;
    let sub = Op::Binary(Binary::Sub);
    let negative = layer.step("negative", sub, &[input, positive], Vec::new())?;
    let mul = Op::Binary(Binary::Mul);
    let scaled = layer.step("scaled", mul, &[negative, alpha], Vec::new())?;
    layer.node(Op::Binary(Binary::Add), &[positive, scaled], Vec::new())
}

/// The shared axes, which Keras counts from 1.
fn shared_axes(layer: &Layer) -> Result<Vec<usize>, FormatError> {
    let axis = |json: &Json| json.as_u64().and_then(|axis| usize::try_from(axis).ok());
    let read = |json: &Json| match json {
        Json::Array(axes) => axes.iter().map(axis).collect(),
        one => axis(one).map(|axis| vec![axis]),
    };
    layer.setting("shared_axes", Vec::new(), read, "axes")
}
