use session::SessionError;
use session::imaging::admit;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::session_error;

/// Looks at the first bytes of a picture's file and its length, before the rest of it is read.
///
/// # Errors
/// `picture-empty`, `picture-format`, `picture-too-large`.
#[wasm_bindgen(js_name = admitPicture)]
pub fn admit_picture(beginning: &[u8], length: f64) -> Result<(), JsValue> {
    admit(beginning, length as u64).map_err(|error| session_error(&SessionError::from(error)))
}
