//! The pointing game (Zhang et al., 2018). <https://arxiv.org/abs/1608.00507>
//!
//! ```text
//! 1 if a pixel with the largest value of the map lies on the object, else 0
//! ```
//! If several pixels have the largest value, one on the object is enough, as in Quantus'
//! `PointingGame`. That takes only masks of 0 and 1; here a pixel is on the object if the object
//! covers at least half of it. No run of the network.

use imaging::Map;

use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "pointing-game",
        label: "Pointing game",
        description: "1 if the strongest pixel of the map lies on the object. Favours maps on the object even if the network used the surroundings. Large objects are easy to hit.",
        paper: "https://arxiv.org/abs/1608.00507",
        higher_is_better: Some(true),
        matches: "Quantus 0.6.0, PointingGame, of masks of 0 and 1",
        needs: MetricNeeds::Object,
    },
    run: MetricRun::Object(points_at),
};

/// Returns 1 if the strongest pixel of a finished map lies on the object, else 0; `None` for a blank
/// map. `inside` has the same size and holds the fraction of each pixel that the object covers.
#[must_use]
pub fn points_at(map: &Map, inside: &Map) -> Option<f32> {
    let strongest = map.max();
    let blank = strongest <= map.min();
    let mut both = map.values().iter().zip(inside.values());
    let hit = both.any(|(value, covered)| *value >= strongest && *covered >= 0.5);
    (!blank).then(|| f32::from(u8::from(hit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_hand_computed_values() {
        let map = |values: [f32; 4]| Map::new(2, 2, values.to_vec()).unwrap();
        let object = map([0.0, 1.0, 0.5, 0.0]);
        assert_eq!(points_at(&map([0.0, 0.9, 0.0, 0.1]), &object), Some(1.0));
        assert_eq!(points_at(&map([0.9, 0.8, 0.8, 0.0]), &object), Some(0.0));
        assert_eq!(points_at(&map([1.0, 0.0, 1.0, 0.0]), &object), Some(1.0));
        assert_eq!(points_at(&map([0.0; 4]), &object), None);
    }
}
