use graph::{NodeId, Op};
use serde_json::Value as Json;

use super::Layer;
use crate::FormatError;

/// Layers that do nothing after training.
pub(super) fn nothing(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(Op::Identity, Vec::new())
}

/// Keras flattens pixel by pixel with the channels last; the order of the values matters to the
/// dense layer behind.
pub(super) fn flatten(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(
        Op::Flatten {
            channels_last: true,
        },
        Vec::new(),
    )
}

pub(super) fn reshape(layer: &mut Layer) -> Result<NodeId, FormatError> {
    // TensorFlow.js writes an open axis as null, Keras as -1.
    let axis = |json: &Json| {
        if json.is_null() {
            Some(-1)
        } else {
            json.as_i64()
        }
    };
    let target: Option<Vec<i64>> = layer
        .config("target_shape")
        .as_array()
        .and_then(|axes| axes.iter().map(axis).collect());
    let Some(target) = target.filter(|axes| axes.iter().all(|axis| *axis == -1 || *axis > 0))
    else {
        let target = layer.config("target_shape");
        return Err(layer.error(format!("its target shape {target} is unusable")));
    };
    let mut input = layer.input();
    if layer.shape().len() == 4 {
        let last = Op::Transpose {
            permutation: vec![0, 2, 3, 1],
        };
        input = layer.step("channels-last", last, &[input], Vec::new())?;
    }
    let op = Op::Reshape {
        axes: [&[0], &target[..]].concat(),
    };
    if target.len() != 3 {
        return layer.node(op, &[input], Vec::new());
    }
    let shaped = layer.step("shaped", op, &[input], Vec::new())?;
    layer.node(
        Op::Transpose {
            permutation: vec![0, 3, 1, 2],
        },
        &[shaped],
        Vec::new(),
    )
}

/// `[[top, bottom], [left, right]]`, or one number per axis, or one number.
pub(super) fn zero_padding(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let pair = |json: &Json| -> Option<(usize, usize)> {
        let number = |json: &Json| json.as_u64().filter(|n| *n < 1 << 16).map(|n| n as usize);
        match json {
            Json::Array(pair) => number(pair.first()?).zip(number(pair.get(1)?)),
            one => number(one).map(|n| (n, n)),
        }
    };
    let padding = layer.config("padding");
    let window = match padding {
        Json::Array(axes) if axes.len() == 2 => pair(&axes[0]).zip(pair(&axes[1])),
        Json::Null => Some(((1, 1), (1, 1))),
        one => pair(one).map(|pair| (pair, pair)),
    };
    let Some((rows, columns)) = window else {
        return Err(layer.error(format!("its padding {padding} is unusable")));
    };
    layer.add(
        Op::Pad {
            window: [rows, columns],
            value: 0.0,
        },
        Vec::new(),
    )
}
