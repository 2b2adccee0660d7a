use crate::{Graph, Node, NodeId, Op};

/// One row of the layer table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its node.
    pub id: NodeId,
    /// The name that its file gives it.
    pub name: String,
    /// What it computes.
    pub op: &'static str,
    /// Shape of its activation for a batch of one.
    pub shape: Vec<usize>,
    /// Number of weights.
    pub parameters: usize,
    /// Whether it can be explained: a picture of more than one pixel that the score depends on.
    pub explainable: bool,
    /// Whether it is a good choice: the whole network passes through it, and it is the last such
    /// layer of its resolution.
    pub suggested: bool,
}

/// The layer table, in the order of the network.
#[must_use]
pub fn summary(graph: &Graph) -> Vec<Layer> {
    let used = graph.used();
    let suggested = suggested_layers(graph, &used);
    graph
        .nodes()
        .map(|(id, node)| Layer {
            id,
            name: node.name.clone(),
            op: node.op.name(),
            shape: node.shape.clone(),
            parameters: node.parameters(),
            explainable: used[id.0] && is_picture(node),
            suggested: suggested.contains(&id),
        })
        .collect()
}

/// The layer that Grad-CAM looks at unless told otherwise: the last activation with more than one
/// pixel before pooling, as in the paper (Selvaraju et al., 2017, section 3).
#[must_use]
pub fn default_layer(graph: &Graph) -> Option<NodeId> {
    let used = graph.used();
    (graph.nodes().rev())
        .find(|(id, node)| used[id.0] && is_picture(node) && !node.op.is_pool())
        .map(|(id, _)| id)
}

/// A picture that is worth a look: padding, inputs and constants are none.
fn is_picture(node: &Node) -> bool {
    let big = matches!(node.shape[..], [_, _, height, width] if height * width > 1);
    // Reordered axes are no picture either: height and width are elsewhere.
    let arranged = matches!(
        node.op,
        Op::Pad { .. } | Op::Transpose { .. } | Op::Reshape { .. }
    );
    big && !arranged && !matches!(node.op, Op::Input | Op::Constant)
}

/// For each resolution the last layer that every path to the score crosses.
fn suggested_layers(graph: &Graph, used: &[bool]) -> Vec<NodeId> {
    let mut last: Vec<(NodeId, [usize; 2])> = Vec::new();
    // The farthest node that reads one of those seen so far: a path may jump over all between.
    let readers = last_readers(graph, used);
    let mut reach = NodeId(0);
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.0]) {
        if reach <= id && is_picture(node) && !node.op.is_pool() {
            let size = [node.shape[2], node.shape[3]];
            last.retain(|(_, earlier)| *earlier != size);
            last.push((id, size));
        }
        if node.op != Op::Constant {
            reach = reach.max(readers[id.0]);
        }
    }
    last.into_iter().map(|(id, _)| id).collect()
}

fn last_readers(graph: &Graph, used: &[bool]) -> Vec<NodeId> {
    let mut readers: Vec<NodeId> = (0..graph.len()).map(NodeId).collect();
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.0]) {
        for input in &node.inputs {
            readers[input.0] = id;
        }
    }
    readers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::{Binary, GlobalPool, Pool, PoolKind, Window};
    use crate::{GraphBuilder, ops::Activation};

    /// input 4x4 -> relu -> (relu + skip) -> pool 2x2 -> relu -> global pool
    fn residual() -> Graph {
        let mut builder = GraphBuilder::default();
        let input = builder.input("picture", &[1, 2, 4, 4]).unwrap();
        let relu = |builder: &mut GraphBuilder, name: &str, id| {
            builder
                .add(name, Op::Activation(Activation::Relu), &[id], vec![])
                .unwrap()
        };
        let stem = relu(&mut builder, "stem", input);
        let branch = relu(&mut builder, "branch", stem);
        let sum = builder
            .add("sum", Op::Binary(Binary::Add), &[branch, stem], vec![])
            .unwrap();
        let window = Window {
            stride: [2, 2],
            ..Window::default()
        };
        let pool = Pool {
            kind: PoolKind::Max,
            kernel: [2, 2],
            window,
            ceil: false,
        };
        let pool = builder.add("pool", Op::Pool(pool), &[sum], vec![]).unwrap();
        let late = relu(&mut builder, "late", pool);
        let global = GlobalPool {
            max: false,
            keep_axes: false,
        };
        let output = builder
            .add("mean", Op::GlobalPool(global), &[late], vec![])
            .unwrap();
        builder.finish(&[output]).unwrap()
    }

    #[test]
    fn suggests_what_every_path_crosses() {
        let graph = residual();
        let named = |keep: fn(&Layer) -> bool| -> Vec<String> {
            summary(&graph)
                .into_iter()
                .filter(keep)
                .map(|layer| layer.name)
                .collect()
        };
        assert_eq!(named(|layer| layer.suggested), ["sum", "late"]);
        assert_eq!(
            named(|layer| layer.explainable),
            ["stem", "branch", "sum", "pool", "late"]
        );
        assert_eq!(default_layer(&graph), Some(graph.find("late").unwrap()));
    }

    /// Reordering the axes for a dense layer leaves no picture behind.
    #[test]
    fn flattening_is_no_layer_to_look_at() {
        let mut builder = GraphBuilder::default();
        let input = builder.input("picture", &[1, 2, 4, 4]).unwrap();
        let relu = Op::Activation(Activation::Relu);
        let last = builder.add("last", relu, &[input], vec![]).unwrap();
        let turned = Op::Transpose {
            permutation: vec![0, 2, 3, 1],
        };
        let turned = builder.add("turned", turned, &[last], vec![]).unwrap();
        let rows = Op::Flatten {
            channels_last: false,
        };
        let output = builder.add("rows", rows, &[turned], vec![]).unwrap();
        let graph = builder.finish(&[output]).unwrap();
        assert_eq!(default_layer(&graph), Some(last));
        assert!(
            summary(&graph)
                .iter()
                .all(|layer| layer.explainable == (layer.id == last))
        );
    }
}
