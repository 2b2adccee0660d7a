use std::collections::BTreeMap;

use crate::{GraphError, Op, Value};

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

/// One step of a network.
#[derive(Clone, Debug)]
pub struct Node {
    /// Unique name, as the model's file gives it.
    pub name: String,
    /// What the step computes.
    pub op: Op,
    /// The nodes that it reads, in the op's order.
    pub inputs: Vec<NodeId>,
    /// Its weights, in the op's order, on the device that runs them.
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

/// A network: nodes in topological order, with the ones that are fed and the ones that answer.
///
/// Invariant: a node reads only nodes before it, names are unique and shapes are inferred, since
/// [`GraphBuilder`] is the only way to make one.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    by_name: BTreeMap<String, NodeId>,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl Graph {
    /// All nodes with their ids, each after the nodes that it reads.
    #[must_use]
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (NodeId(index), node))
    }

    /// The node of that id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// The number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when there is no node; a built graph always has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The nodes that are fed from outside.
    #[must_use]
    pub fn inputs(&self) -> &[NodeId] {
        &self.inputs
    }

    /// The nodes that answer.
    #[must_use]
    pub fn outputs(&self) -> &[NodeId] {
        &self.outputs
    }

    /// Looks a node up by name.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], with a name that contains the one asked for, if there is one.
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

    /// The node whose values are the scores of the classes: the first output, or what it reads
    /// where it is a softmax or a sigmoid. Scores are explained before softmax, where one class
    /// cannot push another down.
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

    /// For each node, whether the logits depend on it.
    #[must_use]
    pub fn used(&self) -> Vec<bool> {
        self.ancestors(self.logits())
    }

    /// For each node, whether `target` depends on it (a node depends on itself).
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

    /// For each node, whether it depends on one of `sources` (a node depends on itself).
    pub(crate) fn descendants(&self, sources: &[NodeId]) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        for (id, node) in self.nodes() {
            found[id.0] = sources.contains(&id) || node.inputs.iter().any(|input| found[input.0]);
        }
        found
    }

    /// A graph with the same ids and names in which `change` has had a look at every node.
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
        builder.finish(&self.outputs)
    }
}

/// Builds a [`Graph`] node by node; shapes are checked as each is added.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    nodes: Vec<Node>,
    by_name: BTreeMap<String, NodeId>,
    inputs: Vec<NodeId>,
}

impl GraphBuilder {
    /// Adds an input of the given shape, batch axis first (1).
    ///
    /// # Errors
    /// [`GraphError::DuplicateName`].
    pub fn input(
        &mut self,
        name: impl Into<String>,
        shape: &[usize],
    ) -> Result<NodeId, GraphError> {
        let id = self.push(Node {
            name: name.into(),
            op: Op::Input,
            inputs: Vec::new(),
            constants: Vec::new(),
            shape: shape.to_vec(),
        })?;
        self.inputs.push(id);
        Ok(id)
    }

    /// Adds a step that reads earlier nodes.
    ///
    /// # Errors
    /// [`GraphError::Order`], [`GraphError::Shape`] or [`GraphError::DuplicateName`].
    pub fn add(
        &mut self,
        name: impl Into<String>,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, GraphError> {
        let name = name.into();
        if let Some(input) = inputs.iter().find(|input| input.0 >= self.nodes.len()) {
            return Err(GraphError::Order {
                node: name,
                input: input.0,
            });
        }
        let shapes: Vec<&[usize]> = inputs
            .iter()
            .map(|input| self.nodes[input.0].shape.as_slice())
            .collect();
        let weights: Vec<Vec<usize>> = constants.iter().map(Value::shape).collect();
        let shape = op
            .shape(&shapes, &weights)
            .map_err(|reason| GraphError::Shape {
                node: name.clone(),
                op: op.name(),
                reason,
            })?;
        self.push(Node {
            name,
            op,
            inputs: inputs.to_vec(),
            constants,
            shape,
        })
    }

    /// The shape of a node that was added before, for a batch of one.
    #[must_use]
    pub fn shape(&self, id: NodeId) -> &[usize] {
        &self.nodes[id.0].shape
    }

    /// The number of nodes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True until a node was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether that name is taken.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Closes the graph.
    ///
    /// # Errors
    /// [`GraphError::NoOutput`] without outputs, [`GraphError::Order`] for an id that is not there.
    pub fn finish(self, outputs: &[NodeId]) -> Result<Graph, GraphError> {
        if outputs.is_empty() {
            return Err(GraphError::NoOutput);
        }
        if let Some(output) = outputs.iter().find(|output| output.0 >= self.nodes.len()) {
            return Err(GraphError::Order {
                node: "output".into(),
                input: output.0,
            });
        }
        Ok(Graph {
            nodes: self.nodes,
            by_name: self.by_name,
            inputs: self.inputs,
            outputs: outputs.to_vec(),
        })
    }

    fn push(&mut self, node: Node) -> Result<NodeId, GraphError> {
        if let Err(reason) = check_size(&node.shape) {
            return Err(GraphError::Shape {
                node: node.name,
                op: node.op.name(),
                reason,
            });
        }
        let id = NodeId(self.nodes.len());
        if self.by_name.insert(node.name.clone(), id).is_some() {
            return Err(GraphError::DuplicateName { name: node.name });
        }
        self.nodes.push(node);
        Ok(id)
    }
}

/// One activation may hold so many values, 1 GiB: more is a damaged or hostile file.
const LARGEST: usize = 1 << 28;

/// Refuses shapes that no device could hold, before anything is computed with them.
pub(crate) fn check_size(shape: &[usize]) -> Result<(), String> {
    let count = shape
        .iter()
        .try_fold(1usize, |count, axis| count.checked_mul(*axis));
    match count {
        Some(1..=LARGEST) if (1..=6).contains(&shape.len()) => Ok(()),
        _ => Err(format!(
            "a value of shape {shape:?} cannot be held: 1 to 6 axes and 1 to {LARGEST} values are supported"
        )),
    }
}
