//! Whether the channels of pictures are the last axis of Keras or the first after the batch.

use super::layer::Layer;
use super::topology::{KerasModel, is_model};
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
    /// The order of a model: channels first if a layer says so.
    pub(super) fn of(model: &KerasModel) -> Result<Self, FormatError> {
        for layer in &model.layers {
            let first = if is_model(layer.class) {
                Self::of(&KerasModel::read(layer.class, layer.config)?)? == Self::ChannelsFirst
            } else {
                let is_spatial = SPATIAL.contains(&layer.class);
                is_spatial && layer.config["data_format"] == "channels_first"
            };
            if first {
                return Ok(Self::ChannelsFirst);
            }
        }
        Ok(Self::ChannelsLast)
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

impl Layer<'_, '_> {
    /// Fails if the layer takes pictures in another order than the model.
    pub(super) fn check_order(&self) -> Result<(), FormatError> {
        let own = self
            .config("data_format")
            .as_str()
            .unwrap_or("channels_last");
        let model = match self.build.order {
            Order::ChannelsLast => "channels_last",
            Order::ChannelsFirst => "channels_first",
        };
        if own == model || !SPATIAL.contains(&self.keras.class) {
            return Ok(());
        }
        Err(self.error(format!("it is {own} in a model that is {model}")))
    }

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
    fn a_layer_inside_of_a_model_decides_and_flatten_does_not() {
        let of = |class: &str| {
            let config = json!({"data_format": "channels_first"});
            let inner = json!({"layers": [{"class_name": class, "config": config}]});
            let model = json!({"layers": [{"class_name": "Sequential", "config": inner}]});
            Order::of(&KerasModel::read("Sequential", &model).unwrap()).unwrap()
        };
        assert_eq!(of("Conv2D"), Order::ChannelsFirst);
        assert_eq!(of("Flatten"), Order::ChannelsLast);
    }
}
