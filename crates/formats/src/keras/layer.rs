//! A layer that is being added: its inputs, nodes and weights.

use graph::{NodeId, Op, Value};
use serde_json::Value as Json;

use super::build::Build;
use super::scope::Scope;
use super::topology::{Call, KerasLayer, damaged};
use super::weights::Weight;
use crate::FormatError;

/// A layer that is being added.
pub(super) struct Layer<'a, 'b> {
    pub(super) build: &'a mut Build<'b>,
    /// The enclosing model.
    pub(super) scope: &'a Scope<'a>,
    pub(super) keras: &'a KerasLayer<'a>,
    /// The arguments of the call.
    pub(super) call: &'a Call<'a>,
    /// Name of the output node.
    pub(super) name: String,
    pub(super) inputs: &'a [NodeId],
}

impl Layer<'_, '_> {
    pub(super) fn config(&self, key: &str) -> &Json {
        &self.keras.config[key]
    }

    pub(super) fn input(&self) -> NodeId {
        self.inputs[0]
    }

    pub(super) fn shape(&self) -> Vec<usize> {
        self.build.graph.shape(self.input()).to_vec()
    }

    /// Height and width of the input. Fails if it is not a picture.
    pub(super) fn picture_size(&self) -> Result<[usize; 2], FormatError> {
        match self.shape()[..] {
            [_, _, height, width] => Ok([height, width]),
            ref shape => Err(self.error(format!("expected a picture, got {shape:?}"))),
        }
    }

    /// Whether `count` values are one for all of the input, or one for each place of an axis.
    pub(super) fn fits(&self, count: usize, axis: usize) -> bool {
        count == 1 || Some(count) == self.shape().get(axis).copied()
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> FormatError {
        damaged(self.keras.name, reason.into())
    }

    /// Whether an axis of Keras is the last one, that of the channels.
    pub(super) fn is_last(&self, axis: i64) -> bool {
        axis == -1 || usize::try_from(axis).is_ok_and(|axis| axis + 1 == self.shape().len())
    }

    /// Adds the layer as one node on its inputs.
    pub(super) fn add(&mut self, op: Op, constants: Vec<Value>) -> Result<NodeId, FormatError> {
        self.node(op, self.inputs, constants)
    }

    /// Adds the output node.
    pub(super) fn node(
        &mut self,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = self.name.clone();
        Ok(self.build.graph.add(name, op, inputs, constants)?)
    }

    /// Adds an inner node, which Keras does not show.
    pub(super) fn step(
        &mut self,
        step: &str,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = format!("{}/{step}", self.name);
        Ok(self.build.graph.add(name, op, inputs, constants)?)
    }

    /// Uploads a weight of the layer in its stored layout.
    pub(super) fn weight(&mut self, kind: &str) -> Result<Value, FormatError> {
        self.arranged_weight(kind, Some)
    }

    /// Uploads a weight of the layer that `arrange` brings into the order of the graph.
    pub(super) fn arranged_weight(
        &mut self,
        kind: &str,
        arrange: impl Fn(Weight) -> Option<Weight>,
    ) -> Result<Value, FormatError> {
        let place = self.scope.place(self.keras);
        self.build.weight(place, kind, arrange)
    }

    /// Adds a constant that is broadcast: one value, or one for each place of an axis of the graph.
    pub(super) fn constant(
        &mut self,
        step: &str,
        values: Vec<f32>,
        axis: usize,
    ) -> Result<NodeId, FormatError> {
        let shape = self.broadcast_shape(values.len(), axis);
        let value = self.value(values, &shape)?;
        self.step(step, Op::Constant, &[], vec![value])
    }

    pub(super) fn value(&self, values: Vec<f32>, shape: &[usize]) -> Result<Value, FormatError> {
        Value::new(values, shape, &self.build.device).map_err(|reason| self.error(reason))
    }
}
