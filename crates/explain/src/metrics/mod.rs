//! How good an explanation is. One metric is one file; [`Metric::ALL`] is the catalogue.
//!
//! No number here is the truth: each rewards something else, and none means anything beside what
//! maps get that know nothing. So every map is judged beside two controls, random weights
//! (`random-cam`) and the edges of the picture ([`crate::edge_map`]). Tomsett et al., 2020,
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

use imaging::Map;

use crate::{Candidate, ExplainError, Measured, MetricInfo, MetricNeeds, Watch};

/// A number that says something of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the name is the file; `info` says what it is")]
pub enum Metric {
    Deletion,
    Insertion,
    Road,
    ConfidenceDrop,
    ConfidenceIncrease,
    PointingGame,
    EnergyInside,
    Complexity,
    Spearman,
    TopOverlap,
    Randomisation,
}

impl Metric {
    /// All metrics, in the order of menus.
    pub const ALL: &[Self] = &[
        Self::Deletion,
        Self::Insertion,
        Self::Road,
        Self::ConfidenceDrop,
        Self::ConfidenceIncrease,
        Self::PointingGame,
        Self::EnergyInside,
        Self::Complexity,
        Self::Spearman,
        Self::TopOverlap,
        Self::Randomisation,
    ];

    /// What menus and documents say about it.
    #[must_use]
    pub fn info(self) -> &'static MetricInfo {
        match self {
            Self::Deletion => &deletion::INFO,
            Self::Insertion => &insertion::INFO,
            Self::Road => &road::INFO,
            Self::ConfidenceDrop => &confidence_drop::INFO,
            Self::ConfidenceIncrease => &confidence_increase::INFO,
            Self::PointingGame => &pointing_game::INFO,
            Self::EnergyInside => &energy_inside::INFO,
            Self::Complexity => &complexity::INFO,
            Self::Spearman => &spearman::INFO,
            Self::TopOverlap => &top_overlap::INFO,
            Self::Randomisation => &randomisation::INFO,
        }
    }

    /// Finds a metric by its id.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMetric`], which lists what there is.
    pub fn by_id(id: &str) -> Result<Self, ExplainError> {
        let found = Self::ALL.iter().copied().find(|one| one.info().id == id);
        found.ok_or_else(|| ExplainError::UnknownMetric {
            id: id.into(),
            available: (Self::ALL.iter().map(|metric| metric.info().id))
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// The metrics to judge by: those of these ids or, without any, all for which there is enough.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMetric`], and [`ExplainError::NoRegion`] for a metric that needs to
    /// know where the object is, where nobody said so.
    pub fn chosen(ids: &[&str], has_region: bool) -> Result<Vec<Self>, ExplainError> {
        let fits = |one: &Self| has_region || one.info().needs != MetricNeeds::Region;
        if ids.is_empty() {
            return Ok(Self::ALL.iter().copied().filter(fits).collect());
        }
        let one = |id: &&str| {
            let metric = Self::by_id(id)?;
            let label = metric.info().label;
            fits(&metric)
                .then_some(metric)
                .ok_or(ExplainError::NoRegion { metric: label })
        };
        ids.iter().map(one).collect()
    }

    /// Judges a map; nothing where there is nothing to say: of a blank map's share, of a region that
    /// nobody gave, of a map compared with itself.
    ///
    /// # Errors
    /// [`ExplainError::Stopped`] when `watch` said so, and what the network or the device says.
    pub async fn measure<W: Watch>(
        self,
        candidate: &Candidate<'_>,
        watch: &mut W,
    ) -> Result<Option<Measured>, ExplainError> {
        let &Candidate {
            finished: map,
            trial,
            ..
        } = candidate;
        type Say = fn(&Map, &Map) -> Option<f32>;
        let object = |say: Say| say(map, candidate.inside?);
        let other = |say: Say| say(map, candidate.other?);
        Ok(match self {
            Self::Deletion => Some(deletion::measure(map, trial, watch).await?),
            Self::Insertion => Some(insertion::measure(map, trial, watch).await?),
            Self::Road => Some(road::measure(map, trial, watch).await?),
            Self::ConfidenceDrop => Some(confidence_drop::measure(map, trial, watch).await?),
            Self::ConfidenceIncrease => {
                Some(confidence_increase::measure(map, trial, watch).await?)
            }
            Self::PointingGame => object(points_at).map(Measured::from),
            Self::EnergyInside => object(energy_inside).map(Measured::from),
            Self::Complexity => Some(complexity::measure(map).into()),
            Self::Spearman => other(spearman).map(Measured::from),
            Self::TopOverlap => other(top_overlap).map(Measured::from),
            Self::Randomisation => Some(randomisation::measure(candidate, watch).await?),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_their_own_and_found() {
        let ids: BTreeSet<_> = Metric::ALL.iter().map(|one| one.info().id).collect();
        assert_eq!(ids.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            assert_eq!(Metric::by_id(metric.info().id), Ok(*metric));
        }
        let error = Metric::by_id("truth").unwrap_err();
        assert!(error.to_string().contains("deletion"), "{error}");
    }

    #[test]
    fn without_a_region_none_is_needed() {
        let all = Metric::chosen(&[], true).unwrap();
        assert_eq!(all, Metric::ALL);
        let fewer = Metric::chosen(&[], false).unwrap();
        assert_eq!(fewer.len() + 2, all.len());
        let error = Metric::chosen(&["road", "energy-inside"], false).unwrap_err();
        assert_eq!(error.code(), "no-region");
        assert_eq!(Metric::chosen(&["road"], false), Ok(vec![Metric::Road]));
    }
}
