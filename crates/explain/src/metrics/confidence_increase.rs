//! Confidence increase (Chattopadhay et al., 2018, section 4.1). <https://arxiv.org/abs/1710.11063>
//!
//! ```text
//! increase = 1 if y(x · m) > y(x), else 0
//! ```
//! Symbols as in Confidence drop. For one picture it is yes or no; its mean over pictures is the
//! fraction with an increase. Matches `IncreaseInConfidence` of pytorch-grad-cam. One forward pass.

use imaging::Map;

use super::confidence_drop::change;
use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "confidence-increase",
        label: "Confidence increase",
        description: "1 if the probability is higher for the marked pixels alone than for the whole picture. One picture says little, and a probability near 1 can hardly rise.",
        paper: "https://arxiv.org/abs/1710.11063",
        higher_is_better: Some(true),
        matches: "pytorch-grad-cam 1.5.7, IncreaseInConfidence of probabilities",
        needs: MetricNeeds::Pictures,
    },
    run: MetricRun::Trial(|candidate, watch| {
        Box::pin(measure(candidate.finished, candidate.trial, watch))
    }),
};

pub(super) async fn measure(
    map: &Map,
    trial: &Trial<'_>,
    watch: &mut dyn Watch,
) -> Result<Measured, ExplainError> {
    let rises = change(map, trial, watch).await? > 0.0;
    Ok(f32::from(u8::from(rises)).into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{difference_of_relus, judge};

    /// a − b at (2, 1) is 1. Without b it is 2, without a −1.
    #[test]
    fn matches_hand_computed_values() {
        let network = difference_of_relus([2.0, 1.0]);
        let rises = |map| judge("confidence-increase", &network, map).unwrap().value;
        assert_eq!(rises([1.0, 0.0]), 1.0);
        assert_eq!(rises([0.0, 1.0]), 0.0);
        assert_eq!(rises([1.0, 1.0]), 0.0, "an equal score is no increase");
    }
}
