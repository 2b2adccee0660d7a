//! The contents of a model file: nodes, inputs, outputs, and the places of its weights.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::proto::{BodyProto, EntryProto, NodeProto, OperatorSetProto, ValueInfoProto};
use super::tensor::Stored;
use super::wire::{Field, Fields, Wire};
use crate::{FormatError, SourceFile};

/// The most nodes or weights that are read, more than any network for pictures has.
const MOST: usize = 100_000;

/// Everything but the values of the weights.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Version of the standard operators; 0 if the file names none.
    pub(super) opset: i64,
    pub(super) producer: String,
    pub(super) metadata: Vec<EntryProto>,
    pub(super) nodes: Vec<NodeProto>,
    pub(super) inputs: Vec<ValueInfoProto>,
    pub(super) outputs: Vec<ValueInfoProto>,
    pub(super) weights: BTreeMap<String, Rc<Stored>>,
}

impl Contents {
    pub(super) fn read(file: &SourceFile) -> Result<Self, FormatError> {
        let wire = &mut Wire::new(file);
        let mut contents = Self::default();
        let mut fields = Fields::of_file(file);
        let mut has_graph = false;
        // Field numbers of `ModelProto`.
        while let Some(field) = fields.next(wire)? {
            match field.tag {
                2 => contents.producer = wire.text(field)?,
                7 => {
                    contents.graph(field, wire)?;
                    has_graph = true;
                }
                8 => {
                    let set: OperatorSetProto = wire.decode(field)?;
                    if is_standard(&set.domain) {
                        contents.opset = set.version;
                    }
                }
                14 => contents.metadata.push(wire.decode(field)?),
                _ => {}
            }
        }
        if !has_graph || contents.outputs.is_empty() {
            return Err(wire.damaged("it holds no network".into()));
        }
        Ok(contents)
    }

    /// Reads a `GraphProto`, whose field numbers these are.
    fn graph(&mut self, graph: Field, wire: &mut Wire) -> Result<(), FormatError> {
        let mut fields = Fields::of(graph);
        while let Some(field) = fields.next(wire)? {
            match field.tag {
                1 => {
                    let mut node: NodeProto = wire.decode(field)?;
                    // What a branch reads is an input of its node too.
                    let read: Vec<String> = node.bodies().flat_map(BodyProto::reads).collect();
                    node.input.extend(read);
                    self.nodes.push(node);
                }
                5 => {
                    let stored = Stored::find(wire, field)?;
                    let name = stored.name.clone();
                    if self.weights.insert(name.clone(), Rc::new(stored)).is_some() {
                        return Err(wire.damaged(format!("it holds two weights named `{name}`")));
                    }
                }
                11 => self.inputs.push(wire.decode(field)?),
                12 => self.outputs.push(wire.decode(field)?),
                15 => return Err(wire.damaged("sparse weights are not supported".into())),
                _ => {}
            }
            if self
                .nodes
                .len()
                .max(self.weights.len())
                .max(self.outputs.len())
                > MOST
            {
                return Err(wire.damaged(format!("it holds more than {MOST} nodes or weights")));
            }
        }
        Ok(())
    }

    /// Replaces an output that chooses among the scores, or names them, by the scores.
    pub(super) fn read_scores(&mut self) {
        for output in &mut self.outputs {
            let mut name = output.name.clone();
            // Only a few nodes follow an arg max; the limit ends a cycle in a damaged file.
            for _ in 0..8 {
                let maker = self.nodes.iter().find(|node| node.output.contains(&name));
                let Some((node, input)) = maker.and_then(|node| Some((node, node.input.first()?)))
                else {
                    break;
                };
                match node.op_type.as_str() {
                    "Cast" | "Identity" | "Squeeze" | "Unsqueeze" if *input != name => {
                        name.clone_from(input);
                    }
                    "ArgMax" | "ZipMap" => {
                        output.name.clone_from(input);
                        break;
                    }
                    _ => break,
                }
            }
        }
        // The best values and their places are two outputs of one choice.
        let mut names = BTreeSet::new();
        self.outputs
            .retain(|output| names.insert(output.name.clone()));
    }

    /// Keeps only the nodes that the outputs depend on.
    ///
    /// # Errors
    /// Fails if two nodes compute one value.
    pub(super) fn drop_unused(&mut self) -> Result<(), String> {
        let mut needed: Vec<String> = self
            .outputs
            .iter()
            .map(|output| output.name.clone())
            .collect();
        let mut makers: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, node) in self.nodes.iter().enumerate() {
            for output in node.output.iter().filter(|output| !output.is_empty()) {
                if makers.insert(output, index).is_some() {
                    return Err(format!("`{output}` is computed twice"));
                }
            }
        }
        let mut used = vec![false; self.nodes.len()];
        while let Some(name) = needed.pop() {
            let Some(index) = makers.get(name.as_str()).copied() else {
                continue;
            };
            if !std::mem::replace(&mut used[index], true) {
                needed.extend(self.nodes[index].input.iter().cloned());
            }
        }
        let mut used = used.into_iter();
        self.nodes.retain(|_| used.next().unwrap_or_default());
        Ok(())
    }

    /// Whether each node depends on the picture itself, not only on its size.
    pub(super) fn depend_on_picture(&self) -> Vec<bool> {
        let mut moving: BTreeSet<&str> = (self.inputs.iter())
            .map(|input| input.name.as_str())
            .filter(|name| !self.weights.contains_key(*name))
            .collect();
        let mut runs = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let fixed = ["Shape", "Size"].contains(&node.op_type.as_str());
            let depends =
                !fixed && (node.input.iter()).any(|input| moving.contains(input.as_str()));
            if depends {
                moving.extend(node.output.iter().map(String::as_str));
            }
            runs.push(depends);
        }
        runs
    }
}

/// Whether a domain is that of the standard operators.
pub(super) fn is_standard(domain: &str) -> bool {
    domain.is_empty() || domain == "ai.onnx"
}
