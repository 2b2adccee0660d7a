//! ROAD, remove and debias (Rong et al., 2022). <https://arxiv.org/abs/2202.00449>
//!
//! ```text
//! ROAD = ½ · mean over p of [ y(x without its least relevant fraction p) − y(x without its most relevant fraction p) ]
//! ```
//! `p` = 0.1, 0.2 … 0.9; `x` is the network's input, `y` the probability. Removed pixels are filled
//! with the weighted mean of their neighbours ([`imaging::impute`]) and noise of standard deviation
//! 0.01, so the shape of the hole reveals less than with black pixels. 18 forward passes. Matches
//! `ROADCombined` of pytorch-grad-cam except for three things:
//!
//! - Pixels are removed by rank, equal ones in reading order. The library cuts at a percentile: that
//!   is one pixel more if 10 does not divide their number, and all pixels if more than that fraction of
//!   the map is 0.
//! - The noise has a seed.
//! - The equations are solved to 1e-4 instead of directly.

use imaging::{Map, impute};

use crate::random::Random;
use crate::ranking::most_relevant_first;
use crate::{
    ExplainError, Measured, Metric, MetricInfo, MetricNeeds, MetricRun, Point, Trial, Watch,
};

/// The removed fractions are 1 to 9 of this many parts.
const PARTS: usize = 10;
const NOISE: f32 = 0.01;
const SEED: u64 = 2022;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "road",
        label: "ROAD",
        description: "How much higher the probability stays without unmarked pixels than without marked ones. Holes are filled in from their borders. With a smooth map, the network may still recognise the outline of the hole.",
        paper: "https://arxiv.org/abs/2202.00449",
        higher_is_better: Some(true),
        matches: "pytorch-grad-cam 1.5.7, ROADCombined, by rank and with seeded noise",
        needs: MetricNeeds::Pictures,
    },
    run: MetricRun::Trial(|candidate, watch| {
        Box::pin(measure(candidate.finished, candidate.trial, watch))
    }),
};

/// Each point of the curve is half the difference between `y` without the least relevant fraction and
/// `y` without the most relevant one.
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

/// Marks `count` pixels as removed, from the front or the end of the order.
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

/// Returns the picture with the removed pixels filled in, with noise on them.
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

    /// The score is the first pixel, which is 1; the others are 0. If the map ranks it first, every
    /// most relevant fraction removes it and no least relevant fraction does, so ROAD is 1/2. If the
    /// map ranks it last, ROAD is −1/2. The tolerance 0.02 is four times half the deviation of the
    /// noise: 4 · 0.01 / 2.
    #[test]
    fn matches_hand_computed_values() {
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
    fn the_most_relevant_pixels_are_at_the_front_of_the_order() {
        let order = [2, 0, 1];
        assert_eq!(gone(&order, 1, true), [false, false, true]);
        assert_eq!(gone(&order, 2, false), [true, true, false]);
    }
}
