//! Functions and arithmetic, on nodes and on pairs of constants.

use graph::ops::{Binary, Function};
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

    /// Two values as nodes. An input of a node with two inputs keeps its name in the file.
    fn operands(&mut self, left: &Known, right: &Known) -> Result<[NodeId; 2], FormatError> {
        let count = self.node.input.len();
        let mut operand = |index: usize, known: &Known| match known {
            Known::Node(id) => Ok(*id),
            _ if count == 2 => self.id(index),
            _ => self.node_of(known),
        };
        Ok([operand(0, left)?, operand(1, right)?])
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
