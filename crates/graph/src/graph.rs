use std::collections::BTreeMap;

use crate::layout::{Layout, layouts};
use crate::ops::Binary;
use crate::{Fast, GraphBuilder, GraphError, Op, Value};

/// Index of a node in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) usize);

impl NodeId {
    /// Its position in the graph.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// One node of a network.
#[derive(Clone, Debug)]
pub struct Node {
    /// Unique name, from the model's file.
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// The nodes that it reads, in the order of the op.
    pub inputs: Vec<NodeId>,
    /// Its weights, in the order of the op, on the device that runs them.
    pub constants: Vec<Value>,
    /// Shape of the output for a batch of one.
    pub shape: Vec<usize>,
}

impl Node {
    /// The number of weights.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.constants.iter().map(Value::len).sum()
    }
}

/// What a builder collects for a graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) nodes: Vec<Node>,
    pub(crate) by_name: BTreeMap<String, NodeId>,
    pub(crate) inputs: Vec<NodeId>,
    pub(crate) stages: Vec<NodeId>,
    pub(crate) one_picture: bool,
}

/// A network: nodes in topological order, with its inputs and outputs.
///
/// Invariant: a node reads only earlier nodes, names are unique, and shapes are inferred. Only
/// [`GraphBuilder`] makes graphs.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    by_name: BTreeMap<String, NodeId>,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
    stages: Vec<NodeId>,
    one_picture: bool,
    layouts: Vec<Option<Layout>>,
    fast: Option<&'static dyn Fast>,
}

impl Graph {
    /// A graph with these parts, whose layouts are found here.
    pub(crate) fn assemble(parts: Parts, outputs: &[NodeId]) -> Self {
        let mut graph = Self {
            nodes: parts.nodes,
            by_name: parts.by_name,
            inputs: parts.inputs,
            outputs: outputs.to_vec(),
            stages: parts.stages,
            one_picture: parts.one_picture,
            layouts: Vec::new(),
            fast: None,
        };
        graph.layouts = layouts(&graph);
        graph
    }

    /// All nodes with their ids, in topological order.
    #[must_use]
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (NodeId(index), node))
    }

    /// The node with this id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// Where the pixels of the picture lie in a node's value, if that is known.
    #[must_use]
    pub fn layout(&self, id: NodeId) -> Option<&Layout> {
        self.layouts.get(id.0).and_then(Option::as_ref)
    }

    /// The number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node. A built graph has at least one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The inputs of the network.
    #[must_use]
    pub fn inputs(&self) -> &[NodeId] {
        &self.inputs
    }

    /// The outputs of the network.
    #[must_use]
    pub fn outputs(&self) -> &[NodeId] {
        &self.outputs
    }

    /// The last nodes of the named parts of the network, as marked by [`GraphBuilder::stage`].
    #[must_use]
    pub fn stages(&self) -> &[NodeId] {
        &self.stages
    }

    /// Whether the network mixes the pictures of a batch, as marked by
    /// [`GraphBuilder::one_picture`]: then it takes one at a time.
    #[must_use]
    pub fn takes_one_picture(&self) -> bool {
        self.one_picture
    }

    /// The same network, some of whose nodes are computed by `fast`.
    #[must_use]
    pub fn with_fast(mut self, fast: &'static dyn Fast) -> Self {
        self.fast = Some(fast);
        self
    }

    pub(crate) fn fast(&self) -> Option<&'static dyn Fast> {
        self.fast
    }

    /// Looks a node up by its name or an alias.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], with a hint if another name contains this one.
    pub fn find(&self, name: &str) -> Result<NodeId, GraphError> {
        self.by_name.get(name).copied().ok_or_else(|| {
            let near = self
                .by_name
                .keys()
                .find(|other| !name.is_empty() && other.contains(name));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            GraphError::UnknownNode {
                name: name.into(),
                hint,
            }
        })
    }

    /// The other names of the nodes that have some: aliases, and the modules whose output they are.
    #[must_use]
    pub fn other_names(&self) -> BTreeMap<NodeId, Vec<String>> {
        let mut others: BTreeMap<NodeId, Vec<String>> = BTreeMap::new();
        for (name, id) in &self.by_name {
            if *name != self.node(*id).name {
                others.entry(*id).or_default().push(name.clone());
            }
        }
        others
    }

    /// The node whose values are the logits: the first output, or its input if the output is a
    /// softmax or a sigmoid. Before softmax, the score of one class does not depend on the others.
    #[must_use]
    pub fn logits(&self) -> NodeId {
        let output = self.outputs[0];
        let node = self.node(output);
        if node.op.is_squashing() {
            node.inputs[0]
        } else {
            output
        }
    }

    /// Returns the same network with one of its outputs first, as the one that is explained. Returns
    /// `None` if the node is no output.
    #[must_use]
    pub fn answering(&self, output: NodeId) -> Option<Self> {
        if !self.outputs.contains(&output) {
            return None;
        }
        let mut graph = self.clone();
        graph.outputs.retain(|other| *other != output);
        graph.outputs.insert(0, output);
        Some(graph)
    }

    /// For each node, whether the logits depend on it.
    #[must_use]
    pub fn used(&self) -> Vec<bool> {
        self.ancestors(self.logits())
    }

    /// The nodes that depend on `from` and that `to` depends on, without `from`.
    #[must_use]
    pub fn between(&self, from: NodeId, to: NodeId) -> Vec<NodeId> {
        let (before, after) = (self.ancestors(to), self.descendants(&[from]));
        (self.nodes().map(|(id, _)| id))
            .filter(|id| *id != from && before[id.0] && after[id.0])
            .collect()
    }

    /// For each node, whether one operand of a sum depends on it and the other does not.
    #[must_use]
    pub fn branches(&self) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        let sums = self
            .nodes()
            .filter(|(_, node)| node.op == Op::Binary(Binary::Add));
        for (_, node) in sums {
            let sides = (node.inputs.iter()).map(|input| self.ancestors(*input));
            let sides: Vec<Vec<bool>> = sides.collect();
            for (place, inside) in found.iter_mut().enumerate() {
                *inside |=
                    sides.iter().any(|side| side[place]) && !sides.iter().all(|side| side[place]);
            }
        }
        found
    }

    /// For each node, whether `target` depends on it. A node depends on itself.
    pub(crate) fn ancestors(&self, target: NodeId) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        found[target.0] = true;
        for (id, node) in self.nodes().rev() {
            if found[id.0] {
                for input in &node.inputs {
                    found[input.0] = true;
                }
            }
        }
        found
    }

    /// For each node, whether it depends on one of `sources`. A node depends on itself.
    pub(crate) fn descendants(&self, sources: &[NodeId]) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        for (id, node) in self.nodes() {
            found[id.0] = sources.contains(&id) || node.inputs.iter().any(|input| found[input.0]);
        }
        found
    }

    /// Returns the graph with every node replaced by `change`. Ids, aliases and what computes it stay.
    pub(crate) fn rewrite(
        &self,
        mut change: impl FnMut(NodeId, &Node) -> Node,
    ) -> Result<Self, GraphError> {
        let mut builder = GraphBuilder::default();
        for (id, node) in self.nodes() {
            let Node {
                name,
                op,
                inputs,
                constants,
                shape,
            } = change(id, node);
            if op == Op::Input {
                builder.input(name, &shape)?;
            } else {
                builder.add(name, op, &inputs, constants)?;
            }
        }
        for (name, id) in &self.by_name {
            builder.alias(name.clone(), *id);
        }
        for id in &self.stages {
            builder.stage(*id);
        }
        if self.one_picture {
            builder.one_picture();
        }
        let graph = builder.finish(&self.outputs)?;
        Ok(Self {
            fast: self.fast,
            ..graph
        })
    }
}
