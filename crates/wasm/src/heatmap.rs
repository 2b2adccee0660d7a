use session::imaging::Map;
use session::{Display, SessionError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::session_error;
use crate::plain::{from_js, to_js};

/// Turns a map of `width` x `height` values into a heatmap. See [`session::heatmap`].
///
/// # Errors
/// `map-invalid` if the map does not hold `width` x `height` finite values.
#[wasm_bindgen(unchecked_return_type = "Heatmap")]
pub fn heatmap(
    map: &[f32],
    width: usize,
    height: usize,
    #[wasm_bindgen(unchecked_param_type = "Display")] display: JsValue,
) -> Result<JsValue, JsValue> {
    let display: Display = from_js(display)?;
    let map = Map::new(width, height, map.to_vec());
    let heatmap = map.and_then(|map| session::heatmap(&map, &display));
    to_js(&heatmap.map_err(|error| session_error(&SessionError::from(error)))?)
}
