//! The plain objects that cross the border, as `web/engine/protocol.js` describes them.

use std::collections::BTreeMap;

use js_sys::{Float32Array, Function, Uint8Array, Uint16Array};
use serde::{Deserialize, Serialize};
use session::imaging::{Normalise, Picture, Rect, Resampling};
use session::{
    Explanation, ModelInfo, Request, Segmentation, Settings, SourceFile, Target, TargetScore,
};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::blob::BlobSource;
use crate::error::bad_argument;

#[derive(Deserialize)]
pub(crate) struct JsFile {
    name: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    blob: Blob,
}

impl JsFile {
    /// A file that is read when it is needed; `on_read` is told of every read.
    pub(crate) fn source(self, on_read: Option<&Function>) -> Result<SourceFile, JsValue> {
        let source = BlobSource::new(self.blob, on_read.cloned())?;
        Ok(SourceFile::from_source(self.name, source))
    }
}

/// What is explained: `kind` says which score.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum JsTargetKind {
    Class,
    Probability,
    Difference,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
pub(crate) struct JsTarget {
    kind: JsTargetKind,
    index: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    than: Option<usize>,
    #[serde(default)]
    negated: bool,
    /// A rectangle of the picture, in its pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<Rect>,
}

impl From<JsTarget> for Target {
    fn from(target: JsTarget) -> Self {
        let class = target.index;
        let score = match target.kind {
            JsTargetKind::Class => TargetScore::Logit { class },
            JsTargetKind::Probability => TargetScore::Probability { class },
            JsTargetKind::Difference => TargetScore::Difference {
                class,
                than: target.than.unwrap_or(class),
            },
        };
        Self {
            negated: target.negated,
            ..Self::of(score)
        }
    }
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
    pub(crate) target: JsTarget,
    options: Option<JsOptions>,
}

impl From<JsRequest> for Request {
    fn from(request: JsRequest) -> Self {
        let settings = request
            .options
            .map_or_else(Settings::default, |options| Settings { relu: options.relu });
        Self {
            method: request.method,
            layer: request.layer,
            target: request.target.into(),
            region: request.target.region,
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
    pixels: usize,
    method: &'static str,
    layer: String,
    target: JsTarget,
    options: JsOptions,
    note: Option<String>,
    backend: &'static str,
    milliseconds: BTreeMap<&'static str, f64>,
}

impl JsExplanation {
    /// An answer, with the target as it was asked for.
    pub(crate) fn new(explanation: Explanation, target: JsTarget) -> Self {
        Self {
            width: explanation.map.width(),
            height: explanation.map.height(),
            map: Float32Array::from(explanation.map.values()),
            min: explanation.map.min(),
            max: explanation.map.max(),
            score: explanation.score,
            pixels: explanation.pixels,
            method: explanation.method.info().id,
            layer: explanation.layer,
            target,
            options: JsOptions {
                relu: explanation.settings.relu,
            },
            note: explanation.note,
            backend: explanation.backend.id(),
            milliseconds: explanation.milliseconds,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct JsFitted {
    pub(crate) crop: Option<Rect>,
    pub(crate) model: ModelInfo,
}

#[derive(Serialize)]
pub(crate) struct JsPixels {
    width: u32,
    height: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    rgb: Uint8Array,
}

impl From<Picture> for JsPixels {
    fn from(picture: Picture) -> Self {
        Self {
            width: picture.width,
            height: picture.height,
            rgb: Uint8Array::from(picture.rgb.as_slice()),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct JsSegmentation {
    width: usize,
    height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    classes: Uint16Array,
}

impl From<Segmentation> for JsSegmentation {
    fn from(segmentation: Segmentation) -> Self {
        Self {
            width: segmentation.width,
            height: segmentation.height,
            classes: Uint16Array::from(segmentation.classes.as_slice()),
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
