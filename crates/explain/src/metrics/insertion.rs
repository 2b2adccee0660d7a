//! Insertion (Petsiuk et al., 2018, section 4.2). <https://arxiv.org/abs/1806.07421>
//!
//! ```text
//! x_k = nothing but the first ⌊k·n/20⌋ of the n pixels of x, the most relevant first      k = 0 … 20
//! insertion = area under y(x_k) over the share of pixels that are there
//! ```
//! Symbols as in Deletion, of which it is the mirror image: the other pixels are 0, as in torch-cam
//! and xplique. The paper begins with a blurred picture instead, in which the network may still see
//! the object. 21 forward passes.

use imaging::Map;

use super::deletion::step_by_step;
use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "insertion",
        label: "Insertion",
        description: "How fast the probability rises when the marked pixels are shown first. Rewards maps in one piece, since scattered pixels show the network nothing.",
        paper: "https://arxiv.org/abs/1806.07421",
        higher_is_better: Some(true),
        matches: "torch-cam 0.5.0, DeletionInsertionMetric; xplique 2.0.2, Insertion with 20 steps",
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
    let others_gone = |order: &[usize], count: usize| trial.without(&order[count..]);
    step_by_step(map, trial, others_gone, watch).await
}

#[cfg(test)]
mod tests {
    use crate::test_network::{judge, square_of_sums};

    /// (a + 2·b)² of (3, 1): nothing is 0, a alone 9, b alone 4, both 25.
    #[test]
    fn by_hand() {
        let area = |map| judge("insertion", &square_of_sums(), map).unwrap().value;
        assert_eq!(
            area([2.0, 1.0]),
            0.5 * (0.0 + 9.0) / 2.0 + 0.5 * (9.0 + 25.0) / 2.0
        );
        assert_eq!(
            area([1.0, 2.0]),
            0.5 * (0.0 + 4.0) / 2.0 + 0.5 * (4.0 + 25.0) / 2.0
        );
    }

    /// Showing the best first is deleting the worst first, read backwards.
    #[test]
    fn the_mirror_image_of_deletion() {
        let of = |metric, map| judge(metric, &square_of_sums(), map).unwrap();
        let shown = of("insertion", [2.0, 1.0]);
        let hidden = of("deletion", [1.0, 2.0]);
        assert_eq!(shown.value, hidden.value);
    }
}
