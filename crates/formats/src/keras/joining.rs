//! Joining the inputs of a layer by a binary op, including constants.

use graph::ops::Binary;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use super::json;
use super::layer::Layer;
use super::topology::Argument;
use crate::FormatError;

impl Layer<'_, '_> {
    /// Joins all inputs by an op on two: the last node has the layer's name.
    pub(super) fn chain(&mut self, binary: Binary) -> Result<NodeId, FormatError> {
        let inputs = self.aligned_inputs()?;
        let last = self.joined(binary, &inputs)?;
        self.node(Op::Binary(binary), &last, Vec::new())
    }

    /// Joins all inputs but the last. Returns the two inputs of the last op.
    pub(super) fn joined(
        &mut self,
        binary: Binary,
        inputs: &[NodeId],
    ) -> Result<[NodeId; 2], FormatError> {
        let [first, between @ .., last] = inputs else {
            return Err(self.error("expected at least two inputs"));
        };
        let mut sum = *first;
        for (index, input) in between.iter().enumerate() {
            let step = (index + 1).to_string();
            sum = self.step(&step, Op::Binary(binary), &[sum, *input], Vec::new())?;
        }
        Ok([sum, *last])
    }

    /// All arguments in order, the inputs with the same number of axes, and constants. A row joined
    /// with pictures has one value per channel, since the channels are last in Keras.
    pub(super) fn aligned_inputs(&mut self) -> Result<Vec<NodeId>, FormatError> {
        let call = self.call;
        let rank = |layer: &Self, input: &NodeId| layer.build.graph.shape(*input).len();
        let largest = self.inputs.iter().map(|input| rank(self, input)).max();
        let largest = largest.unwrap_or_default();
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for (index, input) in self.inputs.iter().enumerate() {
            inputs.push(match rank(self, input) {
                own if own == largest => *input,
                2 if largest == 4 && self.is_channels_last() => {
                    let axes = vec![0, 0, 1, 1];
                    let step = format!("input-{index}");
                    self.step(&step, Op::Reshape { axes }, &[*input], Vec::new())?
                }
                own => {
                    return Err(self.error(format!(
                        "inputs of {own} and {largest} axes cannot be joined"
                    )));
                }
            });
        }
        for (index, argument) in call.arguments.iter().enumerate() {
            if let Argument::Constant(json) = argument {
                let constant = self.given_constant(json)?;
                inputs.insert(index.min(inputs.len()), constant);
            }
        }
        Ok(inputs)
    }

    fn given_constant(&mut self, json: &Json) -> Result<NodeId, FormatError> {
        match json::numbers(json) {
            Some(numbers) if self.fits(numbers.len(), self.last_axis()) => {
                self.constant("constant", numbers, self.last_axis())
            }
            _ => Err(self.error(format!(
                "expected one number or one per channel as its constant, got {json}"
            ))),
        }
    }
}
