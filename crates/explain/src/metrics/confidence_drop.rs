//! Confidence drop (Chattopadhay et al., 2018, section 4.1). <https://arxiv.org/abs/1710.11063>
//!
//! ```text
//! drop = max(y(x) − y(x · m), 0)
//! ```
//! `x` the network's input, `y` the probability, `m` the finished map. The absolute difference, as in
//! pytorch-grad-cam's `DropInConfidence`; the paper, torch-cam and xplique divide it by `y(x)`, so that
//! an improbable class may lose as much as a certain one. Averaged over pictures it is the *average drop*. The product is
//! taken of the numbers that the network gets, so unmarked pixels have the mean colour. One forward
//! pass.

use imaging::Map;

use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "confidence-drop",
        label: "Confidence drop",
        description: "What the probability loses when only the marked pixels are shown. A map that marks everything loses nothing.",
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

/// `y(x · m) − y(x)`.
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

    /// (a + 2·b)² of (3, 1) is 25; of (3, 0) it is 9, of (3/2, 1) 12.25. a − b of (2, 1) rises.
    #[test]
    fn by_hand() {
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
