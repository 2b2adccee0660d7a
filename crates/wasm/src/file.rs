use js_sys::Function;
use serde::Deserialize;
use session::SourceFile;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::blob::BlobSource;

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
}
