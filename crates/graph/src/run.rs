use std::collections::BTreeMap;

use crate::{Graph, GraphError, Node, NodeId, Op, Value};

/// Values by node.
pub type Values = BTreeMap<NodeId, Value>;

/// Evaluates the wanted nodes from the known ones.
///
/// A known value is used as it is and not computed again. With the input known, this is a forward
/// pass. With an activation known too, the pass continues from there and computes only the nodes
/// that depend on it or that are still needed. Intermediate values are dropped after their last
/// reader.
///
/// # Shapes
/// A known value may have any batch size; its other axes are those of its node.
///
/// # Errors
/// [`GraphError::MissingInput`] if a wanted node needs an input that is not known,
/// [`GraphError::Shape`] if a value does not fit its node.
pub fn run(graph: &Graph, known: &Values, wanted: &[NodeId]) -> Result<Values, GraphError> {
    let mut forward = Forward::new(graph, known, wanted)?;
    while forward.step()? {}
    Ok(forward.values())
}

/// A [`run`] in steps of one node, so that somebody can stop it between two of them.
pub struct Forward<'a> {
    graph: &'a Graph,
    wanted: Vec<NodeId>,
    readers: Vec<usize>,
    values: Values,
    /// All nodes before it are done.
    next: usize,
}

impl<'a> Forward<'a> {
    /// Begins a run.
    ///
    /// # Errors
    /// [`GraphError::Shape`] if a known value does not fit its node.
    pub fn new(graph: &'a Graph, known: &Values, wanted: &[NodeId]) -> Result<Self, GraphError> {
        let readers = count_readers(graph, known, wanted);
        let mut values = Values::new();
        for (id, node) in graph.nodes().filter(|(id, _)| known.contains_key(id)) {
            if readers[id.0] > 0 {
                check_known(node, &known[&id])?;
                values.insert(id, known[&id].clone());
            }
        }
        Ok(Self {
            graph,
            wanted: wanted.to_vec(),
            readers,
            values,
            next: 0,
        })
    }

    /// Computes the next node. Returns `false` if there is none.
    ///
    /// # Errors
    /// Those of [`run`].
    pub fn step(&mut self) -> Result<bool, GraphError> {
        while self.next < self.graph.len() {
            let id = NodeId(self.next);
            self.next += 1;
            if self.readers[id.0] > 0 && !self.values.contains_key(&id) {
                self.compute(id)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Computes a node, or several at once if something can.
    fn compute(&mut self, id: NodeId) -> Result<(), GraphError> {
        let node = self.graph.node(id);
        let mut inputs = take_inputs(node, &mut self.values, &mut self.readers)?;
        if let Some(fast) = self.graph.fast()
            && let Some((value, nodes)) = fast.run(&self.chain(id), &mut inputs)
        {
            self.next = id.0 + nodes.max(1);
            self.values.insert(NodeId(self.next - 1), value);
            return Ok(());
        }
        self.values.insert(id, apply(node, inputs)?);
        Ok(())
    }

    /// A node and those after it, as far as each of them reads the one before it alone, and nothing
    /// else needs that one.
    fn chain(&self, first: NodeId) -> Vec<&'a Node> {
        let mut chain = vec![self.graph.node(first)];
        for at in first.0 + 1..self.graph.len() {
            let node = self.graph.node(NodeId(at));
            let follows = node.inputs == [NodeId(at - 1)]
                && self.readers[at - 1] == 1
                && self.readers[at] > 0
                && !self.values.contains_key(&NodeId(at));
            if !follows {
                break;
            }
            chain.push(node);
        }
        chain
    }

    /// The values of the wanted nodes that are known so far.
    #[must_use]
    pub fn values(mut self) -> Values {
        self.values.retain(|id, _| self.wanted.contains(id));
        self.values
    }
}

/// Evaluates the wanted nodes with a new value at one node. Nodes that depend on it are computed
/// again; the other values of `known` are used. They may have a batch of one, which is repeated for
/// the batch of `value`.
///
/// # Errors
/// Those of [`run`].
pub fn run_on(
    graph: &Graph,
    known: &Values,
    (at, value): (NodeId, Value),
    wanted: &[NodeId],
) -> Result<Values, GraphError> {
    run(graph, &changed(graph, known, (at, value)), wanted)
}

/// Returns the values that are still known when one node gets a new value: the new value, and the
/// values of all nodes that do not depend on it.
#[must_use]
pub fn changed(graph: &Graph, known: &Values, (at, value): (NodeId, Value)) -> Values {
    let depends = graph.descendants(&[at]);
    let mut values = known.clone();
    values.retain(|id, _| !depends[id.0]);
    values.insert(at, value);
    values
}

/// The largest number of bytes that the values of [`run_on`] take at one time, for a batch of one
/// and 32-bit values. Weights, and the memory that the device needs within one op, are not counted.
#[must_use]
pub fn peak_bytes(graph: &Graph, at: NodeId, wanted: &[NodeId]) -> usize {
    let known = Values::new();
    let changes = graph.descendants(&[at]);
    let mut readers = count_readers(graph, &known, wanted);
    let size = |id: NodeId| 4 * graph.node(id).shape.iter().product::<usize>();
    let (mut live, mut peak) = (size(at), size(at));
    for (id, node) in graph.nodes() {
        if readers[id.0] == 0 || !changes[id.0] || id == at {
            continue;
        }
        live += size(id);
        peak = peak.max(live);
        for input in &node.inputs {
            readers[input.0] -= 1;
            if readers[input.0] == 0 && changes[input.0] {
                live -= size(*input);
            }
        }
    }
    peak
}

/// How often a run reads each node, or returns it. A node with 0 is not needed.
pub(crate) fn count_readers(graph: &Graph, known: &Values, wanted: &[NodeId]) -> Vec<usize> {
    let mut readers = vec![0; graph.len()];
    for id in wanted {
        readers[id.0] += 1;
    }
    for (id, node) in graph.nodes().rev() {
        if readers[id.0] > 0 && !known.contains_key(&id) {
            for input in &node.inputs {
                readers[input.0] += 1;
            }
        }
    }
    readers
}

fn take_inputs(
    node: &Node,
    values: &mut Values,
    readers: &mut [usize],
) -> Result<Vec<Value>, GraphError> {
    if node.op == Op::Input {
        return Err(GraphError::MissingInput {
            node: node.name.clone(),
        });
    }
    let mut inputs = Vec::with_capacity(node.inputs.len());
    for input in &node.inputs {
        readers[input.0] -= 1;
        // The last reader takes the value without a copy, so the op may reuse its memory.
        let value = if readers[input.0] == 0 {
            values.remove(input)
        } else {
            values.get(input).cloned()
        };
        inputs.extend(value);
    }
    Ok(inputs)
}

/// Computes one node.
pub(crate) fn apply(node: &Node, inputs: Vec<Value>) -> Result<Value, GraphError> {
    node.op
        .apply(inputs, &node.constants)
        .map_err(|reason| shape_error(node, reason))
}

pub(crate) fn shape_error(node: &Node, reason: String) -> GraphError {
    GraphError::Shape {
        node: node.name.clone(),
        op: node.op.name(),
        reason,
    }
}

fn check_known(node: &Node, value: &Value) -> Result<(), GraphError> {
    let shape = value.shape();
    if shape.len() == node.shape.len() && shape[1..] == node.shape[1..] {
        return Ok(());
    }
    let reason = format!(
        "expected a value of shape {:?} (any batch size), got {shape:?}",
        node.shape
    );
    Err(shape_error(node, reason))
}
