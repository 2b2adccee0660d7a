use js_sys::{Error, Reflect};
use session::SessionError;
use wasm_bindgen::JsValue;

/// Returns a JavaScript `Error` with `code`, `kind` and `message`.
pub(crate) fn js_error(code: &str, kind: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    for (key, value) in [("code", code), ("kind", kind)] {
        // Setting a property on a fresh object cannot fail.
        let _ = Reflect::set(&error, &key.into(), &value.into());
    }
    error.into()
}

pub(crate) fn session_error(error: &SessionError) -> JsValue {
    js_error(error.code(), error.kind().id(), &error.to_string())
}

/// The error for an argument that does not have the declared type.
pub(crate) fn bad_argument(error: impl std::fmt::Display) -> JsValue {
    js_error(
        "bad-argument",
        "request",
        &format!("the argument is invalid: {error}"),
    )
}
