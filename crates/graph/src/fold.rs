use crate::ops::{BatchNorm, Op};
use crate::{Graph, GraphError, Node, Value};

/// Lets a convolution or linear layer do the work of the batch-norm that follows it.
///
/// The batch-norm's node becomes a convolution with scaled weights that reads what the first
/// convolution read, so every node keeps its name and its value and one pass over the activation
/// is saved. The first convolution stays where it is and costs nothing unless it is asked for; the
/// score no longer depends on it, so explain that one layer on the graph as it was.
///
/// # Errors
/// Those of rebuilding a graph; none for a graph that was built before.
pub fn fold_batch_norm(graph: &Graph) -> Result<Graph, GraphError> {
    graph.rewrite(|_, node| folded(graph, node).unwrap_or_else(|| node.clone()))
}

fn folded(graph: &Graph, node: &Node) -> Option<Node> {
    let Op::BatchNorm(batch_norm) = &node.op else {
        return None;
    };
    let before = graph.node(*node.inputs.first()?);
    let (weight, bias) = scaled(before, *batch_norm, &node.constants)?;
    Some(Node {
        op: before.op.clone(),
        inputs: before.inputs.clone(),
        constants: vec![weight, bias],
        ..node.clone()
    })
}

/// `w' = w · scale` per output channel, `b' = b · scale + shift`.
fn scaled(before: &Node, batch_norm: BatchNorm, constants: &[Value]) -> Option<(Value, Value)> {
    let (scale, shift) = batch_norm.scale_and_shift(constants).ok()?;
    let channels = scale.dims()[0];
    let weight = match (&before.op, before.constants.first()?) {
        (Op::Conv(_), Value::R4(weight)) => {
            Value::R4(weight.clone() * scale.clone().reshape([channels, 1, 1, 1]))
        }
        // Of more axes, the channel of the batch norm would not be the last.
        (Op::Linear, Value::R2(weight)) if before.shape.len() == 2 => {
            Value::R2(weight.clone() * scale.clone().reshape([1, channels]))
        }
        _ => return None,
    };
    let bias = match before.constants.get(1) {
        Some(Value::R1(bias)) => bias.clone() * scale + shift,
        _ => shift,
    };
    Some((weight, Value::R1(bias)))
}
