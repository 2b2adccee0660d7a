use burn::tensor::Tensor;
use graph::{Graph, NodeId, ReluRule, Value, Values, gradients, run};

use crate::{ExplainError, Target};

/// What a method of the class-activation family consumes.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// `A`: output of the target layer, `[batch, channel, height, width]`.
    pub activation: Tensor<4>,
    /// `G = ∂y/∂A` for the target score `y`, of the same shape.
    pub gradient: Tensor<4>,
}

/// Evidence at one layer: its activation from the known values, and one backward pass from the
/// target down to it.
///
/// `known` holds at least the input (under [`Graph::inputs`]); more known values mean less work.
///
/// # Errors
/// [`ExplainError::NotAPicture`] where the activation has no height and width; those of
/// [`Target::seed`], [`run`] and [`gradients`].
pub fn evidence(
    graph: &Graph,
    known: &Values,
    layer: NodeId,
    target: Target,
) -> Result<Evidence, ExplainError> {
    let activation = run(graph, known, &[layer])?.remove(&layer);
    let activation = picture(graph, layer, activation)?;
    let (score, seed) = target.seed(graph, &Value::R4(activation.clone()))?;
    let mut known = known.clone();
    known.insert(layer, Value::R4(activation.clone()));
    let mut found = gradients(graph, &known, (score, seed), &[layer], ReluRule::Plain)?;
    let gradient = picture(graph, layer, found.remove(&layer))?;
    Ok(Evidence {
        activation,
        gradient,
    })
}

fn picture(graph: &Graph, layer: NodeId, value: Option<Value>) -> Result<Tensor<4>, ExplainError> {
    let node = graph.node(layer);
    value
        .and_then(|value| value.rank4().ok())
        .ok_or_else(|| ExplainError::NotAPicture {
            layer: node.name.clone(),
            shape: node.shape.clone(),
        })
}
