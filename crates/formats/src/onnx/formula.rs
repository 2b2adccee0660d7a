//! Functions and arithmetic, on nodes and on pairs of constants.

use graph::ops::{Activation, Binary, Function};
use graph::{NodeId, Op};

use super::build::Known;
use super::host::{Host, Numbers, broadcast};
use super::step::Step;
use crate::FormatError;

impl Step<'_, '_> {
    /// Adds a function of a node.
    pub(super) fn function(
        &mut self,
        function: Function,
        input: NodeId,
    ) -> Result<NodeId, FormatError> {
        self.add(Op::Function(function), &[input], vec![])
    }

    /// Adds an op on two nodes.
    pub(super) fn binary(
        &mut self,
        op: Binary,
        left: NodeId,
        right: NodeId,
    ) -> Result<NodeId, FormatError> {
        self.add(Op::Binary(op), &[left, right], vec![])
    }

    /// Adds one number as a node.
    pub(super) fn number(&mut self, value: f32) -> Result<NodeId, FormatError> {
        let host = Host {
            shape: vec![1],
            numbers: Numbers::Float(vec![value]),
        };
        self.node_of(&Known::Host(host.into()))
    }

    /// Adds `factor · input`.
    pub(super) fn times(&mut self, input: NodeId, factor: f32) -> Result<NodeId, FormatError> {
        let factor = self.number(factor)?;
        self.binary(Binary::Mul, input, factor)
    }

    /// Adds `1 − known`, the negation of a truth that is 0 or 1.
    pub(super) fn negation(&mut self, known: &Known) -> Result<Known, FormatError> {
        let (one, id) = (self.number(1.0)?, self.node_of(known)?);
        self.binary(Binary::Sub, one, id).map(Known::Node)
    }

    /// Applies an op to two values: at once if both are constants, else as a node.
    pub(super) fn combine(
        &mut self,
        op: Binary,
        left: &Known,
        right: &Known,
        on_host: impl Fn(&Host, &Host) -> Numbers,
    ) -> Result<Known, FormatError> {
        if let Some(computed) = self.on_both(left, right, on_host)? {
            return Ok(computed);
        }
        let [left, right] = self.operands(left, right)?;
        self.binary(op, left, right).map(Known::Node)
    }

    /// Two values as nodes. An input of the node keeps its name in the file.
    fn operands(&mut self, left: &Known, right: &Known) -> Result<[NodeId; 2], FormatError> {
        let mut operand = |known: &Known| {
            let mut inputs = 0..self.node.input.len();
            let own = inputs.find(|index| self.input(*index).is_ok_and(|own| own.is(known)));
            match own {
                Some(index) => self.id(index),
                None => self.node_of(known),
            }
        };
        Ok([operand(left)?, operand(right)?])
    }

    /// Adds `known` truncated towards zero.
    pub(super) fn truncated(&mut self, input: NodeId) -> Result<NodeId, FormatError> {
        let above = self.add(Op::Activation(Activation::Relu), &[input], vec![])?;
        let below = self.binary(Binary::Sub, input, above)?;
        let above = self.function(Function::Floor, above)?;
        let below = self.function(Function::Ceil, below)?;
        self.binary(Binary::Add, above, below)
    }

    /// Adds `1` where `input` is 0, else `input`, and where that is.
    pub(super) fn without_zeros(&mut self, input: NodeId) -> Result<(NodeId, NodeId), FormatError> {
        let (zero, one) = (self.number(0.0)?, self.number(1.0)?);
        let blank = self.binary(Binary::Equal, input, zero)?;
        let filled = self.add(Op::Choose, &[blank, one, input], vec![])?;
        Ok((filled, blank))
    }

    /// Adds the root of an order of `input`, whose gradient at 0 is 0 instead of infinite.
    pub(super) fn root(&mut self, input: NodeId, order: f32) -> Result<NodeId, FormatError> {
        let (filled, blank) = self.without_zeros(input)?;
        let exponent = 1.0 / order;
        let root = self.function(Function::Power { exponent }, filled)?;
        let zero = self.number(0.0)?;
        self.add(Op::Choose, &[blank, zero, root], vec![])
    }

    /// Computes a constant from two constants, broadcast to one shape. Returns `None` if one of
    /// them depends on the picture.
    pub(super) fn on_both(
        &mut self,
        left: &Known,
        right: &Known,
        compute: impl Fn(&Host, &Host) -> Numbers,
    ) -> Result<Option<Known>, FormatError> {
        if left.is_node() || right.is_node() {
            return Ok(None);
        }
        let both = (self.build.load(left)?, self.build.load(right)?);
        let (Some(left), Some(right)) = both else {
            return Ok(None);
        };
        let shape = broadcast(&left.shape, &right.shape).ok_or_else(|| {
            self.error(format!(
                "shapes {:?} and {:?} do not fit together",
                left.shape, right.shape
            ))
        })?;
        let from = left.len().max(right.len());
        self.check_constant(&shape, from)?;
        let (left, right) = (left.expanded(&shape), right.expanded(&shape));
        let computed = left.zip(right).map(|(left, right)| Host {
            numbers: compute(&left, &right),
            shape,
        });
        self.computed(computed, from).map(Some)
    }
}
