use imaging::{ImagingError, Map, Normalise, Resampling, normalise, relu, resample};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How to turn a map into a heatmap.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, TS)]
pub struct Display {
    /// Whether to set negative values to 0 first, which hides evidence against the class.
    pub relu: bool,
    /// How to scale the values to a fixed range.
    pub normalise: Normalise,
    /// How to resample the map.
    pub resampling: Resampling,
    /// Columns of the heatmap.
    pub width: usize,
    /// Rows of the heatmap.
    pub height: usize,
}

/// A map that is ready for colouring.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Heatmap {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Values row by row, from 0 to 1, or from -1 to 1 with a signed normalisation.
    #[serde(serialize_with = "imaging::bulk::f32s")]
    #[ts(type = "Float32Array")]
    pub values: Vec<f32>,
}

/// Turns a map into a heatmap in three steps: optional ReLU, normalisation, resampling. Needs neither
/// model nor picture.
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
    use compare::assert_absolute;

    use super::*;

    #[test]
    fn relu_comes_before_the_normalisation() {
        let map = Map::new(3, 1, vec![-4.0, 1.0, 2.0]).unwrap();
        let check = |relu, normalise, expected: [f32; 3]| {
            let display = Display {
                relu,
                normalise,
                resampling: Resampling::Nearest,
                width: 3,
                height: 1,
            };
            let found = heatmap(&map, &display).unwrap().values;
            assert_absolute(&format!("{display:?}"), &found, &expected, 1e-6);
        };
        check(true, Normalise::MinMax, [0.0, 0.5, 1.0]);
        check(false, Normalise::MinMax, [0.0, 5.0 / 6.0, 1.0]);
        check(false, Normalise::MaxAbs, [-1.0, 0.25, 0.5]);
    }
}
