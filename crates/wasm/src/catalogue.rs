use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::to_js;

/// Returns the tables behind the page's menus. The first entry of each is the default.
///
/// # Errors
/// None in practice.
#[wasm_bindgen(unchecked_return_type = "Catalogue")]
pub fn catalogue() -> Result<JsValue, JsValue> {
    to_js(&session::catalogue())
}
