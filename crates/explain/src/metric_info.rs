use serde::Serialize;
use ts_rs::TS;

/// The description of a metric for menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Metric")]
pub struct MetricInfo {
    /// The name in the literature, in kebab case.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// What it measures and when it misleads.
    pub description: &'static str,
    /// Address of the paper.
    pub paper: &'static str,
    /// Whether a higher value is better; `None` if neither is.
    pub higher_is_better: Option<bool>,
    /// The library and version whose values it matches, or the paper whose steps it follows.
    pub matches: &'static str,
    /// What it uses.
    pub needs: MetricNeeds,
}

/// What a metric uses besides the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MetricNeeds {
    /// Nothing else.
    Map,
    /// A second map.
    TwoMaps,
    /// The marked object.
    Object,
    /// Scores for changed pictures.
    Pictures,
    /// Maps from changed networks.
    Networks,
}
