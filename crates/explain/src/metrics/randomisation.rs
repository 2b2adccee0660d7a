//! Model parameter randomisation (Adebayo et al., 2018, section 4.1). <https://arxiv.org/abs/1810.03292>
//!
//! ```text
//! ρ_d = Spearman(|map of the network|, |map of the network without its last d layers|)
//! value = mean of ρ_d
//! ```
//! The *cascading* test: the weights are replaced by random ones from the top, one more weighted layer
//! at each depth `d` ([`graph::randomised`]). Deep networks are tested at twelve evenly spaced depths.
//! A map that shows what the network learned must change, so ρ must fall. Quantus' `MPRT` draws
//! weights as PyTorch does before training, counts every norm as a layer, and shuffles the weights of
//! Keras networks. One explanation for each depth.

use std::rc::Rc;

use graph::{randomised, weighted_layers};
use imaging::{ImagingError, Map};

use super::spearman;
use crate::{
    Candidate, ExplainError, How, Later, Measured, Metric, MetricInfo, MetricNeeds, MetricRun,
    Network, PlainRun, Point, Progress, Question, Watch,
};

/// The most depths.
const DEPTHS: usize = 12;
const SEED: u64 = 2018;

pub(super) const METRIC: Metric = Metric {
    info: MetricInfo {
        id: "randomisation",
        label: "Randomised network",
        description: "How similar the map stays when the network's layers get random weights one by one, from the last to the first. Near 1 the map shows the picture, not the network. Near 0 it may still be wrong, because noise changes too.",
        paper: "https://arxiv.org/abs/1810.03292",
        higher_is_better: Some(false),
        matches: "the paper's cascade, with the mean and deviation of the trained weights",
        needs: MetricNeeds::Networks,
    },
    run: MetricRun::Trial(|candidate, watch| Box::pin(measure(candidate, watch))),
};

pub(super) async fn measure(
    candidate: &Candidate<'_>,
    watch: &mut dyn Watch,
) -> Result<Measured, ExplainError> {
    let mut curve = vec![Point::new(0.0, 1.0)];
    let Some((how, question)) = candidate.made else {
        // The edges of the picture do not depend on a network, so they stay the same.
        curve.push(Point::new(1.0, 1.0));
        return Ok(Measured { value: 1.0, curve });
    };
    let trained = magnitude(candidate.raw)?;
    let original = question.original();
    let layers = weighted_layers(original);
    let depths = depths(layers.len());
    for (done, depth) in depths.iter().copied().enumerate() {
        let mut watch = Within {
            watch: &mut *watch,
            done,
            total: depths.len(),
        };
        let Some(map) = without_training(how, question, depth, &mut watch).await? else {
            break;
        };
        let alike = spearman(&trained, &magnitude(&map)?);
        let layer = layers.get(depth.saturating_sub(1));
        curve.push(Point {
            at: depth as f32 / layers.len() as f32,
            // A constant map has no order, so it counts as unrelated.
            value: alike.unwrap_or(0.0),
            layer: layer.map(|layer| original.node(*layer).name.clone()),
        });
        watch.done += 1;
        if !watch.tell().await {
            return Err(ExplainError::Stopped);
        }
    }
    let after = &curve[1..];
    let sum: f32 = after.iter().map(|point| point.value).sum();
    Ok(Measured {
        value: sum / after.len().max(1) as f32,
        curve,
    })
}

/// Returns evenly spaced depths from 1 to all layers.
fn depths(layers: usize) -> Vec<usize> {
    let count = layers.min(DEPTHS);
    let depth = |step: usize| match count {
        0 | 1 => layers,
        _ => 1 + step * (layers - 1) / (count - 1),
    };
    (0..count).map(depth).collect()
}

/// Returns the map of the same question for the network with its last `depth` layers randomised;
/// `None` if its values overflow, which random weights may cause.
async fn without_training(
    how: &How,
    question: &Question,
    depth: usize,
    watch: &mut dyn Watch,
) -> Result<Option<Map>, ExplainError> {
    let network = Network::new(randomised(question.original(), depth, SEED)?)?;
    let picture = question.run.input().1.clone();
    let run = PlainRun::new(Rc::new(network), picture, &[]).await?;
    match how.answer(&question.of(run), watch).await {
        Ok(outcome) => Ok(Some(outcome.map)),
        Err(ExplainError::Imaging(ImagingError::MapInvalid { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

fn magnitude(map: &Map) -> Result<Map, ExplainError> {
    let values = map.values().iter().map(|value| value.abs()).collect();
    Ok(Map::new(map.width(), map.height(), values)?)
}

/// Reports depths instead of a method's own steps. The work can still be stopped at each step.
struct Within<'w> {
    watch: &'w mut dyn Watch,
    done: usize,
    total: usize,
}

impl Within<'_> {
    fn tell(&mut self) -> Later<'_, bool> {
        self.watch.told(Progress {
            done: self.done,
            total: self.total,
            map: None,
        })
    }
}

impl Watch for Within<'_> {
    fn told(&mut self, _progress: Progress) -> Later<'_, bool> {
        self.tell()
    }

    fn pause(&mut self) -> Later<'_, bool> {
        self.watch.pause()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{judge, two_channel_layer};

    /// The map is the layer's mean activation. It does not depend on the convolution after the layer,
    /// which is randomised first, but on the layer's own weights, which come second.
    #[test]
    fn the_map_changes_only_when_its_own_layer_is_randomised() {
        let found = judge("randomisation", &two_channel_layer(), [0.0; 2]).unwrap();
        let [start, sum, layer] = &found.curve[..] else {
            panic!("{found:?}");
        };
        assert_eq!((start.at, start.value), (0.0, 1.0));
        assert_eq!((sum.at, sum.value), (0.5, 1.0));
        assert_eq!(sum.layer.as_deref(), Some("sum"));
        assert_eq!(layer.at, 1.0);
        assert_eq!(found.value, f32::midpoint(1.0, layer.value));
    }

    #[test]
    fn depths_are_evenly_spaced_from_one_to_all() {
        assert!(depths(0).is_empty());
        assert_eq!(depths(1), [1]);
        assert_eq!(depths(3), [1, 2, 3]);
        let deep = depths(53);
        assert_eq!((deep.len(), deep[0], deep[11]), (12, 1, 53));
        assert!(deep.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
