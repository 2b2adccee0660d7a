//! Overlap of the most relevant pixels of two maps.
//!
//! ```text
//! |S ∩ T| / |S ∪ T|      S, T the strongest fifth of the pixels of each map
//! ```
//! The intersection over union (Jaccard, 1912) of two sets of the same size. Of equal pixels, the
//! first in reading order count. Ghorbani et al., 2019, <https://arxiv.org/abs/1710.10547>, compare
//! maps by the intersection of such sets. For two random orders it is about 1/9. No run of the network.

use imaging::Map;

use crate::ranking::most_relevant_first;
use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

/// One in this many pixels counts.
const SHARE: usize = 5;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "top-overlap",
        label: "Common strongest fifth",
        description: "How much the strongest fifths of the control and of the map overlap: 1 completely, 0.11 by chance. Says nothing about the rest of the map.",
        paper: "https://arxiv.org/abs/1710.10547",
        higher_is_better: None,
        matches: "scikit-learn 1.9.1, jaccard_score; ties in reading order",
        needs: MetricNeeds::TwoMaps,
    },
    run: MetricRun::TwoMaps(top_overlap),
};

/// Returns the intersection over union of the strongest fifths of two maps, 0 to 1; `None` if their
/// sizes differ.
#[must_use]
pub fn top_overlap(left: &Map, right: &Map) -> Option<f32> {
    if (left.width(), left.height()) != (right.width(), right.height()) {
        return None;
    }
    let count = left.values().len().div_ceil(SHARE);
    let mut first = vec![false; left.values().len()];
    for pixel in most_relevant_first(left).into_iter().take(count) {
        first[pixel] = true;
    }
    let second = most_relevant_first(right).into_iter().take(count);
    let both = second.filter(|pixel| first[*pixel]).count();
    Some(both as f32 / (2 * count - both) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two of ten pixels count. Shared: none, one of three, or two of two.
    #[test]
    fn matches_hand_computed_values() {
        let map = |strong: [usize; 2]| {
            let value = |pixel| if strong.contains(&pixel) { 1.0 } else { 0.0 };
            Map::new(5, 2, (0..10).map(value).collect()).unwrap()
        };
        assert_eq!(top_overlap(&map([1, 2]), &map([3, 4])), Some(0.0));
        assert_eq!(top_overlap(&map([1, 2]), &map([2, 9])), Some(1.0 / 3.0));
        assert_eq!(top_overlap(&map([1, 2]), &map([1, 2])), Some(1.0));
    }
}
