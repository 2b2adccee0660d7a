use std::ops::Range;

use graph::{Graph, NodeId, Value, Values, peak_bytes, run_on};
use imaging::Map;

use crate::{Aim, ExplainError, Progress, Watch};

/// What the values of one batch may take of the device, in bytes: batches are made so small that
/// they stay below, whatever the network and the layer. One picture at a time is run in any case.
pub const BATCH_BYTES: usize = 256 << 20;

/// Scores what a network makes of changed values at one node: at its input, of changed pictures; at
/// a layer, of changed activations, of which only the part of the network behind it is run.
#[derive(Clone, Copy)]
pub struct Probe<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) known: &'a Values,
    pub(crate) at: NodeId,
    pub(crate) aim: &'a Aim,
}

impl Probe<'_> {
    /// The score of each of a batch of values, its sign turned for *why not*.
    ///
    /// # Errors
    /// Those of [`run_on`], and what the device says.
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

    /// How many values fit into one batch, at most `wanted`; `each` is what one takes beside the
    /// network, in bytes.
    #[must_use]
    pub fn batch(&self, wanted: usize, each: usize) -> usize {
        let one = peak_bytes(self.graph, self.at, &[self.graph.logits()]) + each;
        wanted.min(BATCH_BYTES / one.max(1)).max(1)
    }

    /// The scores of `total` changed values, batch by batch. `changed` makes a range of them; `map`
    /// says what is known from the scores so far.
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
