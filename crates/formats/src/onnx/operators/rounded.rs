//! Values that a network rounds to whole numbers between its layers.
//!
//! They are run as the float values they stand for: clipped to what the whole numbers can hold, since
//! converters leave out a ReLU that this clipping replaces, but not rounded, because a rounded value
//! has no gradient. Only an output of the network is rounded.

use std::rc::Rc;

use graph::ops::{Activation, Binary, Function, Reduce, ReduceKind};
use graph::{NodeId, Op};

use super::convolution::convolved;
use super::quantised::stored_floats;
use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

/// What the page says about such a network.
const REMARK: &str = "The file rounds values to whole numbers between its layers. Here the network is run without that rounding, as the float network it stands for, so scores may differ a little.";

/// `TensorProto.DataType` of the whole numbers of eight bits.
const UINT8: i32 = 2;

/// Scale and zero point, aligned with the value that they belong to, and the smallest and the largest
/// whole number.
struct Rounding {
    scale: Known,
    zero: Option<Known>,
    range: (f32, f32),
}

/// `round(x / scale) + zero point`, as a whole number.
pub(super) fn quantize(step: &mut Step) -> Result<Known, FormatError> {
    let value = step.id(0)?;
    let shape = step.build.graph.shape(value).to_vec();
    let kind = match step.node.int("output_dtype", 0) as i32 {
        0 if step.has(2) => step.kind(2).unwrap_or(UINT8),
        0 => UINT8,
        kind => kind,
    };
    let rounding = Rounding {
        scale: aligned(step, 1, &shape)?,
        zero: step.has(2).then(|| aligned(step, 2, &shape)).transpose()?,
        range: range(step, kind)?,
    };
    rounding.quantised(step, value)
}

/// The float of a whole number that depends on the picture.
pub(super) fn dequantize(step: &mut Step) -> Result<Known, FormatError> {
    let value = step.input(0)?;
    let shape = step.shape(&value);
    let rounding = Rounding {
        scale: aligned(step, 1, &shape)?,
        zero: step.has(2).then(|| aligned(step, 2, &shape)).transpose()?,
        range: (f32::MIN, f32::MAX),
    };
    rounding.floats(step, &value)
}

/// Scale and zero point that are found from the values themselves. For a network that goes on with
/// the values they are 1 and 0, which rounds nothing.
pub(super) fn dynamic(step: &mut Step) -> Result<Known, FormatError> {
    let value = step.id(0)?;
    if !(0..3).any(|index| step.is_output(index)) {
        step.build.remarks.insert(REMARK);
        step.build.rounded.insert(value, (value, 1.0, 0.0));
        step.another(number(Numbers::Float(vec![1.0])));
        step.another(number(Numbers::Int(vec![0])));
        return Ok(Known::Node(value));
    }
    let axes: Vec<usize> = (0..step.build.graph.shape(value).len()).collect();
    let mut most = |kind| {
        let (axes, keep_axes) = (axes.clone(), false);
        step.add(
            Op::Reduce(Reduce {
                kind,
                axes,
                keep_axes,
            }),
            &[value],
            vec![],
        )
    };
    let (low, high) = (most(ReduceKind::Min)?, most(ReduceKind::Max)?);
    let zero = step.number(0.0)?;
    let (low, high) = (
        step.binary(Binary::Min, low, zero)?,
        step.binary(Binary::Max, high, zero)?,
    );
    let length = step.binary(Binary::Sub, high, low)?;
    let steps = step.number(255.0)?;
    let scale = step.binary(Binary::Div, length, steps)?;
    let steps = step.binary(Binary::Div, low, scale)?;
    let zero = step.function(Function::Negate, steps)?;
    let zero = step.function(Function::Round, zero)?;
    let zero = Known::Node(step.add(bytes(), &[zero], vec![])?);
    let rounding = Rounding {
        scale: Known::Node(scale),
        zero: Some(zero.clone()),
        range: (0.0, 255.0),
    };
    let found = rounding.rounded(step, value)?;
    step.another(Known::Node(scale));
    step.another(zero);
    Ok(Known::Node(found))
}

fn bytes() -> Op {
    Op::Activation(Activation::Clip {
        low: 0.0,
        high: 255.0,
    })
}

/// A product of whole numbers, less their zero points.
pub(super) fn mat_mul_integer(step: &mut Step) -> Result<Known, FormatError> {
    let left = less_zero(step, 0, 2, true)?;
    let right = less_zero(step, 1, 3, false)?;
    let (left, right) = (step.node_of(&left)?, step.node_of(&right)?);
    step.one(Op::MatMul, &[left, right], vec![])
}

/// A convolution of whole numbers, less their zero points.
pub(super) fn conv_integer(step: &mut Step) -> Result<Known, FormatError> {
    let input = less_zero(step, 0, 2, false)?;
    let (weight, zero) = (
        step.host(1)?,
        step.has(3).then(|| step.host(3)).transpose()?,
    );
    let one = Host::scalar(Numbers::Float(vec![1.0]));
    let weight =
        stored_floats(&weight, &one, zero.as_deref(), 0).map_err(|reason| step.error(reason))?;
    convolved(step, &input, weight, None)
}

/// A convolution of whole numbers with their scales.
pub(super) fn conv(step: &mut Step) -> Result<Known, FormatError> {
    let input = floats(step, [0, 1, 2])?;
    let (values, scales, zero) = (step.host(3)?, step.host(4)?, step.host(5)?);
    let weight =
        stored_floats(&values, &scales, Some(&zero), 0).map_err(|reason| step.error(reason))?;
    let bias = if step.has(8) {
        let (bias, own) = (step.host(8)?, step.host(1)?.floats());
        let own = own.first().copied().unwrap_or(1.0);
        let scales = scales.with(Numbers::Float(
            scales.floats().iter().map(|scale| scale * own).collect(),
        ));
        Some(stored_floats(&bias, &scales, None, 0).map_err(|reason| step.error(reason))?)
    } else {
        None
    };
    let output = convolved(step, &input, weight, bias)?;
    again(step, &output, [6, 7])
}

/// A product of whole numbers with their scales.
pub(super) fn mat_mul(step: &mut Step) -> Result<Known, FormatError> {
    let (left, right) = (floats(step, [0, 1, 2])?, floats(step, [3, 4, 5])?);
    let (left, right) = (step.node_of(&left)?, step.node_of(&right)?);
    let product = step.one(Op::MatMul, &[left, right], vec![])?;
    again(step, &product, [6, 7])
}

/// The floats of an input, by its scale and zero point.
fn floats(step: &mut Step, [value, scale, zero]: [usize; 3]) -> Result<Known, FormatError> {
    let known = step.input(value)?;
    let shape = step.shape(&known);
    let rounding = Rounding {
        scale: aligned(step, scale, &shape)?,
        zero: Some(aligned(step, zero, &shape)?),
        range: (f32::MIN, f32::MAX),
    };
    rounding.floats(step, &known)
}

/// The whole numbers of an output.
fn again(step: &mut Step, value: &Known, [scale, zero]: [usize; 2]) -> Result<Known, FormatError> {
    let (shape, value) = (step.shape(value), step.node_of(value)?);
    let kind = step.kind(zero).unwrap_or(UINT8);
    let rounding = Rounding {
        scale: aligned(step, scale, &shape)?,
        zero: Some(aligned(step, zero, &shape)?),
        range: range(step, kind)?,
    };
    rounding.quantised(step, value)
}

/// An input less its zero point, which may differ by row.
fn less_zero(step: &mut Step, value: usize, zero: usize, rows: bool) -> Result<Known, FormatError> {
    let known = step.input(value)?;
    if !step.has(zero) {
        return Ok(known);
    }
    let mut by = step.input(zero)?;
    if let ([count], true) = (step.shape(&by).as_slice(), rows) {
        by = step.reshape(&by, &[*count, 1])?;
    }
    minus(step, &known, &by)
}

fn minus(step: &mut Step, left: &Known, right: &Known) -> Result<Known, FormatError> {
    let by = step.build.load(right)?;
    if left.is_node() && by.is_some_and(|by| by.len() == 1 && by.flags() == [false]) {
        return Ok(left.clone());
    }
    step.combine(Binary::Sub, left, right, |a, b| {
        let floats = a.floats().into_iter().zip(b.floats());
        Numbers::Float(floats.map(|(a, b)| a - b).collect())
    })
}

impl Rounding {
    fn quantised(&self, step: &mut Step, value: NodeId) -> Result<Known, FormatError> {
        if step.is_output(0) {
            return self.rounded(step, value).map(Known::Node);
        }
        step.build.remarks.insert(REMARK);
        let (low, high) = self.range;
        let Some((scale, zero)) = self.plain(step)? else {
            let steps = self.steps(step, value, false)?;
            return step.one(
                Op::Activation(Activation::Clip { low, high }),
                &[steps],
                vec![],
            );
        };
        let limits = Activation::Clip {
            low: (low - zero) * scale,
            high: (high - zero) * scale,
        };
        let inside = step.add(Op::Activation(limits), &[value], vec![])?;
        let whole = self.steps(step, inside, false)?;
        step.build.rounded.insert(whole, (inside, scale, zero));
        Ok(Known::Node(whole))
    }

    /// The whole numbers themselves.
    fn rounded(&self, step: &mut Step, value: NodeId) -> Result<NodeId, FormatError> {
        let (low, high) = self.range;
        let steps = self.steps(step, value, true)?;
        step.add(
            Op::Activation(Activation::Clip { low, high }),
            &[steps],
            vec![],
        )
    }

    /// `value / scale + zero point`.
    fn steps(&self, step: &mut Step, value: NodeId, round: bool) -> Result<NodeId, FormatError> {
        let scale = step.node_of(&self.scale)?;
        let mut steps = step.binary(Binary::Div, value, scale)?;
        if round {
            steps = step.function(Function::Round, steps)?;
        }
        match &self.zero {
            Some(zero) => {
                let zero = step.node_of(zero)?;
                step.binary(Binary::Add, steps, zero)
            }
            None => Ok(steps),
        }
    }

    /// `(value - zero point) · scale`, or the float that the value was made from.
    fn floats(&self, step: &mut Step, value: &Known) -> Result<Known, FormatError> {
        if let Known::Node(id) = value
            && let Some((inside, scale, zero)) = step.build.rounded.get(id).copied()
            && self.plain(step)? == Some((scale, zero))
        {
            return Ok(Known::Node(inside));
        }
        let mut found = value.clone();
        if let Some(zero) = &self.zero {
            found = minus(step, &found, zero)?;
        }
        step.combine(Binary::Mul, &found, &self.scale, |a, b| {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Float(floats.map(|(a, b)| a * b).collect())
        })
    }

    /// Scale and zero point if they are one constant each.
    fn plain(&self, step: &mut Step) -> Result<Option<(f32, f32)>, FormatError> {
        let mut one = |known: &Known| -> Result<Option<f32>, FormatError> {
            let floats = step.build.load(known)?.map(|host| host.floats());
            Ok(floats
                .filter(|floats| floats.len() == 1)
                .map(|floats| floats[0]))
        };
        let scale = one(&self.scale)?.filter(|scale| *scale > 0.0);
        let zero = match &self.zero {
            Some(zero) => one(zero)?,
            None => Some(0.0),
        };
        Ok(scale.zip(zero))
    }
}

/// A scale or zero point along the axis of the values that it belongs to, or block by block.
fn aligned(step: &mut Step, index: usize, shape: &[usize]) -> Result<Known, FormatError> {
    let known = step.input(index)?;
    let own = step.shape(&known);
    if own.iter().product::<usize>() == 1 {
        return step.reshape(&known, &[]);
    }
    let axis = step.axis(step.node.int("axis", 1), shape.len())?;
    let block = usize::try_from(step.node.int("block_size", 0)).unwrap_or_default();
    if block > 0
        && own
            .get(axis)
            .is_some_and(|size| *size == shape[axis].div_ceil(block))
    {
        let places = (0..shape[axis]).map(|place| place / block);
        return step.take(&known, axis, places.collect());
    }
    let mut along = vec![1; shape.len()];
    along[axis] = shape[axis];
    if own != [shape[axis]] {
        return Err(step.error(format!("scales of shape {own:?} do not go with {shape:?}")));
    }
    step.reshape(&known, &along)
}

/// The smallest and the largest whole number of a kind.
fn range(step: &Step, kind: i32) -> Result<(f32, f32), FormatError> {
    Ok(match kind {
        2 => (0.0, 255.0),
        3 => (-128.0, 127.0),
        4 => (0.0, 65_535.0),
        5 => (-32_768.0, 32_767.0),
        21 => (0.0, 15.0),
        22 => (-8.0, 7.0),
        25 => (0.0, 3.0),
        26 => (-2.0, 1.0),
        _ => {
            return Err(step.error(format!(
                "rounding to numbers of kind {kind} is not supported"
            )));
        }
    })
}

fn number(numbers: Numbers) -> Known {
    Known::Host(Rc::new(Host::scalar(numbers)))
}
