//! Channels of a layer as plain objects.

use js_sys::Float32Array;
use serde::{Deserialize, Serialize};
use session::{Channel, Channels};

/// What a request for channels has beside that for an explanation: places in the order of weights.
#[derive(Deserialize)]
pub(crate) struct JsPlaces {
    pub(crate) start: usize,
    pub(crate) count: usize,
}

#[derive(Serialize)]
pub(crate) struct JsChannels {
    width: usize,
    height: usize,
    total: usize,
    channels: Vec<JsChannel>,
}

#[derive(Serialize)]
struct JsChannel {
    index: usize,
    weight: f32,
    adds: f32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    values: Float32Array,
}

impl From<Channels> for JsChannels {
    fn from(layer: Channels) -> Self {
        let channel = |channel: Channel| JsChannel {
            index: channel.index,
            weight: channel.weight,
            adds: channel.adds,
            values: Float32Array::from(channel.values.as_slice()),
        };
        Self {
            width: layer.width,
            height: layer.height,
            total: layer.total,
            channels: layer.channels.into_iter().map(channel).collect(),
        }
    }
}
