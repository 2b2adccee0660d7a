use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::layer::Layer;

/// Layers without effect after training.
pub(super) fn nothing(layer: &mut Layer) -> Result<NodeId, FormatError> {
    layer.add(Op::Identity, Vec::new())
}

/// Flattens with the channels last, as Keras does: the following dense layer depends on the order.
/// With the channels first, it does so only if the layer knows that they are.
pub(super) fn flatten(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let knows = layer.config("data_format") == "channels_first";
    if knows && layer.is_channels_last() {
        return Err(layer.error("it is channels_first in a model that is channels_last"));
    }
    let channels_last = knows || layer.is_channels_last();
    layer.add(Op::Flatten { channels_last }, Vec::new())
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
    let is_last = layer.is_channels_last();
    if layer.shape().len() == 4 && is_last {
        let last = Op::Transpose {
            permutation: vec![0, 2, 3, 1],
        };
        input = layer.step("channels-last", last, &[input], Vec::new())?;
    }
    let op = Op::Reshape {
        axes: [&[0], &target[..]].concat(),
    };
    if target.len() != 3 || !is_last {
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

/// Reorders the axes after the batch. Keras counts them from 1 and has the channels last.
pub(super) fn permute(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let rank = layer.shape().len();
    let axis = |json: &Json| json.as_u64().and_then(|axis| usize::try_from(axis).ok());
    let dims = layer.config("dims");
    let axes: Option<Vec<usize>> = dims
        .as_array()
        .and_then(|dims| dims.iter().map(axis).collect());
    let keras: Vec<usize> = [0].into_iter().chain(axes.unwrap_or_default()).collect();
    let mut sorted = keras.clone();
    sorted.sort_unstable();
    if sorted != (0..rank).collect::<Vec<_>>() {
        return Err(layer.error(format!("{dims} is not an order of its axes")));
    }
    // The axis of the graph for each axis of Keras, and the reverse.
    let (graph, of_keras) = if rank == 4 && layer.is_channels_last() {
        (vec![0, 2, 3, 1], vec![0, 3, 1, 2])
    } else {
        ((0..rank).collect::<Vec<_>>(), (0..rank).collect::<Vec<_>>())
    };
    let permutation = of_keras.iter().map(|axis| graph[keras[*axis]]).collect();
    layer.add(Op::Transpose { permutation }, Vec::new())
}
