//! Score-CAM (Wang et al., 2020). <https://arxiv.org/abs/1910.01279>
//!
//! ```text
//! m_k = A_k enlarged to the picture, then (m_k − min) / (max − min + ε)
//! s_k = score of x · m_k        w = softmax over the channels of s        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM; `x` is the network's input, `ε` = 1e-8. Uses no gradients, but one forward
//! pass for each channel. Masks are enlarged with aligned corners. They multiply the normalised input,
//! so hidden pixels have the mean colour. Matches `ScoreCAM` of pytorch-grad-cam before its ReLU. Other
//! libraries take the softmax over the classes, or subtract the score of the picture.

use burn::tensor::{Tensor, TensorData};
use graph::ops::{Coordinates, Op, Resize, ResizeMode};
use graph::{GraphError, Value};

use crate::join::weighted_sum;
use crate::options::{BATCH, EIGEN_SMOOTH};
use crate::{
    ExplainError, Family, Join, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, Watch,
    masks,
};

const EPSILON: f32 = 1e-8;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "score-cam",
        label: "Score-CAM",
        description: "Weights each channel by the score of the picture masked with it. Needs no gradients. Slow, and one channel may get all the weight.",
        paper: "https://arxiv.org/abs/1910.01279",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::MaskedPictures,
        cost: "A forward pass for each channel of the layer.",
        matches: "pytorch-grad-cam 1.5.7, ScoreCAM",
        options: &[EIGEN_SMOOTH, BATCH],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let (picture, activation) = (question.input_picture()?, question.activation()?);
    let [_, channels, height, width] = activation.dims();
    let values = Value::R4(activation.clone()).read().await?;
    let probe = question.picture_probe();
    let batch = probe.batch(settings.count(&BATCH), masks::bytes(&picture));
    let through = |range: std::ops::Range<usize>| {
        let masks = enlarged(
            activation.clone().narrow(1, range.start, range.len()),
            &picture,
        )?;
        Ok(Value::R4(picture.clone() * masks))
    };
    let so_far = |scores: &[f32]| weighted_sum(softmax(scores), &values, [height, width]);
    let scores = probe
        .sweep((channels, batch), through, so_far, watch)
        .await?;
    let weights = TensorData::new(softmax(&scores), [1, channels, 1, 1]);
    let weights = Tensor::<4>::from_data(weights, &activation.device());
    Join::of(settings).map(weights * activation).await
}

/// Returns channels `[1, count, …]` as masks `[count, 1, height, width]` of the picture's size.
fn enlarged(channels: Tensor<4>, picture: &Tensor<4>) -> Result<Tensor<4>, ExplainError> {
    let [_, count, rows, columns] = channels.dims();
    let [_, _, height, width] = picture.dims();
    let resize = Resize::to(
        [height, width],
        [rows, columns],
        Coordinates::AlignCorners,
        ResizeMode::Linear,
    );
    let large = Op::Resize(resize).apply(vec![Value::R4(channels)], &[]);
    let large = large
        .and_then(Value::rank4)
        .map_err(|reason| GraphError::Shape {
            node: "mask".into(),
            op: "resize",
            reason,
        })?;
    let large = large.reshape([count, 1, height, width]);
    let over_pixels = |x: Tensor<4>| x.max_dim(3).max_dim(2);
    let (max, min) = (over_pixels(large.clone()), -over_pixels(-large.clone()));
    Ok((large - min.clone()) / (max - min + EPSILON))
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - max).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, two_channel_layer};

    /// The layer's channels are (4, 2) and (3, 2). Both masks are (1, 0), so both keep the score 2·a
    /// and get the weight 1/2.
    #[test]
    fn matches_hand_computed_values() {
        let map = ask("score-cam", &two_channel_layer(), &[]).map;
        assert_eq!(map.values(), [3.5, 2.0]);
    }

    #[test]
    fn the_map_does_not_depend_on_the_batch_size() {
        let map = |batch| ask("score-cam", &two_channel_layer(), &[("batch", batch)]).map;
        assert_eq!(map("1"), map("16"));
    }
}
