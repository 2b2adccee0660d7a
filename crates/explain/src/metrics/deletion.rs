//! Deletion (Petsiuk et al., 2018, section 4.2). <https://arxiv.org/abs/1806.07421>
//!
//! ```text
//! x_k = x without the first ⌊k·n/20⌋ of its n pixels, the most relevant first      k = 0 … 20
//! deletion = area under y(x_k) over the fraction of deleted pixels
//! ```
//! `x` is the network's input, `y` the probability. A deleted pixel is 0 in the network's input, which
//! is the mean colour if the input is normalised by it. Equal pixels go in reading order. 21 forward
//! passes. Steps, zeros, order and area are those of torch-cam's `DeletionInsertionMetric`, except
//! that it rounds the pixels of a step up if 20 does not divide them. xplique's `Deletion` with 20
//! steps rounds as here but has no fixed order of equal pixels.

use imaging::Map;

use crate::ranking::most_relevant_first;
use crate::{
    ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Point, Trial, Watch,
};

/// Number of steps from the whole picture to an empty one.
const STEPS: usize = 20;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "deletion",
        label: "Deletion",
        description: "How fast the probability falls when the marked pixels are removed first. It may also fall because the network was not trained on pictures with holes.",
        paper: "https://arxiv.org/abs/1806.07421",
        higher_is_better: Some(false),
        matches: "torch-cam 0.5.0, DeletionInsertionMetric; xplique 2.0.2, Deletion with 20 steps",
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
    let gone = |order: &[usize], count: usize| trial.without(&order[..count]);
    step_by_step(map, trial, gone, watch).await
}

/// Returns the area under the scores of step-by-step changed pictures. `changed` makes a picture from
/// the order of the pixels, the most relevant first, and the number of pixels at this step.
pub(super) async fn step_by_step(
    map: &Map,
    trial: &Trial<'_>,
    changed: impl Fn(&[usize], usize) -> Vec<f32>,
    watch: &mut dyn Watch,
) -> Result<Measured, ExplainError> {
    let order = most_relevant_first(map);
    let count = |step: usize| step * order.len() / STEPS;
    let picture = |step: usize| changed(&order, count(step));
    let scores = trial.scores(STEPS + 1, picture, watch).await?;
    let point = |(step, score)| Point::new(count(step) as f32 / order.len() as f32, score);
    Ok(Measured::area(
        scores.into_iter().enumerate().map(point).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use crate::test_network::{judge, square_of_sums};

    /// (a + 2·b)² at (3, 1) is 25, without a 4, without b 9, without both 0. Of twenty steps, the
    /// first pixel goes at the tenth and the second at the last.
    #[test]
    fn matches_hand_computed_values() {
        let area = |map| judge("deletion", &square_of_sums(), map).unwrap();
        let first = area([2.0, 1.0]);
        // The points are at 0 (ten times), 1/2 (ten times) and 1.
        assert_eq!(first.curve.len(), 21);
        assert_eq!(
            first.value,
            0.5 * (25.0 + 4.0) / 2.0 + 0.5 * (4.0 + 0.0) / 2.0
        );
        let second = area([1.0, 2.0]).value;
        assert_eq!(second, 0.5 * (25.0 + 9.0) / 2.0 + 0.5 * (9.0 + 0.0) / 2.0);
        assert_eq!(
            area([1.0, 1.0]).value,
            first.value,
            "equal pixels go in reading order"
        );
    }
}
