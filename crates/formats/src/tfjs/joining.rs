//! Several inputs as one, and the constants among them.

use graph::ops::Binary;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use super::json;
use super::layer::Layer;
use super::topology::Argument;
use crate::FormatError;

impl Layer<'_, '_> {
    /// Keras joins any number of inputs, an op two: the last step has the layer's name.
    pub(super) fn chain(&mut self, binary: Binary) -> Result<NodeId, FormatError> {
        let inputs = self.aligned_inputs()?;
        let last = self.joined(binary, &inputs)?;
        self.node(Op::Binary(binary), &last, Vec::new())
    }

    /// Joins all inputs but the last; the answer is what the last step reads.
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

    /// What the layer is called with, in its order: the inputs with as many axes as the largest, and
    /// constants. Rows beside pictures are one value per channel, since the channels are last in Keras.
    pub(super) fn aligned_inputs(&mut self) -> Result<Vec<NodeId>, FormatError> {
        let call = self.call;
        let rank = |layer: &Self, input: &NodeId| layer.build.graph.shape(*input).len();
        let largest = self.inputs.iter().map(|input| rank(self, input)).max();
        let largest = largest.unwrap_or_default();
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for (index, input) in self.inputs.iter().enumerate() {
            inputs.push(match rank(self, input) {
                own if own == largest => *input,
                2 if largest == 4 => {
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
            Some(numbers) if self.fits_channels(numbers.len()) => {
                self.constant("constant", numbers)
            }
            _ => Err(self.error(format!(
                "expected one number or one per channel as its constant, got {json}"
            ))),
        }
    }
}
