use graph::Op;
use graph::ops::Binary;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::step::Step;

/// `alpha · A · B + beta · C`, where A and B may be transposed.
pub(super) fn gemm(step: &mut Step) -> Result<Known, FormatError> {
    let node = step.node;
    let (alpha, beta) = (node.float("alpha", 1.0), node.float("beta", 1.0));
    let turn_b = node.int("transB", 0) != 0;
    let mut left = step.input(0)?;
    if node.int("transA", 0) != 0 {
        left = step.transpose(&left, &[1, 0])?;
    }
    let left = step.node_of(&left)?;
    let right = step.input(1)?;
    if right.is_node() {
        let right = if turn_b {
            step.transpose(&right, &[1, 0])?
        } else {
            right
        };
        let right = step.node_of(&right)?;
        let product = step.add(Op::MatMul, &[left, right], vec![])?;
        let product = scaled(step, &Known::Node(product), alpha)?;
        return plus(step, &product, beta);
    }
    let weight = step.weight(1, if turn_b { "turned" } else { "matrix" }, |host| {
        let host = if turn_b {
            host.transposed(&[1, 0])?
        } else {
            host
        };
        Some(host).filter(|host| host.shape.len() == 2)
    })?;
    let columns = weight.shape().get(1).copied().unwrap_or_default();
    if is_one(alpha) && is_one(beta) && has_row(step, columns)? {
        let bias = step.weight(2, "bias", |host| match host.len() {
            1 => host.reshaped(&[])?.expanded(&[columns]),
            _ => host.reshaped(&[columns]),
        })?;
        return step.one(Op::Linear, &[left], vec![weight, bias]);
    }
    let product = step.one(Op::Linear, &[left], vec![weight])?;
    let product = scaled(step, &product, alpha)?;
    plus(step, &product, beta)
}

/// Whether C is a constant row, of `columns` values or one: then it is the bias of the product.
fn has_row(step: &mut Step, columns: usize) -> Result<bool, FormatError> {
    if !step.has(2) {
        return Ok(false);
    }
    let bias = step.input(2)?;
    let shape = step.shape(&bias);
    let fits = matches!(shape[..], [] | [_] | [1, _]);
    let count = shape.iter().product::<usize>();
    Ok(!bias.is_node() && fits && (count == columns || count == 1))
}

fn is_one(factor: f32) -> bool {
    (factor - 1.0).abs() < f32::EPSILON
}

/// Adds `beta · C`, if there is a C.
fn plus(step: &mut Step, product: &Known, beta: f32) -> Result<Known, FormatError> {
    if !step.has(2) {
        return Ok(product.clone());
    }
    let third = step.input(2)?;
    let third = Known::Node(step.node_of(&third)?);
    let third = scaled(step, &third, beta)?;
    let (product, third) = (step.node_of(product)?, step.node_of(&third)?);
    step.binary(Binary::Add, product, third).map(Known::Node)
}

fn scaled(step: &mut Step, value: &Known, factor: f32) -> Result<Known, FormatError> {
    if is_one(factor) {
        return Ok(value.clone());
    }
    let id = step.node_of(value)?;
    step.times(id, factor).map(Known::Node)
}

/// A matrix product; with a constant second matrix it is a linear layer.
pub(super) fn mat_mul(step: &mut Step) -> Result<Known, FormatError> {
    let right = step.input(1)?;
    let left = step.id(0)?;
    let stored = !right.is_node() && step.shape(&right).len() == 2;
    if stored && step.build.graph.shape(left).len() > 1 {
        let weight = step.weight(1, "matrix", Some)?;
        return step.one(Op::Linear, &[left], vec![weight]);
    }
    let right = step.id(1)?;
    step.one(Op::MatMul, &[left, right], vec![])
}
