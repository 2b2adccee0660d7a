use std::cell::RefCell;
use std::fmt::{Debug, Formatter, Result as FmtResult};
use std::io::{Error, Result};

use js_sys::{Function, Uint8Array};
use session::ReadAt;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// The least number of bytes per read, because headers and weights are read in many small steps and
/// each read of a Blob takes the browser milliseconds.
const READ_AHEAD: u64 = 1 << 20;

/// A browser's Blob, read piece by piece so that a large model is never in memory twice. Works only
/// in workers, because pages have no synchronous reader.
pub(crate) struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
    /// Called with the number of bytes after each read.
    on_read: Option<Function>,
    /// Offset and bytes of the last read.
    latest: RefCell<(u64, Vec<u8>)>,
}

impl BlobSource {
    pub(crate) fn new(blob: Blob, on_read: Option<Function>) -> std::result::Result<Self, JsValue> {
        Ok(Self {
            blob,
            reader: FileReaderSync::new()?,
            on_read,
            latest: RefCell::default(),
        })
    }

    fn fetch(&self, offset: u64, length: u64) -> Result<Uint8Array> {
        let (start, end) = (offset as f64, (offset + length) as f64);
        let part = self.blob.slice_with_f64_and_f64(start, end);
        let part = part.and_then(|part| self.reader.read_as_array_buffer(&part));
        let part = part.map_err(|error| reason(&error))?;
        let bytes = Uint8Array::new(&part);
        if let Some(on_read) = &self.on_read {
            // A failing progress callback is no reason to stop.
            let _ = on_read.call1(&JsValue::NULL, &JsValue::from(bytes.length()));
        }
        if u64::from(bytes.length()) == length {
            return Ok(bytes);
        }
        Err(Error::other("it has become shorter"))
    }
}

fn reason(error: &JsValue) -> Error {
    let message = js_sys::Reflect::get(error, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    Error::other(message.unwrap_or_else(|| "the browser gives no reason".into()))
}

impl Debug for BlobSource {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> FmtResult {
        write!(formatter, "a Blob of {} bytes", self.len())
    }
}

impl ReadAt for BlobSource {
    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let length = buffer.len() as u64;
        if length >= READ_AHEAD {
            self.fetch(offset, length)?.copy_to(buffer);
            return Ok(());
        }
        let mut latest = self.latest.borrow_mut();
        let inside = |(start, bytes): &(u64, Vec<u8>)| {
            offset >= *start && offset + length <= start + bytes.len() as u64
        };
        if !inside(&latest) {
            let ahead = READ_AHEAD
                .min(self.len().saturating_sub(offset))
                .max(length);
            *latest = (offset, self.fetch(offset, ahead)?.to_vec());
        }
        let from = (offset - latest.0) as usize;
        let found = latest.1.get(from..from + buffer.len());
        buffer.copy_from_slice(found.ok_or_else(|| Error::other("it has become shorter"))?);
        Ok(())
    }
}
