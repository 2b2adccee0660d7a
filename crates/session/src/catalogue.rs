use explain::{Family, Merge, Method, MethodInfo, Metric, MetricInfo, Named, Task};
use formats::{FORMATS, FormatInfo};
use imaging::{
    COLOUR_MAPS, ColourMap, Colours, Fit, Interpolation, Normalise, Resampling, Resizer,
};
use serde::Serialize;
use ts_rs::TS;

/// The tables behind the page's menus. The first entry of each is the default.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each field is named after what it lists")]
pub struct Catalogue {
    pub families: Vec<Named>,
    pub methods: Vec<MethodRow>,
    pub metrics: Vec<MetricInfo>,
    #[ts(type = "Array<Choice & { id: Merge }>")]
    pub merges: Vec<Choice>,
    pub colour_maps: Vec<ColourMapRow>,
    #[ts(type = "Array<Normalisation & { id: Normalise }>")]
    pub normalisations: Vec<NormaliseRow>,
    #[ts(type = "Array<Choice & { id: Resampling }>")]
    pub resamplings: Vec<Choice>,
    #[ts(type = "Array<Choice & { id: Fit }>")]
    pub fits: Vec<Choice>,
    #[ts(type = "Array<Choice & { id: Interpolation }>")]
    pub interpolations: Vec<Choice>,
    #[ts(type = "Array<Choice & { id: Resizer }>")]
    pub resizers: Vec<Choice>,
    #[ts(type = "Array<Choice & { id: Colours }>")]
    pub channels: Vec<Choice>,
    pub tasks: Vec<Choice>,
    pub formats: Vec<FormatInfo>,
}

/// A menu entry.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct Choice {
    /// Stable id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// One sentence about what it does or when to use it.
    pub description: &'static str,
}

/// A method as a menu entry.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Method")]
pub struct MethodRow {
    /// The method's own description.
    #[serde(flatten)]
    pub info: MethodInfo,
    /// Whether the map depends on the target layer.
    pub uses_layer: bool,
    /// Whether one forward and one backward pass are enough.
    pub cheap: bool,
}

/// A colour map and its table.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ColourMap")]
pub struct ColourMapRow {
    /// Stable id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// Whether the middle of the table is the colour of 0.
    pub diverging: bool,
    /// 256 RGB colours of three bytes, from the lowest value to the highest.
    #[serde(serialize_with = "imaging::bulk::u8s")]
    #[ts(type = "Uint8Array")]
    pub table: Vec<u8>,
}

/// A normalisation as a menu entry.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(rename = "Normalisation")]
pub struct NormaliseRow {
    /// Id, display name and description.
    #[serde(flatten)]
    pub choice: Choice,
    /// Whether the result ranges from -1 to 1 instead of 0 to 1.
    pub signed: bool,
}

/// Returns all menus.
#[must_use]
pub fn catalogue() -> Catalogue {
    Catalogue {
        families: (Family::ALL.iter())
            .map(|family| Named {
                id: family.id(),
                label: family.label(),
            })
            .collect(),
        methods: Method::ALL.iter().map(|method| row(method.info)).collect(),
        metrics: Metric::ALL.iter().map(|metric| metric.info).collect(),
        merges: choices(Merge::ALL, [Merge::id, Merge::label, Merge::description]),
        colour_maps: COLOUR_MAPS.iter().map(colour_map).collect(),
        normalisations: Normalise::ALL.iter().copied().map(normalisation).collect(),
        resamplings: choices(
            Resampling::ALL,
            [Resampling::id, Resampling::label, Resampling::description],
        ),
        fits: choices(Fit::ALL, [Fit::id, Fit::label, Fit::description]),
        interpolations: choices(
            Interpolation::ALL,
            [
                Interpolation::id,
                Interpolation::label,
                Interpolation::description,
            ],
        ),
        resizers: choices(
            Resizer::ALL,
            [Resizer::id, Resizer::label, Resizer::description],
        ),
        channels: choices(
            Colours::ALL,
            [Colours::id, Colours::label, Colours::description],
        ),
        tasks: choices(Task::ALL, [Task::id, Task::label, Task::description]),
        formats: FORMATS.to_vec(),
    }
}

/// Builds a menu from an enum's values and its functions for id, label and description.
fn choices<T: Copy>(all: &[T], words: [fn(T) -> &'static str; 3]) -> Vec<Choice> {
    let [id, label, description] = words;
    let choice = |one: &T| Choice {
        id: id(*one),
        label: label(*one),
        description: description(*one),
    };
    all.iter().map(choice).collect()
}

fn row(info: MethodInfo) -> MethodRow {
    MethodRow {
        info,
        uses_layer: info.needs.layer(),
        cheap: info.needs.is_cheap(),
    }
}

fn colour_map(map: &ColourMap) -> ColourMapRow {
    ColourMapRow {
        id: map.id,
        label: map.label,
        diverging: map.diverging,
        table: map.table().as_flattened().to_vec(),
    }
}

fn normalisation(normalise: Normalise) -> NormaliseRow {
    NormaliseRow {
        choice: Choice {
            id: normalise.id(),
            label: normalise.label(),
            description: normalise.description(),
        },
        signed: normalise.signed(),
    }
}
