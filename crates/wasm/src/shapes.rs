//! The plain objects that cross the border, as `web/engine/protocol.js` describes them.

use std::collections::BTreeMap;

use js_sys::{Float32Array, Function, Uint8Array, Uint16Array};
use serde::{Deserialize, Serialize};
use session::imaging::{Normalise, Picture, Rect, Resampling};
use session::{
    Explanation, Fact, Merge, ModelInfo, Progress, Request, Segmentation, SourceFile, Target,
    TargetScore,
};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::blob::BlobSource;
use crate::error::bad_argument;
use crate::setting::{JsSetting, settings};

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

/// A request. `layers`, where given, counts instead of `layer`; none of both is the layer that the
/// model begins with.
#[derive(Deserialize)]
pub(crate) struct JsRequest {
    method: String,
    layer: Option<String>,
    layers: Option<Vec<String>>,
    merge: Option<JsMerge>,
    pub(crate) target: JsTarget,
    options: Option<BTreeMap<String, JsSetting>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum JsMerge {
    Mean,
    Max,
    Product,
}

impl From<JsRequest> for Request {
    fn from(request: JsRequest) -> Self {
        let options = request.options.unwrap_or_default().into_iter();
        let layer = request.layer.into_iter().collect();
        Self {
            method: request.method,
            layers: request.layers.unwrap_or(layer),
            merge: match request.merge {
                Some(JsMerge::Max) => Merge::Max,
                Some(JsMerge::Product) => Merge::Product,
                _ => Merge::Mean,
            },
            target: request.target.into(),
            region: request.target.region,
            options: options.map(|(id, setting)| (id, setting.into())).collect(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct JsExplanation {
    width: usize,
    height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    map: Float32Array,
    form: &'static str,
    min: f32,
    max: f32,
    score: f32,
    pixels: usize,
    method: &'static str,
    layer: String,
    layers: Vec<String>,
    merge: &'static str,
    target: JsTarget,
    options: BTreeMap<&'static str, JsSetting>,
    facts: Vec<JsFact>,
    /// Row and column in turns.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    points: Uint16Array,
    note: Option<String>,
    backend: &'static str,
    milliseconds: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct JsFact {
    label: &'static str,
    value: f64,
    meaning: String,
}

impl JsExplanation {
    /// An answer, with the target as it was asked for.
    pub(crate) fn new(explanation: Explanation, target: JsTarget) -> Self {
        let fact = |fact: Fact| JsFact {
            label: fact.label,
            value: fact.value,
            meaning: fact.meaning,
        };
        let points: Vec<u16> = explanation
            .points
            .iter()
            .flatten()
            .map(|place| *place as u16)
            .collect();
        Self {
            width: explanation.map.width(),
            height: explanation.map.height(),
            map: Float32Array::from(explanation.map.values()),
            form: explanation.form.id(),
            min: explanation.map.min(),
            max: explanation.map.max(),
            score: explanation.score,
            pixels: explanation.pixels,
            method: explanation.method.info().id,
            layer: explanation.layers.first().cloned().unwrap_or_default(),
            layers: explanation.layers,
            merge: explanation.merge.id(),
            target,
            options: settings(&explanation.settings),
            facts: explanation.facts.into_iter().map(fact).collect(),
            points: Uint16Array::from(points.as_slice()),
            note: explanation.note,
            backend: explanation.backend.id(),
            milliseconds: explanation.milliseconds,
        }
    }
}

/// How far a method is, and the map as far as it is known.
#[derive(Serialize)]
pub(crate) struct JsProgress {
    done: usize,
    total: usize,
    map: Option<JsMap>,
}

#[derive(Serialize)]
struct JsMap {
    width: usize,
    height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    map: Float32Array,
}

impl From<Progress> for JsProgress {
    fn from(progress: Progress) -> Self {
        let map = progress.map.map(|map| JsMap {
            width: map.width(),
            height: map.height(),
            map: Float32Array::from(map.values()),
        });
        Self {
            done: progress.done,
            total: progress.total,
            map,
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
