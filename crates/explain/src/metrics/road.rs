//! ROAD, remove and debias (Rong et al., 2022). <https://arxiv.org/abs/2202.00449>
//!
//! ```text
//! ROAD = ½ · mean over p of [ y(x without its least relevant share p) − y(x without its most relevant share p) ]
//! ```
//! `p` = 0.1, 0.2 … 0.9, `x` the network's input, `y` the probability. What is removed is filled with
//! the weighted mean of its neighbours ([`imaging::impute`]) and noise of deviation 0.01, so that
//! the shape of the hole tells less than black pixels would. Matches `ROADCombined` of
//! pytorch-grad-cam but for three things: pixels go by rank, equal ones in reading order, where the
//! library cuts at a percentile (a pixel more where 10 does not divide their number, and all of them
//! where more than that share of the map is 0); the noise has a seed; the equations are solved to 1e-4
//! instead of directly. 18 forward passes.

use imaging::{Map, impute};

use crate::random::Random;
use crate::ranking::most_relevant_first;
use crate::{
    ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Point, Trial, Watch,
};

/// Shares that are removed: 1 to 9 of so many parts.
const PARTS: usize = 10;
const NOISE: f32 = 0.01;
const SEED: u64 = 2022;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "road",
        label: "ROAD",
        description: "By how much the probability survives the loss of unmarked pixels better than that of marked ones, holes filled from their rims. Smooth maps leave outlines that the network still reads.",
        paper: "https://arxiv.org/abs/2202.00449",
        higher_is_better: Some(true),
        matches: "pytorch-grad-cam 1.5.7, ROADCombined, by rank and with seeded noise",
        needs: MetricNeeds::Pictures,
    },
    run: MetricRun::Trial(|candidate, watch| {
        Box::pin(measure(candidate.finished, candidate.trial, watch))
    }),
};

/// The curve is `y` without the most relevant share, then less that without the least relevant: half
/// of what lies between them.
pub(super) async fn measure(
    map: &Map,
    trial: &Trial<'_>,
    watch: &mut dyn Watch,
) -> Result<Measured, ExplainError> {
    let order = most_relevant_first(map);
    let removed = |part: usize| order.len() * part / PARTS;
    let changed = |index: usize| {
        let count = removed(index / 2 + 1);
        filled(trial, &gone(&order, count, index.is_multiple_of(2)))
    };
    let scores = trial.scores(2 * (PARTS - 1), changed, watch).await?;
    let curve = scores.chunks(2).enumerate().map(|(step, pair)| {
        let gap = pair.iter().copied().reduce(|most, least| least - most);
        Point::new((step + 1) as f32 / PARTS as f32, gap.unwrap_or(0.0) / 2.0)
    });
    let curve: Vec<Point> = curve.collect();
    let sum: f32 = curve.iter().map(|point| point.value).sum();
    Ok(Measured {
        value: sum / curve.len() as f32,
        curve,
    })
}

/// Which pixels are removed: so many from the front of the order, or from its end.
fn gone(order: &[usize], count: usize, most_relevant: bool) -> Vec<bool> {
    let mut gone = vec![false; order.len()];
    let pixels = if most_relevant {
        &order[..count]
    } else {
        &order[order.len() - count..]
    };
    for pixel in pixels {
        gone[*pixel] = true;
    }
    gone
}

/// The picture with the removed pixels filled, and noise on them.
fn filled(trial: &Trial<'_>, gone: &[bool]) -> Vec<f32> {
    let mut random = Random::new(SEED);
    let mut noisy = |(value, gone): (f32, &bool)| {
        if *gone {
            value + NOISE * random.normal()
        } else {
            value
        }
    };
    let mut picture = Vec::new();
    for colour in trial.colours() {
        let colour = impute(colour, gone, trial.size());
        picture.extend(colour.into_iter().zip(gone).map(&mut noisy));
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{first_of_ten, judge};

    /// The score is the first pixel, 1, between pixels of 0. Marked, it goes at once and stays to the
    /// last of the others; as the last of the map it is the other way round. 0.02 is four times the
    /// noise's share in the mean of nine scores that are filled, halved: 0.01 / 2.
    #[test]
    fn by_hand() {
        let of = |map| judge("road", &first_of_ten(), map).unwrap();
        let mut marked = [0.0; 10];
        marked[0] = 1.0;
        let found = of(marked);
        assert!((found.value - 0.5).abs() < 0.02, "{found:?}");
        assert_eq!((found.curve.len(), found.curve[8].at), (9, 0.9));
        let rising = of([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
        assert!((rising.value + 0.5).abs() < 0.02, "{rising:?}");
        assert_eq!(of(marked), found, "the noise has a seed");
    }

    #[test]
    fn front_and_end_of_the_order() {
        let order = [2, 0, 1];
        assert_eq!(gone(&order, 1, true), [false, false, true]);
        assert_eq!(gone(&order, 2, false), [true, true, false]);
    }
}
