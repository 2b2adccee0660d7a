use std::rc::Rc;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{self, Host, Numbers};
use crate::onnx::numbers;
use crate::onnx::step::Step;

/// A constant, in any of the attributes that may hold it.
pub(super) fn constant(step: &mut Step) -> Result<Known, FormatError> {
    let node = step.node;
    if let (Some(proto), Some(name)) = (node.tensor("value"), node.output.first()) {
        step.build.kinds.insert(name.clone(), proto.data_type);
    }
    let host = if let Some(proto) = node.tensor("value") {
        numbers::host(proto).map_err(|reason| step.error(reason))?
    } else if node.has("value_float") {
        Host::scalar(Numbers::Float(vec![node.float("value_float", 0.0)]))
    } else if node.has("value_int") {
        Host::scalar(Numbers::Int(vec![node.int("value_int", 0)]))
    } else if let Some(values) = node.floats("value_floats") {
        Host {
            shape: vec![values.len()],
            numbers: Numbers::Float(values.to_vec()),
        }
    } else if let Some(values) = node.ints("value_ints") {
        Host::row(values.to_vec())
    } else {
        return Err(step.error("only numeric constants are supported".into()));
    };
    Ok(Known::Host(Rc::new(host)))
}

/// One value, repeated to a shape.
pub(super) fn of_shape(step: &mut Step) -> Result<Known, FormatError> {
    let sizes = step.host(0)?.ints();
    let shape =
        host::sizes(&sizes).ok_or_else(|| step.error(format!("{sizes:?} is not a shape")))?;
    step.check_constant(&shape, 0)?;
    let value = match step.node.tensor("value") {
        Some(proto) => numbers::host(proto).map_err(|reason| step.error(reason))?,
        None => Host::scalar(Numbers::Float(vec![0.0])),
    };
    let filled = value.reshaped(&[]).and_then(|value| value.expanded(&shape));
    step.computed(filled, 0)
}

/// Values from the first input up to, but not including, the second, in steps of the third.
pub(super) fn range(step: &mut Step) -> Result<Known, FormatError> {
    let inputs = [step.host(0)?, step.host(1)?, step.host(2)?];
    let one = |numbers: Vec<f32>| numbers.first().copied().unwrap_or_default();
    let whole = inputs.iter().all(|input| input.is_int());
    let [start, limit, delta] = inputs.map(|input| one(input.floats()));
    let count = ((limit - start) / delta).ceil().max(0.0);
    if !count.is_finite() || count > 1e6 {
        return Err(step.error(format!(
            "a range from {start} to {limit} by {delta} is not supported"
        )));
    }
    let values = (0..count as usize).map(|index| start + index as f32 * delta);
    let host = if whole {
        Host::row(values.map(|value| value as i64).collect())
    } else {
        Host {
            shape: vec![count as usize],
            numbers: Numbers::Float(values.collect()),
        }
    };
    step.computed(Some(host), 0)
}
