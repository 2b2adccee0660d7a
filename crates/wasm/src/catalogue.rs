use js_sys::Uint8Array;
use serde::Serialize;
use session::imaging::{COLOUR_MAPS, ColourMap, Fit, Normalise, Resampling};
use session::{FORMATS, Family, FormatInfo, Merge, Method, Metric, Task};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::judge::JsMetric;
use crate::setting::{JsNamed, JsOption};
use crate::shapes::to_js;

/// All menus: families of methods, methods, metrics, merges, colour maps, normalisations, resamplings, fits, tasks and formats.
///
/// # Errors
/// None in practice.
#[wasm_bindgen]
pub fn catalogue() -> Result<JsValue, JsValue> {
    to_js(&Catalogue {
        families: (Family::ALL.iter())
            .map(|f| JsNamed {
                id: f.id(),
                label: f.label(),
            })
            .collect(),
        methods: Method::ALL.iter().copied().map(JsMethod::from).collect(),
        metrics: Metric::ALL.iter().copied().map(JsMetric::from).collect(),
        merges: (Merge::ALL.iter())
            .map(|m| JsChoice {
                id: m.id(),
                label: m.label(),
                description: m.description(),
            })
            .collect(),
        colour_maps: COLOUR_MAPS.iter().map(JsColourMap::from).collect(),
        normalisations: Normalise::ALL
            .iter()
            .copied()
            .map(JsNormalise::from)
            .collect(),
        resamplings: (Resampling::ALL.iter())
            .map(|r| JsChoice {
                id: r.id(),
                label: r.label(),
                description: r.description(),
            })
            .collect(),
        fits: (Fit::ALL.iter())
            .map(|f| JsChoice {
                id: f.id(),
                label: f.label(),
                description: f.description(),
            })
            .collect(),
        tasks: (Task::ALL.iter())
            .map(|t| JsChoice {
                id: t.id(),
                label: t.label(),
                description: t.description(),
            })
            .collect(),
        formats: FORMATS.iter().map(JsFormat::from).collect(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Catalogue {
    families: Vec<JsNamed>,
    methods: Vec<JsMethod>,
    metrics: Vec<JsMetric>,
    merges: Vec<JsChoice>,
    colour_maps: Vec<JsColourMap>,
    normalisations: Vec<JsNormalise>,
    resamplings: Vec<JsChoice>,
    fits: Vec<JsChoice>,
    tasks: Vec<JsChoice>,
    formats: Vec<JsFormat>,
}

#[derive(Serialize)]
struct JsChoice {
    id: &'static str,
    label: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsMethod {
    id: &'static str,
    label: &'static str,
    description: &'static str,
    paper: &'static str,
    family: &'static str,
    class_specific: bool,
    /// Whether another layer gives another map.
    uses_layer: bool,
    /// Whether one forward and one backward pass are enough.
    cheap: bool,
    cost: &'static str,
    matches: &'static str,
    options: Vec<JsOption>,
}

#[derive(Serialize)]
struct JsColourMap {
    id: &'static str,
    label: &'static str,
    diverging: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    table: Uint8Array,
}

#[derive(Serialize)]
struct JsNormalise {
    id: &'static str,
    label: &'static str,
    description: &'static str,
    signed: bool,
}

#[derive(Serialize)]
struct JsFormat {
    id: &'static str,
    label: &'static str,
    extensions: &'static [&'static str],
    description: &'static str,
}

impl From<Method> for JsMethod {
    fn from(method: Method) -> Self {
        let info = method.info();
        Self {
            id: info.id,
            label: info.label,
            description: info.description,
            paper: info.paper,
            family: info.family.id(),
            class_specific: info.class_specific,
            uses_layer: info.needs.layer(),
            cheap: info.needs.is_cheap(),
            cost: info.cost,
            matches: info.matches,
            options: info.options.iter().map(JsOption::from).collect(),
        }
    }
}

impl From<&ColourMap> for JsColourMap {
    fn from(colour_map: &ColourMap) -> Self {
        Self {
            id: colour_map.id,
            label: colour_map.label,
            diverging: colour_map.diverging,
            table: Uint8Array::from(colour_map.table().as_flattened()),
        }
    }
}

impl From<Normalise> for JsNormalise {
    fn from(normalise: Normalise) -> Self {
        Self {
            id: normalise.id(),
            label: normalise.label(),
            description: normalise.description(),
            signed: normalise.signed(),
        }
    }
}

impl From<&FormatInfo> for JsFormat {
    fn from(format: &FormatInfo) -> Self {
        Self {
            id: format.id,
            label: format.label,
            extensions: format.extensions,
            description: format.description,
        }
    }
}
