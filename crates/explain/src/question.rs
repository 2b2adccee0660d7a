use std::rc::Rc;

use burn::tensor::Tensor;
use graph::{Graph, NodeId, ReluRule, Value, Values, gradients, run};

use crate::evidence::picture;
use crate::{Aim, BATCH_BYTES, Evidence, ExplainError, PlainRun, Probe, Seed, Watch, evidence};

/// What to explain: a plain run, one or several target layers, and an aim.
///
/// A method gets only this and its settings, and uses the part that it declares
/// ([`crate::Needs`]). Two questions are equal if they have the same run, layers and aim, so a
/// question can serve as a cache key.
#[derive(Clone)]
pub struct Question {
    /// The picture's plain run.
    pub run: Rc<PlainRun>,
    /// The target layer, or the first of several.
    pub layer: NodeId,
    /// The other target layers. Their maps are merged with that of the first.
    pub more_layers: Vec<NodeId>,
    /// The score to explain.
    pub aim: Aim,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.run, &other.run)
            && self.layers().eq(other.layers())
            && self.aim == other.aim
    }
}

impl Question {
    /// All target layers.
    pub fn layers(&self) -> impl Iterator<Item = NodeId> {
        std::iter::once(self.layer).chain(self.more_layers.iter().copied())
    }

    /// Returns the same question about one layer.
    #[must_use]
    pub fn at(&self, layer: NodeId) -> Self {
        Self {
            layer,
            more_layers: Vec::new(),
            ..self.clone()
        }
    }

    /// Returns the same question about another plain run.
    #[must_use]
    pub fn of(&self, run: PlainRun) -> Self {
        Self {
            run: Rc::new(run),
            ..self.clone()
        }
    }

    /// The graph that computes the layer.
    pub(crate) fn graph(&self) -> &Graph {
        self.run.network().graph_for(self.layer)
    }

    /// The graph from the file.
    pub(crate) fn original(&self) -> &Graph {
        &self.run.network().original
    }

    /// The outputs of the plain run before softmax or sigmoid, row-major.
    pub(crate) fn outputs(&self) -> &[f32] {
        self.run.outputs()
    }

    /// The gradient of the target score at the outputs.
    pub(crate) fn seed(&self) -> Seed {
        self.aim.seed(self.outputs())
    }

    /// The score of the unchanged picture, with its sign reversed for *why not*.
    pub(crate) fn score(&self) -> f32 {
        self.aim.value(self.outputs())
    }

    /// The network's input, `[1, channel, height, width]`.
    pub(crate) fn input_picture(&self) -> Result<Tensor<4>, ExplainError> {
        let (input, value) = self.run.input();
        picture(&self.run.network().folded, input, Some(value.clone()))
    }

    /// The activation of the layer, `[1, channel, height, width]`.
    pub(crate) fn activation(&self) -> Result<Tensor<4>, ExplainError> {
        if let Some(known) = self.run.known_evidence(self.layer, &self.aim) {
            return Ok(known.activation);
        }
        picture(self.graph(), self.layer, Some(self.value()?))
    }

    /// The activation of the layer in the network's own layout.
    pub(crate) fn value(&self) -> Result<Value, ExplainError> {
        let found = run(self.graph(), self.run.values(), &[self.layer])?.remove(&self.layer);
        found.ok_or_else(|| ExplainError::NotAPicture {
            layer: self.graph().node(self.layer).name.clone(),
            shape: self.graph().node(self.layer).shape.clone(),
        })
    }

    /// The evidence at the layer for the target score.
    pub(crate) async fn evidence(&self, watch: &mut dyn Watch) -> Result<Evidence, ExplainError> {
        self.run.evidence(self.layer, &self.aim, watch).await
    }

    /// Computes the evidence at all target layers with one backward pass, for the questions about
    /// each of them ([`Question::at`]).
    ///
    /// # Errors
    /// Those of [`evidence()`].
    pub async fn gather_evidence(&self, watch: &mut dyn Watch) -> Result<(), ExplainError> {
        let layers: Vec<NodeId> = self.layers().collect();
        self.run.gather(&layers, &self.aim, watch).await
    }

    /// The evidence at the layer for another score.
    pub(crate) async fn evidence_for(
        &self,
        seed: &Seed,
        watch: &mut dyn Watch,
    ) -> Result<Evidence, ExplainError> {
        let (graph, known) = (self.graph(), self.run.values());
        Ok(evidence(graph, known, &[self.layer], seed, watch)
            .await?
            .remove(0))
    }

    pub(crate) fn picture_probe(&self) -> Probe<'_> {
        Probe {
            graph: &self.run.network().folded,
            ..self.probe(self.run.input().0)
        }
    }

    pub(crate) fn layer_probe(&self) -> Probe<'_> {
        self.probe(self.layer)
    }

    fn probe(&self, at: NodeId) -> Probe<'_> {
        Probe {
            graph: self.graph(),
            known: self.run.values(),
            at,
            aim: &self.aim,
        }
    }

    /// Returns the gradient of the score at each picture of a batch, `[batch, channel, height,
    /// width]`.
    pub(crate) async fn picture_gradients(
        &self,
        pictures: Tensor<4>,
        rule: ReluRule,
    ) -> Result<Tensor<4>, ExplainError> {
        let graph = &self.run.network().folded;
        let (input, _) = self.run.input();
        let batch = pictures.dims()[0];
        let known = Values::from([(input, Value::R4(pictures))]);
        let score = graph.logits();
        let seeds = if self.aim.is_linear() {
            self.seed().gradient.repeat(batch)
        } else {
            let outputs = outputs(graph, &known).await?;
            let each = outputs.chunks(self.outputs().len());
            each.flat_map(|one| self.aim.seed(one).gradient).collect()
        };
        let mut shape = graph.node(score).shape.clone();
        shape[0] = batch;
        let device = known[&input].device();
        let seeds = Value::new(seeds, &shape, &device)
            .map_err(|_| ExplainError::NotAClassifier { shape })?;
        let mut found = gradients(graph, &known, (score, seeds), &[input], rule)?;
        picture(graph, input, found.remove(&input))
    }

    /// Returns how many pictures fit into one batch of [`Question::picture_gradients`], at most
    /// `wanted`. A backward pass keeps every value of the run and its gradient.
    pub(crate) fn gradient_batch(&self, wanted: usize) -> usize {
        let graph = &self.run.network().folded;
        if graph.takes_one_picture() {
            return 1;
        }
        let used = graph.used();
        let kept = graph.nodes().filter(|(id, _)| used[id.index()]);
        let bytes: usize = kept
            .map(|(_, node)| 8 * node.shape.iter().product::<usize>())
            .sum();
        wanted.min(BATCH_BYTES / bytes.max(1)).max(1)
    }
}

/// Returns the outputs before softmax or sigmoid, row-major.
pub(crate) async fn outputs(graph: &Graph, known: &Values) -> Result<Vec<f32>, ExplainError> {
    let score = graph.logits();
    match run(graph, known, &[score])?.remove(&score) {
        Some(outputs) => Ok(outputs.read().await?),
        None => Ok(Vec::new()),
    }
}
