use std::sync::atomic::{AtomicBool, Ordering};

use log::{Level, LevelFilter, Log, Metadata, Record};
use wasm_bindgen::JsValue;

use crate::error::js_error;

/// In a browser a shader that does not compile is only logged, and its output keeps stale numbers
/// (cubecl issue 1641). So the log is watched, and any result that comes after is refused.
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
    // A second engine in one worker finds the watch in place.
    if log::set_logger(&ShaderWatch).is_ok() {
        log::set_max_level(LevelFilter::Error);
    }
}

/// Refuses what was computed after a shader failed.
pub(crate) fn check() -> Result<(), JsValue> {
    if FAILED.load(Ordering::Relaxed) {
        let message = "the graphics card refused a shader, so its numbers cannot be trusted";
        return Err(js_error("shader-failed", "device", message));
    }
    Ok(())
}
