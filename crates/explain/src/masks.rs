use burn::tensor::{Tensor, TensorData};
use graph::Value;

/// Returns masked copies of a picture: `x · m + fill · (1 − m)` for each mask `m`.
///
/// # Shapes
/// `picture` is `[1, channel, height, width]` and `masks` are `[count][height][width]`, from 0 to 1.
/// The result is `[count, channel, height, width]`.
pub(crate) fn masked(picture: &Tensor<4>, masks: Vec<f32>, fill: f32) -> Value {
    let [_, _, height, width] = picture.dims();
    let count = masks.len() / (height * width);
    let masks = TensorData::new(masks, [count, 1, height, width]);
    let masks = Tensor::<4>::from_data(masks, &picture.device());
    Value::R4((picture.clone() - fill) * masks + fill)
}

/// Returns the bytes of one masked copy, with its mask and an intermediate result.
pub(crate) fn bytes(picture: &Tensor<4>) -> usize {
    let [_, channels, height, width] = picture.dims();
    4 * (2 * channels + 1) * height * width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::channels;

    #[test]
    fn matches_hand_computed_values() {
        let picture = channels([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]);
        let masks = vec![0.0, 1.0, 0.5, 1.0];
        let copies = pollster::block_on(masked(&picture, masks, 1.0).read()).unwrap();
        assert_eq!(copies, [1.0, 2.0, 2.0, 4.0, 1.0, 6.0, 4.0, 8.0]);
    }
}
