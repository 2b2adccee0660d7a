//! One node of the file while its operator adds nodes to the graph.

use std::rc::Rc;

use graph::{NodeId, Op, Value};

use super::batch::{Fate, Input};
use super::build::{Build, Known, weight_error};
use super::host::{self, Host};
use super::proto::NodeProto;
use crate::FormatError;
use crate::limits::CONSTANT;

/// A node of the file and the graph that it is added to.
pub(super) struct Step<'b, 'a> {
    pub(super) build: &'b mut Build<'a>,
    pub(super) node: &'b NodeProto,
    name: String,
    /// Nodes added for it.
    added: Vec<NodeId>,
    /// Outputs after the first.
    others: Vec<Known>,
}

impl<'b, 'a> Step<'b, 'a> {
    pub(super) fn new(build: &'b mut Build<'a>, node: &'b NodeProto, name: String) -> Self {
        Self {
            build,
            node,
            name,
            added: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Returns all outputs. If the first is a new node, it gets the name of the file's node.
    pub(super) fn finish(mut self, first: Known) -> Result<Vec<Known>, FormatError> {
        if let Known::Node(id) = first
            && self.added.contains(&id)
        {
            self.build.graph.rename(id, self.name)?;
        }
        let mut outputs = vec![first];
        outputs.append(&mut self.others);
        Ok(outputs)
    }

    /// Adds an output after the first.
    pub(super) fn another(&mut self, output: Known) {
        self.others.push(output);
    }

    /// An error that names the node and its operator.
    pub(super) fn error(&self, reason: String) -> FormatError {
        let own = if self.node.name.is_empty() {
            &self.name
        } else {
            &self.node.name
        };
        FormatError::Layer {
            layer: format!("{own} ({})", self.node.op_type),
            reason,
        }
    }

    /// The attribute with the network that an `If` runs: its condition is known when the file is
    /// read.
    pub(super) fn branch(&mut self) -> Result<&'static str, FormatError> {
        let flag = self.host(0)?.flags().first().copied().unwrap_or_default();
        Ok(if flag { "then_branch" } else { "else_branch" })
    }

    /// Whether an input is present. An optional input may be missing or have an empty name.
    pub(super) fn has(&self, index: usize) -> bool {
        self.node
            .input
            .get(index)
            .is_some_and(|name| !name.is_empty())
    }

    /// `TensorProto.DataType` of an input that is a constant of the file.
    pub(super) fn kind(&self, index: usize) -> Option<i32> {
        self.build.kinds.get(self.node.input.get(index)?).copied()
    }

    /// Whether the network answers with an output of this node.
    pub(super) fn is_output(&self, index: usize) -> bool {
        let name = self.node.output.get(index);
        name.is_some_and(|name| self.build.outputs.contains(name))
    }

    /// Returns an input. Fails if it is missing or not computed yet.
    pub(super) fn input(&self, index: usize) -> Result<Known, FormatError> {
        let name = self.node.input.get(index).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| self.error(format!("its input {index} is missing")))?;
        self.build.values.get(name).cloned().ok_or_else(|| {
            let reason = format!(
                "`{}` reads `{name}`, which nothing before it computes",
                self.name
            );
            self.build.damaged(reason)
        })
    }

    /// Returns an input as a node; a constant becomes a node of its name.
    pub(super) fn id(&mut self, index: usize) -> Result<NodeId, FormatError> {
        let known = self.input(index)?;
        let name = self.node.input[index].clone();
        self.named_node(&name, &known)
    }

    /// Returns a value as a node; a constant becomes a node without a name in the file.
    pub(super) fn node_of(&mut self, known: &Known) -> Result<NodeId, FormatError> {
        self.named_node("", known)
    }

    fn named_node(&mut self, name: &str, known: &Known) -> Result<NodeId, FormatError> {
        match known {
            Known::Node(id) => Ok(*id),
            constant => match self.build.load(constant)? {
                Some(host) => self.build.constant(name, &host),
                None => Err(self.error(format!("`{name}` is not a constant"))),
            },
        }
    }

    /// Returns an input that must be a constant.
    pub(super) fn host(&mut self, index: usize) -> Result<Rc<Host>, FormatError> {
        let known = self.input(index)?;
        self.build.load(&known)?.ok_or_else(|| {
            let name = &self.node.input[index];
            self.error(format!(
                "`{name}` depends on the picture, and only constants are supported there"
            ))
        })
    }

    /// A list of integers that is an input in newer opsets and an attribute in older ones.
    pub(super) fn ints(
        &mut self,
        index: usize,
        attribute: &str,
    ) -> Result<Option<Vec<i64>>, FormatError> {
        if self.has(index) {
            return Ok(Some(self.host(index)?.ints()));
        }
        Ok(self.node.ints(attribute).map(<[i64]>::to_vec))
    }

    /// A number that is an input in newer opsets and an attribute in older ones.
    pub(super) fn float(
        &mut self,
        index: usize,
        attribute: &str,
    ) -> Result<Option<f32>, FormatError> {
        if self.has(index) {
            return Ok(self.host(index)?.floats().first().copied());
        }
        Ok(self
            .node
            .has(attribute)
            .then(|| self.node.float(attribute, 0.0)))
    }

    /// Uploads a constant input that `arrange` brings into order. The result is kept under `kind`.
    pub(super) fn weight(
        &mut self,
        index: usize,
        kind: &'static str,
        arrange: impl Fn(Host) -> Option<Host>,
    ) -> Result<Value, FormatError> {
        let key = (
            self.node.input.get(index).cloned().unwrap_or_default(),
            kind,
        );
        if let Some(value) = self.build.weights.get(&key) {
            return Ok(value.clone());
        }
        let host = self.host(index)?;
        let shape = host.shape.clone();
        let host = Rc::try_unwrap(host).unwrap_or_else(|shared| (*shared).clone());
        let host = arrange(host).ok_or_else(|| {
            weight_error(
                &key.0,
                format!("its shape {shape:?} does not fit `{}`", self.name),
            )
        })?;
        let value = self.build.to_device(&key.0, host)?;
        self.build.weights.insert(key, value.clone());
        Ok(value)
    }

    /// Uploads a constant input as the file has it.
    pub(super) fn plain_weight(&mut self, index: usize) -> Result<Value, FormatError> {
        self.weight(index, "", Some)
    }

    /// The shape of a value.
    pub(super) fn shape(&self, known: &Known) -> Vec<usize> {
        match known {
            Known::Node(id) => self.build.graph.shape(*id).to_vec(),
            Known::Host(host) => host.shape.clone(),
            Known::Stored(stored) => stored.shape.clone(),
        }
    }

    /// An axis counted from the front; in the file it may be negative.
    pub(super) fn axis(&self, axis: i64, rank: usize) -> Result<usize, FormatError> {
        let size = rank.cast_signed() as i64;
        let found = if axis < 0 {
            axis.checked_add(size)
        } else {
            Some(axis)
        };
        let found = found.and_then(|axis| usize::try_from(axis).ok());
        found
            .filter(|axis| *axis < rank)
            .ok_or_else(|| self.error(format!("axis or index {axis} is out of range for {rank}")))
    }

    /// Axes counted from the front, in the order given.
    pub(super) fn axes(&self, axes: &[i64], rank: usize) -> Result<Vec<usize>, FormatError> {
        axes.iter().map(|axis| self.axis(*axis, rank)).collect()
    }

    /// Adds a node to the graph under a derived name.
    pub(super) fn add(
        &mut self,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = format!("{}.{}", self.name, op.name().replace(' ', "-"));
        let name = self.build.unique.name(&name);
        let same = op.clone();
        let id = self.build.graph.add(name, op, inputs, constants)?;
        self.added.push(id);
        match self.fate(&same, inputs, id) {
            Fate::Apart(batch) => {
                self.build.batch.insert(id, batch);
            }
            Fate::Mixed => self.build.graph.one_picture(),
            Fate::Unknown => {}
        }
        Ok(id)
    }

    /// Adds a node and returns it as a value.
    pub(super) fn one(
        &mut self,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<Known, FormatError> {
        self.add(op, inputs, constants).map(Known::Node)
    }

    /// Returns a computed constant. Fails on `None`, and on more values than allowed.
    pub(super) fn computed(
        &mut self,
        host: Option<Host>,
        from: usize,
    ) -> Result<Known, FormatError> {
        let host = host.ok_or_else(|| self.error("its constants do not fit together".into()))?;
        self.check_constant(&host.shape, from)?;
        self.build.worked(host.len())?;
        Ok(Known::Host(Rc::new(host)))
    }

    /// Fails if a constant of `shape` is too large for inputs of `from` values. Call it before
    /// computing the constant.
    pub(super) fn check_constant(&self, shape: &[usize], from: usize) -> Result<(), FormatError> {
        let count = host::count(shape).filter(|count| *count <= CONSTANT.max(from));
        match count {
            Some(_) => Ok(()),
            None => Err(self.error(format!("a constant of shape {shape:?} is too large"))),
        }
    }

    /// What an op makes of the batch of its inputs. A reshape knows it itself.
    fn fate(&self, op: &Op, inputs: &[NodeId], output: NodeId) -> Fate {
        if matches!(op, Op::Reshape { .. }) {
            return Fate::Unknown;
        }
        let graph = &self.build.graph;
        let input = |id: &NodeId| (graph.shape(*id), self.build.batch.get(id).copied());
        let inputs: Vec<Input> = inputs.iter().map(input).collect();
        Fate::of(op, &inputs, graph.shape(output))
    }
}
