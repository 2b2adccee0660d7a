use crate::ops::{BatchNorm, Op};
use crate::{Graph, GraphError, Node, Value};

/// Folds batch norms into the convolutions before them, where that is worth its memory.
///
/// The node of the batch norm becomes a convolution with scaled weights that reads the input of the
/// first convolution. Every node keeps its name and its value, and a run saves one pass over the
/// activation. The first convolution stays, but the score no longer depends on it: to explain that
/// layer, use the original graph. It is not computed unless it is wanted.
///
/// Both weights stay in memory. A convolution with more weights than values in its activation
/// therefore keeps its batch norm; these are the late layers, which hold most weights and save the
/// least. The added weights take less memory than the activations of one run.
///
/// # Errors
/// [`GraphError`] if the new graph cannot be built, which a valid graph does not cause.
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

    /// On 3 × 3 pixels, one weight makes nine values, then nine weights make one value. `γ = 2`
    /// doubles the weight of the first convolution; the second keeps its batch norm.
    #[test]
    fn only_convolutions_with_fewer_weights_than_values_are_folded() {
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
