use crate::containers::name_containers;
use crate::graph::Parts;
use crate::{Graph, GraphError, Node, NodeId, Op, Value};

/// Builds a [`Graph`] node by node and checks the shapes of each node.
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    parts: Parts,
    weights: usize,
}

impl GraphBuilder {
    /// Adds an input of the given shape. The batch axis comes first and has size 1.
    ///
    /// # Errors
    /// [`GraphError::DuplicateName`], or [`GraphError::Shape`] if no device can hold the value.
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
        self.parts.inputs.push(id);
        Ok(id)
    }

    /// Adds a node that reads earlier nodes.
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
        if let Some(input) = inputs
            .iter()
            .find(|input| input.0 >= self.parts.nodes.len())
        {
            return Err(GraphError::Order {
                node: name,
                input: input.0,
            });
        }
        let shapes: Vec<&[usize]> = inputs
            .iter()
            .map(|input| self.parts.nodes[input.0].shape.as_slice())
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

    /// Gives a node a second name, for example the name of a stage to its last block. Changes
    /// nothing if the name is taken.
    pub fn alias(&mut self, name: impl Into<String>, id: NodeId) {
        self.parts.by_name.entry(name.into()).or_insert(id);
    }

    /// Marks a node as the end of a named part of the network, which makes it a suggested layer.
    pub fn stage(&mut self, id: NodeId) {
        self.parts.stages.push(id);
    }

    /// Says that the network mixes the pictures of a batch, so that it takes one at a time.
    pub fn one_picture(&mut self) {
        self.parts.one_picture = true;
    }

    /// Renames a node.
    ///
    /// # Errors
    /// [`GraphError::DuplicateName`] if the name is taken.
    pub fn rename(&mut self, id: NodeId, name: impl Into<String>) -> Result<(), GraphError> {
        let name = name.into();
        if self.parts.by_name.contains_key(&name) {
            return Err(GraphError::DuplicateName { name });
        }
        let before = std::mem::replace(&mut self.parts.nodes[id.0].name, name.clone());
        self.parts.by_name.remove(&before);
        self.parts.by_name.insert(name, id);
        Ok(())
    }

    /// The shape of an earlier node, for a batch of one.
    #[must_use]
    pub fn shape(&self, id: NodeId) -> &[usize] {
        &self.parts.nodes[id.0].shape
    }

    /// The number of nodes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.nodes.len()
    }

    /// Whether there is no node yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.nodes.is_empty()
    }

    /// Whether the name is taken.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.parts.by_name.contains_key(name)
    }

    /// Returns the graph with these outputs.
    ///
    /// # Errors
    /// [`GraphError::NoOutput`] if `outputs` is empty, [`GraphError::Order`] for an unknown id.
    pub fn finish(mut self, outputs: &[NodeId]) -> Result<Graph, GraphError> {
        if outputs.is_empty() {
            return Err(GraphError::NoOutput);
        }
        if let Some(output) = outputs
            .iter()
            .find(|output| output.0 >= self.parts.nodes.len())
        {
            return Err(GraphError::Order {
                node: "output".into(),
                input: output.0,
            });
        }
        name_containers(&mut self.parts.by_name, &self.parts.nodes);
        Ok(Graph::assemble(self.parts, outputs))
    }

    fn push(&mut self, node: Node) -> Result<NodeId, GraphError> {
        self.weights = self.weights.saturating_add(node.parameters());
        let fits = check_size(&node.shape).and_then(|()| check_weights(self.weights));
        if let Err(reason) = fits {
            return Err(GraphError::Shape {
                node: node.name,
                op: node.op.name(),
                reason,
            });
        }
        let id = NodeId(self.parts.nodes.len());
        if self.parts.by_name.insert(node.name.clone(), id).is_some() {
            return Err(GraphError::DuplicateName { name: node.name });
        }
        self.parts.nodes.push(node);
        Ok(id)
    }
}

/// The most values in one activation, 1 GiB. A file that asks for more is damaged or hostile.
pub const MOST_VALUES: usize = 1 << 28;

/// The most weights of a network, 3 GiB: more do not fit into the memory of a tab, which is 4 GiB.
pub const MOST_WEIGHTS: usize = 3 << 28;

/// Rejects more weights than fit into a tab.
fn check_weights(count: usize) -> Result<(), String> {
    if count > MOST_WEIGHTS {
        return Err(format!(
            "with its weights the network has {count}, and at most {MOST_WEIGHTS} fit into a tab"
        ));
    }
    Ok(())
}

/// Rejects a shape that no device can hold, before anything is computed with it.
pub(crate) fn check_size(shape: &[usize]) -> Result<(), String> {
    let count = shape
        .iter()
        .try_fold(1usize, |count, axis| count.checked_mul(*axis));
    match count {
        Some(1..=MOST_VALUES) if (1..=6).contains(&shape.len()) => Ok(()),
        _ => Err(format!(
            "a value of shape {shape:?} cannot be held: 1 to 6 axes and 1 to {MOST_VALUES} values are supported"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_do_not_fit_into_a_tab_are_rejected() {
        assert_eq!(check_weights(MOST_WEIGHTS), Ok(()));
        let reason = check_weights(MOST_WEIGHTS + 1).unwrap_err();
        assert!(reason.contains("805306369"), "{reason}");
    }
}
