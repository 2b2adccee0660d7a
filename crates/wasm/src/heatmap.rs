use js_sys::Float32Array;
use session::SessionError;
use session::imaging::{ImagingError, Map, normalise, relu, resample};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::session_error;
use crate::shapes::{JsDisplay, JsHeatmap, from_js, to_js};

/// Brings a raw map of `width` x `height` into the form in which it is coloured: ReLU (or not),
/// then normalise, then resample to `display.width` x `display.height`.
///
/// `display` is `{ relu, normalise: "min-max" | "max-abs", resampling: "bilinear" | "nearest",
/// width, height }`. Answers with `{ width, height, values: Float32Array }`; values are 0 to 1 for
/// `min-max` and -1 to 1 for `max-abs`.
///
/// # Errors
/// `map-invalid` when the map does not hold `width` x `height` finite values.
#[wasm_bindgen]
pub fn heatmap(
    map: &[f32],
    width: usize,
    height: usize,
    display: JsValue,
) -> Result<JsValue, JsValue> {
    let display: JsDisplay = from_js(display)?;
    let heatmap = shown(Map::new(width, height, map.to_vec()), &display);
    let heatmap = heatmap.map_err(|error| session_error(&SessionError::from(error)))?;
    to_js(&JsHeatmap {
        width: heatmap.width(),
        height: heatmap.height(),
        values: Float32Array::from(heatmap.values()),
    })
}

fn shown(map: Result<Map, ImagingError>, display: &JsDisplay) -> Result<Map, ImagingError> {
    let map = map?;
    let map = if display.relu { relu(&map) } else { map };
    let map = normalise(&map, display.normalise);
    resample(&map, display.width, display.height, display.resampling)
}
