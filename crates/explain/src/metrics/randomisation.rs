//! Model parameter randomisation (Adebayo et al., 2018, section 4.1). <https://arxiv.org/abs/1810.03292>
//!
//! ```text
//! ρ_d = Spearman(|map of the network|, |map of the network without its last d layers|)
//! value = mean of ρ_d
//! ```
//! The *cascading* test: what the network learned is drawn again from the top, one weighted layer
//! more at each depth `d` ([`graph::randomised`]); of deep networks twelve depths, evenly. A map that
//! shows what the network learned must change, so ρ must fall. Quantus' `MPRT` draws as PyTorch does
//! before training, lets every norm be a layer, and of Keras networks shuffles the weights. As many explanations as depths.

use graph::{Values, fold_batch_norm, randomised, weighted_layers};
use imaging::{ImagingError, Map};

use super::spearman;
use crate::smoothing::outputs;
use crate::{
    Asked, Candidate, ExplainError, Measured, MetricInfo, MetricNeeds, Plain, Point, Progress,
    Watch,
};

/// At most so many depths.
const DEPTHS: usize = 12;
const SEED: u64 = 2018;

pub(super) const INFO: MetricInfo = MetricInfo {
    id: "randomisation",
    label: "Randomised network",
    description: "How much the map stays the same when the network forgets what it learned, from the top: near 1 it shows the picture rather than the network. Near 0 it may still be wrong: noise changes too.",
    paper: "https://arxiv.org/abs/1810.03292",
    higher_is_better: Some(false),
    matches: "the paper's cascade, with the mean and deviation of the trained weights",
    needs: MetricNeeds::Networks,
};

pub(super) async fn measure<W: Watch>(
    candidate: &Candidate<'_>,
    watch: &mut W,
) -> Result<Measured, ExplainError> {
    let mut curve = vec![Point::new(0.0, 1.0)];
    let Some((asked, plain)) = candidate.made else {
        // No network took part, so none can change it.
        curve.push(Point::new(1.0, 1.0));
        return Ok(Measured { value: 1.0, curve });
    };
    let trained = magnitude(candidate.raw)?;
    let layers = weighted_layers(plain.original);
    let depths = depths(layers.len());
    for (done, depth) in depths.iter().copied().enumerate() {
        let mut watch = Within {
            watch: &mut *watch,
            done,
            total: depths.len(),
        };
        let Some(map) = without_training(asked, plain, depth, &mut watch).await? else {
            break;
        };
        let alike = spearman(&trained, &magnitude(&map)?);
        let layer = layers.get(depth.saturating_sub(1));
        curve.push(Point {
            at: depth as f32 / layers.len() as f32,
            // A map that is the same everywhere has nothing of the other one's order.
            value: alike.unwrap_or(0.0),
            layer: layer.map(|layer| plain.original.node(*layer).name.clone()),
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

/// Evenly from 1 to all.
fn depths(layers: usize) -> Vec<usize> {
    let count = layers.min(DEPTHS);
    let depth = |step: usize| match count {
        0 | 1 => layers,
        _ => 1 + step * (layers - 1) / (count - 1),
    };
    (0..count).map(depth).collect()
}

/// The same map of the same picture by the network without what its last layers learned; nothing
/// where its numbers grow beyond all bounds, as they may without training.
async fn without_training<W: Watch>(
    asked: &Asked,
    plain: Plain<'_>,
    depth: usize,
    watch: &mut W,
) -> Result<Option<Map>, ExplainError> {
    let original = randomised(plain.original, depth, SEED)?;
    let folded = fold_batch_norm(&original)?;
    let known = Values::from([plain.input()?]);
    let outputs = outputs(&folded, &known).await?;
    let plain = Plain {
        folded: &folded,
        original: &original,
        known: &known,
        outputs: &outputs,
    };
    let map = match asked.smoothed(plain, watch).await {
        Ok(None) => {
            let question = plain.question(asked.layers[0], &asked.aim, None);
            let method = asked.method;
            method.explain(&question, &asked.settings, watch).await
        }
        Ok(Some(outcome)) => Ok(outcome),
        Err(error) => Err(error),
    };
    match map {
        Ok(outcome) => Ok(Some(outcome.map)),
        Err(ExplainError::Imaging(ImagingError::MapInvalid { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

fn magnitude(map: &Map) -> Result<Map, ExplainError> {
    let values = map.values().iter().map(|value| value.abs()).collect();
    Ok(Map::new(map.width(), map.height(), values)?)
}

/// Who watches is told of depths, and can stop the work at every step of a method.
struct Within<'w, W> {
    watch: &'w mut W,
    done: usize,
    total: usize,
}

impl<W: Watch> Within<'_, W> {
    async fn tell(&mut self) -> bool {
        let (done, total) = (self.done, self.total);
        let map = None;
        self.watch.told(Progress { done, total, map }).await
    }
}

impl<W: Watch> Watch for Within<'_, W> {
    async fn told(&mut self, _progress: Progress) -> bool {
        self.tell().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{judge, two_channel_layer};

    /// The mean of the layer's channels does not know of the convolution behind it, which goes
    /// first; then the layer's own weights go.
    #[test]
    fn what_lies_below_stays_the_same() {
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
    fn depths_by_hand() {
        assert!(depths(0).is_empty());
        assert_eq!(depths(1), [1]);
        assert_eq!(depths(3), [1, 2, 3]);
        let deep = depths(53);
        assert_eq!((deep.len(), deep[0], deep[11]), (12, 1, 53));
        assert!(deep.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
