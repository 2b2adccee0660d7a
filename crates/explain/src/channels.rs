use std::ops::Range;

use burn::tensor::Tensor;
use graph::Value;
use serde::Serialize;
use ts_rs::TS;

use crate::{ExplainError, Question};

/// The channels of a layer with their weights and activations, sorted by falling weight.
///
/// A map of the class-activation family is a sum over channels. The term of a channel with
/// activation `A` is its share `S`. Its weight is the `w` for which `w · A` is nearest to `S`:
///
/// ```text
/// w = Σ_ij S_ij · A_ij / Σ_ij A_ij²      0 if A is 0 everywhere
/// ```
/// For a method with one weight per channel, such as Grad-CAM (its α), this is that weight. For a
/// method with a weight per pixel, such as `HiResCAM`, it is the one that fits best.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Channels {
    /// Columns of each channel.
    pub width: usize,
    /// Rows of each channel.
    pub height: usize,
    /// Number of channels in the layer.
    pub total: usize,
    /// The requested channels by falling weight; equal weights by index.
    pub channels: Vec<Channel>,
}

/// One channel of a layer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Channel {
    /// Position in the layer, from 0.
    pub index: usize,
    /// Weight of the channel in the map.
    pub weight: f32,
    /// The mean of its share: what it adds to the mean of the raw map.
    pub adds: f32,
    /// Activation of the channel, row by row.
    #[serde(serialize_with = "imaging::bulk::f32s")]
    #[ts(type = "Float32Array")]
    pub values: Vec<f32>,
}

impl Channels {
    /// Returns the channels at these places in the order of weights. Places past the last channel
    /// are left out.
    ///
    /// # Errors
    /// [`ExplainError::NoChannels`] if there are no shares, or an error of the device.
    pub async fn read(
        question: &Question,
        shares: Option<Tensor<4>>,
        places: Range<usize>,
    ) -> Result<Self, ExplainError> {
        let shares = shares.ok_or(ExplainError::NoChannels)?;
        let activation = question.activation()?;
        let [_, total, height, width] = activation.dims();
        let over_pixels = |x: Tensor<4>| x.sum_dim(3).sum_dim(2);
        let sums = [
            over_pixels(shares.clone() * activation.clone()),
            over_pixels(activation.clone() * activation.clone()),
            shares.mean_dim(3).mean_dim(2),
        ];
        let sums = Value::R4(Tensor::cat(sums.to_vec(), 1)).read().await?;
        let (products, rest) = sums.split_at(total);
        let (squares, adds) = rest.split_at(total);
        let weight = |index: usize| {
            let square = squares[index];
            if square > 0.0 {
                products[index] / square
            } else {
                0.0
            }
        };
        let weights: Vec<f32> = (0..total).map(weight).collect();
        let mut order: Vec<usize> = (0..total).collect();
        order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
        let values = Value::R4(activation).read().await?;
        let pixels = height * width;
        let channel = |index: usize| Channel {
            index,
            weight: weights[index],
            adds: adds[index],
            values: values[index * pixels..(index + 1) * pixels].to_vec(),
        };
        let (first, count) = (places.start, places.len());
        let wanted = order.into_iter().skip(first).take(count);
        Ok(Self {
            width,
            height,
            total,
            channels: wanted.map(channel).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::test_network::{channels_of, two_channel_layer};

    /// The layer's channels are (4, 2) and (3, 2). The score is the first channel at the first pixel,
    /// so the gradients are (1, 0) and (0, 0). Grad-CAM's weights are their means, 1/2 and 0.
    /// HiResCAM's share is (4, 0), and 0.8 · (4, 2) is nearest to it: 16 / 20 = 0.8.
    #[test]
    fn weights_and_values_match_hand_computed_values() {
        let of = |method| channels_of(method, &two_channel_layer(), 0..9).unwrap();
        let found = of("grad-cam");
        assert_eq!((found.total, found.height * found.width), (2, 2));
        let [first, second] = &found.channels[..] else {
            panic!("{found:?}");
        };
        assert_eq!((first.index, first.weight, first.adds), (0, 0.5, 1.5));
        assert_eq!(first.values, [4.0, 2.0]);
        assert_eq!((second.index, second.weight, second.adds), (1, 0.0, 0.0));
        assert_eq!(second.values, [3.0, 2.0]);
        assert_eq!(of("hires-cam").channels[0].weight, 0.8);
        // Mean activation gives all channels the same weight, so they stay in their order.
        let mean = of("activation-mean").channels;
        let mean = mean.iter().map(|one| (one.index, one.weight));
        assert_eq!(mean.collect::<Vec<_>>(), [(0, 0.5), (1, 0.5)]);
    }

    #[test]
    fn places_select_channels_and_a_map_without_shares_has_none() {
        let of = |method, places| channels_of(method, &two_channel_layer(), places);
        let last = of("grad-cam", 1..2).unwrap();
        assert_eq!(
            (last.total, last.channels.len(), last.channels[0].index),
            (2, 1, 1)
        );
        assert!(of("grad-cam", 5..9).unwrap().channels.is_empty());
        let error = of("eigen-cam", 0..9).unwrap_err();
        assert_eq!(error.code(), "no-channels");
    }
}
