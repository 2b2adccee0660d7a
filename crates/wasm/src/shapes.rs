//! The plain objects that cross the border, as `web/engine/protocol.js` describes them.

use std::collections::BTreeMap;

use js_sys::Float32Array;
use serde::{Deserialize, Serialize};
use session::imaging::{Normalise, Resampling};
use session::{Explanation, Request, Settings, SourceFile, Target};
use wasm_bindgen::JsValue;

use crate::error::bad_argument;

#[derive(Deserialize)]
pub(crate) struct JsFile {
    name: String,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

impl From<JsFile> for SourceFile {
    fn from(JsFile { name, bytes }: JsFile) -> Self {
        Self::new(name, bytes)
    }
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum JsTarget {
    Class { index: usize },
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JsOptions {
    #[serde(default = "yes")]
    relu: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
pub(crate) struct JsRequest {
    method: String,
    layer: String,
    target: JsTarget,
    options: Option<JsOptions>,
}

impl From<JsRequest> for Request {
    fn from(request: JsRequest) -> Self {
        let JsTarget::Class { index } = request.target;
        let settings = request
            .options
            .map_or_else(Settings::default, |options| Settings { relu: options.relu });
        let target = Target::Class { index };
        Self {
            method: request.method,
            layer: request.layer,
            target,
            settings,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct JsExplanation {
    width: usize,
    height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    map: Float32Array,
    min: f32,
    max: f32,
    score: f32,
    method: &'static str,
    layer: String,
    target: JsTarget,
    options: JsOptions,
    note: Option<String>,
    backend: &'static str,
    milliseconds: BTreeMap<&'static str, f64>,
}

impl From<Explanation> for JsExplanation {
    fn from(explanation: Explanation) -> Self {
        let Target::Class { index } = explanation.target;
        Self {
            width: explanation.map.width(),
            height: explanation.map.height(),
            map: Float32Array::from(explanation.map.values()),
            min: explanation.map.min(),
            max: explanation.map.max(),
            score: explanation.score,
            method: explanation.method.info().id,
            layer: explanation.layer,
            target: JsTarget::Class { index },
            options: JsOptions {
                relu: explanation.settings.relu,
            },
            note: explanation.note,
            backend: explanation.backend.id(),
            milliseconds: explanation.milliseconds,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct JsDisplay {
    pub(crate) relu: bool,
    pub(crate) normalise: Normalise,
    pub(crate) resampling: Resampling,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

#[derive(Serialize)]
pub(crate) struct JsHeatmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) values: Float32Array,
}

/// A plain object: `None` becomes `null` and a map an object.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(bad_argument)
}

pub(crate) fn from_js<T: for<'a> Deserialize<'a>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(bad_argument)
}
