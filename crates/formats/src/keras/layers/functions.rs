//! Functions that files write like layers: those of `keras.ops` in Keras 3, and of TensorFlow in
//! Keras 2.

use graph::ops::{Activation, Binary, GlobalPool};
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::json;
use crate::keras::layer::Layer;

const RELU6: Activation = Activation::Clip {
    low: 0.0,
    high: 6.0,
};

pub(super) fn relu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, Activation::Relu)
}

pub(super) fn relu6(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, RELU6)
}

pub(super) fn sigmoid(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, Activation::Sigmoid)
}

pub(super) fn tanh(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, Activation::Tanh)
}

pub(super) fn silu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, Activation::Swish)
}

pub(super) fn hard_silu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    activation(layer, Activation::HardSwish)
}

/// `keras.ops.hard_sigmoid`, which only Keras 3 has.
pub(super) fn hard_sigmoid(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (alpha, beta) = (1.0 / 6.0, 0.5);
    activation(layer, Activation::HardSigmoid { alpha, beta })
}

pub(super) fn gelu(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let approximate = layer.flag("approximate", true)?;
    activation(
        layer,
        if approximate {
            Activation::GeluTanh
        } else {
            Activation::Gelu
        },
    )
}

pub(super) fn clip(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (low, high) = (
        layer.number("x_min", f32::NAN)?,
        layer.number("x_max", f32::NAN)?,
    );
    clipped(layer, low, high)
}

fn clipped(layer: &mut Layer, low: f32, high: f32) -> Result<NodeId, FormatError> {
    if low <= high {
        return activation(layer, Activation::Clip { low, high });
    }
    Err(layer.error(format!("expected two limits, got {low} and {high}")))
}

pub(super) fn mean(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let keep_axes = layer.flag("keepdims", false)?;
    let axes = layer.config("axis").clone();
    reduced(layer, &axes, keep_axes)
}

fn activation(layer: &mut Layer, activation: Activation) -> Result<NodeId, FormatError> {
    layer.add(Op::Activation(activation), Vec::new())
}

/// A function of TensorFlow by its name: arithmetic, and what `keras.applications` and its
/// `preprocess_input` of Keras 2 use.
pub(super) fn tensorflow(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let function = layer.config("function").clone();
    match function.as_str().unwrap_or_default() {
        "__operators__.add" | "math.add" => layer.chain(Binary::Add),
        "math.subtract" => layer.chain(Binary::Sub),
        "math.multiply" => layer.chain(Binary::Mul),
        "math.divide" | "math.truediv" => layer.chain(Binary::Div),
        "math.maximum" => layer.chain(Binary::Max),
        "math.minimum" => layer.chain(Binary::Min),
        "nn.relu" => relu(layer),
        "nn.relu6" => relu6(layer),
        "math.sigmoid" | "nn.sigmoid" => sigmoid(layer),
        "math.tanh" | "nn.tanh" => tanh(layer),
        "nn.silu" | "nn.swish" => swish(layer),
        "clip_by_value" => {
            let limit = |key| named(layer, key).as_f64().map_or(f32::NAN, |n| n as f32);
            let (low, high) = (limit("clip_value_min"), limit("clip_value_max"));
            clipped(layer, low, high)
        }
        "math.reduce_mean" => {
            let keep_axes = named(layer, "keepdims").as_bool().unwrap_or(false);
            let axes = named(layer, "axis").clone();
            reduced(layer, &axes, keep_axes)
        }
        "identity" => layer.add(Op::Identity, Vec::new()),
        "cast" => cast(layer),
        _ => Err(layer.error(format!("the function {function} is not supported"))),
    }
}

/// A named argument of a function of TensorFlow.
fn swish(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let beta = named(layer, "beta");
    if beta.is_null() || *beta == 1.0 {
        return silu(layer);
    }
    Err(layer.error(format!("a beta of {beta} is not supported")))
}

/// Between kinds of floats nothing changes here, where all are float32; whole numbers would be cut off.
fn cast(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let to = named(layer, "dtype");
    if to.as_str().is_some_and(|to| to.contains("float")) {
        return layer.add(Op::Identity, Vec::new());
    }
    Err(layer.error(format!("a cast to {to} is not supported")))
}

fn named<'a>(layer: &Layer<'a, '_>, key: &str) -> &'a Json {
    layer.call.named.map_or(&Json::Null, |named| &named[key])
}

/// The mean over rows and columns of a picture.
fn reduced(layer: &mut Layer, axes: &Json, keep_axes: bool) -> Result<NodeId, FormatError> {
    let rank = layer.shape().len();
    let found = json::axes(axes, rank).unwrap_or_default();
    let found: Vec<usize> = found
        .into_iter()
        .map(|axis| layer.graph_axis(axis))
        .collect();
    if rank != 4 || found != [2, 3] {
        let reason =
            format!("a mean along {axes} is not supported, only along the pixels of a picture");
        return Err(layer.error(reason));
    }
    let pool = GlobalPool {
        max: false,
        keep_axes,
    };
    layer.add(Op::GlobalPool(pool), Vec::new())
}
