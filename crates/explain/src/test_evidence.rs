//! Small evidence for tests with hand-computed values.

use burn::tensor::{Device, Tensor};

use crate::Evidence;

/// Evidence with two channels of 2x2.
pub(crate) fn two_channels(activation: [[f32; 4]; 2], gradient: [[f32; 4]; 2]) -> Evidence {
    Evidence {
        activation: channels(activation),
        gradient: channels(gradient),
    }
}

/// Two channels of 2x2.
pub(crate) fn channels(values: [[f32; 4]; 2]) -> Tensor<4> {
    Tensor::<2>::from_data(values, &Device::flex()).reshape([1, 2, 2, 2])
}

/// The map as the sum of the channels' shares.
pub(crate) fn sum(shares: Tensor<4>) -> Vec<f32> {
    shares.sum_dim(1).into_data().try_to_vec().unwrap()
}
