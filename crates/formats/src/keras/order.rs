//! Whether the channels of pictures are the last axis of Keras or the first after the batch.

use super::layer::Layer;
use super::topology::{KerasModel, damaged, is_model};
use crate::FormatError;

/// The order of a picture's axes in a model. Graphs always have the channels first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    ChannelsLast,
    ChannelsFirst,
}

/// Layers to which the order matters.
const SPATIAL: &[&str] = &[
    "AveragePooling2D",
    "CenterCrop",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping2D",
    "DepthwiseConv2D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "MaxPooling2D",
    "Resizing",
    "SeparableConv2D",
    "UpSampling2D",
    "ZeroPadding2D",
];

impl Order {
    /// The order of a model. Fails if its layers do not agree.
    pub(super) fn of(model: &KerasModel) -> Result<Self, FormatError> {
        let mut first = Vec::new();
        let mut last = Vec::new();
        collect(model, &mut first, &mut last)?;
        match (first.first(), last.first()) {
            (Some(first), Some(last)) => {
                let reason =
                    format!("it is channels_first, and `{last}` is channels_last: not both");
                Err(damaged(first, reason))
            }
            (Some(_), None) => Ok(Self::ChannelsFirst),
            (None, _) => Ok(Self::ChannelsLast),
        }
    }

    /// The axis of the graph for an axis of Keras, counted from the front, of a value with `rank`
    /// axes.
    pub(super) const fn graph_axis(self, axis: usize, rank: usize) -> usize {
        match (self, rank, axis) {
            (Self::ChannelsLast, 4, 3) => 1,
            (Self::ChannelsLast, 4, 1 | 2) => axis + 1,
            _ => axis,
        }
    }
}

/// The names of the layers with the channels first, and of those with the channels last.
fn collect(
    model: &KerasModel,
    first: &mut Vec<String>,
    last: &mut Vec<String>,
) -> Result<(), FormatError> {
    for layer in &model.layers {
        if is_model(layer.class) {
            collect(&KerasModel::read(layer.class, layer.config)?, first, last)?;
        } else if SPATIAL.contains(&layer.class) {
            let is_first = layer.config["data_format"] == "channels_first";
            let list = if is_first { &mut *first } else { &mut *last };
            list.push(layer.name.to_owned());
        }
    }
    Ok(())
}

impl Layer<'_, '_> {
    /// Whether the channels of pictures are the last axis of Keras.
    pub(super) fn is_channels_last(&self) -> bool {
        self.build.order == Order::ChannelsLast
    }

    /// The axis of the graph for an axis of Keras, counted from the front.
    pub(super) fn graph_axis(&self, axis: usize) -> usize {
        self.build.order.graph_axis(axis, self.shape().len())
    }

    /// The axis of the graph for the last axis of Keras.
    pub(super) fn last_axis(&self) -> usize {
        self.graph_axis(self.shape().len().saturating_sub(1))
    }

    /// The channel axis of the input: 1 for a picture, else the last.
    pub(super) fn channel_axis(&self) -> usize {
        match self.shape().len() {
            4 => 1,
            rank => rank.saturating_sub(1),
        }
    }

    /// The shape in which `count` values along an axis of the graph broadcast to the input.
    pub(super) fn broadcast_shape(&self, count: usize, axis: usize) -> Vec<usize> {
        let behind = self.shape().len().saturating_sub(axis + 1);
        let behind = if count > 1 { behind } else { 0 };
        [count].into_iter().chain(vec![1; behind]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn axes_of_pictures_follow_the_order_and_others_stay() {
        let of = |order: Order, rank| [1, 2, 3].map(|axis| order.graph_axis(axis, rank));
        assert_eq!(of(Order::ChannelsLast, 4), [2, 3, 1]);
        assert_eq!(of(Order::ChannelsFirst, 4), [1, 2, 3]);
        assert_eq!(of(Order::ChannelsLast, 3), [1, 2, 3]);
    }

    #[test]
    fn layers_inside_of_models_decide_and_flatten_does_not() {
        let of = |classes: [(&str, &str); 2]| {
            let layer = |(class, form)| json!({"class_name": class, "config": {"name": class, "data_format": form}});
            let inner = json!({"layers": classes.map(layer)});
            let model = json!({"layers": [{"class_name": "Sequential", "config": inner}]});
            Order::of(&KerasModel::read("Sequential", &model).unwrap())
        };
        let (first, last) = ("channels_first", "channels_last");
        let found = of([("Conv2D", first), ("Flatten", last)]);
        assert_eq!(found, Ok(Order::ChannelsFirst));
        let found = of([("Conv2D", last), ("Flatten", first)]);
        assert_eq!(found, Ok(Order::ChannelsLast));
        let error = of([("Conv2D", first), ("MaxPooling2D", last)]).unwrap_err();
        assert!(error.to_string().contains("`MaxPooling2D`"), "{error}");
    }
}
