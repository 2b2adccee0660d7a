//! Energy inside the object (Wang et al., 2020, Score-CAM, section 4.3: the energy-based pointing
//! game). <https://arxiv.org/abs/1910.01279>
//!
//! ```text
//! share = Σ_ij m_ij · c_ij / Σ_ij m_ij
//! ```
//! `m` is the finished map, `c` the fraction of each pixel that the object covers. Quantus'
//! `RelevanceMassAccuracy` is the same for masks of 0 and 1. No run of the network.

use imaging::Map;

use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "energy-inside",
        label: "Evidence on the object",
        description: "The fraction of the evidence that lies on the object. Compare it with the object's fraction of the picture. It is low if the network uses the surroundings, which may be right.",
        paper: "https://arxiv.org/abs/1910.01279",
        higher_is_better: Some(true),
        matches: "Quantus 0.6.0, RelevanceMassAccuracy, of masks of 0 and 1",
        needs: MetricNeeds::Object,
    },
    run: MetricRun::Object(energy_inside),
};

/// Returns the fraction of a finished map's evidence that lies on the object, 0 to 1; `None` for a
/// blank map. `inside` has the same size and holds the fraction of each pixel that the object covers.
#[must_use]
pub fn energy_inside(map: &Map, inside: &Map) -> Option<f32> {
    let all: f64 = map.values().iter().map(|value| f64::from(*value)).sum();
    let both = map.values().iter().zip(inside.values());
    let inside: f64 = both
        .map(|(value, covered)| f64::from(value * covered))
        .sum();
    (all > 0.0).then_some((inside / all) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_hand_computed_values() {
        let map = |values: [f32; 4]| Map::new(2, 2, values.to_vec()).unwrap();
        let object = map([1.0, 0.5, 0.0, 0.0]);
        // (0.5 + 0.5) / 2
        assert_eq!(
            energy_inside(&map([0.5, 1.0, 0.0, 0.5]), &object),
            Some(0.5)
        );
        assert_eq!(energy_inside(&map([0.0; 4]), &object), None);
    }
}
