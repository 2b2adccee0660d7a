use graph::ops::Activation;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::layer::Layer;

pub(super) fn named(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(layer.activation()?, Vec::new())
}

pub(super) fn softmax(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let axis = layer.setting("axis", -1, Json::as_i64, "one axis")?;
    if !layer.is_last(axis) {
        return Err(layer.error(format!(
            "softmax along axis {axis} is not supported, only along the last"
        )));
    }
    layer.add(
        Op::Softmax {
            axis: layer.last_axis(),
        },
        Vec::new(),
    )
}

/// `ReLU(max_value, negative_slope, threshold)`.
pub(super) fn relu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (slope, high) = (
        layer.number("negative_slope", 0.0)?,
        layer.number("max_value", f32::INFINITY)?,
    );
    let activation = match (slope == 0.0, high.is_finite()) {
        _ if layer.number("threshold", 0.0)? != 0.0 => {
            return Err(layer.error("a threshold other than 0 is not supported"));
        }
        (true, true) => Activation::Clip { low: 0.0, high },
        (true, false) => Activation::Relu,
        (false, false) => Activation::LeakyRelu { slope },
        (false, true) => {
            return Err(layer.error("max_value and negative_slope together are not supported"));
        }
    };
    layer.add(Op::Activation(activation), Vec::new())
}

/// Keras 3 calls it `negative_slope`, Keras 2 `alpha`; both default to 0.3.
pub(super) fn leaky_relu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let slope = layer.number("negative_slope", layer.number("alpha", 0.3)?)?;
    layer.add(Op::Activation(Activation::LeakyRelu { slope }), Vec::new())
}

pub(super) fn elu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let alpha = layer.number("alpha", 1.0)?;
    layer.add(Op::Activation(Activation::Elu { alpha }), Vec::new())
}
