//! Energy inside the object (Wang et al., 2020, Score-CAM, section 4.3: the energy-based pointing
//! game). <https://arxiv.org/abs/1910.01279>
//!
//! ```text
//! share = Σ_ij m_ij · c_ij / Σ_ij m_ij
//! ```
//! `m` the finished map, `c` how much of each pixel the object covers. Quantus'
//! `RelevanceMassAccuracy` is the same for objects that cover pixels wholly. Arithmetic.

use imaging::Map;

use crate::{Metric, MetricInfo, MetricNeeds, MetricRun};

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "energy-inside",
        label: "Evidence on the object",
        description: "The share of the positive evidence that lies on the object; compare it with the object's share of the picture. Low where the network rightly uses what stands around it.",
        paper: "https://arxiv.org/abs/1910.01279",
        higher_is_better: Some(true),
        matches: "Quantus 0.6.0, RelevanceMassAccuracy, of masks of 0 and 1",
        needs: MetricNeeds::Object,
    },
    run: MetricRun::Object(energy_inside),
};

/// The share of the positive evidence of a finished map that lies `inside`, 0 to 1: a map of the same
/// size that says how much of each pixel the object covers. Of a blank map there is none.
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
    fn by_hand() {
        let map = |values: [f32; 4]| Map::new(2, 2, values.to_vec()).unwrap();
        let object = map([1.0, 0.5, 0.0, 0.0]);
        // (0.5 + 0.5) of 2
        assert_eq!(
            energy_inside(&map([0.5, 1.0, 0.0, 0.5]), &object),
            Some(0.5)
        );
        assert_eq!(energy_inside(&map([0.0; 4]), &object), None);
    }
}
