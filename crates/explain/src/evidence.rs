use burn::tensor::Tensor;
use graph::{Backward, Forward, Graph, GraphError, NodeId, ReluRule, Value, Values};

use crate::{ExplainError, Seed, Watch};

/// The evidence for a score at a layer: what methods of the class-activation family work on.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// `A`: the activation of the target layer, `[batch, channel, height, width]`.
    pub activation: Tensor<4>,
    /// `G = ∂y/∂A`: the gradient of the target score `y`, of the same shape.
    pub gradient: Tensor<4>,
}

/// Returns the evidence at several layers, in the order of `layers`. Computes their activations from
/// the known values, and their gradients with one backward pass from the target score.
///
/// `known` holds at least the input (under [`Graph::inputs`]); more known values mean less work.
/// `seed` comes from [`crate::Target::seed`] and is used for every picture of the batch.
///
/// # Errors
/// [`ExplainError::NotAPicture`] if an activation has no height and width, [`ExplainError::Stopped`]
/// if `watch` stops it, and those of [`graph::run`] and [`graph::gradients`].
pub async fn evidence(
    graph: &Graph,
    known: &Values,
    layers: &[NodeId],
    seed: &Seed,
    watch: &mut dyn Watch,
) -> Result<Vec<Evidence>, ExplainError> {
    let mut known = known.clone();
    let mut forward = Forward::new(graph, &known, layers)?;
    while forward.step()? {
        goes_on(watch).await?;
    }
    known.extend(forward.values());
    let input = graph.inputs().iter().find_map(|input| known.get(input));
    let input = input.ok_or_else(|| GraphError::MissingInput {
        node: "input".into(),
    })?;
    let (batch, device) = (input.shape()[0], input.device());
    let score = graph.logits();
    let mut shape = graph.node(score).shape.clone();
    shape[0] = batch;
    let seed = Value::new(seed.gradient.repeat(batch), &shape, &device)
        .map_err(|_| ExplainError::NotAClassifier { shape })?;
    let mut backward = Backward::new(graph, &known, (score, seed), layers, ReluRule::Plain)?;
    while backward.step()? {
        goes_on(watch).await?;
    }
    let mut found = backward.found();
    let gather = |layer: &NodeId| {
        let activation = picture(graph, *layer, known.get(layer).cloned())?;
        let gradient = picture(graph, *layer, found.remove(layer))?;
        Ok(Evidence {
            activation,
            gradient,
        })
    };
    layers.iter().map(gather).collect()
}

async fn goes_on(watch: &mut dyn Watch) -> Result<(), ExplainError> {
    if watch.pause().await {
        Ok(())
    } else {
        Err(ExplainError::Stopped)
    }
}

/// Returns a node's value as `[batch, channel, height, width]`. Arranges tokens into their grid.
pub(crate) fn picture(
    graph: &Graph,
    layer: NodeId,
    value: Option<Value>,
) -> Result<Tensor<4>, ExplainError> {
    let arranged = value.zip(graph.layout(layer)).and_then(|(value, layout)| {
        layout.grid()?;
        layout.arrange(value).ok()
    });
    arranged.ok_or_else(|| {
        let node = graph.node(layer);
        ExplainError::NotAPicture {
            layer: node.name.clone(),
            shape: node.shape.clone(),
        }
    })
}
