use std::cell::RefCell;

use burn::tensor::Tensor;
use graph::{Graph, GraphError, NodeId, ReluRule, Value, Values, gradients, run};

use crate::evidence::picture;
use crate::{Aim, Evidence, ExplainError, Probe, Seed, evidence};

/// A plain run of a network, a layer and what is to be explained: all that a method may draw on.
/// Each is given the part that it declares ([`crate::Needs`]).
pub struct Question<'a> {
    /// The graph that runs, on which the layer lies between picture and score.
    pub graph: &'a Graph,
    /// The same as its file has it, with batch norms of their own.
    pub original: &'a Graph,
    /// Values of the plain run on `graph`: the input, and whatever was kept.
    pub known: &'a Values,
    /// The target layer.
    pub layer: NodeId,
    /// What is explained.
    pub aim: &'a Aim,
    /// The outputs before softmax of the plain run, row-major.
    pub outputs: &'a [f32],
    /// Activation and gradient of the layer, if they are known, and once they were needed.
    pub evidence: RefCell<Option<Evidence>>,
}

impl<'a> Question<'a> {
    /// The input of the network and what it was given.
    pub(crate) fn input(&self) -> Result<(NodeId, Value), ExplainError> {
        let given = |id: &NodeId| self.known.get(id).map(|value| (*id, value.clone()));
        let found = self.graph.inputs().iter().find_map(given);
        found.ok_or_else(|| {
            ExplainError::Graph(GraphError::MissingInput {
                node: "input".into(),
            })
        })
    }

    /// The picture as the network gets it, `[1, channel, height, width]`.
    pub(crate) fn input_picture(&self) -> Result<Tensor<4>, ExplainError> {
        let (input, value) = self.input()?;
        picture(self.graph, input, Some(value))
    }

    /// The activation of the layer as a picture.
    pub(crate) fn activation(&self) -> Result<Tensor<4>, ExplainError> {
        if let Some(known) = &*self.evidence.borrow() {
            return Ok(known.activation.clone());
        }
        picture(self.graph, self.layer, Some(self.value()?))
    }

    /// The activation of the layer as the network has it.
    pub(crate) fn value(&self) -> Result<Value, ExplainError> {
        let found = run(self.graph, self.known, &[self.layer])?.remove(&self.layer);
        found.ok_or_else(|| ExplainError::NotAPicture {
            layer: self.graph.node(self.layer).name.clone(),
            shape: self.graph.node(self.layer).shape.clone(),
        })
    }

    /// The activation and the gradient of the target score.
    pub(crate) fn evidence(&self) -> Result<Evidence, ExplainError> {
        if let Some(known) = &*self.evidence.borrow() {
            return Ok(known.clone());
        }
        let found = self.evidence_for(&self.aim.seed(self.outputs))?;
        *self.evidence.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    /// The activation and the gradient of another score.
    pub(crate) fn evidence_for(&self, seed: &Seed) -> Result<Evidence, ExplainError> {
        Ok(evidence(self.graph, self.known, &[self.layer], seed)?.remove(0))
    }

    /// Scores changed pictures.
    pub(crate) fn picture_probe(&self) -> Result<Probe<'a>, ExplainError> {
        let (at, _) = self.input()?;
        Ok(self.probe(at))
    }

    /// Scores changed activations of the layer.
    pub(crate) fn layer_probe(&self) -> Probe<'a> {
        self.probe(self.layer)
    }

    fn probe(&self, at: NodeId) -> Probe<'a> {
        let (graph, known, aim) = (self.graph, self.known, self.aim);
        Probe {
            graph,
            known,
            at,
            aim,
        }
    }

    /// The gradient of the score at a batch of pictures, `[batch, channel, height, width]`.
    pub(crate) async fn slopes(
        &self,
        pictures: Tensor<4>,
        rule: ReluRule,
    ) -> Result<Tensor<4>, ExplainError> {
        let (input, _) = self.input()?;
        let batch = pictures.dims()[0];
        let known = Values::from([(input, Value::R4(pictures))]);
        let score = self.graph.logits();
        let seeds = if self.aim.is_linear() {
            self.aim.seed(self.outputs).gradient.repeat(batch)
        } else {
            let outputs = run(self.graph, &known, &[score])?.remove(&score);
            let outputs = match outputs {
                Some(outputs) => outputs.read().await?,
                None => Vec::new(),
            };
            let each = outputs.chunks(self.outputs.len());
            each.flat_map(|one| self.aim.seed(one).gradient).collect()
        };
        let mut shape = self.graph.node(score).shape.clone();
        shape[0] = batch;
        let device = known[&input].device();
        let seeds = Value::new(seeds, &shape, &device)
            .map_err(|_| ExplainError::NotAClassifier { shape })?;
        let mut found = gradients(self.graph, &known, (score, seeds), &[input], rule)?;
        picture(self.graph, input, found.remove(&input))
    }

    /// How many pictures fit into one batch of [`Question::slopes`], at most `wanted`: a backward
    /// pass keeps every value of the run, and a gradient beside it.
    pub(crate) fn slopes_batch(&self, wanted: usize) -> usize {
        let used = self.graph.used();
        let kept = self.graph.nodes().filter(|(id, _)| used[id.index()]);
        let bytes: usize = kept
            .map(|(_, node)| 8 * node.shape.iter().product::<usize>())
            .sum();
        wanted.min(crate::BATCH_BYTES / bytes.max(1)).max(1)
    }
}
