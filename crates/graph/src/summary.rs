use crate::class_maps::class_maps;
use crate::layout::{Layout, reaching};
use crate::ops::Role;
use crate::{Graph, Grid, Node, NodeId, Op};

/// A row of the layer table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its node.
    pub id: NodeId,
    /// Its name in the model's file.
    pub name: String,
    /// Its other names: the modules whose output it is.
    pub also: Vec<String>,
    /// Display name of its op.
    pub op: &'static str,
    /// Shape of its activation for a batch of one.
    pub shape: Vec<usize>,
    /// The picture in its activation. `None` unless it has more than one pixel and the score depends
    /// on the layer.
    pub grid: Option<Grid>,
    /// Number of weights.
    pub parameters: usize,
    /// Whether the score depends on its pixels. After the last attention of a vision transformer it
    /// depends on the class token only.
    pub reached: bool,
    /// Whether it is a good choice: the last layer of its resolution that every path to the score
    /// crosses, the last layer of a named part of the network, or the default layer.
    pub suggested: bool,
}

impl Layer {
    /// Whether it can be explained: its activation is a picture on which the score depends.
    #[must_use]
    pub fn explainable(&self) -> bool {
        self.grid.is_some() && self.reached
    }
}

/// Returns the layer table, in the order of the graph.
#[must_use]
pub fn summary(graph: &Graph) -> Vec<Layer> {
    let used = graph.used();
    let reached = reaching(graph, &used);
    let mut also = graph.other_names();
    let rows = graph.nodes().map(|(id, node)| Layer {
        id,
        name: node.name.clone(),
        also: also.remove(&id).unwrap_or_default(),
        op: node.op.name(),
        shape: node.shape.clone(),
        grid: grid(node, graph.layout(id)).filter(|_| used[id.0]),
        parameters: node.parameters(),
        reached: reached[id.0],
        suggested: false,
    });
    let mut table: Vec<Layer> = rows.collect();
    let first = first_choice(graph, &table);
    let explained = |id: &NodeId| table[id.0].explainable();
    let stages: Vec<NodeId> = graph.stages().iter().copied().filter(explained).collect();
    let crossed = suggested_layers(graph, &used, &table);
    for id in crossed.into_iter().chain(stages).chain(first) {
        table[id.0].suggested = true;
    }
    table
}

/// Returns the layer that Grad-CAM explains by default: the last activation with more than one
/// pixel before pooling, as in the paper (Selvaraju et al., 2017, section 3). In a transformer, it
/// is the last layer norm whose tokens the score depends on, as pytorch-grad-cam advises. If the
/// scores are themselves a picture, it is the last layer of the lowest resolution that every path
/// to the score crosses. If they are means of maps, one for each class, it is the layer before those
/// maps, which have nothing left of the other classes.
#[must_use]
pub fn default_layer(graph: &Graph) -> Option<NodeId> {
    first_choice(graph, &summary(graph))
}

fn first_choice(graph: &Graph, table: &[Layer]) -> Option<NodeId> {
    let score = graph.logits();
    if table[score.0].grid.is_some() {
        let crossed = suggested_layers(graph, &graph.used(), table);
        let pixels = |id: &NodeId| table[id.0].grid.map(|grid| grid.height * grid.width);
        return crossed.into_iter().min_by_key(pixels);
    }
    let maps = class_maps(graph);
    let candidates = || {
        let layers = table.iter().rev().filter(|layer| layer.explainable());
        layers
            .map(|layer| layer.id)
            .filter(|id| !graph.node(*id).op.is_pool() && !maps.contains(id))
    };
    let last = candidates().next()?;
    let is_picture = |id: NodeId| graph.layout(id).is_some_and(Layout::is_picture);
    let is_norm = |id: &NodeId| graph.node(*id).op.role() == Role::TokenNorm;
    if is_picture(last) {
        return Some(last);
    }
    candidates().find(is_norm).or(Some(last))
}

/// The picture in an activation. `None` for an op that computes no values, and for one pixel.
fn grid(node: &Node, layout: Option<&Layout>) -> Option<Grid> {
    let moved = node.op.role() == Role::Moves;
    let layout = layout.filter(|layout| !moved && !layout.is_flat())?;
    layout.grid().filter(|grid| grid.height * grid.width > 1)
}

/// For each resolution the last layer that every path to the score crosses.
fn suggested_layers(graph: &Graph, used: &[bool], table: &[Layer]) -> Vec<NodeId> {
    let mut last: Vec<(NodeId, [usize; 2])> = Vec::new();
    let scores = first_scores(graph);
    // The last node that reads one of the nodes so far. A path may skip all nodes before it.
    let readers = last_readers(graph, used);
    let mut reach = NodeId(0);
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.0]) {
        let layer = table.get(id.0).filter(|layer| layer.explainable());
        let grid = layer
            .and_then(|layer| layer.grid)
            .filter(|_| !node.op.is_pool());
        if let Some(grid) = grid.filter(|_| reach <= id && id < scores) {
            let size = [grid.height, grid.width];
            last.retain(|(_, earlier)| *earlier != size);
            last.push((id, size));
        }
        if node.op != Op::Constant {
            reach = reach.max(readers[id.0]);
        }
    }
    last.into_iter().map(|(id, _)| id).collect()
}

/// The node that computes the scores. A segmentation may resize them after it.
fn first_scores(graph: &Graph) -> NodeId {
    let mut id = graph.logits();
    while graph.node(id).op.role() == Role::Passes {
        id = graph.node(id).inputs[0];
    }
    id
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
    fn layers_that_every_path_crosses_are_suggested() {
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
            named(Layer::explainable),
            ["stem", "branch", "sum", "pool", "late"]
        );
        assert_eq!(default_layer(&graph), Some(graph.find("late").unwrap()));
    }

    /// A transpose before a linear layer moves the pixels and is no layer to explain.
    #[test]
    fn transposing_and_flattening_make_no_layers() {
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
                .all(|layer| layer.explainable() == (layer.id == last))
        );
    }
}
