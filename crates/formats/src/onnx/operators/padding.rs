use std::rc::Rc;

use graph::Op;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, count};
use crate::onnx::step::Step;

/// The largest padding, in pixels.
const LARGEST: i64 = 4096;

/// Pads a value, or crops it where a pad is negative. The pads are an attribute until opset 10 and
/// an input since then; all beginnings come before all ends.
pub(super) fn pad(step: &mut Step) -> Result<Known, FormatError> {
    let mut value = step.input(0)?;
    let rank = step.shape(&value).len();
    let pads = step.ints(1, "pads")?.unwrap_or_default();
    let axes = if step.has(3) {
        step.host(3)?.ints()
    } else {
        (0..rank.cast_signed() as i64).collect()
    };
    if pads.len() != axes.len() * 2 || pads.iter().any(|pad| !(-LARGEST..=LARGEST).contains(pad)) {
        return Err(step.error(format!(
            "expected two pads of up to {LARGEST} for each axis, got {pads:?}"
        )));
    }
    let mut around = vec![(0, 0); rank];
    for (index, axis) in axes.iter().enumerate() {
        around[step.axis(*axis, rank)?] = (pads[index], pads[index + axes.len()]);
    }
    let mode = step.node.text("mode", "constant").to_owned();
    let fill = step.float(2, "value")?.unwrap_or_default();
    if mode == "constant" {
        return constant(step, value, around, fill);
    }
    for (axis, (before, after)) in around
        .into_iter()
        .enumerate()
        .filter(|(_, pads)| *pads != (0, 0))
    {
        let size = step.shape(&value)[axis].cast_signed() as i64;
        let places = (-before..size + after).map(|place| inside(&mode, place, size));
        let places: Option<Vec<usize>> = places.collect();
        let places = places.ok_or_else(|| {
            step.error(format!(
                "padding of {size} by {before} and {after} (`{mode}`) is not supported"
            ))
        })?;
        value = step.take(&value, axis, places)?;
    }
    Ok(value)
}

/// The index inside that a padded position copies.
fn inside(mode: &str, place: i64, size: i64) -> Option<usize> {
    if size <= 0 {
        return None;
    }
    let place = match mode {
        "edge" => place.clamp(0, size - 1),
        "wrap" => place.rem_euclid(size),
        "reflect" if place < 0 => -place,
        "reflect" if place >= size => 2 * (size - 1) - place,
        "reflect" => place,
        _ => return None,
    };
    usize::try_from(place).ok().filter(|_| place < size)
}

/// Adds a number around a value, or crops it where a pad is negative.
pub(super) fn constant(
    step: &mut Step,
    mut value: Known,
    around: Vec<(i64, i64)>,
    fill: f32,
) -> Result<Known, FormatError> {
    let added = |(before, after): (i64, i64)| (before.max(0) as usize, after.max(0) as usize);
    // Crop first.
    for (axis, (before, after)) in around.iter().enumerate() {
        let size = step.shape(&value)[axis];
        let (start, end) = (
            before.min(&0).unsigned_abs() as usize,
            after.min(&0).unsigned_abs() as usize,
        );
        value = step.take(&value, axis, (start..size.saturating_sub(end)).collect())?;
    }
    if let (Known::Node(id), [_, _, rows, columns]) = (&value, around.as_slice()) {
        let window = [added(*rows), added(*columns)];
        if window != [(0, 0); 2] {
            value = step.one(
                Op::Pad {
                    window,
                    value: fill,
                },
                &[*id],
                vec![],
            )?;
        }
    }
    let pictures = matches!((&value, around.len()), (Known::Node(_), 4));
    let others = around.into_iter().enumerate();
    for (axis, pads) in others.filter(|(axis, _)| !pictures || *axis < 2) {
        let (before, after) = added(pads);
        let mut parts = Vec::new();
        parts.extend(filled(step, &value, axis, before, fill)?);
        parts.push(value.clone());
        parts.extend(filled(step, &value, axis, after, fill)?);
        value = step.concat(&parts, axis)?;
    }
    Ok(value)
}

/// A constant of the shape of a value, but with another size along one axis.
fn filled(
    step: &Step,
    like: &Known,
    axis: usize,
    size: usize,
    fill: f32,
) -> Result<Option<Known>, FormatError> {
    if size == 0 {
        return Ok(None);
    }
    let mut shape = step.shape(like);
    shape[axis] = size;
    step.check_constant(&shape, 0)?;
    let floats = vec![fill; count(&shape).unwrap_or_default()];
    Ok(Some(Known::Host(Rc::new(Host {
        shape,
        numbers: Numbers::Float(floats),
    }))))
}
