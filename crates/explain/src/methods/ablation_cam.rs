//! Ablation-CAM (Ramaswamy and Desai, 2020). <https://doi.org/10.1109/WACV45572.2020.9093360>
//!
//! ```text
//! s = score        s_k = score with channel k of the layer set to 0
//! w_k = (s − s_k) / s        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM. Uses no gradients. Runs only the part of the network after the layer, once
//! for each channel. Matches `AblationCAM` of pytorch-grad-cam before its ReLU at layers whose
//! smallest value is 0. At other layers, the library writes about −1e7 into the channel instead of 0.
//! As there and in the paper, a negative score reverses every sign; a fact beside the map says so.

use burn::tensor::{Tensor, TensorData};
use graph::ops::{Binary, Op};
use graph::{GraphError, Value};

use crate::join::weighted_sum;
use crate::options::{BATCH, EIGEN_SMOOTH};
use crate::{
    ExplainError, Fact, Family, Join, Method, MethodInfo, Needs, Outcome, Question, Run, Settings,
    Watch,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "ablation-cam",
        label: "Ablation-CAM",
        description: "Weights each channel by how much the score falls without it. Needs no gradients. The network was not trained without the channel, so its score may mislead.",
        paper: "https://doi.org/10.1109/WACV45572.2020.9093360",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::LayerProbe,
        cost: "The part of a forward pass after the layer, once for each channel.",
        matches: "pytorch-grad-cam 1.5.7, AblationCAM, after a ReLU",
        options: &[EIGEN_SMOOTH, BATCH],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let (activation, value) = (question.activation()?, question.value()?);
    let [_, channels, height, width] = activation.dims();
    let score = question.score();
    let axis = question
        .graph()
        .layout(question.layer)
        .and_then(graph::Layout::channel_axis);
    let (Some(axis), true) = (axis, score != 0.0) else {
        return Err(unfit(score));
    };
    let values = Value::R4(activation.clone()).read().await?;
    let probe = question.layer_probe();
    let batch = probe.batch(settings.count(&BATCH), 4 * value.len());
    let without = |range: std::ops::Range<usize>| ablated(&value, axis, range);
    let weight = |without: &f32| (score - without) / score;
    let so_far = |scores: &[f32]| weighted_sum(scores.iter().map(weight), &values, [height, width]);
    let scores = probe
        .sweep((channels, batch), without, so_far, watch)
        .await?;
    let weights: Vec<f32> = scores.iter().map(weight).collect();
    let weights = TensorData::new(weights, [1, channels, 1, 1]);
    let weights = Tensor::<4>::from_data(weights, &activation.device());
    let outcome = Join::of(settings).map(weights * activation).await?;
    let facts = (score < 0.0).then(|| reversed(score)).into_iter().collect();
    Ok(Outcome { facts, ..outcome })
}

/// Returns copies of a value, each with one channel set to 0.
fn ablated(
    value: &Value,
    axis: usize,
    range: std::ops::Range<usize>,
) -> Result<Value, ExplainError> {
    let channels = value.shape()[axis];
    let mut shape = vec![1; value.shape().len()];
    (shape[0], shape[axis]) = (range.len(), channels);
    let mut keep = vec![1.0; range.len() * channels];
    for (row, channel) in range.enumerate() {
        keep[row * channels + channel] = 0.0;
    }
    let keep = Value::new(keep, &shape, &value.device());
    let product =
        keep.and_then(|keep| Op::Binary(Binary::Mul).apply(vec![value.clone(), keep], &[]));
    Ok(product.map_err(|reason| GraphError::Device { reason })?)
}

fn unfit(score: f32) -> ExplainError {
    let reason = if score == 0.0 {
        "divides by the score, which is 0. Explain another score, or choose Score-CAM"
    } else {
        "needs a layer whose channels lie along one axis. Choose another layer"
    };
    ExplainError::Unfit {
        method: METHOD.info.label,
        reason: reason.into(),
    }
}

fn reversed(score: f32) -> Fact {
    Fact {
        label: "Score",
        value: f64::from(score),
        meaning: "The score is negative and the method divides by it, so all signs are reversed: what the map marks as evidence for the class is evidence against it.".into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, two_channel_layer};

    /// The layer's channels are (4, 2) and (3, 2), and the score is the first channel at the first
    /// pixel. Without the first channel the score is 0; the second has no effect. Weights are 1 and 0.
    #[test]
    fn matches_hand_computed_values() {
        let map = |batch| ask("ablation-cam", &two_channel_layer(), &[("batch", batch)]).map;
        assert_eq!(map("16").values(), [4.0, 2.0]);
        assert_eq!(map("1"), map("16"));
    }
}
