use imaging::{ImagingError, Map, Normalise, Resampling, normalise, relu, resample};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a map becomes a heatmap.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, TS)]
pub struct Display {
    /// Whether negative values become 0 first, so that only positive evidence is shown.
    pub relu: bool,
    /// How values are scaled to a fixed range.
    pub normalise: Normalise,
    /// How the map is resampled.
    pub resampling: Resampling,
    /// Columns of the heatmap.
    pub width: usize,
    /// Rows of the heatmap.
    pub height: usize,
}

/// A map that is ready to be coloured.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Heatmap {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row: 0 to 1, or -1 to 1 for a signed normalisation.
    #[serde(serialize_with = "imaging::bulk::f32s")]
    #[ts(type = "Float32Array")]
    pub values: Vec<f32>,
}

/// Draws on a map in three steps: ReLU or not, normalise, resample. Pure: needs neither model nor
/// picture.
///
/// # Errors
/// Those of [`resample`].
pub fn heatmap(map: &Map, display: &Display) -> Result<Heatmap, ImagingError> {
    let map = if display.relu { relu(map) } else { map.clone() };
    let map = normalise(&map, display.normalise);
    let map = resample(&map, display.width, display.height, display.resampling)?;
    Ok(Heatmap {
        width: map.width(),
        height: map.height(),
        values: map.into_values(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_evidence_is_scaled_if_negative_values_are_hidden() {
        let map = Map::new(3, 1, vec![-4.0, 1.0, 2.0]).unwrap();
        let shown = |relu, normalise| {
            let display = Display {
                relu,
                normalise,
                resampling: Resampling::Nearest,
                width: 3,
                height: 1,
            };
            heatmap(&map, &display).unwrap().values
        };
        let near = |found: Vec<f32>, expected: [f32; 3]| {
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-6)
        };
        assert!(near(shown(true, Normalise::MinMax), [0.0, 0.5, 1.0]));
        assert!(near(shown(false, Normalise::MinMax), [0.0, 5.0 / 6.0, 1.0]));
        assert!(near(shown(false, Normalise::MaxAbs), [-1.0, 0.25, 0.5]));
    }
}
