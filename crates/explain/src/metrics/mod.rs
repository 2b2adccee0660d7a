//! Metrics: how good a map is. Each metric is one file; [`Metric::ALL`] lists them.
//!
//! No single metric is the truth. Each one favours something else, and a value means little without a
//! comparison. So every map is judged beside two controls that know nothing about the class: random
//! weights (`random-cam`) and the edges of the picture ([`crate::edge_map`]). Tomsett et al., 2020,
//! <https://arxiv.org/abs/1912.01451>, show how little metrics agree.

mod complexity;
mod confidence_drop;
mod confidence_increase;
mod deletion;
mod energy_inside;
mod insertion;
mod pointing_game;
mod randomisation;
mod road;
mod spearman;
mod top_overlap;

pub use energy_inside::energy_inside;
pub use pointing_game::points_at;
pub use spearman::spearman;
pub use top_overlap::top_overlap;

use std::fmt::{Debug, Formatter, Result as FmtResult};

use imaging::Map;

use crate::watch::Later;
use crate::{Candidate, ExplainError, Measured, MetricInfo, MetricNeeds, Watch};

/// A measure of how good a map is.
pub struct Metric {
    /// Its description for menus.
    pub info: MetricInfo,
    pub(crate) run: MetricRun,
}

/// How a metric computes its value.
pub(crate) enum MetricRun {
    /// From the finished map alone.
    Map(fn(&Map) -> f32),
    /// From the finished map and the fraction of each pixel that the object covers.
    Object(fn(&Map, &Map) -> Option<f32>),
    /// From the finished maps of a control and of the explanation.
    TwoMaps(fn(&Map, &Map) -> Option<f32>),
    /// By running the network.
    Trial(Trial),
}

type Trial =
    for<'a> fn(&'a Candidate<'a>, &'a mut dyn Watch) -> Later<'a, Result<Measured, ExplainError>>;

impl Metric {
    /// All metrics, in menu order.
    pub const ALL: &[&'static Self] = &[
        &deletion::METRIC,
        &insertion::METRIC,
        &road::METRIC,
        &confidence_drop::METRIC,
        &confidence_increase::METRIC,
        &pointing_game::METRIC,
        &energy_inside::METRIC,
        &complexity::METRIC,
        &spearman::METRIC,
        &top_overlap::METRIC,
        &randomisation::METRIC,
    ];

    /// Returns the metric with this id.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMetric`], which lists all ids.
    pub fn by_id(id: &str) -> Result<&'static Self, ExplainError> {
        let found = Self::ALL.iter().find(|metric| metric.info.id == id);
        found.copied().ok_or_else(|| ExplainError::UnknownMetric {
            id: id.into(),
            available: (Self::ALL.iter().map(|metric| metric.info.id))
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// Returns the metrics with these ids; without ids, all that can be computed.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMetric`], and [`ExplainError::NoObject`] if a metric needs the object
    /// and it is not marked.
    pub fn chosen(ids: &[String], has_object: bool) -> Result<Vec<&'static Self>, ExplainError> {
        let fits = |one: &Self| has_object || one.info.needs != MetricNeeds::Object;
        if ids.is_empty() {
            return Ok(Self::ALL.iter().copied().filter(|one| fits(one)).collect());
        }
        let one = |id: &String| {
            let metric = Self::by_id(id)?;
            let label = metric.info.label;
            fits(metric)
                .then_some(metric)
                .ok_or(ExplainError::NoObject { metric: label })
        };
        ids.iter().map(one).collect()
    }

    /// Judges a map. Returns `None` if the metric does not apply: for a blank map, without a marked
    /// object, or for a comparison of the explanation with itself.
    ///
    /// # Errors
    /// [`ExplainError::Stopped`] if `watch` stops it, or an error of the network or the device.
    pub async fn measure(
        &self,
        candidate: &Candidate<'_>,
        watch: &mut dyn Watch,
    ) -> Result<Option<Measured>, ExplainError> {
        let map = candidate.finished;
        Ok(match self.run {
            MetricRun::Map(measure) => Some(measure(map).into()),
            MetricRun::Object(measure) => candidate
                .inside
                .and_then(|inside| measure(map, inside))
                .map(Measured::from),
            MetricRun::TwoMaps(measure) => candidate
                .other
                .and_then(|other| measure(map, other))
                .map(Measured::from),
            MetricRun::Trial(measure) => Some(measure(candidate, watch).await?),
        })
    }
}

/// Metrics are equal if their ids are.
impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.info.id == other.info.id
    }
}

impl Debug for Metric {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> FmtResult {
        formatter.write_str(self.info.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_is_unique_and_found() {
        let ids: BTreeSet<_> = Metric::ALL.iter().map(|one| one.info.id).collect();
        assert_eq!(ids.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            assert_eq!(Metric::by_id(metric.info.id), Ok(*metric));
        }
        let error = Metric::by_id("truth").unwrap_err();
        assert!(error.to_string().contains("deletion"), "{error}");
    }

    #[test]
    fn metrics_that_need_the_object_are_left_out_or_rejected_without_it() {
        let ids = |list: &[&str]| -> Vec<String> { list.iter().map(ToString::to_string).collect() };
        let all = Metric::chosen(&[], true).unwrap();
        assert_eq!(all, Metric::ALL);
        let fewer = Metric::chosen(&[], false).unwrap();
        assert_eq!(fewer.len() + 2, all.len());
        let error = Metric::chosen(&ids(&["road", "energy-inside"]), false).unwrap_err();
        assert_eq!(error.code(), "no-object");
        let road = Metric::by_id("road").unwrap();
        assert_eq!(Metric::chosen(&ids(&["road"]), false), Ok(vec![road]));
    }
}
