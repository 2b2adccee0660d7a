use serde::Serialize;
use ts_rs::TS;

/// A metric, as menus and documents show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Metric")]
pub struct MetricInfo {
    /// The literature's name in kebab case.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// One line: what it says and when it misleads.
    pub description: &'static str,
    /// Address of the paper.
    pub paper: &'static str,
    /// Whether more is better; nothing where that cannot be said.
    pub higher_is_better: Option<bool>,
    /// The library and version whose numbers it has, or the paper whose steps it follows.
    pub matches: &'static str,
    /// What it consumes.
    pub needs: MetricNeeds,
}

/// What a metric consumes beside the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MetricNeeds {
    /// Nothing.
    Map,
    /// Another map.
    TwoMaps,
    /// Where the object is.
    Object,
    /// Scores for changed pictures.
    Pictures,
    /// The map once more from changed networks.
    Networks,
}
