//! Spearman's rank correlation of two maps (Spearman, 1904), as in Adebayo et al., 2018.
//! <https://arxiv.org/abs/1810.03292>
//!
//! ```text
//! ρ = correlation of the ranks of the pixels in both maps
//! ```
//! Equal values get the mean of their ranks, as in scipy's `spearmanr`. No run of the network.

use imaging::Map;

use crate::ranking::mean_ranks;
use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "spearman",
        label: "Likeness to a control",
        description: "Whether the control and the map order the pixels alike: 1 means the same order, 0 no relation. A map like the edges of the picture may show nothing but edges, but objects have edges too.",
        paper: "https://arxiv.org/abs/1810.03292",
        higher_is_better: None,
        matches: "scipy 1.17.1, spearmanr",
        needs: MetricNeeds::TwoMaps,
    },
    run: MetricRun::TwoMaps(spearman),
};

/// Returns the rank correlation of two maps of the same size, −1 to 1; `None` if a map is constant or
/// their sizes differ.
#[must_use]
pub fn spearman(left: &Map, right: &Map) -> Option<f32> {
    if (left.width(), left.height()) != (right.width(), right.height()) {
        return None;
    }
    // The mean of the ranks depends only on the size.
    let mean = (left.values().len() - 1) as f64 / 2.0;
    let (left, right) = (mean_ranks(left.values()), mean_ranks(right.values()));
    let product = |a: &[f64], b: &[f64]| -> f64 {
        let both = a.iter().zip(b);
        both.map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let scale = (product(&left, &left) * product(&right, &right)).sqrt();
    (scale > 0.0).then(|| (product(&left, &right) / scale) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: &[f32]) -> Map {
        Map::new(values.len(), 1, values.to_vec()).unwrap()
    }

    /// Ranks 0 1 2 3 and 0 2 1 3: 1 − 6·(1 + 1) / (4·15) = 0.8. With ties, ranks 0.5 2 0.5 and 0 1 2:
    /// −0.5·−1 + 1·0 − 0.5·1 = 0.
    #[test]
    fn matches_hand_computed_values() {
        let found = spearman(&map(&[1.0, 2.0, 3.0, 9.0]), &map(&[0.1, 0.3, 0.2, 0.4]));
        assert!((found.unwrap() - 0.8).abs() < 1e-6, "{found:?}");
        let ties = spearman(&map(&[0.0, 5.0, 0.0]), &map(&[1.0, 2.0, 3.0]));
        assert_eq!(ties, Some(0.0));
        assert_eq!(spearman(&map(&[1.0, 1.0]), &map(&[1.0, 2.0])), None);
        assert_eq!(spearman(&map(&[1.0, 2.0]), &map(&[1.0])), None);
    }

    /// A rising function of a map keeps its ranks, and a falling one reverses them.
    #[test]
    fn only_the_order_of_the_values_counts() {
        let values = [0.3, -1.0, 2.0, 0.0, 7.5];
        let cubes = values.map(|value: f32| value.powi(3));
        let close = |found: Option<f32>, right: f32| (found.unwrap() - right).abs() < 1e-6;
        assert!(close(spearman(&map(&values), &map(&cubes)), 1.0));
        let negated = values.map(|value| -value);
        assert!(close(spearman(&map(&values), &map(&negated)), -1.0));
    }
}
