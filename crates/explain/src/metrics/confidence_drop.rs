//! Confidence drop (Chattopadhay et al., 2018, section 4.1). <https://arxiv.org/abs/1710.11063>
//!
//! ```text
//! drop = max(y(x) − y(x · m), 0)
//! ```
//! `x` is the network's input, `y` the probability, `m` the finished map. This is the absolute
//! difference, as in pytorch-grad-cam's `DropInConfidence`. The paper, torch-cam and xplique divide it
//! by `y(x)`, so an improbable class can lose as much as a certain one. Its mean over pictures is the
//! *average drop*. `x` is normalised, so unmarked pixels get the mean colour. One forward pass.

use imaging::Map;

use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "confidence-drop",
        label: "Confidence drop",
        description: "How much the probability falls when only the marked pixels are shown. A map that marks everything has no drop.",
        paper: "https://arxiv.org/abs/1710.11063",
        higher_is_better: Some(false),
        matches: "pytorch-grad-cam 1.5.7, DropInConfidence of probabilities (absolute)",
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
    Ok((-change(map, trial, watch).await?).max(0.0).into())
}

/// Returns `y(x · m) − y(x)`.
pub(super) async fn change(
    map: &Map,
    trial: &Trial<'_>,
    watch: &mut dyn Watch,
) -> Result<f32, ExplainError> {
    let shown = trial.scores(1, |_| trial.times(map), watch).await?;
    Ok(shown.first().map_or(0.0, |shown| shown - trial.score()))
}

#[cfg(test)]
mod tests {
    use crate::test_network::{difference_of_relus, judge, square_of_sums};

    /// (a + 2·b)² is 25 at (3, 1), 9 at (3, 0) and 12.25 at (3/2, 1). a − b at (2, 1) rises without b.
    #[test]
    fn matches_hand_computed_values() {
        let drop = |map| {
            judge("confidence-drop", &square_of_sums(), map)
                .unwrap()
                .value
        };
        assert_eq!(drop([1.0, 0.0]), 16.0);
        assert_eq!(drop([0.5, 1.0]), 12.75);
        let rises = judge(
            "confidence-drop",
            &difference_of_relus([2.0, 1.0]),
            [1.0, 0.0],
        );
        assert_eq!(rises.unwrap().value, 0.0);
    }
}
