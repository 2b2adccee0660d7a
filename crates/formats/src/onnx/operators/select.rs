//! Parts of values: slices, gathered indices, splits, tiles, triangles.

use std::rc::Rc;

use graph::Op;

use super::padding::constant as padded;
use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{self, Host, Numbers};
use crate::onnx::step::Step;

/// Slices along some axes. Starts and ends are attributes until opset 9, inputs since then.
pub(super) fn slice(step: &mut Step) -> Result<Known, FormatError> {
    let mut value = step.input(0)?;
    let starts = step.ints(1, "starts")?.unwrap_or_default();
    let ends = step.ints(2, "ends")?.unwrap_or_default();
    let all = (0..starts.len())
        .map(|axis| axis.cast_signed() as i64)
        .collect();
    let axes = step.ints(3, "axes")?.unwrap_or(all);
    let steps = step
        .ints(4, "steps")?
        .unwrap_or_else(|| vec![1; starts.len()]);
    if [ends.len(), axes.len(), steps.len()] != [starts.len(); 3] {
        return Err(step.error("starts, ends, axes and steps differ in number".into()));
    }
    for (index, axis) in axes.into_iter().enumerate() {
        let shape = step.shape(&value);
        let axis = step.axis(axis, shape.len())?;
        let places = between(shape[axis], starts[index], ends[index], steps[index]);
        let places = places.ok_or_else(|| step.error("a step of 0 is not supported".into()))?;
        value = step.take(&value, axis, places)?;
    }
    Ok(value)
}

/// The indices of a Python slice of an axis. Returns `None` if the step is 0.
fn between(size: usize, start: i64, end: i64, step: i64) -> Option<Vec<usize>> {
    let size = size.cast_signed() as i64;
    let from_front = |place: i64| {
        if place < 0 {
            place.saturating_add(size)
        } else {
            place
        }
    };
    let (low, high) = if step > 0 { (0, size) } else { (-1, size - 1) };
    let start = from_front(start).clamp(low, high);
    let end = from_front(end).clamp(low, high);
    let stride = usize::try_from(step.unsigned_abs())
        .ok()
        .filter(|stride| *stride > 0)?;
    let place = |place: i64| usize::try_from(place).ok();
    if step > 0 {
        (start..end).step_by(stride).map(place).collect()
    } else {
        (end + 1..=start).rev().step_by(stride).map(place).collect()
    }
}

/// Gathers indices of an axis; the axes of the index tensor replace that axis.
pub(super) fn gather(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axis = step.axis(step.node.int("axis", 0), shape.len())?;
    let indices = step.host(1)?;
    let places = indices
        .ints()
        .into_iter()
        .map(|place| step.axis(place, shape[axis]));
    let places = places.collect::<Result<Vec<usize>, _>>()?;
    let taken = step.take(&input, axis, places)?;
    let mut new = shape[..axis].to_vec();
    new.extend(&indices.shape);
    new.extend(&shape[axis + 1..]);
    step.reshape(&taken, &new)
}

/// Splits along an axis into the given sizes, or into equal parts; the last may be smaller.
pub(super) fn split(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axis = step.axis(step.node.int("axis", 0), shape.len())?;
    let count = step.node.output.len();
    let sizes: Option<Vec<usize>> = if let Some(sizes) = step.ints(1, "split")? {
        host::sizes(&sizes)
    } else {
        let each = shape[axis].div_ceil(count.max(1));
        let piece = |index: usize| shape[axis].saturating_sub(index * each).min(each);
        Some((0..count).map(piece).collect())
    };
    let fits = |sizes: &Vec<usize>| {
        let sum = sizes
            .iter()
            .try_fold(0usize, |sum, size| sum.checked_add(*size));
        sizes.len() == count && sum == Some(shape[axis])
    };
    let sizes = sizes.filter(fits);
    let sizes = sizes.ok_or_else(|| {
        step.error(format!(
            "{} cannot be split into {count} such parts",
            shape[axis]
        ))
    })?;
    let mut start = 0;
    let mut pieces = Vec::with_capacity(count);
    for size in sizes {
        let known = step.take(&input, axis, (start..start + size).collect())?;
        pieces.push(known);
        start += size;
    }
    let mut pieces = pieces.into_iter();
    let first = pieces.next();
    pieces.for_each(|piece| step.another(piece));
    first.ok_or_else(|| step.error("it has no outputs".into()))
}

/// Repeats a value along each axis.
pub(super) fn tile(step: &mut Step) -> Result<Known, FormatError> {
    let mut value = step.input(0)?;
    let repeats = step.host(1)?.ints();
    if repeats.len() != step.shape(&value).len()
        || repeats.iter().any(|count| !(1..=4096).contains(count))
    {
        return Err(step.error(format!("{repeats:?} repetitions are not supported")));
    }
    for (axis, repeats) in repeats.into_iter().enumerate() {
        let size = step.shape(&value)[axis];
        let mut wanted = step.shape(&value);
        wanted[axis] = size.saturating_mul(repeats as usize);
        step.check_constant(&wanted, 0)?;
        let places = (0..wanted[axis]).map(|place| place % size);
        value = step.take(&value, axis, places.collect())?;
    }
    Ok(value)
}

/// Crops or pads some axes about their middle.
pub(super) fn center_crop_pad(step: &mut Step) -> Result<Known, FormatError> {
    let mut value = step.input(0)?;
    let rank = step.shape(&value).len();
    let wanted = host::sizes(&step.host(1)?.ints()).unwrap_or_default();
    let axes = match step.node.ints("axes") {
        Some(axes) => step.axes(axes, rank)?,
        None => (0..rank).collect(),
    };
    if wanted.len() != axes.len() || wanted.contains(&0) {
        return Err(step.error(format!("expected {} sizes, got {wanted:?}", axes.len())));
    }
    for (axis, wanted) in axes.into_iter().zip(wanted) {
        let shape = step.shape(&value);
        let size = shape[axis];
        if wanted < size {
            let start = (size - wanted) / 2;
            value = step.take(&value, axis, (start..start + wanted).collect())?;
        } else if wanted > size {
            let before = (wanted - size) / 2;
            let mut around = vec![(0, 0); rank];
            let after = wanted - size - before;
            around[axis] = (before.cast_signed() as i64, after.cast_signed() as i64);
            value = padded(step, value, around, 0.0)?;
        }
    }
    Ok(value)
}

/// The upper or lower triangle of a matrix; the rest becomes 0.
pub(super) fn triangle(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let upper = step.node.int("upper", 1) != 0;
    let diagonal = if step.has(1) {
        step.host(1)?.ints().first().copied().unwrap_or_default()
    } else {
        0
    };
    let stays = move |place: usize, [height, width]: [usize; 2]| {
        let (row, column) = (place / width % height, place % width);
        let right = (column.cast_signed() as i64).saturating_sub(row.cast_signed() as i64);
        if upper {
            right >= diagonal
        } else {
            right <= diagonal
        }
    };
    if let (Known::Node(id), &[.., height, width]) = (&input, step.shape(&input).as_slice()) {
        step.check_constant(&[height, width], 0)?;
        let flags = (0..height * width)
            .map(|place| stays(place, [height, width]))
            .collect();
        let shape = vec![height, width];
        let flags = Host {
            shape,
            numbers: Numbers::Bool(flags),
        };
        let (flags, zero) = (
            step.node_of(&Known::Host(Rc::new(flags)))?,
            step.number(0.0)?,
        );
        return step.one(Op::Choose, &[flags, *id, zero], vec![]);
    }
    step.on_host(&input, |host| {
        let &[.., height, width] = host.shape.as_slice() else {
            return None;
        };
        let stays = |place: usize| stays(place, [height, width]);
        let masked = |value: f32, place: usize| if stays(place) { value } else { 0.0 };
        let floats = host
            .floats()
            .into_iter()
            .enumerate()
            .map(|(place, value)| masked(value, place));
        let kept = host.with(Numbers::Float(floats.collect()));
        Some(match host.numbers {
            Numbers::Float(_) => kept,
            Numbers::Int(_) => kept.with(Numbers::Int(kept.ints())),
            Numbers::Bool(_) => kept.with(Numbers::Bool(kept.flags())),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_match_python() {
        struct Case(i64, i64, i64, &'static [usize]);
        for Case(start, end, step, expected) in [
            Case(1, 3, 1, &[1, 2]),
            Case(-2, i64::MAX, 1, &[3, 4]),
            Case(0, -1, 2, &[0, 2]),
            Case(-1, i64::MIN, -1, &[4, 3, 2, 1, 0]),
            Case(9, 0, -2, &[4, 2]),
            Case(3, 3, 1, &[]),
        ] {
            assert_eq!(
                between(5, start, end, step).unwrap(),
                expected,
                "{start}:{end}:{step}"
            );
        }
        assert_eq!(between(5, 0, 5, 0), None);
    }
}
