use js_sys::{Function, Reflect, Uint8Array};
use serde::Deserialize;
use session::SourceFile;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, WorkerGlobalScope};

use crate::blob::BlobSource;

/// Up to this size a file is read at once: that is faster than in pieces, and costs little memory.
const SMALL: f64 = (16 << 20) as f64;

/// A file of a model: `{ name, blob }`.
#[derive(Deserialize)]
pub(crate) struct NamedBlob {
    name: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    blob: Blob,
}

impl NamedBlob {
    /// Turns it into a file that is read on demand. Calls `on_read` after every read.
    pub(crate) fn source(self, on_read: Option<&Function>) -> Result<SourceFile, JsValue> {
        let source = BlobSource::new(self.blob, on_read.cloned())?;
        Ok(SourceFile::from_source(self.name, source))
    }

    /// As [`NamedBlob::source`], but reads a small file now and lets the browser hash it.
    pub(crate) async fn read(self, on_read: Option<&Function>) -> Result<SourceFile, JsValue> {
        if self.blob.size() > SMALL {
            return self.source(on_read);
        }
        // What cannot be read at once is refused in the words for files that are read in pieces.
        let Ok(bytes) = JsFuture::from(self.blob.array_buffer()).await else {
            return self.source(on_read);
        };
        let bytes = Uint8Array::new(&bytes);
        if let Some(on_read) = on_read {
            // A failing progress callback is no reason to stop.
            let _ = on_read.call1(&JsValue::NULL, &bytes.length().into());
        }
        let file = SourceFile::new(self.name, bytes.to_vec());
        Ok(match sha256(&bytes).await {
            Some(hash) => file.with_sha256(hash),
            None => file,
        })
    }
}

/// The browser's own SHA-256, several times as fast as one in wasm. `None` where there is none: a page
/// has it in a secure context only.
async fn sha256(bytes: &Uint8Array) -> Option<[u8; 32]> {
    let scope: WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let crypto = scope.crypto().ok()?;
    if Reflect::get(&crypto, &"subtle".into()).ok()?.is_undefined() {
        return None;
    }
    let hash = crypto
        .subtle()
        .digest_with_str_and_buffer_source("SHA-256", bytes);
    let hash = JsFuture::from(hash.ok()?).await.ok()?;
    Uint8Array::new(&hash).to_vec().try_into().ok()
}
