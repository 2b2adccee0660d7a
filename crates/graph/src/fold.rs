use crate::ops::{BatchNorm, Op};
use crate::{Graph, GraphError, Node, Value};

/// Lets a convolution do the work of the batch-norm that follows it, where that is worth its memory.
///
/// The batch-norm's node becomes a convolution with scaled weights that reads what the first
/// convolution read, so every node keeps its name and its value and one pass over the activation
/// is saved. The first convolution stays where it is and costs nothing unless it is asked for; the
/// score no longer depends on it, so explain that one layer on the graph as it was.
///
/// Both weights stay in memory, so a convolution with more weights than numbers in its activation
/// keeps its batch-norm: late layers, which hold most weights of a network and save the least. What
/// is added is thus below the activations of one run, however large the network.
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
    let (Op::Conv(_), Some(Value::R4(weight))) = (&before.op, before.constants.first()) else {
        return None;
    };
    if weight.shape().num_elements() > before.shape.iter().product() {
        return None;
    }
    let (scale, shift) = batch_norm.scale_and_shift(constants).ok()?;
    let channels = scale.dims()[0];
    let weight = weight.clone() * scale.clone().reshape([channels, 1, 1, 1]);
    let bias = match before.constants.get(1) {
        Some(Value::R1(bias)) => bias.clone() * scale + shift,
        _ => shift,
    };
    Some((Value::R4(weight), Value::R1(bias)))
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::GraphBuilder;
    use crate::ops::{Conv, Window};

    fn value(values: Vec<f32>, shape: &[usize]) -> Value {
        Value::new(values, shape, &Device::flex()).unwrap()
    }

    /// On 3 × 3 pixels one weight makes nine numbers, then nine weights make one: the first is doubled
    /// by `γ = 2` and the second keeps its batch norm.
    #[test]
    fn only_what_has_fewer_weights_than_it_makes_numbers() {
        let mut builder = GraphBuilder::default();
        let mut last = builder.input("input", &[1, 1, 3, 3]).unwrap();
        for (name, side) in [("early", 1), ("late", 3)] {
            let conv = Op::Conv(Conv {
                window: Window::default(),
                groups: 1,
            });
            let weight = value(vec![3.0; side * side], &[1, 1, side, side]);
            last = builder.add(name, conv, &[last], vec![weight]).unwrap();
            let norm = [2.0, 0.5, 0.0, 1.0].map(|number| value(vec![number], &[1]));
            let op = Op::BatchNorm(BatchNorm { epsilon: 0.0 });
            let name = format!("{name}.norm");
            last = builder.add(name, op, &[last], norm.into()).unwrap();
        }
        let folded = fold_batch_norm(&builder.finish(&[last]).unwrap()).unwrap();
        let node = |name: &str| folded.node(folded.find(name).unwrap());
        let early = node("early.norm");
        assert!(matches!(early.op, Op::Conv(_)));
        let numbers = |value: &Value| pollster::block_on(value.clone().read()).unwrap();
        assert_eq!(numbers(&early.constants[0]), [6.0]);
        assert_eq!(numbers(&early.constants[1]), [0.5]);
        assert!(matches!(node("late.norm").op, Op::BatchNorm(_)));
    }
}
