use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use graph::{Graph, GraphError, NodeId, Value, Values, run};

use crate::{Aim, Evidence, ExplainError, Network, Watch, evidence};

/// The most evidence that a plain run keeps, in pieces and in bytes: enough for going back and forth
/// between a few classes and layers.
const KEPT: usize = 16;
const KEPT_BYTES: usize = 64 << 20;

/// A network after its plain run on one picture, with the values and evidence kept for later
/// questions.
pub struct PlainRun {
    network: Rc<Network>,
    input: NodeId,
    values: Values,
    outputs: Vec<f32>,
    /// Newest last.
    evidence: RefCell<Vec<Known>>,
}

struct Known {
    layer: NodeId,
    aim: Aim,
    evidence: Evidence,
}

impl PlainRun {
    /// Runs a network on its input, `[1, channel, height, width]`. Keeps the input and the values of
    /// the nodes `keep`; more kept values mean less work for later questions.
    ///
    /// # Errors
    /// Those of [`run`], or an error of the device.
    pub async fn new(
        network: Rc<Network>,
        input: Value,
        keep: &[NodeId],
    ) -> Result<Self, ExplainError> {
        let graph = &network.folded;
        let no_input = || GraphError::MissingInput {
            node: "input".into(),
        };
        let at = *graph.inputs().first().ok_or_else(no_input)?;
        let known = Values::from([(at, input)]);
        let score = graph.logits();
        let mut values = run(graph, &known, &[keep, &[score]].concat())?;
        let outputs = match values.get(&score) {
            Some(outputs) => outputs.clone().read().await?,
            None => Vec::new(),
        };
        values.extend(known);
        Ok(Self {
            network,
            input: at,
            values,
            outputs,
            evidence: RefCell::default(),
        })
    }

    /// The network that ran.
    #[must_use]
    pub fn network(&self) -> &Rc<Network> {
        &self.network
    }

    /// The outputs before softmax or sigmoid, row-major.
    #[must_use]
    pub fn outputs(&self) -> &[f32] {
        &self.outputs
    }

    /// The kept values of the folded graph, including the input.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The input node and its value.
    #[must_use]
    pub fn input(&self) -> (NodeId, &Value) {
        (self.input, &self.values[&self.input])
    }

    /// Returns the kept evidence for a layer and aim.
    pub(crate) fn known_evidence(&self, layer: NodeId, aim: &Aim) -> Option<Evidence> {
        let known = self.evidence.borrow();
        let found = known
            .iter()
            .find(|one| one.layer == layer && one.aim == *aim);
        found.map(|one| one.evidence.clone())
    }

    /// Returns the evidence for a layer and aim. Computes it only if it is not kept.
    ///
    /// # Errors
    /// Those of [`evidence()`].
    pub(crate) async fn evidence(
        &self,
        layer: NodeId,
        aim: &Aim,
        watch: &mut dyn Watch,
    ) -> Result<Evidence, ExplainError> {
        if let Some(known) = self.known_evidence(layer, aim) {
            return Ok(known);
        }
        let graph = self.network.graph_for(layer);
        let mut found = self.computed(graph, &[layer], aim, watch).await?;
        Ok(found.remove(0))
    }

    /// Computes the evidence for an aim at those of the layers where it is not kept, with one backward
    /// pass, and keeps it.
    ///
    /// # Errors
    /// Those of [`evidence()`].
    pub(crate) async fn gather(
        &self,
        layers: &[NodeId],
        aim: &Aim,
        watch: &mut dyn Watch,
    ) -> Result<(), ExplainError> {
        for graph in [&self.network.folded, &self.network.original] {
            let is_unknown = |layer: &NodeId| {
                ptr::eq(self.network.graph_for(*layer), graph)
                    && self.known_evidence(*layer, aim).is_none()
            };
            let unknown: Vec<NodeId> = layers.iter().copied().filter(is_unknown).collect();
            if !unknown.is_empty() {
                self.computed(graph, &unknown, aim, watch).await?;
            }
        }
        Ok(())
    }

    async fn computed(
        &self,
        graph: &Graph,
        layers: &[NodeId],
        aim: &Aim,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Evidence>, ExplainError> {
        let seed = aim.seed(&self.outputs);
        let found = evidence(graph, &self.values, layers, &seed, watch).await?;
        for (layer, evidence) in layers.iter().zip(&found) {
            self.keep(Known {
                layer: *layer,
                aim: aim.clone(),
                evidence: evidence.clone(),
            });
        }
        Ok(found)
    }

    /// Adds evidence and drops the oldest over the limits. The newest always stays.
    fn keep(&self, new: Known) {
        let mut kept = self.evidence.borrow_mut();
        kept.push(new);
        while kept.len() > 1 && (kept.len() > KEPT || bytes(&kept) > KEPT_BYTES) {
            kept.remove(0);
        }
    }
}

/// Counts both the activation and the gradient, although the run's values may share the activation.
fn bytes(kept: &[Known]) -> usize {
    let sizes = kept
        .iter()
        .map(|one| one.evidence.gradient.dims().iter().product::<usize>());
    2 * 4 * sizes.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use crate::test_network::{question, two_channel_layer};
    use crate::{ExplainError, Later, Progress, Unwatched, Watch};

    /// Goes on for a number of nodes.
    struct Patience(usize);

    impl Watch for Patience {
        fn told(&mut self, _: Progress) -> Later<'_, bool> {
            Box::pin(ready(true))
        }

        fn pause(&mut self) -> Later<'_, bool> {
            let goes_on = self.0 > 0;
            self.0 = self.0.saturating_sub(1);
            Box::pin(ready(goes_on))
        }
    }

    #[test]
    fn evidence_can_be_stopped_after_each_node_and_keeps_nothing() {
        let question = question(&two_channel_layer());
        let (run, layer) = (&question.run, question.layer);
        let at =
            |nodes| pollster::block_on(run.evidence(layer, &question.aim, &mut Patience(nodes)));
        for nodes in 0..3 {
            assert!(matches!(at(nodes), Err(ExplainError::Stopped)), "{nodes}");
            assert!(run.known_evidence(layer, &question.aim).is_none());
        }
        assert!(at(usize::MAX).is_ok());
    }
    #[test]
    fn only_the_newest_evidence_is_kept() {
        let question = question(&two_channel_layer());
        let (run, layer) = (&question.run, question.layer);
        let aim = |place: usize| {
            let mut aim = question.aim.clone();
            aim.pixels = vec![0; place + 1];
            aim
        };
        for place in 0..=super::KEPT {
            pollster::block_on(run.evidence(layer, &aim(place), &mut Unwatched)).unwrap();
        }
        assert!(run.known_evidence(layer, &aim(0)).is_none());
        assert!(run.known_evidence(layer, &aim(1)).is_some());
        assert!(run.known_evidence(layer, &aim(super::KEPT)).is_some());
    }
}
