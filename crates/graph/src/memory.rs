//! How many bytes the values of a pass take at one time, from the shapes alone: for a batch of one and
//! 32-bit values, without weights and without what the device needs within one op.

use crate::gradients::Way;
use crate::run::count_readers;
use crate::{Graph, GraphError, NodeId, Values};

/// The bytes of a node's value.
#[must_use]
pub fn value_bytes(graph: &Graph, id: NodeId) -> u64 {
    let axes = graph.node(id).shape.iter();
    axes.fold(4, |bytes, axis| bytes.saturating_mul(*axis as u64))
}

/// The bytes of all weights.
#[must_use]
pub fn weight_bytes(graph: &Graph) -> u64 {
    let weights = graph.nodes().map(|(_, node)| node.parameters() as u64);
    weights.fold(0, u64::saturating_add).saturating_mul(4)
}

/// The largest number of bytes that values take at one time in a run from the inputs, which keeps the
/// wanted ones.
#[must_use]
pub fn forward_bytes(graph: &Graph, wanted: &[NodeId]) -> u64 {
    let mut readers = count_readers(graph, &Values::new(), wanted);
    let (mut live, mut peak) = (0u64, 0u64);
    for (id, node) in graph.nodes() {
        if readers[id.index()] == 0 {
            continue;
        }
        live = live.saturating_add(value_bytes(graph, id));
        peak = peak.max(live);
        for input in &node.inputs {
            readers[input.index()] -= 1;
            if readers[input.index()] == 0 {
                live = live.saturating_sub(value_bytes(graph, *input));
            }
        }
    }
    peak
}

/// The largest number of bytes that values and gradients take at one time in a backward pass from the
/// scores to a node: the values that it reads, the gradients that wait, and at each node its output
/// again and the gradients at its inputs.
///
/// # Errors
/// [`GraphError::NoPath`] if the scores do not depend on the node.
pub fn backward_bytes(graph: &Graph, wanted: NodeId) -> Result<u64, GraphError> {
    let score = graph.logits();
    let way = Way::between(graph, &[wanted], score)?;
    let size = |id: NodeId| value_bytes(graph, id);
    let read: u64 = way
        .read()
        .into_iter()
        .map(size)
        .fold(0, u64::saturating_add);
    let mut waits = vec![false; graph.len()];
    waits[score.index()] = true;
    let mut live = read.saturating_add(size(score));
    let mut peak = live;
    for (id, node) in graph.nodes().rev() {
        if !waits[id.index()] {
            continue;
        }
        if way.steps(id) {
            let inputs = node.inputs.iter().filter(|input| way.carries(**input));
            let mut fresh = 0u64;
            for input in inputs {
                if !std::mem::replace(&mut waits[input.index()], true) {
                    fresh = fresh.saturating_add(size(*input));
                }
            }
            live = live.saturating_add(fresh);
            peak = peak.max(live.saturating_add(size(id)));
        }
        live = live.saturating_sub(size(id));
    }
    Ok(peak)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::ops::{Activation, Binary, Op};
    use crate::{GraphBuilder, Value};

    /// 100 values; a, b and their sum of the same size; a linear layer to 2 scores.
    fn graph() -> (Graph, [NodeId; 5]) {
        let mut build = GraphBuilder::default();
        let relu = || Op::Activation(Activation::Relu);
        let input = build.input("x", &[1, 100]).unwrap();
        let a = build.add("a", relu(), &[input], vec![]).unwrap();
        let b = build.add("b", relu(), &[a], vec![]).unwrap();
        let sum = Op::Binary(Binary::Add);
        let sum = build.add("sum", sum, &[a, b], vec![]).unwrap();
        let weight = Value::new(vec![0.0; 200], &[100, 2], &Device::flex()).unwrap();
        let scores = build
            .add("scores", Op::Linear, &[sum], vec![weight])
            .unwrap();
        (build.finish(&[scores]).unwrap(), [input, a, b, sum, scores])
    }

    #[test]
    fn values_are_counted_while_something_reads_them() {
        let (graph, [input, a, b, sum, scores]) = graph();
        assert_eq!((value_bytes(&graph, a), weight_bytes(&graph)), (400, 800));
        // a, b and their sum.
        assert_eq!(forward_bytes(&graph, &[scores]), 1200);
        // And the input, which is wanted too.
        assert_eq!(forward_bytes(&graph, &[input, scores]), 1600);
        assert_eq!(forward_bytes(&graph, &[a]), 800);
        // The pass to the sum reads it, and has the gradients at the scores and at the sum.
        assert_eq!(backward_bytes(&graph, sum), Ok(400 + 8 + 400 + 8));
        // The pass to a reads a, b and the sum; at the sum, its output is there again, with its gradient
        // and those at a and b.
        assert_eq!(backward_bytes(&graph, a), Ok(1200 + 400 + 400 + 800));
        assert!(backward_bytes(&graph, b).is_ok());
    }

    #[test]
    fn sizes_that_a_32_bit_machine_cannot_count_are_counted() {
        let mut build = GraphBuilder::default();
        let mut last = build.input("x", &[1, 1 << 28]).unwrap();
        let all: Vec<NodeId> = (0..8)
            .map(|n| {
                let relu = Op::Activation(Activation::Relu);
                last = build.add(format!("{n}"), relu, &[last], vec![]).unwrap();
                last
            })
            .collect();
        let graph = build.finish(&[last]).unwrap();
        // The input is gone once it was read.
        assert_eq!(forward_bytes(&graph, &all), 8 << 30);
    }
}
