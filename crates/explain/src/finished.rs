use imaging::{ImagingError, Map, Normalise, Resampling, normalise, relu, resample};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the maps of several layers are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Merge {
    /// Their mean, as in pytorch-grad-cam.
    #[default]
    Mean,
    /// The largest value at each pixel, as in torch-cam.
    Max,
    /// Their product.
    Product,
}

impl Merge {
    /// All merges, in menu order.
    pub const ALL: &[Self] = &[Self::Mean, Self::Max, Self::Product];

    /// The stable id, in kebab case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Max => "max",
            Self::Product => "product",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Mean => "Mean",
            Self::Max => "Largest",
            Self::Product => "Product",
        }
    }

    /// One sentence for menus.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Mean => "Every layer counts the same.",
            Self::Max => "Shows what any of the layers marks.",
            Self::Product => "Shows only what all layers mark.",
        }
    }

    fn of(self, left: f32, right: f32) -> f32 {
        match self {
            Self::Mean => left + right,
            Self::Max => left.max(right),
            Self::Product => left * right,
        }
    }
}

/// Returns the finished map of one or several layers, at the size of the network's input. Applies ReLU
/// to each map, scales it to [0, 1] and enlarges it bilinearly. Then merges the maps and scales the
/// result to [0, 1] again. The steps and their constants are those of pytorch-grad-cam's final map.
///
/// # Errors
/// [`ImagingError`] if there is no map, or for a size of 0.
pub fn finished(raw: &[Map], how: Merge, [height, width]: [usize; 2]) -> Result<Map, ImagingError> {
    let mut sum: Option<Vec<f32>> = None;
    for map in raw {
        let map = normalise(&relu(map), Normalise::MinMax);
        let map = resample(&map, width, height, Resampling::Bilinear)?.into_values();
        sum = Some(match sum {
            None => map,
            Some(sum) => sum
                .into_iter()
                .zip(map)
                .map(|(a, b)| how.of(a, b))
                .collect(),
        });
    }
    let count = if how == Merge::Mean {
        raw.len() as f32
    } else {
        1.0
    };
    let merged = sum
        .unwrap_or_default()
        .into_iter()
        .map(|value| value / count);
    let map = Map::new(width, height, merged.collect())?;
    Ok(normalise(&map, Normalise::MinMax))
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    fn map(values: &[f32]) -> Map {
        Map::new(values.len(), 1, values.to_vec()).unwrap()
    }

    #[test]
    fn one_layer_matches_hand_computed_values() {
        let found = finished(&[map(&[-3.0, 2.0])], Merge::Mean, [1, 4]).unwrap();
        assert_absolute("map", found.values(), &[0.0, 0.25, 0.75, 1.0], 1e-5);
    }

    #[test]
    fn two_layers_match_hand_computed_values() {
        let layers = [map(&[0.0, 2.0, 1.0]), map(&[4.0, 0.0, 2.0])];
        let check = |how, expected: [f32; 3]| {
            let merged = finished(&layers, how, [1, 3]).unwrap();
            assert_absolute(&format!("{how:?}"), merged.values(), &expected, 1e-5);
        };
        // Scaled, the maps are (0, 1, ½) and (1, 0, ½).
        check(Merge::Mean, [0.0, 0.0, 0.0]);
        check(Merge::Max, [1.0, 1.0, 0.0]);
        check(Merge::Product, [0.0, 0.0, 1.0]);
    }
}
