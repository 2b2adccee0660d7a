//! Confidence increase (Chattopadhay et al., 2018, section 4.1). <https://arxiv.org/abs/1710.11063>
//!
//! ```text
//! increase = 1 where y(x · m) > y(x), else 0
//! ```
//! Symbols as in Confidence drop. Of one picture it is yes or no; averaged over pictures it is the
//! share of them. Matches `IncreaseInConfidence` of pytorch-grad-cam. One forward pass.

use imaging::Map;

use super::confidence_drop::change;
use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "confidence-increase",
        label: "Confidence increase",
        description: "1 where the network is surer of the marked pixels alone than of the whole picture. One picture says little, and where it was sure before, it cannot rise.",
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

    /// a − b of (2, 1) is 1: without b it is 2, without a −1, and of all it is itself.
    #[test]
    fn by_hand() {
        let network = difference_of_relus([2.0, 1.0]);
        let rises = |map| judge("confidence-increase", &network, map).unwrap().value;
        assert_eq!(rises([1.0, 0.0]), 1.0);
        assert_eq!(rises([0.0, 1.0]), 0.0);
        assert_eq!(rises([1.0, 1.0]), 0.0, "as sure as before is no increase");
    }
}
