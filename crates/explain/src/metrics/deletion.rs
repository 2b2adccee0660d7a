//! Deletion (Petsiuk et al., 2018, section 4.2). <https://arxiv.org/abs/1806.07421>
//!
//! ```text
//! x_k = x without the first ⌊k·n/20⌋ of its n pixels, the most relevant first      k = 0 … 20
//! deletion = area under y(x_k) over the share of pixels that are gone
//! ```
//! `x` the network's input, `y` the probability. A deleted pixel is 0 in the numbers that the network
//! gets: the mean colour where it is normalised by that. Equal pixels go in reading order. 21 forward
//! passes. Steps, zeros, order and area are those of torch-cam's `DeletionInsertionMetric`, which
//! rounds the pixels of a step up where 20 does not divide them; xplique's `Deletion` with 20 steps
//! rounds as here but leaves the order of equal pixels to chance.

use imaging::Map;

use crate::ranking::most_relevant_first;
use crate::{
    ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Point, Trial, Watch,
};

/// Steps from the whole picture to none of it.
const STEPS: usize = 20;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "deletion",
        label: "Deletion",
        description: "How fast the probability falls when the marked pixels are taken away first. Pictures with holes are new to the network, which may fall for the holes alone.",
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

/// The area under the scores of pictures that are `changed` by more and more of the pixels, the most
/// relevant first: given their order, and how many of them count by now.
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

    /// (a + 2·b)² of (3, 1): 25; without a 4, without b 9, without both 0. The first pixel goes at
    /// the tenth step of twenty, the second at the last: ten steps at 25 fall to the next in one.
    #[test]
    fn by_hand() {
        let area = |map| judge("deletion", &square_of_sums(), map).unwrap();
        let first = area([2.0, 1.0]);
        // points at 0 (ten times), 1/2 (ten times) and 1
        assert_eq!(first.curve.len(), 21);
        assert_eq!(
            first.value,
            0.5 * (25.0 + 4.0) / 2.0 + 0.5 * (4.0 + 0.0) / 2.0
        );
        let second = area([1.0, 2.0]).value;
        assert_eq!(second, 0.5 * (25.0 + 9.0) / 2.0 + 0.5 * (9.0 + 0.0) / 2.0);
        assert_eq!(area([1.0, 1.0]).value, first.value, "in reading order");
    }
}
