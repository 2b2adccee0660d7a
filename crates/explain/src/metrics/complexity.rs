//! Complexity (Poppi et al., 2021). <https://arxiv.org/abs/2104.10252>
//!
//! ```text
//! complexity = mean of m_ij
//! ```
//! `m` is the finished map, whose largest value is 1. Matches `Complexity`, a part of
//! pytorch-grad-cam's `ARCC`. No run of the network.

use imaging::Map;

use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "complexity",
        label: "Marked share",
        description: "The mean of the map: how much of the picture it marks. A low value is easier to read but not more correct: a single pixel would have the lowest.",
        paper: "https://arxiv.org/abs/2104.10252",
        higher_is_better: None,
        matches: "pytorch-grad-cam 1.5.7, Complexity (in ARCC)",
        needs: MetricNeeds::Map,
    },
    run: MetricRun::Map(measure),
};

pub(super) fn measure(map: &Map) -> f32 {
    let sum: f64 = map.values().iter().map(|value| f64::from(*value)).sum();
    (sum / map.values().len() as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_hand_computed_values() {
        let map = Map::new(2, 2, vec![1.0, 0.5, 0.0, 0.0]).unwrap();
        assert_eq!(measure(&map), 0.375);
    }
}
