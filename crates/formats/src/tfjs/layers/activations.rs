use graph::ops::{Activation, Function};
use graph::{NodeId, Op};
use serde_json::Value as Json;

use super::Layer;
use crate::FormatError;
use crate::tfjs::topology::Origin;

/// The op of the layer's `activation` setting; without one it is the identity.
pub(super) fn of(layer: &Layer) -> Result<Op, FormatError> {
    let name = match layer.config("activation") {
        Json::Null => "linear",
        Json::String(name) => name,
        // An advanced activation or a function of one's own, which Keras writes as an object.
        other => return Err(layer.error(format!("its activation {other} is not supported"))),
    };
    let op = by_name(name, layer.channel_axis(), layer.build.origin);
    op.ok_or_else(|| layer.error(format!("its activation `{name}` is not supported")))
}

fn by_name(name: &str, channel_axis: usize, origin: Origin) -> Option<Op> {
    Some(Op::Activation(match name {
        "linear" => return Some(Op::Identity),
        "softmax" => return Some(Op::Softmax { axis: channel_axis }),
        "log_softmax" | "logSoftmax" => return Some(Op::LogSoftmax { axis: channel_axis }),
        "exponential" => return Some(Op::Function(Function::Exp)),
        "relu" => Activation::Relu,
        "relu6" => Activation::Clip {
            low: 0.0,
            high: 6.0,
        },
        "leaky_relu" | "leakyRelu" => Activation::LeakyRelu { slope: 0.2 },
        // CELU with its default is the same.
        "elu" | "celu" => Activation::Elu { alpha: 1.0 },
        "selu" => Activation::Selu,
        "sigmoid" => Activation::Sigmoid,
        "tanh" => Activation::Tanh,
        "hard_tanh" => Activation::Clip {
            low: -1.0,
            high: 1.0,
        },
        "softplus" => Activation::Softplus,
        "softsign" => Activation::Softsign,
        "mish" => Activation::Mish,
        "hard_sigmoid" | "hardSigmoid" if origin == Origin::Keras3 => Activation::HardSigmoid {
            alpha: 1.0 / 6.0,
            beta: 0.5,
        },
        "hard_sigmoid" | "hardSigmoid" => Activation::HardSigmoid {
            alpha: 0.2,
            beta: 0.5,
        },
        "swish" | "silu" => Activation::Swish,
        "hard_swish" | "hard_silu" => Activation::HardSwish,
        "gelu" => Activation::Gelu,
        "gelu_new" => Activation::GeluTanh,
        _ => return None,
    }))
}

pub(super) fn named(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(of(layer)?, Vec::new())
}

pub(super) fn softmax(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let axis = layer.setting("axis", -1, Json::as_i64, "one axis")?;
    if !layer.is_last(axis) {
        return Err(layer.error(format!(
            "softmax along axis {axis} is not supported, along the last it is"
        )));
    }
    layer.add(
        Op::Softmax {
            axis: layer.channel_axis(),
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
