//! The pointing game (Zhang et al., 2018). <https://arxiv.org/abs/1608.00507>
//!
//! ```text
//! 1 where a pixel with the largest value of the map lies on the object, else 0
//! ```
//! Where several pixels are the largest, one of them is enough, as in Quantus' `PointingGame`,
//! which takes masks of 0 and 1 only: here a pixel is on the object where that covers half of it. Arithmetic.

use imaging::Map;

use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "pointing-game",
        label: "Pointing game",
        description: "1 where the strongest place lies on the object. Rewards maps around the object even where the network used what stands beside it; large objects are easily hit.",
        paper: "https://arxiv.org/abs/1608.00507",
        higher_is_better: Some(true),
        matches: "Quantus 0.6.0, PointingGame, of masks of 0 and 1",
        needs: MetricNeeds::Object,
    },
    run: MetricRun::Object(points_at),
};

/// 1 where the strongest place of a finished map lies `inside`, a map of the same size that says how
/// much of each pixel the object covers; 0 elsewhere. A blank map points nowhere.
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
    fn by_hand() {
        let map = |values: [f32; 4]| Map::new(2, 2, values.to_vec()).unwrap();
        let object = map([0.0, 1.0, 0.5, 0.0]);
        assert_eq!(points_at(&map([0.0, 0.9, 0.0, 0.1]), &object), Some(1.0));
        assert_eq!(points_at(&map([0.9, 0.8, 0.8, 0.0]), &object), Some(0.0));
        assert_eq!(points_at(&map([1.0, 0.0, 1.0, 0.0]), &object), Some(1.0));
        assert_eq!(points_at(&map([0.0; 4]), &object), None);
    }
}
