use graph::ops::Activation;
use graph::{NodeId, Op};

use super::Layer;
use crate::FormatError;

/// The op of an activation's name, for an input of the given rank.
pub(super) fn by_name(name: &str, rank: usize, keras_3: bool) -> Option<Op> {
    Some(Op::Activation(match name {
        "linear" => return Some(Op::Identity),
        // The channel axis is the last one in Keras and the second here.
        "softmax" => {
            return Some(Op::Softmax {
                axis: 1.min(rank - 1),
            });
        }
        "relu" => Activation::Relu,
        "relu6" => Activation::Clip {
            low: 0.0,
            high: 6.0,
        },
        "leaky_relu" | "leakyRelu" => Activation::LeakyRelu { slope: 0.2 },
        "elu" => Activation::Elu { alpha: 1.0 },
        "sigmoid" => Activation::Sigmoid,
        "tanh" => Activation::Tanh,
        "hard_sigmoid" | "hardSigmoid" if keras_3 => Activation::HardSigmoid {
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
    let function = layer
        .config("activation")
        .as_str()
        .unwrap_or("linear")
        .to_owned();
    let op = by_name(&function, layer.shape().len(), layer.build.keras_3);
    let op =
        op.ok_or_else(|| layer.error(format!("its activation `{function}` is not supported")))?;
    layer.add(op, Vec::new())
}

pub(super) fn softmax(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(Op::Softmax { axis: 1 }, Vec::new())
}

/// `ReLU(max_value, negative_slope, threshold)`.
pub(super) fn relu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let number = |key: &str| layer.config(key).as_f64().unwrap_or(0.0) as f32;
    let (slope, threshold) = (number("negative_slope"), number("threshold"));
    let activation = match layer.config("max_value").as_f64() {
        _ if threshold != 0.0 => {
            return Err(layer.error("a threshold other than 0 is not supported"));
        }
        Some(high) if slope == 0.0 => Activation::Clip {
            low: 0.0,
            high: high as f32,
        },
        Some(_) => {
            return Err(layer.error("max_value and negative_slope together are not supported"));
        }
        None if slope == 0.0 => Activation::Relu,
        None => Activation::LeakyRelu { slope },
    };
    layer.add(Op::Activation(activation), Vec::new())
}

/// Keras 3 calls it `negative_slope`, Keras 2 `alpha`; both default to 0.3.
pub(super) fn leaky_relu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let slope = layer
        .config("negative_slope")
        .as_f64()
        .or(layer.config("alpha").as_f64());
    let slope = slope.unwrap_or(0.3) as f32;
    layer.add(Op::Activation(Activation::LeakyRelu { slope }), Vec::new())
}

pub(super) fn elu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let alpha = layer.config("alpha").as_f64().unwrap_or(1.0) as f32;
    layer.add(Op::Activation(Activation::Elu { alpha }), Vec::new())
}
