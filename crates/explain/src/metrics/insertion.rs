//! Insertion (Petsiuk et al., 2018, section 4.2). <https://arxiv.org/abs/1806.07421>
//!
//! ```text
//! x_k = only the first ⌊k·n/20⌋ of the n pixels of x, the most relevant first      k = 0 … 20
//! insertion = area under y(x_k) over the fraction of inserted pixels
//! ```
//! Symbols as in Deletion. The other pixels are 0, as in torch-cam and xplique. The paper starts with
//! a blurred picture instead, in which the network may still see the object. 21 forward passes.

use imaging::Map;

use super::deletion::step_by_step;
use crate::{ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Trial, Watch};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "insertion",
        label: "Insertion",
        description: "How fast the probability rises when the marked pixels are added first. Favours maps in one piece, because the network sees little in scattered pixels.",
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

    /// (a + 2·b)² at (3, 1): 0 without pixels, 9 with a alone, 4 with b alone, 25 with both.
    #[test]
    fn matches_hand_computed_values() {
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

    /// Inserting the most relevant pixels first is deleting the least relevant first, in reverse.
    #[test]
    fn insertion_equals_deletion_in_the_reverse_order() {
        let of = |metric, map| judge(metric, &square_of_sums(), map).unwrap();
        let shown = of("insertion", [2.0, 1.0]);
        let hidden = of("deletion", [1.0, 2.0]);
        assert_eq!(shown.value, hidden.value);
    }
}
