use std::sync::atomic::{AtomicBool, Ordering};

use log::{Level, LevelFilter, Log, Metadata, Record};
use wasm_bindgen::JsValue;

use crate::error::js_error;

/// In a browser, a shader that fails to compile is only logged, and its output keeps stale values
/// (cubecl issue 1641). This logger notices such messages, and every later result is an error.
struct ShaderWatch;

static FAILED: AtomicBool = AtomicBool::new(false);

impl Log for ShaderWatch {
    fn enabled(&self, metadata: &Metadata) -> bool {
        metadata.level() <= Level::Error
    }

    fn log(&self, record: &Record) {
        let message = record.args().to_string();
        if message.contains("WGSL compilation failed") || message.contains("device refused") {
            FAILED.store(true, Ordering::Relaxed);
        }
    }

    fn flush(&self) {}
}

pub(crate) fn install() {
    // Fails for a second engine in one worker, where the logger is already set.
    if log::set_logger(&ShaderWatch).is_ok() {
        log::set_max_level(LevelFilter::Error);
    }
}

/// Fails with `shader-failed` if a shader has failed.
pub(crate) fn check() -> Result<(), JsValue> {
    if FAILED.load(Ordering::Relaxed) {
        let message = "a shader failed on the graphics card, so its results cannot be trusted";
        return Err(js_error("shader-failed", "device", message));
    }
    Ok(())
}
