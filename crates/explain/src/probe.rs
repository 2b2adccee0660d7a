use std::ops::Range;

use graph::{Graph, NodeId, Value, Values, peak_bytes, run_on};
use imaging::Map;

use crate::{Aim, ExplainError, Progress, Watch};

/// The most bytes on the device for the values of one batch. It limits the batch size for large
/// networks and layers. A batch has at least one picture.
pub const BATCH_BYTES: usize = 256 << 20;

/// Scores changed values at one node of a network: changed pictures at the input, or changed
/// activations at a layer. Runs only the part of the network after the node.
#[derive(Clone, Copy)]
pub struct Probe<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) known: &'a Values,
    pub(crate) at: NodeId,
    pub(crate) aim: &'a Aim,
}

impl Probe<'_> {
    /// Returns the score of each value of a batch, with its sign reversed for *why not*.
    ///
    /// # Errors
    /// Those of [`run_on`], or an error of the device.
    pub async fn scores(&self, batch: Value) -> Result<Vec<f32>, ExplainError> {
        let score = self.graph.logits();
        let count = batch.shape()[0];
        let mut found = run_on(self.graph, self.known, (self.at, batch), &[score])?;
        let Some(outputs) = found.remove(&score) else {
            return Ok(vec![0.0; count]);
        };
        let outputs = outputs.read().await?;
        let each = outputs.len() / count.max(1);
        Ok(outputs
            .chunks(each.max(1))
            .map(|one| self.aim.value(one))
            .collect())
    }

    /// Returns how many values fit into one batch, at most `wanted`; one if the network takes one
    /// picture at a time. `each` is the number of bytes of one value outside the network.
    #[must_use]
    pub fn batch(&self, wanted: usize, each: usize) -> usize {
        if self.graph.takes_one_picture() {
            return 1;
        }
        let one = peak_bytes(self.graph, self.at, &[self.graph.logits()]) + each;
        wanted.min(BATCH_BYTES / one.max(1)).max(1)
    }

    /// Returns the scores of `total` changed values, computed in batches. `changed` makes a range of
    /// them; `map` returns the map from the scores so far.
    pub(crate) async fn sweep(
        &self,
        (total, batch): (usize, usize),
        mut changed: impl FnMut(Range<usize>) -> Result<Value, ExplainError>,
        mut map: impl FnMut(&[f32]) -> Option<Map>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<f32>, ExplainError> {
        let mut scores = Vec::with_capacity(total);
        while scores.len() < total {
            let range = scores.len()..total.min(scores.len() + batch);
            scores.extend(self.scores(changed(range)?).await?);
            let progress = Progress {
                done: scores.len(),
                total,
                map: map(&scores),
            };
            if !watch.told(progress).await {
                return Err(ExplainError::Stopped);
            }
        }
        Ok(scores)
    }
}
