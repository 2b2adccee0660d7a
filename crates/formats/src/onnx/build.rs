//! The graph under construction, and the values of the file that are known so far.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use burn::tensor::Device;
use graph::{Graph, GraphBuilder, NodeId, Op, Value};

use super::batch::Batch;
use super::contents::Contents;
use super::host::Host;
use super::proto::{BodyProto, NodeProto};
use super::tensor::Stored;
use super::unique::Unique;
use super::wire::damaged;
use crate::limits::{WORK, WORK_PER_BYTE};
use crate::{FormatError, SourceFile};

/// A value of the file.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// Depends on the picture; the graph computes it.
    Node(NodeId),
    /// A constant on the host.
    Host(Rc<Host>),
    /// A constant that is still in the file.
    Stored(Rc<Stored>),
}

impl Known {
    pub(super) fn is_node(&self) -> bool {
        matches!(self, Self::Node(_))
    }

    /// Whether it is this very constant of the file, or this node.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Node(one), Self::Node(other)) => one == other,
            (Self::Host(one), Self::Host(other)) => Rc::ptr_eq(one, other),
            (Self::Stored(one), Self::Stored(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// A graph under construction.
pub(super) struct Build<'a> {
    pub(super) graph: GraphBuilder,
    pub(super) device: &'a Device,
    pub(super) opset: i64,
    pub(super) values: BTreeMap<String, Known>,
    /// Weights on the device, by name and arrangement: each is uploaded once.
    pub(super) weights: BTreeMap<(String, &'static str), Value>,
    /// Constants that are nodes of the graph.
    pub(super) constants: BTreeMap<String, NodeId>,
    /// The batch axis of each node, where it is known.
    pub(super) batch: BTreeMap<NodeId, Batch>,
    /// The input and the permutation of each transposition: two in a row may cancel.
    pub(super) turned: BTreeMap<NodeId, (NodeId, Vec<usize>)>,
    /// For whole numbers that stand for floats: the floats, the scale and the zero point.
    pub(super) rounded: BTreeMap<NodeId, (NodeId, f32, f32)>,
    /// `TensorProto.DataType` of constants, by name.
    pub(super) kinds: BTreeMap<String, i32>,
    /// The names of the network's outputs.
    pub(super) outputs: BTreeSet<String>,
    /// What is done in another way than the file asks for.
    pub(super) remarks: BTreeSet<&'static str>,
    pub(super) unique: Unique,
    aliases: Vec<(String, NodeId)>,
    /// How often each value is still to be read.
    readers: BTreeMap<String, usize>,
    file: &'a SourceFile,
    files: &'a [SourceFile],
    /// Values that may still be computed on the host.
    work: u64,
}

impl<'a> Build<'a> {
    pub(super) fn new(
        (file, files): (&'a SourceFile, &'a [SourceFile]),
        contents: &Contents,
        device: &'a Device,
    ) -> Self {
        let stored = |(name, stored): (&String, &Rc<Stored>)| {
            (name.clone(), Known::Stored(Rc::clone(stored)))
        };
        let kind = |(name, stored): (&String, &Rc<Stored>)| (name.clone(), stored.kind);
        let outputs = contents
            .outputs
            .iter()
            .map(|output| (output.name.clone(), 1));
        Self {
            graph: GraphBuilder::default(),
            device,
            opset: contents.opset,
            values: contents.weights.iter().map(stored).collect(),
            weights: BTreeMap::new(),
            constants: BTreeMap::new(),
            batch: BTreeMap::new(),
            turned: BTreeMap::new(),
            rounded: BTreeMap::new(),
            kinds: contents.weights.iter().map(kind).collect(),
            outputs: contents
                .outputs
                .iter()
                .map(|output| output.name.clone())
                .collect(),
            remarks: BTreeSet::new(),
            unique: Unique::default(),
            aliases: Vec::new(),
            readers: outputs.collect(),
            file,
            files,
            work: allowed_work(file, files),
        }
    }

    /// Counts how often the inputs of these nodes are read.
    pub(super) fn expect_readers(&mut self, nodes: &[NodeProto]) {
        for input in nodes.iter().flat_map(|node| &node.input) {
            *self.readers.entry(input.clone()).or_default() += 1;
        }
    }

    /// Counts the outputs of a branch as read once more, so that they are there at its end.
    pub(super) fn expect_outputs(&mut self, body: &BodyProto) {
        for output in &body.output {
            *self.readers.entry(output.name.clone()).or_default() += 1;
        }
    }

    /// Stores the outputs of a node and drops the constants that it was the last to read.
    pub(super) fn close_node(
        &mut self,
        node: &NodeProto,
        outputs: Vec<Known>,
        aliases: &[String],
    ) -> Result<(), FormatError> {
        for (name, known) in node.output.iter().zip(outputs) {
            if let Known::Node(id) = known {
                let others = [name, &node.name].into_iter().chain(aliases);
                self.aliases.extend(others.map(|other| (other.clone(), id)));
            }
            if self.values.insert(name.clone(), known).is_some() && !name.is_empty() {
                return Err(self.damaged(format!("`{name}` is computed twice")));
            }
        }
        for input in &node.input {
            self.read_once(input);
        }
        Ok(())
    }

    /// Drops a constant after its last reader.
    fn read_once(&mut self, name: &str) {
        if let Some(count) = self.readers.get_mut(name) {
            *count = count.saturating_sub(1);
            if *count == 0 && matches!(self.values.get(name), Some(Known::Host(_))) {
                self.values.remove(name);
            }
        }
    }

    /// Finishes the graph with these outputs.
    pub(super) fn finish(mut self, outputs: &[NodeId]) -> Result<Graph, FormatError> {
        for (name, id) in self.aliases {
            self.graph.alias(name, id);
        }
        Ok(self.graph.finish(outputs)?)
    }

    /// Loads a constant. Returns `None` if the value is a node.
    pub(super) fn load(&mut self, known: &Known) -> Result<Option<Rc<Host>>, FormatError> {
        Ok(match known {
            Known::Node(_) => None,
            Known::Host(host) => Some(Rc::clone(host)),
            Known::Stored(stored) => {
                let host = stored.load(self.file, self.files)?;
                self.worked(host.len())?;
                Some(Rc::new(host))
            }
        })
    }

    /// Counts computed values and fails beyond what is allowed: a small file must not keep the page
    /// busy.
    pub(super) fn worked(&mut self, count: usize) -> Result<(), FormatError> {
        let left = self.work.checked_sub(count as u64).ok_or_else(|| {
            let most = allowed_work(self.file, self.files);
            self.damaged(format!(
                "computing its constants takes more than {most} values"
            ))
        })?;
        self.work = left;
        Ok(())
    }

    /// Uploads values to the device. Fails on NaN, which would make every map blank.
    pub(super) fn to_device(&self, name: &str, host: Host) -> Result<Value, FormatError> {
        let shape = if host.shape.is_empty() {
            vec![1]
        } else {
            host.shape.clone()
        };
        let floats = host.into_floats();
        if floats.iter().any(|value| value.is_nan()) {
            let reason = "it holds values that are not a number (NaN): its training failed, or the file is damaged";
            return Err(weight_error(name, reason.into()));
        }
        Value::new(floats, &shape, self.device).map_err(|reason| weight_error(name, reason))
    }

    /// Returns a constant as a node, which is added once per name.
    pub(super) fn constant(&mut self, name: &str, host: &Host) -> Result<NodeId, FormatError> {
        if let Some(id) = self.constants.get(name).filter(|_| !name.is_empty()) {
            return Ok(*id);
        }
        let value = self.to_device(name, host.clone())?;
        let unique = self
            .unique
            .name(if name.is_empty() { "constant" } else { name });
        let id = self.graph.add(unique, Op::Constant, &[], vec![value])?;
        self.constants.insert(name.to_owned(), id);
        Ok(id)
    }

    pub(super) fn damaged(&self, reason: String) -> FormatError {
        damaged(self.file, reason)
    }
}

/// How many values files of this size may make the reader compute.
fn allowed_work(file: &SourceFile, files: &[SourceFile]) -> u64 {
    let others = files.iter().filter(|other| !other.is_same(file));
    let bytes = file.len() + others.map(SourceFile::len).sum::<u64>();
    WORK as u64 + WORK_PER_BYTE as u64 * bytes
}

pub(super) fn weight_error(name: &str, reason: String) -> FormatError {
    FormatError::Weight {
        layer: name.into(),
        reason,
    }
}
