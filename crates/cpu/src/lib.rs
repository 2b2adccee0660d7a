//! Nodes of a graph on the processor: tensors of Burn's Flex backend in and out of `kernels`.
//!
//! [`KERNELS`] takes what networks spend their time in and leaves the rest to Burn: other ops, unusual
//! settings, values on another device, values that autodiff follows. Its results differ from Burn's
//! by the order in which sums are rounded.

mod conv;
mod curve;
mod finishing;
mod matrix;
mod numbers;
mod pool;
mod rows;
mod sum;

use graph::ops::Binary;
use graph::{Fast, Node, Op, Value};

/// Our kernels, for graphs whose values lie on the Flex device.
pub static KERNELS: Kernels = Kernels;

/// See [`KERNELS`].
#[derive(Debug)]
pub struct Kernels;

impl Fast for Kernels {
    fn run(&self, chain: &[&Node], inputs: &mut Vec<Value>) -> Option<(Value, usize)> {
        let (node, then) = chain.split_first()?;
        let one = |value: Value| (value, 1);
        match &node.op {
            Op::Conv(conv) => conv::run(*conv, node, then, inputs),
            Op::BatchNorm(_) => finishing::run(chain, inputs),
            Op::Activation(activation) => {
                finishing::run(chain, inputs).or_else(|| curve::run(*activation, inputs).map(one))
            }
            Op::Softmax { axis } => rows::soft(*axis, inputs).map(one),
            Op::LayerNorm(norm) => rows::norm(norm, node, inputs).map(one),
            Op::Binary(Binary::Add) => sum::run(then, inputs),
            Op::Pool(pool) => pool::run(*pool, inputs).map(one),
            Op::Linear => matrix::linear(node, inputs).map(one),
            Op::MatMul => matrix::product(inputs).map(one),
            _ => None,
        }
    }

    fn pull_back(
        &self,
        node: &Node,
        inputs: &[(Value, bool)],
        gradient: &Value,
    ) -> Option<Vec<Option<Value>>> {
        let one = |value: Value| vec![Some(value)];
        match &node.op {
            Op::Conv(conv) => conv::pull_back(*conv, node, inputs, gradient).map(one),
            Op::BatchNorm(_) => finishing::pull_back(node, inputs, gradient).map(one),
            Op::Activation(activation) => finishing::pull_back(node, inputs, gradient)
                .or_else(|| curve::pull_back(*activation, inputs, gradient))
                .map(one),
            Op::Softmax { axis } => rows::soft_back(*axis, inputs, gradient).map(one),
            Op::LayerNorm(norm) => rows::norm_back(norm, node, inputs, gradient).map(one),
            Op::Binary(Binary::Add) => sum::pull_back(inputs, gradient),
            Op::Pool(pool) => pool::pull_back(*pool, inputs, gradient).map(one),
            Op::Linear => matrix::linear_back(node, inputs, gradient).map(one),
            Op::MatMul => matrix::product_back(inputs, gradient),
            _ => None,
        }
    }
}
